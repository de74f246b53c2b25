"""What a render is to leave is laid out before anything is spoken."""

from __future__ import annotations

import pytest

from daw_bridge.finish import Finish
from daw_bridge.render import render
from daw_bridge.render_options import RenderOptions
from daw_bridge.take_library import TakeLibrary
from daw_bridge.take_shelf import TakeShelf
from daw_bridge.wanted_take import wanted_takes
from daw_bridge.wav import HEADER_BYTES

RATE = 48_000
LEVEL = Finish(loudness=-23.0)


class Room:
    """Hold two lines, one with a seed of its own, and a folder for their takes."""

    def __init__(self, timeline, lines, performer, folder):
        self._timeline, self._lines = timeline, lines
        self._performer, self._folder = performer, folder

    def render(self):
        return render(
            self._timeline, self._lines, self._performer, self._folder, RenderOptions(), print
        ).takes

    def lay_out(self, **options):
        shelf = TakeShelf(self._folder, TakeLibrary.load(self._folder))
        version = self._performer.version
        return wanted_takes(self._lines, shelf, version, RATE, RenderOptions(**options))


@pytest.fixture
def room(plan, performer, make_timeline, tmp_path):
    timeline = make_timeline(("MARA: They are here.", 1.0, 2.5), ("TOM: No. seed=7;", 3.0, 3.5))
    return Room(timeline, plan(timeline), performer, tmp_path / "takes")


def test_every_seed_of_every_line_is_wanted(room):
    wanted = room.lay_out(takes=2, seed=4)
    assert [(one.line.region.number, one.seed) for one in wanted] == [
        (1, 4), (1, 5), (2, 7), (2, 8),
    ]  # fmt: skip
    assert all(one.is_unspoken for one in wanted)
    assert [one.samples for one in wanted] == [72_000, 72_000, 24_000, 24_000]
    assert wanted[-1].file_bytes == 24_000 * 3 + HEADER_BYTES


def test_what_is_there_is_kept_unless_it_is_to_be_spoken_again(room):
    takes = room.render()
    kept = room.lay_out()
    assert tuple(one.kept for one in kept) == takes
    assert not any(one.is_unspoken or one.file_bytes for one in kept)
    assert all(one.is_unspoken for one in room.lay_out(force=True))


def test_another_finish_needs_a_file_and_no_voice(room):
    takes = room.render()
    finished = room.lay_out(finish=LEVEL)
    assert tuple(one.source for one in finished) == takes
    assert all(one.file_bytes and not one.is_unspoken for one in finished)


def test_a_take_that_only_wants_its_finish_is_what_is_wanted(room):
    first, _ = room.render()
    files = {first.region_id: first.file}
    alone, _ = room.lay_out(seed=9, finish=LEVEL, unfinished=files)
    assert (alone.seed, alone.source) == (first.seed, first)
    more = room.lay_out(takes=2, finish=LEVEL, unfinished=files)
    assert [one.seed for one in more] == [0, 1, 7, 8], "none is wanted twice"
