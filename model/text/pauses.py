"""Find the pauses that a line asks for: `Wait. [pause 0.8] Did you hear that?`."""

from __future__ import annotations

import re
from itertools import chain, zip_longest

LONGEST_PAUSE = 60.0

_PAUSE = re.compile(r"\[\s*pause\s+([^\]]*?)\s*s?\s*\]", re.IGNORECASE)


def split_at_pauses(text: str) -> tuple[str | float, ...]:
    """Give the stretches of words and the pauses between them, in seconds, in order.

    Raises:
        ValueError: a pause is no length of time.

    >>> split_at_pauses("Wait. [pause 0.8] Go!")
    ('Wait.', 0.8, 'Go!')
    """
    parts = _PAUSE.split(text)
    words = (part.strip() for part in parts[::2])
    found = chain.from_iterable(zip_longest(words, map(_seconds, parts[1::2])))
    return tuple(part for part in found if part not in ("", None))


def _seconds(written: str) -> float:
    try:
        seconds = float(written)
    except ValueError:
        seconds = -1.0
    if not 0.0 < seconds <= LONGEST_PAUSE:
        raise ValueError(
            f"[pause {written}] is no pause; write seconds up to {LONGEST_PAUSE:g}, as [pause 0.8]"
        )
    return seconds
