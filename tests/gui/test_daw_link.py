"""What a DAW asks for is rendered in the window's queue and placed there, once."""

from __future__ import annotations

from dataclasses import replace

import pytest

from daw_bridge.daw import (
    AuditionRequested,
    Connected,
    Disconnected,
    NotPlaced,
    PlaceRequested,
    RenderRequested,
    TimelineChanged,
)
from daw_bridge.fake_daw import FakeDaw
from daw_bridge.readers import read
from daw_bridge.transport import Playing
from gui.daw_link import is_placed


@pytest.fixture
def daw():
    return FakeDaw()


@pytest.fixture
def companion(open_companion, daw):
    return open_companion(daws={"fake": daw})


@pytest.fixture
def timeline(demo):
    return read(demo)


@pytest.fixture
def until(qtbot):
    return qtbot.waitUntil


def test_the_project_of_the_daw_is_shown_and_follows_it(companion, daw, timeline, until):
    daw.push(Connected("Fake 1"), TimelineChanged(timeline))
    until(lambda: len(companion.document.rows) == 14)
    assert companion.daw_link.connected
    renamed = (replace(timeline.regions[0], name="MARA: Who is there?"), *timeline.regions[1:])
    daw.push(TimelineChanged(replace(timeline, regions=renamed)))
    until(lambda: companion.document.rows[0].line.text.line == "Who is there?")
    daw.push(Disconnected("Fake 1"))
    until(lambda: not companion.daw_link.connected)
    assert len(companion.document.rows) == 14


def test_a_request_is_rendered_and_placed_once(companion, daw, timeline, until):
    ids = tuple(region.id for region in timeline.regions[:2])
    daw.push(Connected("Fake 1"), RenderRequested("r1", timeline, ids))
    until(lambda: daw.finished == ["r1"])
    assert [take.region.id for take in daw.takes.values()] == list(ids)
    assert all(take.file.is_file() for take in daw.takes.values())
    document = companion.document
    until(lambda: is_placed(document, document.rows[0].takes[0]))


def test_what_cannot_be_spoken_is_told_in_the_daw(companion, daw, timeline, until):
    silent = (replace(timeline.regions[0], name="…"), *timeline.regions[1:])
    daw.push(RenderRequested("r1", replace(timeline, regions=silent), (silent[0].id,)))
    until(lambda: daw.finished == ["r1"])
    assert "no words" in daw.told[0]
    assert daw.takes == {}


def test_the_user_places_chosen_takes(companion, daw, timeline, until):
    window, document = companion.window, companion.document
    daw.push(Connected("Fake 1"), TimelineChanged(timeline))
    until(lambda: bool(document.rows))
    region = document.rows[0].region_id
    document.render([region], takes=2)
    until(lambda: len(document.rows[0].takes) == 2 and document.queue.current is None)
    assert daw.takes == {}, "nobody has asked for it in the DAW"
    document.edits.choose(region, document.rows[0].takes[0].file)
    window.cue_list.select([region])
    window.actions_by_name["place"].trigger()
    assert [take.file.name for take in daw.takes.values()] == [document.rows[0].takes[0].file]


def test_the_daw_asks_for_takes_and_for_sound(companion, daw, timeline, until):
    document, heard = companion.document, []
    companion.daw_link.audition_asked.connect(heard.append)
    region = timeline.regions[0].id
    daw.push(AuditionRequested("a1", timeline, region))
    until(lambda: daw.finished == ["a1"])
    assert heard == [region]
    assert daw.takes == {}
    daw.push(PlaceRequested("p1", timeline))
    until(lambda: daw.finished == ["a1", "p1"])
    assert len(daw.takes) == len(document.rows[0].takes) == 1


def test_what_went_wrong_and_where_the_daw_plays_is_told(companion, daw, timeline, until):
    moves, problems = [], []
    companion.daw_link.transport_moved.connect(moves.append)
    companion.daw_link.problem.connect(problems.append)
    daw.push(TimelineChanged(timeline), Playing(3.0), NotPlaced("x", "the region is gone"))
    until(lambda: bool(problems))
    assert moves == [Playing(3.0)]
    assert problems == ["the region is gone"]


def test_without_a_daw_placing_says_what_to_do(open_companion, demo, until):
    companion, problems = open_companion(), []
    companion.daw_link.problem.connect(problems.append)
    companion.daw_link.place([])
    assert "drag" in problems[0]
