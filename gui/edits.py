"""Change what the user makes of a project, in steps that can be undone."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial

from PyQt6.QtCore import QObject, pyqtSignal

from daw_bridge.finish import Finish
from daw_bridge.session.session import Session
from daw_bridge.timeline import EmotionLane, ProjectError, Region


class Edits(QObject):
    """Hold the session of the project that is open; without one, nothing happens.

    Args:
        original: gives a region as the DAW has it.
        edited: gives it with every edit that holds.

    Attributes:
        session: of the project.
    """

    changed = pyqtSignal()
    """There may be another step to undo or to do again."""

    problem = pyqtSignal(str)
    """Something could not be kept; a sentence for the user."""

    def __init__(
        self,
        original: Callable[[str], Region | None],
        edited: Callable[[str], Region | None],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.session: Session | None = None
        self._original = original
        self._edited = edited

    def say(self, region_ids: Iterable[str], title: str, **parts: object) -> None:
        """Change parts of what regions say, in one step that can be undone.

        The parts are fields of `RegionText`; `tags` is laid over those there are, and an empty
        value takes a tag away.
        """
        self.say_each(title, dict.fromkeys(region_ids, parts))

    def say_each(self, title: str, parts: Mapping[str, Mapping[str, object]]) -> None:
        """Change parts of what each region says, by its id, all of it in one step."""
        known = {region: said for i, said in parts.items() if (region := self._original(i))}
        self._edit(lambda session: session.edit(known, title))

    def restore(self, region_ids: Iterable[str]) -> None:
        """Let regions say again what they say in the DAW."""
        found = [region for i in region_ids if (region := self._original(i)) is not None]
        self._edit(lambda session: session.restore(found))

    def draw(self, lanes: Iterable[EmotionLane], title: str) -> None:
        """Put lanes in the place of the DAW's, in one step; those without points take one back."""
        self._edit(lambda session: session.draw_all(lanes, title))

    def is_drawn(self, lane: EmotionLane) -> bool:
        """Tell whether a lane is drawn here, in the place of the DAW's."""
        return self.session is not None and self.session.is_drawn(lane)

    def cut(self, region_id: str, cuts: Sequence[float]) -> None:
        """Bound the phrases of a region by hand, at shares of it; no cuts leave it to the plan."""
        if (region := self._edited(region_id)) is not None:
            self._edit(lambda session: session.cut(region, cuts))

    def star(self, file: str, *, starred: bool) -> None:
        """Mark a take, or take the mark away."""
        self._edit(lambda session: session.star(file, starred=starred))

    def choose(self, region_id: str, file: str) -> None:
        """Choose the take of a region."""
        self._edit(lambda session: session.choose(region_id, file))

    def mark_placed(self, take_id: str, start: float) -> None:
        """Remember that a take, by the id the DAW knows it by, lies there."""
        self._edit(lambda session: session.mark_placed(take_id, start))

    def wish_finish(self, finish: Finish | None) -> None:
        """Let the takes of this project be written in a way of their own; None for as usual."""
        self._edit(lambda session: session.wish_finish(finish))

    def note(self, kind: str, name: str, value: object) -> None:
        """Remember something that is no step."""
        self._edit(lambda session: session.ledger.note({(kind, name): value}))

    def undo(self) -> None:
        """Take back the latest step."""
        self._edit(lambda session: session.ledger.undo())

    def redo(self) -> None:
        """Do again what was undone."""
        self._edit(lambda session: session.ledger.redo())

    def attempt(self, action: Callable[[], object]) -> None:
        """Do something that the session has to keep; tell what keeps it from that."""
        try:
            action()
        except ProjectError as error:
            self.problem.emit(str(error))
        self.changed.emit()

    def _edit(self, action: Callable[[Session], None]) -> None:
        if self.session is not None:
            self.attempt(partial(action, self.session))
