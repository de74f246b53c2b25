"""Turn counts and sounds into figures: rates, word errors, likeness of voices."""

from __future__ import annotations

import math
import operator
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

import jiwer
import numpy as np
import torch
from numpy.typing import NDArray

from model.audio import log_mel
from model.listener_config import MelConfig
from model.phrase import Waveform

Z = 1.959964
"""Standard normal quantile of a 95 % interval."""

N_DRAWS = 2000
SIGNS = {">=": operator.ge, "<=": operator.le, ">": operator.gt}

N_MELS = 40
CEPSTRUM = np.arange(2, 22)
"""Cepstral coefficients of a voice print: 0 is level and 1 slope, which emotion moves."""

PRINT_LEVEL = 0.06
"""Root mean square a waveform is brought to before its print is taken."""

LOUDEST = 60.0
"""Percent of the frames that count for a voice print: the speech, not the pauses."""


@dataclass(frozen=True, slots=True)
class Goal:
    """Bound what a figure should be; `sign` is one of `SIGNS`."""

    sign: str
    bound: float

    def met(self, value: float) -> bool:
        """Say whether a value keeps to the bound."""
        return bool(SIGNS[self.sign](value, self.bound))


@dataclass(frozen=True, slots=True)
class Figure:
    """Hold one measured figure; `low` and `high` bound it with 95 % confidence, if they can."""

    suite: str
    name: str
    value: float
    unit: str
    n: int
    low: float | None = None
    high: float | None = None
    goal: Goal | None = None

    @property
    def met(self) -> bool | None:
        """Say whether the goal is met; None without a goal."""
        return None if self.goal is None else self.goal.met(self.value)


def wilson(share: float, n: float) -> tuple[float, float]:
    """Give the 95 % Wilson score interval of a share seen in `n` independent trials."""
    square = Z * Z
    middle = (share + square / (2 * n)) / (1 + square / n)
    half = Z / (1 + square / n) * math.sqrt(share * (1 - share) / n + square / (4 * n * n))
    return middle - half, middle + half


def rate(
    suite: str,
    name: str,
    hits: int,
    n: int,
    goal: Goal | None = None,
    independent: int | None = None,
) -> Figure:
    """Give a share in percent with its Wilson interval.

    Where several of the `n` trials come of one sound they are right or wrong together; then
    `independent` says how many trials the interval may count.

    Raises:
        ValueError: there are no trials.
    """
    if n == 0:
        raise ValueError(f"{name}: nothing to count; give the suite more lines")
    low, high = wilson(hits / n, independent or n)
    return Figure(suite, name, 100 * hits / n, "%", n, 100 * low, 100 * high, goal)


def word_error(suite: str, name: str, said: Sequence[str], heard: Sequence[str]) -> Figure:
    """Give the word error rate in percent, with a bootstrap interval over the sentences."""
    errors, words = _errors(said, heard)
    return _resampled(Figure(suite, name, math.nan, "%", len(said)), errors, words)


def word_error_gap(
    suite: str,
    name: str,
    said: Sequence[str],
    heard: Sequence[str],
    taught: Sequence[str],
    goal: Goal,
) -> Figure:
    """Give by how many points the word error of `heard` exceeds that of `taught`, by pairs."""
    errors, words = _errors(said, heard)
    fewer, _ = _errors(said, taught)
    blank = Figure(suite, name, math.nan, "points", len(said), goal=goal)
    return _resampled(blank, errors - fewer, words)


def _errors(said: Sequence[str], heard: Sequence[str]) -> tuple[NDArray[np.int64], ...]:
    """Count wrong words and words of each sentence.

    Raises:
        ValueError: there are no sentences.
    """
    if not said:
        raise ValueError("there are no lines to listen to")
    counts = []
    for line, guess in zip(said, heard, strict=True):
        plain = plain_words(line)
        done = jiwer.process_words(plain, plain_words(guess) or "-")  # jiwer refuses nothing
        counts.append((done.substitutions + done.deletions + done.insertions, len(plain.split())))
    errors, words = np.array(counts, dtype=np.int64).T
    return errors, words


def _resampled(blank: Figure, errors: NDArray[np.int64], words: NDArray[np.int64]) -> Figure:
    """Fill in errors per hundred words and what 95 % of the redrawn sets of sentences give."""
    draws = np.random.default_rng(0).integers(0, len(words), (N_DRAWS, len(words)))
    low, high = np.percentile(100 * errors[draws].sum(1) / words[draws].sum(1), [2.5, 97.5])
    value = float(100 * errors.sum() / words.sum())
    return replace(blank, value=value, low=float(low), high=float(high))


def plain_words(text: str) -> str:
    """Give the bare lower-case words of a text.

    >>> plain_words("Don't, please!")
    "don't please"
    """
    return " ".join(re.findall(r"[a-z0-9']+", text.lower()))


def voice_print(waveform: Waveform, sample_rate: int) -> NDArray[np.float64]:
    """Give mean and spread of the cepstrum of `(N,)` as a vector of length one."""
    config = MelConfig(sample_rate, n_fft=1024, hop_length=256, n_mels=N_MELS)
    # One level for all, or the floor of the spectrogram would tell loud from quiet.
    level = max(float(np.sqrt(np.mean(np.square(waveform)))), 1e-9)
    even = torch.from_numpy(waveform * np.float32(PRINT_LEVEL / level))[None]
    mel = log_mel(even, config)[0].double().numpy()
    loudness = mel.mean(0)
    loud = mel[:, loudness >= np.percentile(loudness, 100 - LOUDEST)]
    cepstrum = np.cos(np.pi / N_MELS * np.outer(CEPSTRUM, np.arange(N_MELS) + 0.5)) @ loud
    vector = np.concatenate([cepstrum.mean(1), cepstrum.std(1)])
    return np.asarray(vector / max(float(np.linalg.norm(vector)), 1e-12))


def likeness(one: NDArray[np.float64], other: NDArray[np.float64]) -> float:
    """Compare two voice prints `(C,)` of length 1: their cosine, 1 for the same."""
    return float(one @ other)
