"""Takes are dragged onto the window of another program, on a real X server."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from contextlib import contextmanager
from ctypes.util import find_library
from pathlib import Path

import pytest
from PyQt6.QtWidgets import QWidget

from gui.takes.drag import drag_picture, file_data
from gui.theme import DARK
from tests.daw_bridge.ardour.real_ardour import screen

HERE = Path(__file__).parent
TARGET_AT = (1340, 700)

needs_x = pytest.mark.skipif(
    not (shutil.which("Xvfb") and shutil.which("xdotool") and find_library("xcb-icccm")),
    reason="no X server that hands can be moved on; tests/run names the packages",
)


@contextmanager
def program(display, script, *arguments):
    variables = {**os.environ, "DISPLAY": display, "QT_QPA_PLATFORM": "xcb"}
    variables["PYTHONPATH"] = str(HERE.parents[2])
    command = [sys.executable, str(HERE / script), *map(str, arguments)]
    with subprocess.Popen(
        command, env=variables, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as running:
        try:
            yield running.stdout
        finally:
            running.terminate()


def drag(display, start, end):
    """Drag as a hand does: in steps, since every window on the way is asked."""

    def do(*command):
        variables = {**os.environ, "DISPLAY": display}
        subprocess.run(["xdotool", *map(str, command)], env=variables, check=True)

    do("mousemove", *start)
    time.sleep(0.1)
    do("mousedown", 1)
    time.sleep(0.1)
    for step in range(1, 11):
        at = [a + (b - a) * step // 10 for a, b in zip(start, end, strict=True)]
        do("mousemove", *at)
        time.sleep(0.04)
    do("mousemove", end[0] + 1, end[1] + 1)
    time.sleep(0.3)
    do("mouseup", 1)


@needs_x
def test_a_take_and_a_line_are_dropped_on_another_window(tmp_path):
    with (
        screen() as display,
        program(display, "drag_source.py", tmp_path) as source,
        program(display, "dropped_on.py", *TARGET_AT) as target,
    ):
        middle = json.loads(target.readline())
        told = json.loads(source.readline())
        for start, file in (("take", "newest"), ("line", "chosen")):
            drag(display, told[start], middle)
            dropped = json.loads(target.readline())
            assert dropped == {"files": [told[file]], "action": "CopyAction"}
            assert Path(told[file]).is_file()


def test_files_travel_in_order_as_addresses_of_files(tmp_path):
    files = [tmp_path / "b é 1.wav", tmp_path / "a.wav"]
    assert [url.toLocalFile() for url in file_data(files).urls()] == list(map(str, files))


def test_what_is_dragged_is_seen(qapp):
    source = QWidget()
    one = drag_picture("Take 1", 1, DARK, source)
    many = drag_picture("3 takes", 3, DARK, source)
    long = drag_picture("word " * 200, 1, DARK, source)
    assert many.height() > one.height()
    assert long.width() < 400
