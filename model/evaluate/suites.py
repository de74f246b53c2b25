"""Measure what a performer says, how long it takes, and what text-to-emotion reads."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from model.evaluate.metrics import Figure, Goal, rate, word_error, word_error_gap
from model.phrase import Performer, Phrase, Waveform
from model.text_to_emotion import TextToEmotion
from model.train.emotion import report
from model.train.emotion.corpus import Entry

Transcribe = Callable[[Waveform, int], str]
Teacher = Callable[[str], tuple[Waveform, int]]

ALL = Goal(">=", 100.0)
WORD_ERROR_GAP = Goal("<=", 15.0)
REAL_TIME = Goal("<=", 1.0)
TOP_1 = Goal(">=", 85.0)
GOAL_OF = ("test", "all")
"""Split and group of texts that the goal of text-to-emotion speaks of."""

SHORTEST, LONGEST = 0.7, 1.4
"""Random durations lie between these factors of the natural one."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """Hold one whole performance: waveform `(N,)` and the counts of its last chunk."""

    waveform: Waveform
    tokens_asked: int | None
    tokens_made: int
    steered: int


def perform(performer: Performer, phrase: Phrase) -> Spoken:
    """Collect the chunks of a phrase."""
    chunks = list(performer.synthesize(phrase))
    waveform = np.concatenate([chunk.waveform for chunk in chunks])
    last = chunks[-1]
    return Spoken(waveform, last.tokens_asked, last.tokens_made, last.steered)


def intelligibility(
    performer: Performer,
    lines: Sequence[str],
    voice: str,
    transcribe: Transcribe,
    teacher: Teacher | None,
) -> list[Figure]:
    """Compare the words a recogniser hears from the voice and from its teacher, if there is one."""
    heard = []
    for line in lines:
        phrase = Phrase(line, voice, duration=performer.natural_duration(line, voice))
        heard.append(transcribe(perform(performer, phrase).waveform, performer.sample_rate))
    figures = [word_error("intelligibility", f"word error of {voice}", lines, heard)]
    if teacher is None:
        return figures
    taught = [transcribe(*teacher(line)) for line in lines]
    return [
        *figures,
        word_error("intelligibility", "word error of its teacher", lines, taught),
        word_error_gap(
            "intelligibility", "voice above teacher", lines, heard, taught, WORD_ERROR_GAP
        ),
    ]


def duration(
    performer: Performer, lines: Sequence[str], voice: str, n: int, seed: int
) -> list[Figure]:
    """Ask for `n` random lines at random durations and count samples and tokens."""
    rng = np.random.default_rng(seed)
    exact = counted = 0
    steered = []
    for _ in range(n):
        line = lines[int(rng.integers(len(lines)))]
        asked = performer.natural_duration(line, voice) * float(rng.uniform(SHORTEST, LONGEST))
        spoken = perform(performer, Phrase(line, voice, duration=asked))
        exact += len(spoken.waveform) == round(asked * performer.sample_rate)
        counted += spoken.tokens_made == spoken.tokens_asked
        steered.append(spoken.steered)
    return [
        rate("duration", "exactly the asked samples", exact, n, ALL),
        rate("duration", "tokens made equal tokens asked", counted, n, ALL),
        rate("duration", "takes that decoding had to steer", sum(map(bool, steered)), n),
        Figure("duration", "steering per take, mean", float(np.mean(steered)), "times", n),
    ]


def speed(performer: Performer, lines: Sequence[str], voice: str, n_threads: int) -> list[Figure]:
    """Time the performer: seconds of work per second of sound."""
    perform(performer, Phrase(lines[0], voice))  # the voice prompt is read once, outside
    work = sound = 0.0
    for line in lines:
        phrase = Phrase(line, voice, duration=performer.natural_duration(line, voice))
        began = time.perf_counter()
        spoken = perform(performer, phrase)
        work += time.perf_counter() - began
        sound += len(spoken.waveform) / performer.sample_rate
    name = f"real-time factor, threads: {n_threads}"
    return [Figure("speed", name, work / sound, "", len(lines), goal=REAL_TIME)]


def text_to_emotion(reader: TextToEmotion, held_out: Mapping[str, Sequence[Entry]]) -> list[Figure]:
    """Count the texts of each held-out split whose strongest emotion is the labelled one."""
    return [
        rate(
            "text_to_emotion",
            f"top-1 of nine, {name}: {group}",
            found.right,
            found.total,
            TOP_1 if (name, group) == GOAL_OF else None,
        )
        for name, entries in held_out.items()
        for group, found in report.table(reader, entries).items()
    ]
