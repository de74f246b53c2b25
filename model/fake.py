"""Stand in for the model: hum instead of speaking, at once and without weights."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from model.phrase import AudioChunk, Candidate, Phrase

TOKEN_RATE = 50


class FakePerformer:
    """Hum a sine of exactly the length asked for, in two chunks, and remember the phrases.

    Args:
        dies_at: a text at which the whole process ends, as when memory runs out.
        waits_at: a text that is spoken only when there is a file `go` in the folder `gate`; that it
            waits is told by a file `waiting`.

    Attributes:
        phrases: everything that was spoken.
        level: peak of the hum.
    """

    sample_rate = 22_050

    def __init__(
        self,
        dies_at: str = "",
        waits_at: str = "",
        gate: Path | None = None,
        voices: tuple[str, ...] = ("ada", "ben", "cy"),
        version: str = "fake-1",
    ) -> None:
        self.voices = voices
        self.version = version
        self.phrases: list[Phrase] = []
        self.level = 0.5
        self._dies_at, self._waits_at, self._gate = dies_at, waits_at, gate

    def natural_duration(self, text: str, voice: str, prompt: Path | None = None) -> float:
        """Give 60 ms for every letter."""
        return 0.06 * len(text)

    def synthesize(self, phrase: Phrase) -> Iterator[AudioChunk]:
        """Hum, higher with every seed."""
        if phrase.text == self._dies_at:
            os.abort()
        if phrase.text == self._waits_at and self._gate is not None:
            self._wait(self._gate)
        self.phrases.append(phrase)
        n_samples = round((phrase.duration or 1.0) * self.sample_rate)
        pitch = 200 + 10 * phrase.seed
        times = np.arange(n_samples) / self.sample_rate
        waveform = (self.level * np.sin(2 * np.pi * pitch * times)).astype(np.float32)
        tokens = round(n_samples / self.sample_rate * TOKEN_RATE)
        for piece in np.array_split(waveform, 2):
            yield AudioChunk(piece, self.sample_rate, tokens, tokens, steered=1)

    def candidates(self, phrases: Sequence[Phrase], seeds: Sequence[int]) -> list[Candidate]:
        """Let odd seeds fit better than even ones."""

        def candidate(seed: int) -> Candidate:
            return Candidate(
                seed,
                float(seed % 2) - 1.0,
                lambda index: self.synthesize(replace(phrases[index], seed=seed)),
            )

        return sorted((candidate(seed) for seed in seeds), key=lambda one: -one.fit)

    def _wait(self, gate: Path) -> None:
        (gate / "waiting").touch()
        while not (gate / "go").exists():
            time.sleep(0.01)
