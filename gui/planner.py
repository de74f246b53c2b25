"""Plan the lines of a project away from the window's thread."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from functools import partial

from PyQt6.QtCore import QObject, pyqtSignal

from daw_bridge.phrasing import Line, Studio, perform_plan
from daw_bridge.session.plan import Plan
from daw_bridge.timeline import Timeline
from gui.background import Background
from model.voices import Voice


class Planner(QObject):
    """Plan one timeline after another, the newest only.

    Args:
        studio: makes that of an engine, by name; it is asked once for each, away from the
            window's thread.
        engine: that the lines are planned for.
    """

    planned = pyqtSignal(object)
    """What was made of a `Plan`."""

    problem = pyqtSignal(str)

    def __init__(
        self, studio: Callable[[str], Studio], engine: str, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._make = studio
        self._engine = engine
        self._background = Background(self)
        self._made: dict[str, Studio] = {}
        self._own: tuple[Voice, ...] = ()
        self._latest: Plan | None = None

    @property
    def studio(self) -> Studio | None:
        """Give what plans; None until the first plan is made."""
        return self.studio_of(self._engine) if self._engine in self._made else None

    def studio_of(self, engine: str) -> Studio:
        """Give what plans for an engine; it takes a moment the first time.

        Raises:
            ValueError: the engine is not installed.
        """
        if engine not in self._made:
            self._made[engine] = self._make(engine)
        made = self._made[engine]
        return replace(made, voices=replace(made.voices, own=self._own))

    def lines(
        self, timeline: Timeline, region_ids: Collection[str], engine: str
    ) -> tuple[Line, ...]:
        """Plan some lines as they are now for another engine.

        Raises:
            ValueError: it is not installed.
        """
        return perform_plan(timeline, self.studio_of(engine), region_ids)

    def change_engine(self, engine: str) -> None:
        """Plan for another engine from now on."""
        self._engine = engine

    def know_voices(self, own: Sequence[Voice]) -> None:
        """Plan with these voices of the user's own from now on."""
        self._own = tuple(own)

    def plan(self, timeline: Timeline, made_of: Callable[[Plan], object]) -> None:
        """Plan a timeline; `planned` brings what is made of the plan, away from the window too."""
        work = partial(self._planned, timeline, made_of)
        self._background.run(work, self.planned.emit, self.problem.emit)

    def close(self) -> None:
        """Wait for what is under way; its outcome is dropped."""
        self._background.close()

    def _planned(self, timeline: Timeline, made_of: Callable[[Plan], object]) -> object:
        """Plan on a thread of the pool."""
        self._latest = Plan.of(timeline, self.studio_of(self._engine), self._latest)
        return made_of(self._latest)
