"""Turn counts into figures with confidence intervals."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

import jiwer
import numpy as np

Z = 1.959964
"""Standard normal quantile of a 95 % interval."""


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


def rate(suite: str, name: str, hits: int, n: int) -> Figure:
    """Give a share in percent with its Wilson interval."""
    if n == 0:
        return Figure(suite, name, math.nan, "%", 0)
    share, square = hits / n, Z * Z
    middle = (share + square / (2 * n)) / (1 + square / n)
    half = Z / (1 + square / n) * math.sqrt(share * (1 - share) / n + square / (4 * n * n))
    return Figure(suite, name, 100 * share, "%", n, 100 * (middle - half), 100 * (middle + half))


def word_error(suite: str, name: str, said: Sequence[str], heard: Sequence[str]) -> Figure:
    """Give the word error rate in percent, with a bootstrap interval over the sentences."""
    errors, words = np.array([_errors(a, b) for a, b in zip(said, heard, strict=True)]).T
    draws = np.random.default_rng(0).integers(0, len(said), (2000, len(said)))
    rates = 100 * errors[draws].sum(1) / words[draws].sum(1)
    low, high = np.percentile(rates, [2.5, 97.5])
    value = 100 * errors.sum() / words.sum()
    return Figure(suite, name, float(value), "%", len(said), float(low), float(high))


def _errors(said: str, heard: str) -> tuple[int, int]:
    """Count wrong words and words."""
    plain = plain_words(said)
    done = jiwer.process_words(plain, plain_words(heard) or "-")
    return done.substitutions + done.deletions + done.insertions, len(plain.split())


def plain_words(text: str) -> str:
    """Give the bare lower-case words of a text."""
    return " ".join(re.findall(r"[a-z0-9']+", text.lower()))
