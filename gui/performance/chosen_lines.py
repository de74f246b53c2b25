"""Hold which lines the panel is about, and change them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TypeVar

from daw_bridge.phrasing import Studio
from daw_bridge.session.cue_row import CueRow
from gui.document import Document
from model.voices import Voice

Value = TypeVar("Value")
Other = TypeVar("Other")


class ChosenLines:
    """Give the chosen lines as they are now; every edit of them is one step."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._region_ids: tuple[str, ...] = ()

    @property
    def rows(self) -> list[CueRow]:
        """List the lines that are still there."""
        return self._document.rows.some(self._region_ids)

    @property
    def only(self) -> CueRow | None:
        """Give the line where exactly one is chosen."""
        rows = self.rows
        return rows[0] if len(rows) == 1 else None

    @property
    def studio(self) -> Studio | None:
        """Give what plans; None until the first plan is made."""
        return self._document.studio

    @property
    def characters(self) -> list[str]:
        """List the characters of the project, each once, in the order of the alphabet."""
        return sorted(filter(None, self._document.rows.characters), key=str.casefold)

    def spoken_by(self, voice: Voice) -> int:
        """Count the lines of the project that a voice of the user's own speaks."""
        voices = (row.line.own for row in self._document.rows)
        return sum(own is not None and own.sign == voice.sign for own in voices)

    def holder(self) -> ChosenLines:
        """Give what stays about these lines, whichever are chosen later."""
        held = ChosenLines(self._document)
        held.choose(self._region_ids)
        return held

    def choose(self, region_ids: Iterable[str]) -> None:
        """Be about other lines."""
        self._region_ids = tuple(region_ids)

    def edit(self, title: str, **parts: object) -> None:
        """Change the same parts of every line, as `Edits.say` does."""
        self._document.edits.say(self._region_ids, title, **parts)

    def edit_each(self, title: str, parts_of: Callable[[CueRow], Mapping[str, object]]) -> None:
        """Change every line by what it is."""
        self._document.edits.say_each(title, {row.region_id: parts_of(row) for row in self.rows})


def common(values: Iterable[Value], various: Other) -> Value | Other:
    """Give the value that all share; `various` where they differ, or where there are none.

    >>> common([2, 2], None), common([2, 3], "various")
    (2, 'various')
    """
    rest = iter(values)
    first = next(rest, various)
    return first if all(value == first for value in rest) else various
