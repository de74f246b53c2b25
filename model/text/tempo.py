"""Estimate how long a text takes in a voice that was never measured, from its writing alone."""

from __future__ import annotations

import re

SECONDS: tuple[tuple[str, float], ...] = (
    ("[A-Za-zÀ-ÖØ-öø-ɏ]", 0.068),
    ("[Ͱ-ϿЀ-ӿ]", 0.075),
    ("[\u3040-\u30ff]", 0.13),
    ("[\u1100-\u11ff\uac00-\ud7af]", 0.19),
    ("[\u3400-\u9fff]", 0.23),
    ("[0-9]", 0.3),
    (r"[,;:、，；：-]", 0.15),
    (r"[.!?…。！？]+(?=.)", 0.3),
)
"""What a sign of each script takes when nobody hurries."""

SYLLABLE_RATE = 4.4
"""Syllables a second that these numbers come to."""

EDGE = 0.15
"""What an utterance takes beside its signs."""

_SIGNS = tuple((re.compile(signs), seconds) for signs, seconds in SECONDS)


def natural_seconds(text: str) -> float:
    """Add up the signs of a text.

    >>> round(natural_seconds("We should have left an hour ago."), 2)
    1.78
    """
    return EDGE + sum(seconds * len(sign.findall(text)) for sign, seconds in _SIGNS)


def natural_syllables(text: str) -> int:
    """Estimate the syllables of a text from how long it takes.

    >>> natural_syllables("We should have left an hour ago.")
    7
    """
    return round((natural_seconds(text) - EDGE) * SYLLABLE_RATE)
