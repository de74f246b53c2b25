"""Say what the list of takes shows of each: numbers, marks, words; no Qt."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from daw_bridge.take_library import TakeRecord, best_take, comparable
from gui.sound.meter_view import level_text
from gui.sound.take_sound import TakeSound

A, B = "A", "B"


@dataclass(frozen=True, slots=True)
class TakeRow:
    """Show one take.

    Args:
        chosen: whether it is the one that is heard and placed.
        placed: whether it lies in the DAW.
        finished: whether it is finished as takes are to be now.
        best: whether the words fall into their time most naturally, of several takes that can be
            compared.
        letter: by which it is compared; empty for none.
        sound: None until it is read.
    """

    record: TakeRecord
    path: Path
    starred: bool = False
    chosen: bool = False
    placed: bool = False
    finished: bool = True
    best: bool = False
    letter: str = ""
    sound: TakeSound | None = None

    @property
    def title(self) -> str:
        """Name it."""
        return f"Take {self.record.take}"

    @property
    def duration(self) -> float:
        """Give its length in seconds."""
        return self.record.samples / self.record.sample_rate

    @property
    def origin(self) -> str:
        """Say how it was made."""
        return f"{self.record.voice}, seed {self.record.seed}"

    @property
    def marks(self) -> tuple[str, ...]:
        """List in words what it is marked as."""
        marks = (
            (self.chosen, "chosen"), (self.starred, "starred"), (self.placed, "in the DAW"),
            (bool(self.letter), f"compared as {self.letter}"),
        )  # fmt: skip
        return tuple(word for holds, word in marks if holds)

    @property
    def details(self) -> tuple[str, ...]:
        """List what is known of it, each short enough for one line."""
        # Of the tokens' mean log-probability, which says nothing to an ear, their mean chance.
        fit = f"fit {math.exp(self.record.fit):.0%}" + (", best" if self.best else "")
        parts = [f"{self.duration:.3f} s", fit]
        if self.sound is not None:
            loudness = self.sound.loudness
            parts += [
                level_text(loudness.integrated, "LUFS"),
                level_text(loudness.true_peak, "dBTP"),
            ]
        return (*parts, *self.cautions)

    @property
    def cautions(self) -> tuple[str, ...]:
        """List those details that keep it from lying level with the other takes."""
        parts = []
        short, ceiling = self.record.shortfall, self.record.ceiling
        if short and ceiling is not None:
            parts.append(f"{short:.1f} LU short, peaks at {level_text(ceiling, 'dBTP')}")
        if not self.finished:
            parts.append("finished otherwise")
        return tuple(parts)

    @property
    def said(self) -> str:
        """Say all of it, as it is read aloud."""
        return "; ".join((self.title, self.origin, *self.marks, *self.details))


@dataclass(frozen=True, slots=True)
class Marks:
    """Answer what only the session and its settings know of a take."""

    starred: Callable[[TakeRecord], bool]
    placed: Callable[[TakeRecord], bool]
    finished: Callable[[TakeRecord], bool]


def take_rows(
    takes: Sequence[TakeRecord],
    chosen: TakeRecord | None,
    compared: TakeRecord | None,
    path_of: Callable[[TakeRecord], Path],
    sound_of: Callable[[Path], TakeSound | None],
    marks: Marks,
) -> list[TakeRow]:
    """Lay out the takes of a line, which come oldest first, the newest first.

    The chosen one is A where there is one that it is compared with, which is B.
    """
    best = best_take(takes) if len(comparable(takes)) > 1 else None
    letters = {} if chosen is None or compared is None else {chosen.file: A, compared.file: B}
    return [
        TakeRow(
            take,
            path := path_of(take),
            marks.starred(take),
            chosen is not None and take.file == chosen.file,
            marks.placed(take),
            marks.finished(take),
            take is best,
            letters.get(take.file, ""),
            sound_of(path),
        )
        for take in reversed(takes)
    ]


def counterpart(
    takes: Sequence[TakeRecord], chosen: TakeRecord | None, wanted: str
) -> TakeRecord | None:
    """Give what the chosen take is compared with: the one with the wanted file, else the newest.

    The takes are oldest first.
    """
    others = [take for take in takes if chosen is not None and take.file != chosen.file]
    newest = others[-1] if others else None
    return next((take for take in others if take.file == wanted), newest)


def flow(widths: Sequence[int], available: int, gap: int) -> list[list[int]]:
    """Break pieces into lines, by their indices.

    >>> flow([40, 30, 50], 80, 5)
    [[0, 1], [2]]
    """
    lines: list[list[int]] = [[]]
    used = 0
    for index, width in enumerate(widths):
        if lines[-1] and used + gap + width > available:
            lines.append([])
            used = 0
        used += width + (gap if lines[-1] else 0)
        lines[-1].append(index)
    return lines
