"""The window writes every time as the project counts it, and follows when it counts anew."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PyQt6.QtWidgets import QLabel, QWidget

from daw_bridge.daw import Connected, TimelineChanged
from daw_bridge.fake_daw import FakeDaw
from daw_bridge.midi.full_frames import full_frame
from daw_bridge.readers import read
from daw_bridge.time_code import DROP_29_97, PAL_25, UNSAID, TimeBase, TimeCode
from daw_bridge.transport import Located
from gui.clock import MINUTES
from gui.cue_columns import INDEX


@pytest.fixture
def film(demo: Path) -> Path:
    """Let the demo count from 01:00:00:00, at 29.97 frames without those that are dropped."""
    text = demo.read_text()
    for before, after in (
        ("PROJOFFS 0 0 0", "PROJOFFS 3599.9964 0 0"),
        ("TIMEMODE 0 5 -1 25 0 0 -1", "TIMEMODE 5 5 -1 30 1 0 -1"),
    ):
        assert before in text
        text = text.replace(before, after)
    demo.write_text(text)
    return demo


@pytest.fixture
def opened(open_companion, qtbot):
    """Open the window with a project in it."""

    def begin(project: Path, **options):
        companion = open_companion(**options)
        companion.open(project)
        qtbot.waitUntil(lambda: bool(companion.document.rows))
        return companion

    return begin


def starts(companion) -> list[str]:
    cells = companion.window.findChild(QWidget, "cues").model()
    return [cells.index(row, INDEX["Start"]).data() for row in range(2)]


def playhead(companion) -> QLabel:
    labels = companion.window.findChildren(QLabel)
    [found] = [label for label in labels if label.accessibleName() == "Playhead"]
    return found


def ruler(companion) -> object:
    """Give how the first minute of the ruler looks."""
    view = companion.window.timeline.canvas.view
    return view.grab(view.rect().adjusted(0, 0, 0, -view.height() + 14)).toImage()


def test_every_time_is_in_the_time_code_of_the_project(film, opened):
    companion = opened(film)
    first = companion.document.rows[0].line.region.start
    assert first == 2.0
    assert starts(companion)[0] == "01:00:01;29"
    assert playhead(companion).text() == "01:00:00;00"
    assert "Time code, 29.97 drop" in playhead(companion).toolTip()


def test_a_chosen_way_goes_before_that_of_the_project(film, opened):
    companion = opened(film)
    companion.change(replace(companion.settings, times="25"))
    assert starts(companion)[0] == "01:00:01:24"
    companion.change(replace(companion.settings, times=MINUTES))
    assert starts(companion)[0] == "1:00:01.996"
    companion.change(replace(companion.settings, times=""))
    assert starts(companion)[0] == "01:00:01;29"


def test_a_project_that_says_nothing_is_in_minutes_and_seconds(demo, opened):
    text = demo.read_text()
    demo.write_text("\n".join(line for line in text.split("\n") if "TIMEMODE" not in line))
    assert starts(opened(demo))[0] == "0:02.000"


def test_it_is_the_same_when_the_window_is_opened_again(film, opened):
    companion = opened(film)
    document = companion.document
    document.edits.say([document.rows[1].region_id], "Edit line", line="Another.")
    before = starts(companion)
    companion.window.close()
    again = opened(film)
    assert starts(again) == before
    assert again.document.rows[1].line.text.line == "Another."


def test_the_ruler_counts_as_the_project_does(film, opened, qtbot):
    companion = opened(film)
    as_the_project = ruler(companion)
    companion.change(replace(companion.settings, times=MINUTES))
    assert ruler(companion) != as_the_project
    companion.change(replace(companion.settings, times=""))
    assert ruler(companion) == as_the_project


def test_the_window_follows_when_the_project_counts_anew(demo, open_companion, qtbot):
    daw, timeline = FakeDaw(), read(demo)
    companion = open_companion(daws={"fake": daw})
    for base, start in (
        (TimeBase(PAL_25), "00:00:02:00"),
        (TimeBase(PAL_25, 36_000.0), "10:00:02:00"),
        (TimeBase(DROP_29_97, 36_000.0), "10:00:02;01"),
        (UNSAID, "0:02.000"),
    ):
        daw.push(Connected("Fake 1"), TimelineChanged(replace(timeline, time_base=base)))
        qtbot.waitUntil(
            lambda start=start: bool(companion.document.rows) and starts(companion)[0] == start
        )


def test_words_stay_as_they_are_when_nothing_counts_anew(film, opened, qtbot):
    companion = opened(film)
    readout = companion.window.timeline.findChild(QLabel, "readout")
    readout.setText("MARA")
    with qtbot.waitSignal(companion.document.rows_changed):
        row = companion.document.rows[1]
        companion.document.edits.say([row.region_id], "Edit line", line="Another.")
    assert readout.text() == "MARA"


def test_midi_time_code_counts_from_the_start_of_the_project(film, opened, qtbot):
    companion = opened(film)
    link = companion.midi_link
    with qtbot.waitSignal(link.transport_moved) as moved:
        link._port._port.push(full_frame(TimeCode(1, 0, 5, 0, DROP_29_97)))
    [event] = moved.args
    assert event == Located(pytest.approx(5.005, abs=1e-3))
