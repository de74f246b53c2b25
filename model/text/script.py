"""Lay out the sounds of a text in order, for engines whose semantic tokens name phones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from model.pace import Pace
from model.text.symbols import WORD_BOUNDARY

PAUSE = "pau"
SHORTEST_PAUSE = 0.06
"""Seconds below which a punctuation mark makes no pause of its own."""

VARIANTS: dict[str, tuple[str, ...]] = {"ah": ("ah", "ax")}
"""Phones of the tokenizer that speak one phone of the dictionary, where it is not just itself."""


@dataclass(frozen=True, slots=True)
class Script:
    """Hold the sounds of a text in order.

    Args:
        sounds: phone numbers that may speak each sound.
        seconds: natural length of each.
        n_phones: that tokens can name.
    """

    sounds: tuple[tuple[int, ...], ...]
    seconds: tuple[float, ...]
    n_phones: int


def write_script(symbols: Sequence[str], phones: Sequence[str], pace: Pace) -> Script:
    """Lay out what is to be heard of text symbols: phones, and pauses at marks inside."""
    sounds, seconds = [], []
    last = max(i for i, symbol in enumerate(symbols) if symbol[0].isalpha())
    for symbol in symbols[: last + 1]:
        length = pace.seconds.get(symbol, 0.0)
        if symbol == WORD_BOUNDARY:
            continue
        name = symbol.rstrip("012").lower() if symbol[0].isalpha() else PAUSE
        if name == PAUSE:
            length = max(length, SHORTEST_PAUSE)
        sounds.append(tuple(phones.index(n) for n in VARIANTS.get(name, (name,)) if n in phones))
        seconds.append(max(length, 0.02))
    return Script(tuple(sounds), tuple(seconds), len(phones))
