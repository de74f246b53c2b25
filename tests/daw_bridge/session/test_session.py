"""Edits lie over what the DAW says, until the DAW says something newer."""

from __future__ import annotations

from dataclasses import replace

import pytest

from daw_bridge.envelope import BEZIER, Envelope, EnvelopePoint
from daw_bridge.finish import Finish
from daw_bridge.session.ledger import Ledger
from daw_bridge.session.session import Session
from daw_bridge.timeline import EmotionLane

DRAWN = Envelope((EnvelopePoint(0.5, 0.2, BEZIER, -0.4), EnvelopePoint(2.0, 1.0)))


@pytest.fixture
def path(tmp_path):
    return tmp_path / "scene.takelane"


@pytest.fixture
def session(path):
    return Session(Ledger(path))


@pytest.fixture
def timeline(make_timeline):
    return make_timeline(("MARA: Run!", 0.0, 1.0), ("TOM: No.", 2.0, 3.0))


def _names(timeline):
    return [region.name for region in timeline.regions]


def test_an_edit_changes_what_is_said_and_nothing_of_the_timeline(session, timeline):
    before = replace(timeline)
    session.say({timeline.regions[0]: "MARA: Hide! id=q1;"})
    assert _names(session.edited(timeline)) == ["MARA: Hide! id=q1;", "TOM: No."]
    assert timeline == before
    session.ledger.undo()
    assert session.edited(timeline) == timeline


def test_what_the_daw_says_later_wins(session, timeline):
    first, second = timeline.regions
    session.say({first: "MARA: Hide!"})
    newer = replace(timeline, regions=(replace(first, name="MARA: Jump!", start=0.5), second))
    assert _names(session.edited(newer)) == ["MARA: Jump!", "TOM: No."]
    moved = replace(timeline, regions=(replace(first, start=0.5), second))
    assert _names(session.edited(moved)) == ["MARA: Hide!", "TOM: No."]


def test_the_words_of_the_daw_take_an_edit_back(session, timeline):
    session.say({timeline.regions[0]: "MARA: Hide!"})
    session.say({timeline.regions[0]: "MARA: Run!"})
    assert session.edited(timeline) == timeline
    assert session.ledger.undoable is not None


def test_many_lines_are_edited_in_one_step(session, timeline):
    session.say({region: f"{region.name} voice=ada;" for region in timeline.regions}, "Set voice")
    assert session.ledger.undoable.title == "Set voice"
    session.ledger.undo()
    assert session.edited(timeline) == timeline


def test_parts_of_many_lines_are_edited_over_what_was_edited_before(session, timeline):
    first, second = timeline.regions
    session.say({first: "MARA: Hide! id=q1;"})
    session.edit({first: {"direction": "hushed"}, second: {"line": "Yes."}}, "Edit both")
    assert _names(session.edited(timeline)) == ["MARA (hushed): Hide! id=q1;", "TOM: Yes."]
    session.ledger.undo()
    assert _names(session.edited(timeline)) == ["MARA: Hide! id=q1;", "TOM: No."]


def test_a_project_wishes_a_finish_of_its_own(session, path):
    assert session.finish is None
    session.wish_finish(Finish(loudness=-20.0))
    session.wish_finish(Finish(loudness=-23.0, name="{id}_{take}"))
    session.ledger.undo()
    assert session.finish == Finish(loudness=-20.0)
    session.ledger.redo()
    session.ledger.close()
    again = Session(Ledger(path))
    assert again.finish == Finish(loudness=-23.0, name="{id}_{take}")
    again.wish_finish(None)
    assert again.finish is None


def test_a_finish_of_another_version_is_none(session):
    session.ledger.note({("finish", ""): {"loudness": -23.0, "smell": "of roses"}})
    assert session.finish is None


def test_a_drawn_lane_stands_in_the_place_of_the_daws(session, timeline, path):
    own = EmotionLane("sad", "MARA", Envelope((EnvelopePoint(0.0, 0.9),)))
    other = EmotionLane("happy", "MARA", Envelope((EnvelopePoint(0.0, 0.1),)))
    project = replace(timeline, lanes=(own, other))
    session.draw(EmotionLane("sad", "MARA", DRAWN))
    session.ledger.close()
    again = Session(Ledger(path))
    assert again.edited(project).lanes == (EmotionLane("sad", "MARA", DRAWN), other)
    again.draw(EmotionLane("sad", "MARA", Envelope(())))
    assert again.edited(project).lanes == (own, other)


def test_a_drawn_lane_is_known_as_ours(session):
    lane = EmotionLane("sad", "MARA", DRAWN)
    assert not session.is_drawn(lane)
    session.draw(lane, "Add point")
    assert session.is_drawn(lane)
    assert session.ledger.undoable.title == "Add point"


def test_cuts_hold_as_long_as_the_words_do(session, timeline):
    first = timeline.regions[0]
    session.cut(first, (0.4, 0.5))
    assert session.edited(timeline).regions[0].cuts == (0.4, 0.5)
    session.say({first: "MARA (angry): Run!"})
    assert session.edited(timeline).regions[0].cuts == (0.4, 0.5)
    session.say({first: "MARA: Hide!"})
    assert session.edited(timeline).regions[0].cuts == ()
    session.ledger.undo()
    session.cut(session.edited(timeline).regions[0], ())
    assert session.edited(timeline).regions[0].cuts == ()


def test_a_region_is_restored_in_one_step(session, timeline):
    first = timeline.regions[0]
    session.say({first: "MARA: Hide!"})
    session.cut(session.edited(timeline).regions[0], (0.4, 0.5))
    session.restore([first])
    assert session.edited(timeline) == timeline
    session.ledger.undo()
    assert session.edited(timeline).regions[0].cuts == (0.4, 0.5)


def test_takes_are_starred_and_chosen(session):
    assert not session.is_starred("a.wav")
    assert session.choices == {}
    session.star("a.wav", starred=True)
    session.choose("{1}", "a.wav")
    assert session.is_starred("a.wav")
    assert session.choices == {"{1}": "a.wav"}
    session.ledger.undo()
    session.ledger.undo()
    assert not session.is_starred("a.wav")
    assert session.choices == {}


def test_what_was_placed_is_known_after_a_restart_and_no_undo_takes_it_out(session, path):
    session.star("a.wav", starred=True)
    session.mark_placed("0f", 0.0)
    session.ledger.undo()
    session.ledger.close()
    again = Session(Ledger(path))
    assert again.is_placed("0f")
    assert not again.is_placed("0e")
