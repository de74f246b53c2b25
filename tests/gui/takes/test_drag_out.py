"""Takes are dragged onto the window of another program, on a real X server."""

from __future__ import annotations

import json
from pathlib import Path

from PyQt6.QtWidgets import QWidget

from gui.takes.drag import drag_picture, file_data
from gui.theme import DARK
from tests.daw_bridge.ardour.real_ardour import screen
from tests.gui.takes.hand import Hand, needs_x, program

TARGET_AT = (1340, 700)


@needs_x
def test_a_take_and_a_line_are_dropped_on_another_window(tmp_path):
    with (
        screen() as display,
        program(display, "drag_source.py", tmp_path, 0) as source,
        program(display, "dropped_on.py", *TARGET_AT) as target,
    ):
        hand = Hand(display)
        middle = json.loads(target.readline())
        told = json.loads(source.readline())
        for start in (told["newest"], told["line"]):
            hand.drag(start["at"], middle)
            dropped = json.loads(target.readline())
            assert dropped == {"files": [start["file"]], "action": "CopyAction"}
            assert Path(start["file"]).is_file()


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
