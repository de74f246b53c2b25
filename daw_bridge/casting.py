"""Give every character a voice."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence


def cast_voices(characters: Iterable[str], voices: Sequence[str]) -> Mapping[str, str]:
    """Cast characters, given in order of appearance, by their case-folded names.

    The first character gets the first voice, the second the second, and so on, from the front
    again when the voices run out; the same timeline and voices always give the same cast.

    >>> cast_voices(["MARA", "Tom", "Mara"], ["ada", "ben", "cy"])
    {'mara': 'ada', 'tom': 'ben'}
    """
    names = dict.fromkeys(name.casefold() for name in characters if name)
    return {name: voices[index % len(voices)] for index, name in enumerate(names)}
