"""Measure what a performer expresses: emotions apart from each other, voices recognisably one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean

import numpy as np
from numpy.typing import NDArray

from model.emotion import NEUTRAL, EmotionVector
from model.evaluate.acoustics import Acoustics, measure
from model.evaluate.metrics import Figure, Goal, likeness, rate, voice_print
from model.evaluate.suites import perform
from model.phrase import Performer, Phrase

BANSE_SCHERER = "Banse & Scherer 1996"
JUSLIN_LAUKKA = "Juslin & Laukka 2003"
BOTH = f"{BANSE_SCHERER}; {JUSLIN_LAUKKA}"


@dataclass(frozen=True, slots=True)
class Direction:
    """Say that one emotion lies above another in a measure, a field of `Acoustics`."""

    higher: str
    lower: str
    measure: str
    source: str


# Calm stands for the reviews' tenderness. No row compares calm with sad, which they describe
# alike, nor angry with afraid, where panic and anxiety differ.
DIRECTIONS: tuple[Direction, ...] = (
    Direction("angry", "calm", "pitch", JUSLIN_LAUKKA),
    Direction("angry", "calm", "pitch_range", JUSLIN_LAUKKA),
    Direction("angry", "calm", "level", JUSLIN_LAUKKA),
    Direction("angry", "calm", "slope", JUSLIN_LAUKKA),
    Direction("angry", "sad", "pitch", BOTH),
    Direction("angry", "sad", "pitch_range", BOTH),
    Direction("angry", "sad", "level", BOTH),
    Direction("angry", "sad", "slope", BOTH),
    Direction("afraid", "calm", "pitch", JUSLIN_LAUKKA),
    Direction("afraid", "sad", "pitch", BOTH),
)
COMPARED = tuple(sorted({name for row in DIRECTIONS for name in (row.higher, row.lower)}))

RIGHT_DIRECTION = Goal(">=", 90.0)
APART = Goal(">", 0.0)
MOODS = (NEUTRAL, EmotionVector(angry=0.8), EmotionVector(sad=0.8))


def emotion(performer: Performer, lines: Sequence[str], voice: str) -> list[Figure]:
    """Compare emotions at equal duration in the directions the literature gives."""
    takes = [_acted(performer, line, voice) for line in lines]
    hits = [sum(_keeps_to(row, take) for take in takes) for row in DIRECTIONS]
    rows = [
        rate("emotion", f"{row.higher} over {row.lower}: {row.measure}", count, len(lines))
        for row, count in zip(DIRECTIONS, hits, strict=True)
    ]
    n = len(DIRECTIONS) * len(lines)
    return [*rows, rate("emotion", "all pairs", sum(hits), n, RIGHT_DIRECTION, len(lines))]


def _acted(performer: Performer, line: str, voice: str) -> dict[str, Acoustics]:
    """Measure a line in every compared emotion at full weight, all equally long."""
    length = performer.natural_duration(line, voice)
    return {
        name: measure(
            perform(
                performer, Phrase(line, voice, EmotionVector.from_mapping({name: 1.0}), length)
            ).waveform,
            performer.sample_rate,
        )
        for name in COMPARED
    }


def _keeps_to(row: Direction, take: dict[str, Acoustics]) -> bool:
    """Compare two emotions of a line; a sound without voice counts as wrong."""
    return bool(getattr(take[row.higher], row.measure) > getattr(take[row.lower], row.measure))


def voices(performer: Performer, lines: Sequence[str], names: Sequence[str]) -> list[Figure]:
    """Compare likeness within a voice, across lines and moods, with likeness between voices.

    Raises:
        ValueError: there are fewer than two voices or two lines.
    """
    if len(names) < 2 or len(lines) < 2:
        raise ValueError("comparing voices takes at least two voices and two lines")
    prints = []
    for name in names:
        for line, mood in zip(lines, MOODS * len(lines), strict=False):
            phrase = Phrase(line, name, mood, performer.natural_duration(line, name))
            spoken = perform(performer, phrase).waveform
            prints.append((name, voice_print(spoken, performer.sample_rate)))
    return _apart(prints)


def _apart(prints: Sequence[tuple[str, NDArray[np.float64]]]) -> list[Figure]:
    """Compare every print with every other; a triple is a print, one of its voice, one not."""
    within: list[float] = []
    between: list[float] = []
    ordered = triples = 0
    for i, (name, one) in enumerate(prints):
        others = [row for j, row in enumerate(prints) if j != i]
        same = [likeness(one, other) for voice, other in others if voice == name]
        apart = [likeness(one, other) for voice, other in others if voice != name]
        ordered += sum(near > far for near in same for far in apart)
        triples += len(same) * len(apart)
        within, between = within + same, between + apart
    near, far = fmean(within), fmean(between)
    return [
        Figure("voices", "likeness within a voice", near, "cosine", len(within) // 2),
        Figure("voices", "likeness between voices", far, "cosine", len(between) // 2),
        Figure("voices", "within above between", near - far, "cosine", len(prints), goal=APART),
        rate("voices", "triples in the right order", ordered, triples, None, len(prints)),
    ]
