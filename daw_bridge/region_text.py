r"""Read the text of a region: who speaks, how, what, and the tags behind it.

The grammar, in EBNF; anything that does not fit it is simply part of the line::

    region    = [ character ":" ] { direction } line { tag } ;
    character = name { direction } ;
    direction = "(" text ")" | "[" text "]" ;   (* but "[pause 0.8]" is part of the line *)
    tag       = known "=" value ";"      (* one of KNOWN_TAGS; the last ";" may miss *)
              | unknown "=" word ";" ;   (* kept, with a warning; a word holds no space *)

A *name* has at most three words and 24 characters and no sentence punctuation. It is in capitals
(`MARA`, `GUARD 2`) or has a digit or underscore (`guard_02`), and then always speaks. A name in
Title Case (`Mara`, `Dr. Hale`) speaks too, unless the line after it goes on in lower case: in
`Listen: it is over` nobody is called Listen. Times such as `12:30` are never names.

A line in quotation marks is only a line, whatever its words look like. Marks that are there for
nothing else are not part of it: `"Listen: It is over."` says `Listen: It is over.`

>>> text = parse_region_text("MARA (terrified, hushed): They are inside the wall. id=q3_014;")
>>> text.character, text.direction, text.line, text.tags
('MARA', 'terrified, hushed', 'They are inside the wall.', {'id': 'q3_014'})
>>> parse_region_text("Tom: [to himself] Not again.").direction
'to himself'
>>> parse_region_text("Listen: it is over").line
'Listen: it is over'
>>> parse_region_text("MARA:", notes="Who is there?").line
'Who is there?'
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache

from daw_bridge.line_marks import TIMED_PAUSE, without_pauses

KNOWN_TAGS = ("char", "id", "emo", "intensity", "level", "pace", "voice", "seed")

NAME_WORDS = 3
NAME_LENGTH = 24

_REMEMBERED = 20_000
"""Texts that are kept as they were read: whoever plans asks for the same ones again and again."""

_DIRECTION = rf"\(([^()]*)\)|\[(?!{TIMED_PAUSE})([^\[\]]*)\]"
_LEADING_DIRECTION = re.compile(rf"\s*(?:{_DIRECTION})")
_CHARACTER = re.compile(
    rf"\s*(?P<name>[^:：()\[\]]+?)\s*(?P<directions>(?:(?:{_DIRECTION})\s*)*)[:：](?!//)"
)
_NAME_SHAPE = re.compile(r"[\w'’.&#/ -]+")
_TITLE = re.compile(r"(?:Dr|Mr|Mrs|Ms|St|Jr|Sr|[A-Z])\.")

_KNOWN = rf"(?P<known>{'|'.join(KNOWN_TAGS)})\s*="
_LAST_TAG = re.compile(
    r"(?:^|(?<=[\s;]))(?:"
    rf"{_KNOWN}(?:(?P<value>[^;=]*);|(?P<open>[^\s;=]+))"
    r"|(?P<emo>emo)\s*=(?:(?P<emo_value>[^;]*);|(?P<emo_open>[^\s;]+))"
    r"|(?P<unknown>[A-Za-z_]\w*)=(?P<word>[^\s;=]*);"
    r")\s*$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class RegionText:
    """Hold the parts of a region's text; a part that is not there is empty."""

    character: str
    direction: str
    line: str
    tags: Mapping[str, str] = field(default_factory=dict)

    @property
    def unknown_tags(self) -> tuple[str, ...]:
        """Name the tags that mean nothing to Takelane."""
        return tuple(key for key in self.tags if key not in KNOWN_TAGS)


@lru_cache(maxsize=_REMEMBERED)
def parse_region_text(name: str, notes: str = "") -> RegionText:
    """Read a region's name; where it has no words, the notes give the line.

    Character, direction and tags may stand in either; the name has precedence.
    """
    text = _parse(name)
    if is_speakable(text.line) or not notes.strip():
        return text
    noted = _parse(notes)
    return RegionText(
        character=text.character or noted.character,
        direction=_joined(text.direction, noted.direction),
        line=noted.line,
        tags={**noted.tags, **text.tags},
    )


def is_speakable(line: str) -> bool:
    """Tell whether a line has at least one letter or digit to speak, beside its pauses."""
    return any(character.isalnum() for character in without_pauses(line))


def directed(text: RegionText) -> RegionText:
    """Let the directions at the front of a line join the one beside it, as they do in a region.

    >>> directed(RegionText("MARA", "low", "(to herself) Not again.")).direction
    'low, to herself'
    """
    found, line = _split_directions(text.line)
    return replace(text, direction=_joined(text.direction, found), line=line) if found else text


def _parse(text: str) -> RegionText:
    rest, tags = _split_tags(" ".join(text.split()))
    character, before, rest = _split_character(rest)
    after, line = _split_directions(rest)
    named = tags.get("char", "")
    return RegionText(
        # A `char=` without a letter names nobody and leaves the character alone.
        character=named if is_speakable(named) else character,
        direction=_joined(before, after),
        line=_unquoted(line),
        tags=tags,
    )


def _unquoted(line: str) -> str:
    """Take off the marks that only keep a line from being read as something else."""
    inner = line[1:-1]
    if line != f'"{inner}"' or '"' in inner:
        return line
    return line if _parse(inner) == RegionText("", "", inner) else inner


def _split_tags(text: str) -> tuple[str, dict[str, str]]:
    """Take the tags off the end, last first; the later of two equal keys holds."""
    tags: dict[str, str] = {}
    # The last tag begins behind the last ";" but its own.
    while match := _LAST_TAG.search(text, text.rfind(";", 0, len(text) - 1) + 1):
        parts = match.groupdict()
        key = (parts["known"] or parts["emo"] or parts["unknown"]).lower()
        values = (parts[name] for name in ("value", "open", "emo_value", "emo_open", "word"))
        tags.setdefault(key, next(value for value in values if value is not None).strip())
        text = text[: match.start()].rstrip()
    return text, dict(reversed(tags.items()))


def _split_character(text: str) -> tuple[str, str, str]:
    """Split into character, its direction, and the rest."""
    match = _CHARACTER.match(text)
    if match is None:
        return "", "", text
    rest = text[match.end() :]
    direction, _ = _split_directions(match["directions"])
    if not _speaks(match["name"], rest, directed=bool(direction)):
        return "", "", text
    return match["name"], direction, rest


def _speaks(name: str, rest: str, *, directed: bool) -> bool:
    """Tell whether the words before the first colon are somebody's name."""
    words = name.split()
    if not _NAME_SHAPE.fullmatch(name) or len(words) > NAME_WORDS or len(name) > NAME_LENGTH:
        return False
    if not any(character.isalpha() for character in name) or rest[:1].isdigit():
        return False
    if any(word.endswith(".") and not _TITLE.fullmatch(word) for word in words):
        return False
    # Scripts without case have no lower-case letters and count as capitals.
    if name == name.upper() or (len(words) == 1 and re.search(r"[\d_]", name)):
        return True
    titled = all(not word[0].islower() for word in words)
    return titled and (directed or not rest.lstrip()[:1].islower())


def _split_directions(text: str) -> tuple[str, str]:
    """Take every direction off the front: the directions joined, and the rest."""
    found = []
    while match := _LEADING_DIRECTION.match(text):
        found.append((match[1] or match[2] or "").strip())
        text = text[match.end() :]
    return _joined(*found), text.strip()


def _joined(*directions: str) -> str:
    return ", ".join(direction for direction in directions if direction)
