"""Move something sixty times a second and note when every picture was ready, and what it cost."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from PyQt6.QtCore import QCoreApplication, QEvent, QEventLoop, Qt, QTimer

_FRAME_MS = 16
_MS = 1000.0


@dataclass(frozen=True, slots=True)
class Frames:
    """Hold what was measured of one movement, in milliseconds.

    Args:
        work: of the processor for each picture, on the window's thread and on those that help it.
        gaps: from each picture to the next.
    """

    name: str
    work: tuple[float, ...]
    gaps: tuple[float, ...]

    def row(self) -> str:
        """Give a row of the table: the middle and the worst of both, and all of both in seconds."""
        each = (*np.percentile(self.work, (50, 100)), *np.percentile(self.gaps, (50, 100)))
        whole = sum(self.work) / _MS, sum(self.gaps) / _MS
        return f"{self.name:<36}{len(self.gaps):>7}" + "".join(
            f"{figure:>9.1f}" for figure in (*each, *whole)
        )


HEADING = f"{'movement':<36}{'frames':>7}" + "".join(
    f"{word:>9}" for word in ("cpu ms", "worst", "gap ms", "worst", "cpu s", "all s")
)


def measure(name: str, step: Callable[[int], object], done: Callable[[int], bool]) -> Frames:
    """Take a step and paint what has changed, one time after another.

    Args:
        name: of the movement.
        step: is given how many were taken before.
        done: is asked, with the same number, after each.
    """
    QCoreApplication.processEvents()  # what was asked for before is no part of it
    ends: list[float] = []
    spent: list[float] = []
    loop, timer = QEventLoop(), QTimer()
    timer.setTimerType(Qt.TimerType.PreciseTimer)

    def tick() -> None:
        step(len(ends))
        # What was asked to be painted is painted now, and not when there is time.
        QCoreApplication.sendPostedEvents(None, QEvent.Type.UpdateRequest)
        ends.append(time.perf_counter())
        spent.append(time.process_time())
        if done(len(ends)):
            loop.quit()

    timer.timeout.connect(tick)
    timer.start(_FRAME_MS)
    begin, before = time.perf_counter(), time.process_time()
    loop.exec()
    timer.stop()
    work, gaps = np.diff([before, *spent]) * _MS, np.diff([begin, *ends]) * _MS
    return Frames(name, tuple(work), tuple(gaps))
