"""Perform phrases: the one place where the stages meet."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Self

import numpy as np
import torch

from model import checkpoint, engines, voices
from model.decoding import Decoded, decode_takes
from model.delivery import USUAL, Delivery, Precision, delivery
from model.joining import eased
from model.networks import Networks
from model.persona import Personas
from model.phrase import AudioChunk, Candidate, Phrase, Waveform
from model.plan import Part, Plan, Planner
from model.reading import Reader
from model.text.front_end import FRONT_ENDS, FrontEnd, Segment
from model.text.pauses import split_at_pauses
from model.voice_tempo import tempo_of
from model.voicing import Performance, Voicing

ENGINE = 4
"""Counts up when the same checkpoint starts to sound different."""

NOISE_SEED = 1 << 40
"""Sets the flow's noise apart from the drawing of tokens, which may come long before it."""


@dataclass(frozen=True, slots=True)
class Draft:
    """Hold a phrase of which all is decided but the sound: tokens for every part that speaks."""

    plan: Plan
    decoded: tuple[Decoded | None, ...]
    performance: Performance


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
        self.voicing = Voicing(networks)
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
    def from_folder(
        cls,
        folder: Path,
        manner: str = USUAL,
        device: str = "cpu",
        precision: Precision | None = None,
    ) -> Self:
        """Load checkpoint, front end and voices from one folder.

        Args:
            folder: of the engine.
            manner: names a delivery.
            device: that the networks run on, as torch names it.
            precision: of the weights, where it is not to be the delivery's.

        Raises:
            CheckpointError: the checkpoint is broken.
            ValueError: the engine has no such delivery.
        """
        config = checkpoint.read_config(folder)
        chosen = delivery(config.name, manner)
        if precision is not None:
            chosen = replace(chosen, precision=precision)
        return cls(
            checkpoint.load(folder, chosen.precision, device),
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

    def natural_duration(self, text: str, voice: str, prompt: Path | None = None) -> float:
        """Estimate how long the words take when nobody hurries them, in seconds.

        With a prompt, its recording tells who speaks, in place of the voice's own.

        Raises:
            ValueError: nothing to speak, an unknown voice, or a prompt that is no speech.
        """
        phrase = Phrase(text, voice, voice_prompt=prompt)
        return self._planner.natural_seconds(self._pieces(phrase))

    def plan(self, phrase: Phrase) -> Plan:
        """Lay out how the phrase fills its time, without performing it.

        Raises:
            ValueError: as `synthesize`.
        """
        return self._planner.plan(self._pieces(phrase), self._asked_samples(phrase))

    @torch.inference_mode()
    def synthesize(self, phrase: Phrase) -> Iterator[AudioChunk]:
        """Yield the phrase as chunks; with a duration, their lengths add up to it exactly.

        Raises:
            ValueError: nothing to speak, an unknown voice, or a duration that is not a length.
        """
        plan, performance = self.plan(phrase), self.prepare(phrase)
        decoded = (
            None if part.segment is None else self.decode(part.segment, part.n_tokens, performance)
            for part in plan.parts
        )
        yield from self._speak(plan, decoded, performance)

    @torch.inference_mode()
    def candidates(self, phrases: Sequence[Phrase], seeds: Sequence[int]) -> list[Candidate]:
        """Draw a candidate for every seed, side by side; the one that fits best comes first.

        Raises:
            ValueError: as `synthesize`.
        """
        drafts: list[list[Draft]] = [[] for _ in seeds]
        for phrase in phrases:
            plan = self.plan(phrase)
            cast = [self.prepare(replace(phrase, seed=seed)) for seed in seeds]
            parts = [
                [None] * len(seeds)
                if part.segment is None
                else self._decode_takes(part.segment, part.n_tokens, cast)
                for part in plan.parts
            ]
            for take, performance in enumerate(cast):
                drafts[take].append(Draft(plan, tuple(row[take] for row in parts), performance))
        found = [
            Candidate(seed, _fit(spoken), self._speaking(spoken))
            for seed, spoken in zip(seeds, drafts, strict=True)
        ]
        return sorted(found, key=lambda candidate: -candidate.fit)

    def _speaking(self, drafts: Sequence[Draft]) -> Callable[[int], Iterator[AudioChunk]]:
        return lambda index: self._speak(
            drafts[index].plan, drafts[index].decoded, drafts[index].performance
        )

    @torch.inference_mode()
    def _speak(
        self, plan: Plan, decoded: Iterable[Decoded | None], performance: Performance
    ) -> Iterator[AudioChunk]:
        """Give every part of a plan its sound."""
        joined = sum(part.segment is not None for part in plan.parts) > 1
        told = AudioChunk(_silence(0), self.sample_rate, pace=plan.pace, stretch=plan.stretch)
        for part, made in zip(plan.parts, decoded, strict=True):
            if made is None:
                yield replace(told, waveform=_silence(part.n_samples or 0))
                continue
            told = _counted(told, part, made)
            pieces = self.voicing.chunks(made, part.n_samples, performance)
            for piece in eased(pieces, self.sample_rate) if joined else pieces:
                yield replace(told, waveform=piece)

    def _pieces(self, phrase: Phrase) -> list[Segment | float]:
        """Read a text: its segments, as fast as the voice, and the pauses that it asks for."""
        pieces: list[Segment | float] = []
        tempo = self._tempo(phrase)
        longest = self._planner.longest * tempo
        for part in split_at_pauses(phrase.text):
            if isinstance(part, str):
                for segment in self._front_end.segments(part, longest):
                    pieces.append(replace(segment, seconds=segment.seconds / tempo))
            else:
                pieces.append(part)
        if not any(isinstance(piece, Segment) for piece in pieces):
            raise ValueError("there is nothing to speak in this text")
        return pieces

    def _tempo(self, phrase: Phrase) -> float:
        if self._front_end.knows_voices:
            return 1.0
        return tempo_of(self._personas.prompt_of(phrase))

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
            torch.Generator().manual_seed(phrase.seed + NOISE_SEED),
        )

    def decode(self, segment: Segment, asked: int | None, performance: Performance) -> Decoded:
        """Write the semantic tokens of a segment, `asked` of them, or as many as it takes."""
        return self._decode_takes(segment, asked, [performance])[0]

    @torch.inference_mode()
    def _decode_takes(
        self, segment: Segment, asked: int | None, cast: Sequence[Performance]
    ) -> list[Decoded]:
        """Decode a take for every performance of one phrase, side by side."""
        network, config = self._networks.text_to_semantic, self._networks.config
        slot = network.duration_slot(asked)
        text = network.text_rows(torch.tensor(segment.ids), segment.language)
        readers = []
        if segment.script is not None:
            readers = [Reader(segment.script, config.token_rate, asked) for _ in cast]
        return decode_takes(
            network,
            torch.cat([slot, text])[None],
            asked,
            cast[0].sampling,
            [performance.drawing for performance in cast],
            readers,
            cast[0].persona.before,
        )


def _silence(n_samples: int) -> Waveform:
    return np.zeros(n_samples, np.float32)


def _fit(drafts: Sequence[Draft]) -> float:
    """Give the mean over all tokens of all phrases."""
    made = [decoded for draft in drafts for decoded in draft.decoded if decoded is not None]
    counts = [len(decoded.tokens) + 1 for decoded in made]
    return sum(d.fit * n for d, n in zip(made, counts, strict=True)) / sum(counts)


def _counted(told: AudioChunk, part: Part, decoded: Decoded) -> AudioChunk:
    """Add a segment's counts to those told so far."""
    asked = None if part.n_tokens is None else (told.tokens_asked or 0) + part.n_tokens
    return replace(
        told,
        tokens_asked=asked,
        tokens_made=told.tokens_made + len(decoded.tokens),
        steered=told.steered + decoded.steered,
    )
