"""Perform phrases: the one place where the stages meet."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Self

import numpy as np
import torch
from torch import Tensor

from model import checkpoint, engines, voices
from model.decoding import Decoded, decode
from model.delivery import USUAL, Delivery, delivery
from model.joining import eased
from model.networks import Networks
from model.persona import Persona, Personas
from model.phrase import AudioChunk, Phrase, Sampling, Waveform
from model.plan import Part, Plan, Planner
from model.reading import Reader
from model.text.front_end import FRONT_ENDS, FrontEnd, Segment
from model.text.pauses import split_at_pauses

ENGINE = 1
"""Counts up when the same checkpoint starts to sound different."""


@dataclass(frozen=True, slots=True)
class Performance:
    """Hold what all segments of a phrase share."""

    persona: Persona
    sampling: Sampling
    generator: torch.Generator


class Synthesizer:
    """Turn phrases into chunks of waveform; parts are given, `from_folder` assembles them."""

    def __init__(
        self,
        networks: Networks,
        front_end: FrontEnd,
        installed: dict[str, voices.Voice],
        version: str,
        chosen: Delivery,
    ) -> None:
        config = networks.config
        self._networks = networks
        self._front_end = front_end
        self._voices = installed
        self._version = version
        self._sampling = chosen.sampling
        most = config.text_to_semantic.max_semantic_tokens
        self._planner = Planner(config.sample_rate, config.token_rate, most)
        self._personas = Personas(networks, installed, chosen.damped)

    @classmethod
    def from_presets(cls) -> Self:
        """Load the engine that ships with Takelane.

        Raises:
            CheckpointError: the checkpoint is broken.
        """
        return cls.from_folder(engines.folder(engines.SHIPPED))

    @classmethod
    def from_folder(cls, folder: Path, manner: str = USUAL) -> Self:
        """Load checkpoint, front end and voices from one folder; `manner` names a delivery.

        Raises:
            CheckpointError: the checkpoint is broken.
            ValueError: the engine has no such delivery.
        """
        config = checkpoint.read_config(folder)
        chosen = delivery(config.name, manner)
        return cls(
            checkpoint.load(folder, chosen.precision),
            FRONT_ENDS[config.text](folder, config),
            voices.installed(folder),
            f"{ENGINE}-{checkpoint.fingerprint(folder)}-{chosen.fingerprint}",
            chosen,
        )

    @property
    def networks(self) -> Networks:
        """Give the networks, for those who look inside."""
        return self._networks

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
        return self._planner.natural_seconds(self._pieces(text))

    def plan(self, phrase: Phrase) -> Plan:
        """Lay out how the phrase fills its time, without performing it.

        Raises:
            ValueError: nothing to speak, or a duration that is not a length.
        """
        return self._planner.plan(self._pieces(phrase.text), self._asked_samples(phrase))

    @torch.inference_mode()
    def synthesize(self, phrase: Phrase) -> Iterator[AudioChunk]:
        """Yield the phrase as chunks; with a duration, their lengths add up to it exactly.

        Raises:
            ValueError: nothing to speak, an unknown voice, or a duration that is not a length.
        """
        plan = self.plan(phrase)
        performance = self.prepare(phrase)
        joined = sum(part.segment is not None for part in plan.parts) > 1
        told = AudioChunk(_silence(0), self.sample_rate, pace=plan.pace, stretch=plan.stretch)
        for part in plan.parts:
            if part.segment is None:
                yield replace(told, waveform=_silence(part.n_samples or 0))
                continue
            decoded = self.decode(part.segment, part.n_tokens, performance)
            told = _counted(told, part, decoded)
            pieces = self._waveform(part, decoded, performance)
            for piece in eased(pieces, self.sample_rate) if joined else pieces:
                yield replace(told, waveform=piece)

    def _pieces(self, text: str) -> list[Segment | float]:
        """Read a text: its segments, and the pauses in seconds that it asks for."""
        pieces: list[Segment | float] = []
        for part in split_at_pauses(text):
            pieces += self._front_end.segments(part) if isinstance(part, str) else [part]
        if not any(isinstance(piece, Segment) for piece in pieces):
            raise ValueError("there is nothing to speak in this text")
        return pieces

    def _asked_samples(self, phrase: Phrase) -> int | None:
        if phrase.duration is None:
            return None
        if not (math.isfinite(phrase.duration) and phrase.duration > 0):
            raise ValueError(f"a duration must be a length of time, not {phrase.duration}")
        return max(round(phrase.duration * self.sample_rate), 1)

    def prepare(self, phrase: Phrase) -> Performance:
        """Find who speaks the phrase, and in what mood.

        Raises:
            ValueError: an unknown voice, or a prompt that is no speech.
        """
        return Performance(
            self._personas.of(phrase),
            phrase.sampling or self._sampling,
            torch.Generator().manual_seed(phrase.seed),
        )

    @torch.inference_mode()
    def decode(self, segment: Segment, asked: int | None, performance: Performance) -> Decoded:
        """Write the semantic tokens of a segment, `asked` of them, or as many as it takes."""
        network, config = self._networks.text_to_semantic, self._networks.config
        slot = network.duration_slot(asked)
        text = network.text_rows(torch.tensor(segment.ids), segment.language)
        reader = None
        if segment.script is not None:
            reader = Reader(segment.script, config.token_rate, asked)
        return decode(
            network,
            torch.cat([slot, text])[None],
            asked,
            performance.sampling,
            performance.generator,
            reader,
            performance.persona.before,
        )

    @torch.inference_mode()
    def flow(
        self, decoded: Decoded, n_frames: int, performance: Performance, noise: Tensor | None = None
    ) -> Tensor:
        """Flow to the log-mel `(1, n_frames, n_mels)`, from `noise` over prompt and target."""
        nets, heard = self._networks, performance.persona.conditioning
        stage = nets.semantic_to_mel
        n_prompt = heard.prompt_mel.shape[1]
        latents = decoded.latents[None] if len(decoded.latents) else None
        front = stage.content(heard.prompt_content, None, n_prompt)
        body = stage.content(nets.listener.content(decoded.tokens[None]), latents, n_frames)
        if noise is None:
            shape = (1, n_prompt + n_frames, nets.config.mel.n_mels)
            noise = torch.randn(shape, generator=performance.generator)
        return stage.sample(
            torch.cat([front, body], dim=1),
            heard.prompt_mel,
            heard.speaker_embedding,
            noise,
            performance.sampling,
        )

    def _waveform(
        self, part: Part, decoded: Decoded, performance: Performance
    ) -> Iterator[Waveform]:
        """Flow and vocode, chunk by chunk; what the last frame has too much is cut."""
        hop = self._networks.config.mel.hop_length
        left = part.n_samples or self.natural_frames(decoded) * hop
        mel = self.flow(decoded, -(-left // hop), performance)
        for piece in self._networks.vocoder.stream(mel.transpose(1, 2)):
            yield piece[0, :left].numpy()
            left -= piece.shape[1]

    def natural_frames(self, decoded: Decoded, stretch: float = 1.0) -> int:
        """Count the mel frames that tokens make when they are stretched so."""
        rate = self._networks.config.semantic_to_mel.frames_per_token
        return max(int(len(decoded.tokens) * rate * stretch), 1)

    @torch.inference_mode()
    def vocode(self, mel: Tensor) -> Tensor:
        """Turn mel `(1, n_mels, F)` into the waveform `(N,)`, chunk by chunk."""
        nothing = mel.new_empty(1, 0)
        return torch.cat([nothing, *self._networks.vocoder.stream(mel)], dim=1)[0]


def _silence(n_samples: int) -> Waveform:
    return np.zeros(n_samples, np.float32)


def _counted(told: AudioChunk, part: Part, decoded: Decoded) -> AudioChunk:
    """Add a segment's counts to those told so far."""
    asked = None if part.n_tokens is None else (told.tokens_asked or 0) + part.n_tokens
    return replace(
        told,
        tokens_asked=asked,
        tokens_made=told.tokens_made + len(decoded.tokens),
        steered=told.steered + decoded.steered,
    )
