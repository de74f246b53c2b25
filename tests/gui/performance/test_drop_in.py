"""A recording is dragged from another program onto the panel, on a real X server."""

from __future__ import annotations

import json
from pathlib import Path

from tests.daw_bridge.ardour.real_ardour import screen
from tests.gui.takes.hand import Hand, needs_x, program

HERE = Path(__file__).parent


@needs_x
def test_a_recording_that_is_dragged_over_the_words_speaks_them(tmp_path, record):
    with (
        screen() as display,
        program(display, HERE / "dropped_voice.py", tmp_path) as takelane,
        program(display, HERE / "file_manager.py", record("Nora Weiss.wav"), 20, 820) as files,
    ):
        start, words = json.loads(files.readline()), json.loads(takelane.readline())
        Hand(display).drag(start, words)
        dropped = json.loads(takelane.readline())
    assert dropped == {"voice": "Nora Weiss", "words": "They are inside the wall."}
