"""Build the names of take files from a pattern with fields, so that every system can keep them.

>>> pattern = NamePattern.parse("{project}_{character:lower}_{id}_{take:02}")
>>> pattern.name(Named("Harbour", "MARA", 12, "q3_014", "They are inside the wall."), take=1)
'Harbour_mara_q3_014_01.wav'
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from string import Formatter
from typing import Self

from daw_bridge.line_marks import plain_words
from daw_bridge.timeline import ProjectError

USUAL_PATTERN = "{character}_{number:03}_{words}_take{take:02}"
MOST_PATTERN = 120
"""Bytes of a pattern in UTF-8."""

NOBODY = "Line"
"""Stands for the character in the name of a take that nobody in particular speaks."""

ENDING = ".wav"

_MOST_FIELD = 40
_MOST_NAME = 120
"""Characters of what a field says in words, and of a whole name."""

_MOST_BYTES = 200
"""Of a name in UTF-8: file systems take 255, and a file that is being written has a longer one."""

_RESERVED = frozenset(
    ["con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(10))]
)
"""Names that Windows keeps for itself, whatever their ending."""

_CASES: Mapping[str, Callable[[str], str]] = {
    "": lambda text: text, "lower": str.lower, "upper": str.upper,
}  # fmt: skip
"""What may stand behind the colon of a field of words."""

_DIGITS = re.compile(r"(0[1-9]d?)?")
"""What may stand behind the colon of a number."""

_EMPTY = "\0"
"""Stands for a field that says nothing, until its separators are taken out with it."""


@dataclass(frozen=True, slots=True)
class Named:
    """Hold what a name can tell of a take.

    Args:
        project: name of the project's file, without its ending.
        number: of the region.
        id: of the `id=` tag; empty where there is none.
        line: the words.
    """

    project: str
    character: str
    number: int
    id: str
    line: str
    voice: str = ""
    seed: int = 0


_WORDS: Mapping[str, Callable[[Named], str]] = {
    "project": lambda named: named.project,
    "character": lambda named: named.character,
    "id": lambda named: named.id or f"{named.number:03d}",
    "words": lambda named: plain_words(named.line),
    "voice": lambda named: named.voice,
}
_NUMBERS: Mapping[str, Callable[[Named, int], int]] = {
    "number": lambda named, take: named.number,
    "seed": lambda named, take: named.seed,
    "take": lambda named, take: take,
}
FIELDS = ("project", "character", "number", "id", "words", "voice", "seed", "take")
"""In the order in which they are listed."""

_TELLS_LINES_APART = ("number", "id", "words")
_KEEPS_UNDERSCORES = ("project", "id")
"""Names that others gave, and look for again."""

EXAMPLE = Named("harbour", "MARA", 12, "q3_014", "They are inside the wall.", "wren")
"""A take to show a pattern by."""


@dataclass(frozen=True, slots=True)
class _Part:
    """Hold a piece of plain text and the field behind it; no field at the end."""

    text: str
    field: str = ""
    spec: str = ""


@dataclass(frozen=True, slots=True)
class NamePattern:
    """Hold a pattern that has been checked."""

    parts: tuple[_Part, ...]

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a pattern.

        Raises:
            ProjectError: it makes no names, or names that some system cannot keep.
        """
        if not isinstance(text, str) or len(text.encode("utf-8", "replace")) > MOST_PATTERN:
            raise ProjectError(f"the name pattern may have {MOST_PATTERN} letters at most")
        try:
            found = list(Formatter().parse(unicodedata.normalize("NFKC", text)))
        except ValueError as error:
            raise ProjectError(
                f"the braces of the name pattern {text!r} do not pair; write fields as {{take}}"
            ) from error
        parts = []
        for plain, field, spec, conversion in found:
            _check_plain(plain)
            if field is not None:
                _check_field(field, spec or "", conversion)
            parts.append(_Part(plain, field or "", spec or ""))
        _check_fields({part.field for part in parts})
        return cls(tuple(parts))

    def name(self, named: Named, take: int) -> str:
        """Build a name: letters of any script, digits, hyphens and underscores.

        Words are cut until the name is short enough. A field that says nothing takes a separator
        with it.
        """
        for most in range(_MOST_FIELD, 0, -1):
            stem = self._stem(named, take, most)
            if len(stem + ENDING) <= _MOST_NAME and len((stem + ENDING).encode()) <= _MOST_BYTES:
                break
        return (f"{stem}_" if stem.casefold() in _RESERVED else stem) + ENDING

    def _stem(self, named: Named, take: int, most: int) -> str:
        filled = "".join(part.text + _said(part, named, take, most) for part in self.parts)
        filled = re.sub(rf"^(?:[_-]*{_EMPTY})+[_-]*|[_-]*(?:{_EMPTY}[_-]*)+$", "", filled)
        return re.sub(rf"([_-]*){_EMPTY}(?:[_-]*{_EMPTY})*[_-]*", r"\1", filled)


def words_of(text: str, *, underscores: bool = False) -> str:
    """Join words by hyphens; accents go, and underscores unless they are wanted.

    >>> words_of("Zoë's café: act 1")
    'Zoes-cafe-act-1'
    """
    plain = re.sub("['’]", "", unicodedata.normalize("NFKD", text))
    kept = "".join(c for c in plain if not unicodedata.combining(c))
    between = r"\W+" if underscores else r"[\W_]+"
    return re.sub(between, "-", unicodedata.normalize("NFC", kept)).strip("-")


def _said(part: _Part, named: Named, take: int, most: int) -> str:
    """Give what a field says; `_EMPTY` where it is nothing."""
    if not part.field:
        return ""
    if part.field in _NUMBERS:
        return format(_NUMBERS[part.field](named, take), part.spec)
    text, cased = _WORDS[part.field](named), _CASES[part.spec]
    if part.field == "words":
        return cased(_slug(text, most)) or _EMPTY
    said = words_of(cased(text), underscores=part.field in _KEEPS_UNDERSCORES)
    return said[:most].strip("-_") or (cased(NOBODY) if part.field == "character" else _EMPTY)


def _slug(line: str, most: int) -> str:
    """Give the first words in ASCII, cut between words where that is possible."""
    words = re.sub(r"[^A-Za-z0-9]+", "-", words_of(line)).strip("-").lower()
    if len(words) <= most:
        return words
    cut = words[: most + 1].rpartition("-")[0]
    return cut or words[:most]


def _check_plain(text: str) -> None:
    wrong = next((c for c in text if not (c.isalnum() or c in "-_")), "")
    if wrong:
        raise ProjectError(
            "beside its fields a name pattern holds letters, digits, - and _ alone, "
            f"not {wrong!r}; {ENDING} comes by itself"
        )


def _check_field(field: str, spec: str, conversion: str | None) -> None:
    if field not in FIELDS:
        known = ", ".join(f"{{{name}}}" for name in FIELDS)
        raise ProjectError(f"a name pattern has no field {{{field}}}; there are {known}")
    if field in _NUMBERS and not conversion and _DIGITS.fullmatch(spec):
        return
    if field in _WORDS and not conversion and spec in _CASES:
        return
    others = ("02",) if field in _NUMBERS else ("lower", "upper")
    known = " or ".join([f"{{{field}}}", *(f"{{{field}:{other}}}" for other in others)])
    raise ProjectError(f"in a name pattern write {known}")


def _check_fields(fields: set[str]) -> None:
    if "take" not in fields:
        raise ProjectError("a name pattern needs {take}, or all takes of a line had one name")
    if not fields & set(_TELLS_LINES_APART):
        needed = ", ".join(f"{{{name}}}" for name in _TELLS_LINES_APART)
        raise ProjectError(f"a name pattern needs one of {needed}, which tell lines apart")
