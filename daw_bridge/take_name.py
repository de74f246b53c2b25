"""Name take files so that every system can keep them and people can read them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection

NOBODY = "Line"
"""Stands for the character in the name of a take that nobody in particular speaks."""

_SLUG_LENGTH = 40
_CHARACTER_LENGTH = 40
_PROJECT_LENGTH = 80


def take_name(character: str, number: int, line: str, take: int) -> str:
    """Build `Character_regionNumber_slug_take01.wav`.

    Letters, digits, hyphens and underscores only, so that no system refuses it; the underscores
    also keep it apart from the names that Windows reserves (`CON`, `COM1`). At most 120 characters.

    >>> take_name("Mara", 12, "They are inside the wall.", 1)
    'Mara_012_they-are-inside-the-wall_take01.wav'
    """
    who = _words(character, ascii_only=False)[:_CHARACTER_LENGTH].strip("-") or NOBODY
    parts = [who, f"{number:03d}", _slug(line), f"take{take:02d}.wav"]
    return "_".join(part for part in parts if part)


def next_take(
    character: str, number: int, line: str, taken: Collection[str], first: int = 1
) -> tuple[int, str]:
    """Give the first free take number, from `first` on, and its file name.

    Args:
        character: who speaks; may be empty.
        number: of the region.
        line: the words.
        taken: file names that exist; case does not tell names apart.
        first: lowest take number.
    """
    used = {unicodedata.normalize("NFC", name).casefold() for name in taken}
    take = first
    while (name := take_name(character, number, line, take)).casefold() in used:
        take += 1
    return take, name


def safe_name(text: str) -> str:
    """Give the words of a text as a name that every system can keep; empty if there are none.

    >>> safe_name("CON: Act 1/Scene 2")
    'Takelane-CON-Act-1-Scene-2'
    """
    words = _words(text, ascii_only=False)[:_PROJECT_LENGTH].strip("-")
    return f"Takelane-{words}" if words else ""


def _slug(line: str) -> str:
    """Give the first words in ASCII, cut between words where that is possible."""
    words = _words(line, ascii_only=True).lower()
    if len(words) <= _SLUG_LENGTH:
        return words
    cut = words[: _SLUG_LENGTH + 1].rpartition("-")[0]
    return cut or words[:_SLUG_LENGTH]


def _words(text: str, *, ascii_only: bool) -> str:
    """Join words by hyphens; accents go, and with `ascii_only` all other scripts."""
    plain = re.sub("['’]", "", unicodedata.normalize("NFKD", text))
    kept = "".join(c for c in plain if not unicodedata.combining(c))
    pattern = r"[^A-Za-z0-9]+" if ascii_only else r"[\W_]+"
    return re.sub(pattern, "-", unicodedata.normalize("NFC", kept)).strip("-")
