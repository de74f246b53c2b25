"""Tell from its direction whether a line is whispered, spoken or shouted."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from typing import Self

import presets
from daw_bridge.region_text import RegionText
from daw_bridge.timeline import ProjectError

KIND = "levels"
"""Of the presets that hold the words."""

_DENIED = "denied"


class Level(StrEnum):
    """Name how loud a line is meant to be beside others."""

    NORMAL = "normal"
    WHISPER = "whisper"
    SHOUT = "shout"


_SPOKEN_OF = (Level.WHISPER, Level.SHOUT)


@dataclass(frozen=True, slots=True)
class LevelWords:
    """Hold the words of a direction that ask for a level.

    Args:
        words: that ask for each; several words in a row are found as they stand.
        denied: words that take it back where they stand right before one of those.
    """

    words: Mapping[Level, tuple[str, ...]] = field(default_factory=dict)
    denied: tuple[str, ...] = ()

    @classmethod
    def from_presets(cls) -> Self:
        """Read `presets/levels.toml`."""
        tables = {name: tuple(presets.load(KIND, name)["words"]) for name in presets.names(KIND)}
        return cls({level: tables[level] for level in _SPOKEN_OF}, tables[_DENIED])

    def level(self, direction: str) -> Level:
        """Give the level that a direction asks for; normal where it asks for none or for both.

        >>> words = LevelWords({Level.WHISPER: ("whispering",), Level.SHOUT: ("yells",)}, ("not",))
        >>> [str(words.level(said)) for said in ("Whispering, afraid", "not whispering", "sad")]
        ['whisper', 'normal', 'normal']
        """
        said = direction.casefold()
        asked = [level for level, words in self.words.items() if self._asks(said, words)]
        return asked[0] if len(asked) == 1 else Level.NORMAL

    def _asks(self, said: str, words: tuple[str, ...]) -> bool:
        denied = _any_of(self.denied, at_the_end=True)
        found = _any_of(words).finditer(said)
        return any(not denied.search(said[: match.start()].rstrip()) for match in found)


def level_of(text: RegionText, words: LevelWords) -> Level:
    """Give the level of a line: that of its `level=` tag, else of its direction and `emo=` tag.

    Raises:
        ProjectError: the tag names no level.
    """
    if tag := text.tags.get("level"):
        if tag.casefold() not in list(Level):
            raise ProjectError(f"the level must be one of {', '.join(Level)}, not {tag!r}")
        return Level(tag.casefold())
    return directed_level(text, words)


def directed_level(text: RegionText, words: LevelWords) -> Level:
    """Give the level that a line has without a tag: that of its direction and its `emo=` tag."""
    return words.level(f"{text.direction}, {text.tags.get('emo', '')}")


@cache
def _any_of(words: tuple[str, ...], *, at_the_end: bool = False) -> re.Pattern[str]:
    """Find the longest of some words, as a whole; scripts without spaces have no such bounds."""
    bounded = [
        rf"\b{re.escape(word)}\b" if word.isascii() else re.escape(word)
        for word in sorted(map(str.casefold, words), key=len, reverse=True)
    ]
    # No words find nothing, and not everything.
    return re.compile(rf"(?:{'|'.join(bounded) or '(?!)'}){r'$' if at_the_end else ''}")
