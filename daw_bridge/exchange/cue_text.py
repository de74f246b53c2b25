"""Write the parts of a line as the text of a region, so that it is read just so.

>>> region_name(RegionText("MARA", "terrified, hushed", "They are inside.", {"id": "q3"}))
'MARA (terrified, hushed): They are inside. id=q3;'
>>> region_name(RegionText("the old man", "", "Listen: it is late."))
'Listen: it is late. char=the old man;'
>>> region_name(RegionText("", "", "Mara: She was here."))
'"Mara: She was here."'
>>> spoken_text("(sighs) Listen: It is late.", character="MARA (low)").line
'Listen: It is late.'
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from daw_bridge.region_text import RegionText, is_speakable, parse_region_text

_CHARACTER, _EMOTION = "char", "emo"
_ANYONE = "X: "
"""Before a line whose own colon names nobody."""

_BRACKETS = (("()", re.compile(r"[()]")), ("[]", re.compile(r"[\[\]]")))
_ASIDE = re.compile(r"(?P<name>[^(\[]*[^(\[\s])\s*[(\[](?P<aside>[^()\[\]]*)[)\]]")
"""A character with a word on how it speaks, as in `MARA (on the phone)`."""

_SCREENPLAY = frozenset("vo os oc off contd cont pre lap prelap".split())
"""What screenplays put behind a character, as `(V.O.)`, which is no way to speak."""

_MARKS = '"'
"""Around a line that would be read as something else."""

_WRAPPED = re.compile(r"\(([^()]*)\)|\[([^\[\]]*)\]")


def region_name(text: RegionText) -> str:
    """Give the text of a region with these parts.

    Where nothing else helps, a line is put in quotation marks, which are not read as part of it; a
    tag loses what would end it.
    """
    wanted = _clean(text)
    for line in (wanted.line, f'"{wanted.line}"'):
        for name in _spellings(replace(wanted, line=line)):
            if _same(parse_region_text(name), wanted):
                return name
    return next(_spellings(wanted))


def text_without_character(text: RegionText) -> str:
    """Give the text of a region for a place beside which its character stands."""
    return next(_spellings(replace(_clean(text), character="")))


def spoken_text(
    line: str, character: str = "", direction: str = "", tags: Mapping[str, str] | None = None
) -> RegionText:
    """Put a line together with what stands in columns beside it.

    The line may itself hold a direction and tags, and a character where none is given.
    """
    character = " ".join(character.split())
    aside = _ASIDE.fullmatch(character)
    name, how = (aside["name"], aside["aside"]) if aside else (character, "")
    how = "" if re.sub(r"\W", "", how.casefold()) in _SCREENPLAY else how
    said = parse_region_text(line)
    if name and said.character and said.character.casefold() != name.casefold():
        said = parse_region_text(_ANYONE + line)
    wrapped = _WRAPPED.fullmatch(direction.strip())
    directions = (how, (wrapped[1] or wrapped[2] or "") if wrapped else direction, said.direction)
    return RegionText(
        character=name or said.character,
        direction=", ".join(filter(None, map(str.strip, directions))),
        line=said.line,
        tags={**_without_character(said.tags), **(tags or {})},
    )


def _spellings(text: RegionText) -> Iterator[str]:
    """Yield the ways to write a text, the plainest first."""
    direction = _bracketed(text.direction)
    tags = " ".join(f"{key}={value};" for key, value in text.tags.items())
    if text.character and is_speakable(text.character):
        before = " ".join(filter(None, (text.character, direction)))
        yield " ".join(filter(None, (f"{before}:", text.line, tags)))
        tags = f"{_CHARACTER}={text.character}; {tags}".strip()
    yield " ".join(filter(None, (direction, text.line, tags)))


def _bracketed(direction: str) -> str:
    if not direction:
        return ""
    for pair, marks in _BRACKETS:
        if not marks.search(direction):
            return f"{pair[0]}{direction}{pair[1]}"
    return "({})".format(" ".join(re.sub(r"[()\[\]]", " ", direction).split()))


def _clean(text: RegionText) -> RegionText:
    """Leave out line ends and what the grammar cannot hold."""
    character, direction, line = (
        " ".join(part.split()) for part in (text.character, text.direction, text.line)
    )
    tags = {key: _tag(key, value) for key, value in _without_character(text.tags).items()}
    return RegionText(_tag(_CHARACTER, character), direction, line, tags)


def _tag(key: str, value: str) -> str:
    forbidden = ";" if key == _EMOTION else ";="
    return " ".join("".join(" " if c in forbidden else c for c in value).split())


def _without_character(tags: Mapping[str, str]) -> dict[str, str]:
    return {key: value for key, value in tags.items() if key != _CHARACTER}


def _same(text: RegionText, wanted: RegionText) -> bool:
    return (text.character, text.line.strip(_MARKS), _without_character(text.tags)) == (
        wanted.character,
        wanted.line.strip(_MARKS),
        dict(wanted.tags),
    ) and bool(text.direction) == bool(wanted.direction)
