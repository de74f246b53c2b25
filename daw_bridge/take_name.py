"""Find names that nothing has yet, for the files of takes and for folders."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection

from daw_bridge.name_pattern import Named, NamePattern, words_of

_PROJECT_LENGTH = 80


def next_take(
    pattern: NamePattern, named: Named, taken: Collection[str], first: int = 1
) -> tuple[int, str]:
    """Give the first free take number, from `first` on, and its file name.

    Args:
        pattern: of the names.
        named: what a name can tell.
        taken: file names that exist; case does not tell names apart.
        first: lowest take number.
    """
    used = {unicodedata.normalize("NFC", name).casefold() for name in taken}
    take = first
    while (name := pattern.name(named, take)).casefold() in used:
        take += 1
    return take, name


def safe_name(text: str) -> str:
    """Give the words of a text as a name that every system can keep; empty if there are none.

    >>> safe_name("CON: Act 1/Scene 2")
    'Takelane-CON-Act-1-Scene-2'
    """
    words = words_of(text)[:_PROJECT_LENGTH].strip("-")
    return f"Takelane-{words}" if words else ""
