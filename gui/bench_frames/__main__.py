"""Show a large project, scroll and zoom it, and print how even the frames came.

`python -m gui.bench_frames`; what else runs on the machine counts as well.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from PyQt6.QtCore import QCoreApplication, Qt
from PyQt6.QtWidgets import QApplication, QSplitter, QTableView, QWidget

from daw_bridge.session.ledger import Ledger
from daw_bridge.take_library import TakeLibrary
from gui import theme
from gui.bench_frames.frames import HEADING, Frames, measure
from gui.bench_frames.project import make_project, take_records
from gui.commands.studio import studio
from gui.cue_list import CueList
from gui.document import Document
from gui.synthesis import Synthesis
from gui.timeline.canvas import ZOOM_STEP, Canvas
from gui.timeline.view import TimelineView
from model.fake import FakePerformer

_PATIENCE = 300.0
_SETTLE = 1.0
"""Seconds in which the takes that are seen are read."""

_ZOOM_STEPS = 40
"""From the whole project to a single word, and back."""

_LEAP = 0.3819660113
"""Share of the project from one place to the next, so that none is near the one before."""

_PAGES = 20
"""Screens that the whole project is as wide as while it is scrolled."""


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--regions", type=int, default=1000)
    parser.add_argument("--points", type=int, default=20_000, help="of each of the eight lanes")
    parser.add_argument("--frames", type=int, default=300, help="of each movement")
    args = parser.parse_args()
    application = QApplication(sys.argv[:1])
    theme.apply(application, theme.DARK)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        document = Document(
            studio, Synthesis(FakePerformer), lambda _: folder, lambda _: Ledger(None)
        )
        cues = CueList(document, theme.DARK, QWidget())
        timeline = TimelineView(document, theme.DARK)
        panes = QSplitter(Qt.Orientation.Vertical)
        panes.addWidget(cues)
        panes.addWidget(timeline)
        panes.resize(1920, 1080)
        panes.show()
        project = make_project(folder / "large.rpp", args.regions, args.points)
        TakeLibrary(take_records(project, folder)).save(folder)
        document.open(project)
        _wait(lambda: bool(document.rows), _PATIENCE)
        print(f"{args.regions} regions, 8 lanes of {args.points} points; milliseconds")
        print(f"load of this machine: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
        print(HEADING)
        for frames in _movements(timeline, cues, args.frames):
            print(frames.row(), flush=True)
        timeline.close()
        document.close()


def _movements(timeline: TimelineView, cues: CueList, n_frames: int) -> Iterator[Frames]:
    canvas = timeline.canvas
    measured = partial(measure, n_frames=n_frames)
    yield measured("zoom, takes read meanwhile", step=partial(_zoom, canvas))
    canvas.fit_all()
    _wait(lambda: False, _SETTLE)
    yield measured("zoom", step=partial(_zoom, canvas))
    canvas.fit_all()
    canvas.zoom(_PAGES)
    yield measured("scroll", step=lambda n: canvas.hold(0.0, -20.0 * n))
    far = canvas.scale.length_pixels - canvas.width()
    yield measured("scroll, all anew", step=lambda n: canvas.hold(0.0, -far * (n * _LEAP % 1.0)))
    canvas.fit_all()
    yield measured("playhead", step=lambda n: timeline.set_playhead(float(n)))
    table = cues.findChild(QTableView)
    if table is not None and (bar := table.verticalScrollBar()) is not None:
        yield measured("scroll the cue list", step=lambda n: bar.setValue(3 * n))


def _zoom(canvas: Canvas, n: int) -> None:
    """Come closer to a place, and go back, again and again."""
    closer = n // _ZOOM_STEPS % 2 == 0
    canvas.zoom(ZOOM_STEP if closer else 1 / ZOOM_STEP, canvas.width() / 3)


def _wait(done: Callable[[], bool], patience: float) -> None:
    end = time.monotonic() + patience
    while not done() and time.monotonic() < end:
        QCoreApplication.processEvents()
        time.sleep(0.005)


if __name__ == "__main__":
    main()
