"""Make a sentence of what was told in passing."""

from __future__ import annotations

_ENDS = ".!?…"


def sentence(words: str) -> str:
    """Give words a capital at the front and a full stop; nothing stays nothing.

    A name of a file stays as it is.

    >>> sentence("the voice is here")
    'The voice is here.'
    >>> sentence("harbour.rpp is damaged!")
    'harbour.rpp is damaged!'
    """
    first, gap, rest = words.partition(" ")
    begun = f"{first[:1].upper()}{first[1:]}" if first.isalpha() else first
    return f"{begun}{gap}{rest}{'' if words.endswith(tuple(_ENDS)) else '.'}" if words else ""
