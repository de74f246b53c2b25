"""Hear a voice prompt with the networks that the official engines were trained beside."""

from __future__ import annotations

import math
from functools import cache
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from model import audio
from model.camp_plus import CampPlus
from model.fbank import SAMPLE_RATE, seamless_features, speaker_features
from model.listener import Heard
from model.listener_config import MelConfig, PromptListenerConfig
from model.prompt_audio import OFFICIAL_SECONDS
from model.rep_codec import RepCodec
from model.speech_encoder import SpeechEncoder

FILTER_ZEROS, ROLLOFF = 6, 0.99


class PromptListener(nn.Module):
    """Listen with w2v-bert, CAMPPlus and RepCodec."""

    def __init__(self, config: PromptListenerConfig, mel: MelConfig) -> None:
        super().__init__()
        self.config, self.mel = config, mel
        self.speech_encoder = SpeechEncoder(config.speech_encoder)
        self.speaker = CampPlus(config.speaker)
        self.codec = RepCodec(config.codec)

    def hear(self, prompt: Path) -> Heard:
        """Hear who speaks, and what.

        Raises:
            ValueError: the prompt is no audio, silent, or too short.
        """
        waveform = audio.load_prompt(prompt, self.mel.sample_rate, OFFICIAL_SECONDS)[None]
        at_16k = resampled(waveform, self.mel.sample_rate, SAMPLE_RATE)[0]
        features = self._listened(at_16k)
        # 2.5 reads the prompt's sounds off the features themselves, 2.0 off their codes.
        codec = self.codec
        return Heard(
            features=features,
            mood=self.hear_mood(prompt),
            speaker_embedding=self.speaker(speaker_features(at_16k).to(features.device)),
            content=features if codec.halves_rate else codec.embed(codec.encode(features)),
            mel=audio.log_mel(waveform, self.mel).transpose(1, 2).to(features.device),
        )

    def hear_mood(self, prompt: Path) -> Tensor:
        """Give only the features `(1, S, n)` of a prompt.

        Another resampler than for `hear`: that is how the emotion conditioner was trained.

        Raises:
            ValueError: the prompt is no audio, silent, or too short.
        """
        waveform = audio.load_prompt(prompt, SAMPLE_RATE, OFFICIAL_SECONDS)
        return self._listened(waveform)

    def _listened(self, at_16k: Tensor) -> Tensor:
        """Give the features `(1, S, n)` of a waveform `(N,)`, where the networks are."""
        device = next(self.speaker.parameters()).device
        return self.speech_encoder(seamless_features(at_16k).to(device))

    def content(self, tokens: Tensor) -> Tensor:
        """Embed semantic tokens `(B, S)` as `(B, S', C)`, as if they had been heard."""
        return self.codec.embed(tokens)


def resampled(waveform: Tensor, old_rate: int, new_rate: int) -> Tensor:
    """Change the rate of `(1, N)` by a windowed sinc with few zeros, as torchaudio does."""
    common = math.gcd(old_rate, new_rate)
    old, new = old_rate // common, new_rate // common
    kernels, half = _sinc(old, new)
    padded = functional.pad(waveform[:, None], (half, half + old))
    made = functional.conv1d(padded, kernels, stride=old)
    n_samples = math.ceil(np.float32(new * waveform.shape[1] / old))  # rounded as there
    return made.transpose(1, 2).flatten(1)[:, :n_samples]


@cache
def _sinc(old: int, new: int) -> tuple[Tensor, int]:
    """Give a kernel `(new, 1, K)` for each phase, and how far it reaches back."""
    base = min(old, new) * ROLLOFF
    half = math.ceil(FILTER_ZEROS * old / base)
    phases = (np.arange(new) / new).astype(np.float32)  # as there: it shows in faint bands
    places = np.arange(-half, half + old)[None] / old - phases[:, None]
    turns = np.clip(places * base, -FILTER_ZEROS, FILTER_ZEROS)
    window = np.cos(turns * np.pi / FILTER_ZEROS / 2) ** 2
    kernels = (np.sinc(turns) * window * base / old).astype(np.float32)
    with torch.inference_mode(mode=False):
        return torch.from_numpy(kernels)[:, None], half
