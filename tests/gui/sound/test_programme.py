"""While the DAW plays, the real window plays the takes of the lines that the DAW does not."""

from __future__ import annotations

import numpy as np
import pytest

from daw_bridge.audio.fake import FakeStream
from daw_bridge.bridge_job import take_id
from daw_bridge.session.cue_row import TakeState
from daw_bridge.transport import Playing
from gui.sound.heard import Heard
from gui.sound.programme import spot
from gui.sound.sound_device import SoundDevice

LINES = (0, 1, 3)


@pytest.fixture
def stream():
    return FakeStream()


@pytest.fixture
def companion(open_companion, demo, stream, qtbot):
    device = SoundDevice(lambda *_: stream, scan=list, clock=lambda: stream.now)
    companion = open_companion(device=device)
    companion.open(demo)
    document = companion.document
    qtbot.waitUntil(lambda: bool(document.rows))
    document.render([document.rows[line].region_id for line in LINES], 2)
    qtbot.waitUntil(lambda: all(document.rows[line].state is TakeState.DONE for line in LINES))
    return companion


@pytest.fixture
def document(companion):
    return companion.document


def spots(document, *heard):
    found = (spot(document, row, *heard) for row in document.rows)
    return [one for one in found if one is not None]


def _place(document, take):
    document.session.mark_placed(take_id(take), 0.0)


def test_the_chosen_take_of_every_line_lies_at_its_place(document):
    found = spots(document)
    assert [one.file for one in found] == [
        document.path_of(document.rows[line].chosen) for line in LINES
    ]
    for one, line in zip(found, LINES, strict=True):
        region = document.rows[line].line.region
        assert (one.start, one.end, one.gain) == (region.start, region.end, 1.0)


def test_a_line_that_lies_in_the_daw_is_left_to_it(document):
    row = document.rows[LINES[1]]
    chosen = row.chosen
    _place(document, chosen)
    assert len(spots(document)) == 2
    other = next(take for take in row.takes if take != chosen)
    document.edits.choose(row.region_id, other.file)
    assert len(spots(document)) == 2


def test_what_the_user_went_to_is_heard_unless_it_lies_in_the_daw_itself(document):
    row = document.rows[LINES[0]]
    chosen = row.chosen
    other = next(take for take in row.takes if take != chosen)
    files = document.path_of(chosen), document.path_of(other)
    for placed, expected in ((None, files), (chosen, (None, files[1]))):
        if placed:
            _place(document, placed)
        for index, file in enumerate(expected):
            heard = Heard(row.region_id, row.line.region.start, files, index)
            here = [one for one in spots(document, heard, 0.5) if one.gain == 0.5]
            assert [one.file for one in here] == ([file] if file else [])


def test_the_window_plays_along(companion, document, stream, qtbot):
    companion.window.actions_by_name["sync"].trigger()
    first, second = (document.rows[line].line.region for line in LINES[:2])
    transport = companion.sound.transport
    qtbot.waitUntil(lambda: companion.sound.device.player is not None)
    reader = companion.sound.reader
    companion.window.follow(Playing(first.start - 0.5))
    qtbot.waitUntil(lambda: all(reader.known(one.file) for one in spots(document)[:2]))
    qtbot.waitUntil(lambda: transport._along.reel.missing(first.start) is None)
    heard = np.abs(stream.pump(round((second.end - first.start + 1.0) * 48_000))[:, 0]) > 0.01
    for region in (first, second):
        begin, end = (round((time - first.start + 0.5) * 48_000) for time in
                      (region.start, region.end))  # fmt: skip
        assert heard[begin:end:100].any()
        assert heard[begin + 2400 : end - 2400].mean() > 0.5
    gap = slice(round((first.end - first.start + 0.55) * 48_000),
                round((second.start - first.start + 0.45) * 48_000))  # fmt: skip
    assert not heard[gap].any()
