"""Say what is moved while frames are measured, on the timeline and in the cue list."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from PyQt6.QtCore import QCoreApplication
from PyQt6.QtWidgets import QLineEdit, QTableView

from gui.bench_frames.frames import Frames, measure
from gui.cue_columns import INDEX
from gui.main_window import MainWindow
from gui.timeline.canvas import ZOOM_STEP, Canvas
from gui.timeline.view import TimelineView

REST = 1.0
"""Seconds in which the takes that are seen are read."""

_ZOOM_STEPS = 40
"""From the whole project to a single word, and back."""

_LEAP = 0.3819660113
"""Share of the project from one place to the next, so that none is near the one before."""

_PAGES = 20
"""Screens that the whole project is as wide as while it is scrolled."""

_WORDS = "mara wall 7"
"""Typed into the search field, and taken away again."""

_SORTED_BY = ("Line", "Length", "Fit", "State", "Start")


@dataclass(frozen=True, slots=True)
class Hands:
    """Move what a window shows.

    Args:
        n_frames: of each movement.
        rest: seconds that the window is left alone before some of them.
    """

    window: MainWindow
    n_frames: int
    rest: float = REST

    def over_timeline(self) -> Iterator[Frames]:
        """Zoom, scroll and play."""
        timeline = self.window.timeline
        canvas = timeline.canvas
        yield self._moved("zoom, takes read meanwhile", lambda n: _zoom(canvas, n))
        canvas.fit_all()
        rest(self.rest)
        yield self._moved("zoom", lambda n: _zoom(canvas, n))
        canvas.fit_all()
        canvas.zoom(_PAGES)
        yield self._moved("scroll", lambda n: canvas.hold(0.0, -20.0 * n))
        far = canvas.scale.length_pixels - canvas.view.width()
        yield self._moved("scroll, all anew", lambda n: canvas.hold(0.0, -far * (n * _LEAP % 1.0)))
        canvas.fit_all()
        yield self._moved("playhead", lambda n: _play(timeline, n))

    def over_cues(self) -> Iterator[Frames]:
        """Scroll, walk, filter and sort."""
        cues = self.window.cue_list
        table, search = cues.findChild(QTableView, "cues"), cues.findChild(QLineEdit, "search")
        assert table is not None  # the list has both from the beginning
        assert search is not None
        bar = table.verticalScrollBar()
        assert bar is not None
        far = bar.maximum()
        yield self._moved("cues: scroll", lambda n: bar.setValue(far * n // 1000))
        yield self._moved(
            "cues: scroll, all anew", lambda n: bar.setValue(round(far * (n * _LEAP % 1.0)))
        )
        yield self._moved("cues: go from line to line", table.selectRow)
        yield self._moved("cues: choose all, then one", lambda n: _choose(table, n))
        yield self._moved("cues: type into the filter", lambda n: search.setText(_typed(n)))
        search.setText("")
        rest(self.rest)
        columns = [INDEX[name] for name in _SORTED_BY]
        order = table.horizontalHeader()
        assert order is not None
        yield measure(
            "cues: sort",
            lambda n: table.sortByColumn(columns[n], order.sortIndicatorOrder()),
            lambda n: n == len(columns),
        )

    def _moved(self, name: str, step: Callable[[int], object]) -> Frames:
        return measure(name, step, lambda n: n >= self.n_frames)


def rest(seconds: float = REST) -> None:
    """Let the window come to rest."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        QCoreApplication.processEvents()
        time.sleep(0.005)


def _zoom(canvas: Canvas, n: int) -> None:
    """Come closer to a place, and go back, again and again."""
    closer = n // _ZOOM_STEPS % 2 == 0
    canvas.zoom(ZOOM_STEP if closer else 1 / ZOOM_STEP, canvas.view.width() / 3)


def _choose(table: QTableView, n: int) -> None:
    table.selectRow(n) if n % 2 else table.selectAll()


def _play(timeline: TimelineView, n: int) -> None:
    timeline.set_playhead(float(n))


def _typed(n: int) -> str:
    """Give what is in the field: longer by a letter, then shorter by one, again and again."""
    place = n % (2 * len(_WORDS))
    return _WORDS[: min(place, 2 * len(_WORDS) - place)]
