"""Hear a voice prompt: what its speaker, its mood and its sounds are to the stages."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from model import audio
from model.listener_config import ListenerConfig, MelConfig
from model.phrase import Waveform
from model.prompt_audio import SCRATCH_SECONDS
from model.semantic_codec import SemanticCodec
from model.speaker import SpeakerEncoder

PROMPT_SECONDS = 1.6
PROMPT_LEVEL = 0.06
"""Root mean square every prompt is brought to; the corpus was made at it."""


@dataclass(frozen=True, slots=True)
class Heard:
    """Hold what a prompt is to the networks.

    Args:
        features: `(1, S, n)`, for the speaker conditioner of text-to-semantic.
        mood: `(1, S, n)`, for its emotion conditioner.
        speaker_embedding: `(1, C)`, for semantic-to-mel.
        content: `(1, S, C)`, what the flow reads the prompt's sounds from.
        mel: `(1, F, n_mels)`.
    """

    features: Tensor
    mood: Tensor
    speaker_embedding: Tensor
    content: Tensor
    mel: Tensor


class Listener(nn.Module):
    """Listen with the scratch engine's own tokenizer and speaker encoder."""

    def __init__(self, config: ListenerConfig, mel: MelConfig) -> None:
        super().__init__()
        self.config, self.mel = config, mel
        self.codec = SemanticCodec(config.codec, config.features)
        self.speaker = SpeakerEncoder(config.speaker, config.features)

    def hear(self, prompt: Path) -> Heard:
        """Hear who speaks, and what.

        Raises:
            ValueError: the prompt is no audio, silent, or too short.
        """
        waveform = self._waveform(prompt)
        features = self._features(waveform)
        return Heard(
            features=features.transpose(1, 2),
            mood=features.transpose(1, 2),
            speaker_embedding=self.speaker(features),
            content=self.codec.embed(self.codec.encode(features)),
            mel=audio.log_mel(waveform, self.mel).transpose(1, 2).to(features.device),
        )

    def hear_mood(self, prompt: Path) -> Tensor:
        """Give only the features `(1, S, n)` of a prompt.

        Raises:
            ValueError: the prompt is no audio, silent, or too short.
        """
        return self._features(self._waveform(prompt)).transpose(1, 2)

    def content(self, tokens: Tensor) -> Tensor:
        """Embed semantic tokens `(B, S)` as `(B, S, C)`, as if they had been heard."""
        return self.codec.embed(tokens)

    def _features(self, waveform: Tensor) -> Tensor:
        """Give `(1, n, S)`, where the networks are."""
        device = next(self.speaker.parameters()).device
        return audio.log_mel(waveform, self.config.features).to(device)

    def _waveform(self, path: Path) -> Tensor:
        """Load the busiest stretch of a prompt `(1, N)` at the common level."""
        wave = audio.load_prompt(path, self.mel.sample_rate, SCRATCH_SECONDS).numpy()
        wave = _busiest(wave, round(PROMPT_SECONDS * self.mel.sample_rate))
        level = np.sqrt(np.mean(np.square(wave)))
        return torch.from_numpy(wave * (PROMPT_LEVEL / level))[None]


def _busiest(waveform: Waveform, length: int) -> Waveform:
    """Give the loudest stretch of a prompt: speech rather than the silence around it."""
    if len(waveform) <= length:
        return waveform
    power = np.concatenate([[0.0], np.cumsum(np.square(waveform, dtype=np.float64))])
    first = int(np.argmax(power[length:] - power[:-length]))
    return waveform[first : first + length]
