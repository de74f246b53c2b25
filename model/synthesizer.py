"""Perform phrases: the one place where the stages meet."""

from __future__ import annotations

import math
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Self

import numpy as np
import torch
from torch import Tensor

import presets
from model import checkpoint, voices
from model.conditioning import Conditioning
from model.decoding import Decoded, decode
from model.emotion import EmotionVector
from model.networks import Networks
from model.pace import Pace
from model.phrase import AudioChunk, Phrase, Waveform
from model.reading import Reader, write_script
from model.symbols import FULL_STOP, PUNCTUATION
from model.text import TextFrontEnd, encode

ENGINE = 1
"""Counts up when the same checkpoint starts to sound different."""

LONGEST = 1.8
"""A phrase is never slowed beyond this factor of its natural length; silence takes the rest."""

CHUNK_FRAMES = 64
CONDITIONINGS_KEPT = 32


class Synthesizer:
    """Turn phrases into chunks of waveform; parts are given, `from_presets` assembles them."""

    def __init__(
        self,
        networks: Networks,
        front_end: TextFrontEnd,
        pace: Pace,
        installed: dict[str, voices.Voice],
        version: str,
    ) -> None:
        self._networks = networks
        self._front_end = front_end
        self._pace = pace
        self._voices = installed
        self._version = version
        self._conditioning = lru_cache(CONDITIONINGS_KEPT)(self._condition)
        self._mood = lru_cache(CONDITIONINGS_KEPT)(self._mood_of)

    @classmethod
    def from_presets(cls, engine: str = "scratch", threads: int | None = None) -> Self:
        """Load an engine that ships with Takelane.

        Raises:
            CheckpointError: the checkpoint is broken.
        """
        if threads is not None:
            torch.set_num_threads(threads)
        return cls.from_folder(presets.folder("voices") / engine)

    @classmethod
    def from_folder(cls, folder: Path) -> Self:
        """Load checkpoint, pace and voices from one folder."""
        return cls(
            checkpoint.load(folder),
            TextFrontEnd.from_presets(),
            Pace.load(folder / "pace.json"),
            voices.installed(folder),
            f"{ENGINE}-{checkpoint.fingerprint(folder)}",
        )

    @property
    def version(self) -> str:
        """Name engine and checkpoint."""
        return self._version

    @property
    def sample_rate(self) -> int:
        """Give the rate of the chunks in hertz."""
        return self._networks.config.sample_rate

    @property
    def voices(self) -> tuple[str, ...]:
        """List the installed voices; the first is the default."""
        return tuple(self._voices)

    def natural_duration(self, text: str, voice: str) -> float:
        """Estimate how long the words take when nobody hurries them, in seconds."""
        return self._pace.duration(self._symbols(text))

    @torch.inference_mode()
    def synthesize(self, phrase: Phrase) -> Iterator[AudioChunk]:
        """Yield the phrase as chunks; with a duration, their lengths add up to it exactly.

        Raises:
            ValueError: nothing to speak, an unknown voice, or a duration that is not a length.
        """
        symbols = self._symbols(phrase.text)
        n_samples = self._asked_samples(phrase)
        spoken = self._spoken_samples(n_samples, symbols)
        generator = torch.Generator().manual_seed(phrase.seed)
        conditioning = self._conditioning(self._prompt_of(phrase))
        asked = None if spoken is None else self._tokens_for(spoken)
        decoded = self._decode(phrase, symbols, conditioning, asked, generator)
        made = len(decoded.tokens)
        if spoken is None:
            spoken = n_samples = round(made / self._networks.config.token_rate * self.sample_rate)
        mel = self._mel(phrase, conditioning, decoded, spoken, generator)
        for piece in self._vocode(mel, spoken, n_samples or spoken):
            yield AudioChunk(piece, self.sample_rate, asked, made, decoded.steered)

    def _symbols(self, text: str) -> tuple[str, ...]:
        """Give the symbols of a text; like every text in training it ends with a mark."""
        symbols = self._front_end.phonemize(text)
        if not any(symbol[0].isalpha() for symbol in symbols):
            raise ValueError("there is nothing to speak in this text")
        return symbols if symbols[-1] in PUNCTUATION else (*symbols, FULL_STOP)

    def _asked_samples(self, phrase: Phrase) -> int | None:
        if phrase.duration is None:
            return None
        if not (math.isfinite(phrase.duration) and phrase.duration > 0):
            raise ValueError(f"a duration must be a length of time, not {phrase.duration}")
        return max(round(phrase.duration * self.sample_rate), 1)

    def _spoken_samples(self, n_samples: int | None, symbols: tuple[str, ...]) -> int | None:
        """Limit how far a phrase is slowed down; the limits of the position table hold too."""
        config = self._networks.config
        if len(symbols) > config.text_to_semantic.max_text_tokens:
            raise ValueError("this phrase is too long to speak in one breath; split it with |")
        if n_samples is None:
            return None
        slowest = LONGEST * self._pace.duration(symbols)
        most = config.text_to_semantic.max_semantic_tokens / config.token_rate
        return min(n_samples, round(min(slowest, most) * self.sample_rate))

    def _tokens_for(self, n_samples: int) -> int:
        token_rate = self._networks.config.token_rate
        return max(round(n_samples / self.sample_rate * token_rate), 1)

    def _prompt_of(self, phrase: Phrase) -> Path:
        if phrase.voice_prompt is not None:
            return phrase.voice_prompt
        if phrase.voice not in self._voices:
            known = ", ".join(self._voices)
            raise ValueError(f"there is no voice {phrase.voice!r}; the installed ones are {known}")
        return self._voices[phrase.voice].prompt

    @torch.inference_mode()
    def _condition(self, prompt: Path) -> Conditioning:
        listener, network = self._networks.listener, self._networks.text_to_semantic
        heard = listener.hear(prompt)
        return Conditioning(
            speaker_latents=network.speaker_latents(heard.features, heard.speaker_embedding),
            speaker_embedding=heard.speaker_embedding,
            prompt_content=heard.content,
            prompt_mel=heard.mel,
            neutral=network.emotion_of_prompt(heard.features),
            prototypes=network.emotion_prototypes(heard.speaker_embedding),
        )

    @torch.inference_mode()
    def _mood_of(self, prompt: Path) -> Tensor:
        features = self._networks.listener.hear_mood(prompt)
        return self._networks.text_to_semantic.emotion_of_prompt(features)

    def _emotion(self, phrase: Phrase, conditioning: Conditioning) -> Tensor:
        """Mix the eight weights with the emotion prompt, or with the voice's own neutral mood."""
        base = (
            conditioning.neutral
            if phrase.emotion_prompt is None
            else self._mood(phrase.emotion_prompt)
        )
        weights = torch.tensor([_within_one(phrase.emotion).values])
        return self._networks.text_to_semantic.emotion_of_weights(
            weights, base, conditioning.prototypes
        )

    def _decode(
        self,
        phrase: Phrase,
        symbols: tuple[str, ...],
        conditioning: Conditioning,
        asked: int | None,
        generator: torch.Generator,
    ) -> Decoded:
        network = self._networks.text_to_semantic
        count = None if asked is None else torch.tensor([asked])
        rows = network.conditioning_rows(
            conditioning.speaker_latents, self._emotion(phrase, conditioning), count
        )
        ids = torch.tensor(encode(symbols))
        before = torch.cat([rows, network.text_rows(ids)[None]], dim=1)
        config = self._networks.config
        script = write_script(symbols, config.listener.codec.phones, self._pace)
        reader = Reader(script, config.token_rate, asked)
        return decode(network, before, asked, phrase.sampling, generator, reader)

    def _mel(
        self,
        phrase: Phrase,
        conditioning: Conditioning,
        decoded: Decoded,
        n_samples: int,
        generator: torch.Generator,
    ) -> Tensor:
        """Flow to the log-mel `(1, F, n_mels)` of exactly the frames that cover `n_samples`."""
        nets = self._networks
        stage = nets.semantic_to_mel
        n_frames = -(-n_samples // nets.config.mel.hop_length)
        n_prompt = conditioning.prompt_mel.shape[1]
        front = stage.content(conditioning.prompt_content, None, n_prompt)
        body = stage.content(
            nets.listener.content(decoded.tokens[None]), decoded.latents[None], n_frames
        )
        shape = (1, n_prompt + n_frames, nets.config.mel.n_mels)
        return stage.sample(
            torch.cat([front, body], dim=1),
            conditioning.prompt_mel,
            conditioning.speaker_embedding,
            torch.randn(shape, generator=generator),
            phrase.sampling.n_steps,
            phrase.sampling.cfg_scale,
        )

    def _vocode(self, mel: Tensor, n_spoken: int, n_samples: int) -> Iterator[Waveform]:
        """Vocode chunk by chunk; what the last frame has too much is cut, the rest is silence."""
        left = n_spoken
        for piece in self._networks.vocoder.stream(mel.transpose(1, 2), CHUNK_FRAMES):
            yield piece[0, :left].numpy()
            left -= piece.shape[1]
        if n_samples > n_spoken:
            yield np.zeros(n_samples - n_spoken, np.float32)


def _within_one(emotion: EmotionVector) -> EmotionVector:
    """Scale weights whose sum exceeds one, so that the mix stays inside what was trained."""
    return emotion if emotion.total <= 1 else emotion.scaled(1 / emotion.total)
