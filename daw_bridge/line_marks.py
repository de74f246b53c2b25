"""Read the marks in a line: pauses that are asked for, and words that are spelled by their sounds.

The engines read them on their own; here it is told how long they take, and what they leave of the
words.
"""

from __future__ import annotations

import re

TIMED_PAUSE = r"\s*(?i:pause)\s+[\d.]"
"""What stands behind the bracket of a pause that says how long it is."""

PAUSE = re.compile(r"\s*\[\s*pause\b[^\]]*\]", re.IGNORECASE)

_SECONDS = re.compile(r"\[\s*pause\s+(\d*\.?\d+)\s*s?\s*\]", re.IGNORECASE)
_SPELLED = re.compile(r"<([^<>|]*)\|[^<>]*>")


def asked_pauses(phrase: str) -> float:
    """Add up the seconds of the pauses that a phrase asks for.

    >>> asked_pauses("Wait. [pause 0.8] Listen! [pause 1 s] There.")
    1.8
    """
    return sum(map(float, _SECONDS.findall(phrase)))


def without_pauses(line: str) -> str:
    """Give what is left of a line without its pauses.

    >>> without_pauses("Wait. [pause 0.8] Listen!")
    'Wait. Listen!'
    """
    return PAUSE.sub("", line)


def plain_words(line: str) -> str:
    """Give the words of a line without its pauses and phonemes.

    >>> plain_words("Wait. [pause 0.8] Ask <Tobin|T OW1 B IH0 N>.")
    'Wait. Ask Tobin.'
    """
    return _SPELLED.sub(r"\1", without_pauses(line)).strip()
