"""Move something sixty times a second and note when every picture was ready."""

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
        gaps: from each picture to the next.
        work: of the processor for each, on the window's thread and on those that help it.
    """

    name: str
    gaps: tuple[float, ...]
    work: float

    def row(self) -> str:
        """Give a row of the table."""
        median, late = np.percentile(self.gaps, (50, 99))
        return (
            f"{self.name:<34}{len(self.gaps):>7}{self.work:>9.1f}"
            f"{median:>9.1f}{late:>9.1f}{max(self.gaps):>9.1f}"
        )


HEADING = f"{'movement':<34}{'frames':>7}{'work ms':>9}{'median':>9}{'99 %':>9}{'worst':>9}"


def measure(name: str, step: Callable[[int], None], n_frames: int) -> Frames:
    """Take a step and paint what has changed, one time after another."""
    ends: list[float] = []
    loop, timer = QEventLoop(), QTimer()
    timer.setTimerType(Qt.TimerType.PreciseTimer)

    def tick() -> None:
        step(len(ends))
        # What was asked to be painted is painted now, and not when there is time.
        QCoreApplication.sendPostedEvents(None, QEvent.Type.UpdateRequest)
        ends.append(time.perf_counter())
        if len(ends) > n_frames:
            loop.quit()

    timer.timeout.connect(tick)
    timer.start(_FRAME_MS)
    begin = time.process_time()
    loop.exec()
    work = (time.process_time() - begin) * _MS / len(ends)
    timer.stop()
    return Frames(name, tuple(np.diff(ends) * _MS), work)
