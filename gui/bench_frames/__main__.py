"""Show large projects, move what is shown, and print what every frame cost and how even they came.

`QT_QPA_PLATFORM=offscreen python -m gui.bench_frames`. What else runs on the machine counts in the
gaps, much less in the work of the processor.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from PyQt6.QtWidgets import QApplication, QTableView

from daw_bridge.audio.fake import FakeStream
from daw_bridge.fake_jack import no_jack
from daw_bridge.midi.fake import FakePort
from daw_bridge.readers import READERS
from daw_bridge.take_folder import take_folder
from daw_bridge.take_library import TakeLibrary
from daw_bridge.timeline import Timeline
from gui.app import Companion
from gui.bench_frames.frames import HEADING, Frames, measure
from gui.bench_frames.movements import Hands, rest
from gui.bench_frames.project import make_project, take_records
from gui.sound.sound_device import SoundDevice
from model import engines, voices
from model.fake import FakePerformer

_POINTS_OF_ROWS = 2000
"""Of each lane of the project with many rows."""


class Bench:
    """Hold a window over a temporary folder, and show projects in it."""

    def __init__(self, application: QApplication, home: Path, n_frames: int) -> None:
        self._home = home
        known = tuple(voices.installed(engines.folder(engines.SHIPPED)))
        load = partial(FakePerformer, voices=known)
        device = SoundDevice(lambda *_: FakeStream(), scan=list)
        self.companion = Companion(
            application, home / "data", home / "library", lambda *_: load, lambda _: {}, FakePort,
            no_jack, device,
        )  # fmt: skip
        self.companion.window.resize(1920, 1080)
        self.companion.window.show()
        self._hands = Hands(self.companion.window, n_frames)
        rest()

    def timeline(self, n_regions: int, n_points: int) -> Iterator[Frames]:
        """Move the timeline of many regions, all of which have a take."""
        project = self._project("regions", n_regions, n_points, 1)
        yield self._open(f"open {n_regions:,} regions", project)
        yield from self._hands.over_timeline()

    def cues(self, n_rows: int, n_takes: int) -> Iterator[Frames]:
        """Move the cue list of many rows."""
        project = self._project(f"rows with {n_takes} takes", n_rows, _POINTS_OF_ROWS, n_takes)
        yield self._open(f"open {n_rows:,} rows, {n_takes} takes each", project)
        rest()
        yield from self._hands.over_cues()

    def _project(self, name: str, n_regions: int, n_points: int, n_takes: int) -> Timeline:
        source = self._home / f"{name}.rpp"
        folder = take_folder(source, self._home / "library", tuple(READERS))
        folder.mkdir(parents=True)
        project = make_project(source, n_regions, n_points)
        if n_takes:
            TakeLibrary(take_records(project, folder, n_takes)).save(folder)
        return project

    def _open(self, name: str, project: Timeline) -> Frames:
        """Let a project that was read be shown."""
        document, table = (
            self.companion.document,
            self.companion.window.findChild(QTableView, "cues"),
        )
        assert table is not None

        def shown(_: int) -> bool:
            model, here = table.model(), document.timeline
            there = here is not None and here.source == project.source
            return there and model is not None and model.rowCount() > 0

        return measure(name, lambda n: None if n else document.open(project), shown)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--regions", type=int, default=1000, help="on the timeline")
    parser.add_argument("--points", type=int, default=20_000, help="of each of its eight lanes")
    parser.add_argument("--rows", type=int, default=5000, help="of the cue list")
    parser.add_argument("--takes", type=int, default=3, help="of each row")
    parser.add_argument("--frames", type=int, default=300, help="of each movement")
    args = parser.parse_args()
    application = QApplication(sys.argv[:1])
    with tempfile.TemporaryDirectory() as name:
        bench = Bench(application, Path(name), args.frames)
        print("milliseconds; load of this machine: "
              f"{os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")  # fmt: skip
        print(HEADING)
        for part in (
            bench.timeline(args.regions, args.points),
            bench.cues(args.rows, 0),
            bench.cues(args.rows, args.takes),
        ):
            for frames in part:
                print(frames.row(), flush=True)
        bench.companion.window.close()


if __name__ == "__main__":
    main()
