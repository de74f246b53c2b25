"""Plan the lines of a project away from the window's thread."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

from PyQt6.QtCore import QObject, pyqtSignal

from daw_bridge.phrasing import Studio
from daw_bridge.session.plan import Plan
from daw_bridge.timeline import Timeline
from gui.background import Background
from model.voices import Voice


class Planner(QObject):
    """Plan one timeline after another, the newest only.

    Args:
        studio: is asked once, away from the window's thread.
    """

    planned = pyqtSignal(object)
    """A `Plan`."""

    problem = pyqtSignal(str)

    def __init__(self, studio: Callable[[], Studio], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._make_studio = studio
        self._background = Background(self)
        self._made: Studio | None = None
        self._own: tuple[Voice, ...] = ()
        self._latest: Plan | None = None

    @property
    def studio(self) -> Studio | None:
        """Give what plans; None until the first plan is made."""
        made = self._made
        return made and replace(made, voices=replace(made.voices, own=self._own))

    def change_studio(self, studio: Callable[[], Studio]) -> None:
        """Plan with another one from now on."""
        self._make_studio, self._made = studio, None

    def know_voices(self, own: Sequence[Voice]) -> None:
        """Plan with these voices of the user's own from now on."""
        self._own = tuple(own)

    def plan(self, timeline: Timeline) -> None:
        """Plan a timeline; `planned` brings what comes of it."""
        work = partial(self._planned, timeline)
        self._background.run(work, self.planned.emit, self.problem.emit)

    def close(self) -> None:
        """Wait for what is under way; its outcome is dropped."""
        self._background.close()

    def _planned(self, timeline: Timeline) -> Plan:
        """Plan on a thread of the pool."""
        if self._made is None:
            self._made = self._make_studio()
        studio = self.studio
        assert studio is not None
        self._latest = Plan.of(timeline, studio, self._latest)
        return self._latest
