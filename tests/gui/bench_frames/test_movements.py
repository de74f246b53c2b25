"""What the bench moves is there to be moved."""

from __future__ import annotations

import pytest


@pytest.fixture
def hands(open_companion, demo, qtbot):
    from gui.bench_frames.movements import Hands

    companion = open_companion()
    companion.open(demo)
    qtbot.waitUntil(lambda: bool(companion.document.rows))
    return Hands(companion.window, n_frames=2, rest=0.0)


def test_the_cue_list_is_scrolled_walked_filtered_and_sorted(hands):
    names = [frames.name for frames in hands.over_cues()]
    assert [name.partition(": ")[2].split()[0] for name in names] == [
        "scroll", "scroll,", "go", "choose", "type", "sort",
    ]  # fmt: skip
    assert len(hands.window.cue_list.selected_rows()) == 1


def test_the_timeline_is_zoomed_scrolled_and_played(hands):
    names = [frames.name for frames in hands.over_timeline()]
    assert names[-3:] == ["scroll", "scroll, all anew", "playhead"]
    assert hands.window.timeline.canvas.playhead == 1.0
