"""Give every character a voice, and find the voice that a name means."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import cycle

from model.voices import Voice, find


@dataclass(frozen=True, slots=True)
class KnownVoices:
    """Hold the voices there are.

    Args:
        installed: names of those that the engine came with; the first is the default.
        own: those that the user brought; they speak where they are named, and are never cast.
    """

    installed: tuple[str, ...] = ()
    own: tuple[Voice, ...] = ()

    def meant(self, name: str) -> tuple[str, Voice | None]:
        """Give the name as it is written, large and small, and the user's own voice if it is one.

        A name that nobody has comes back as it is.
        """
        if (own := find(name, self.own)) is not None:
            return own.name, own
        written = {known.casefold(): known for known in self.installed}
        return written.get(name.casefold(), name), None

    def problem(self, name: str) -> str:
        """Say that nobody has a name, and who is there; empty where somebody has it."""
        written, own = self.meant(name)
        if own is not None or written in self.installed:
            return ""
        yours = f"; yours are {', '.join(voice.name for voice in self.own)}" if self.own else ""
        known = ", ".join(self.installed) or "none"
        return f"there is no voice {name!r}; installed are {known}{yours}"


def cast_voices(characters: Iterable[str], voices: Sequence[str]) -> Mapping[str, str]:
    """Cast characters, given in order of appearance, by their case-folded names.

    The first character gets the first voice, the second the second, and so on, from the front
    again when the voices run out; the same timeline and voices always give the same cast. Whoever
    has no name, who speaks the lines without a character, comes after all of them.

    >>> cast_voices(["MARA", "", "Tom", "Mara"], ["ada", "ben", "cy"])
    {'mara': 'ada', 'tom': 'ben', '': 'cy'}
    """
    names = dict.fromkeys(name.casefold() for name in characters)
    in_turn = sorted(names, key=lambda name: not name)
    return dict(zip(in_turn, cycle(voices), strict=False))
