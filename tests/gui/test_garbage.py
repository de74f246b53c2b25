"""What an open project holds is passed over when garbage is looked for, until the next one."""

from __future__ import annotations

import gc
import weakref


class Knot:
    """Hold itself, as garbage does that only a search finds."""

    def __init__(self):
        self.itself = self


def test_rows_are_passed_over_and_garbage_is_found_with_the_next_project(
    open_companion, demo, tmp_path, qtbot
):
    companion = open_companion()
    companion.open(demo)
    qtbot.waitUntil(lambda: bool(companion.document.rows))
    looked_at = {id(thing) for thing in gc.get_objects()}
    assert id(companion.document.rows[0]) not in looked_at
    assert id(companion.document.timeline.lanes[0]) not in looked_at
    knot = Knot()
    known = weakref.ref(knot)
    gc.freeze()
    del knot
    gc.collect()
    assert known() is not None
    other = tmp_path / "other.csv"
    other.write_text("character,line,start,end\nMARA,Go.,0:01,0:02\n")
    companion.open(other)
    qtbot.waitUntil(lambda: len(companion.document.rows) == 1)
    assert known() is None
