"""Open windows of other programs on an X server, and move its mouse as a hand does."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from ctypes.util import find_library
from pathlib import Path
from typing import IO

import pytest

from tests.patience import PATIENCE, ended_at_last

HERE = Path(__file__).parent

needs_x = pytest.mark.skipif(
    not (shutil.which("Xvfb") and shutil.which("xdotool") and find_library("xcb-icccm")),
    reason="no X server that hands can be moved on; tests/run names the packages",
)


@contextmanager
def program(display: str, script: str | Path, *arguments: object) -> Iterator[IO[str]]:
    """Run a script, of this folder or with its place, that opens a window; give what it writes."""
    variables = {**os.environ, "DISPLAY": display, "QT_QPA_PLATFORM": "xcb"}
    variables["PYTHONPATH"] = str(HERE.parents[2])
    command = [sys.executable, str(HERE / script), *map(str, arguments)]
    with subprocess.Popen(
        command, env=variables, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as running:
        assert running.stdout is not None
        try:
            with ended_at_last(running, 4 * PATIENCE):
                yield running.stdout
        finally:
            running.terminate()


class Hand:
    """Hold the mouse of an X server."""

    def __init__(self, display: str) -> None:
        self._variables = {**os.environ, "DISPLAY": display}

    def do(self, *command: object) -> str:
        """Run a command of xdotool and give what it says."""
        run = ["xdotool", *map(str, command)]
        return subprocess.check_output(run, env=self._variables, text=True)

    def drag(self, start: Sequence[int], end: Sequence[int]) -> None:
        """Drag as a hand does: in steps, since every window on the way is asked."""
        self.do("mousemove", *start)
        time.sleep(0.1)
        self.do("mousedown", 1)
        time.sleep(0.1)
        for step in range(1, 11):
            at = [a + (b - a) * step // 10 for a, b in zip(start, end, strict=True)]
            self.do("mousemove", *at)
            time.sleep(0.04)
        self.do("mousemove", end[0] + 1, end[1] + 1)
        time.sleep(1.0)  # the window below may be slow to say that it takes what hangs there
        self.do("mouseup", 1)
