"""Edits are steps of the session; what keeps one from being kept is told."""

from __future__ import annotations

import pytest

from daw_bridge.session.ledger import Ledger
from daw_bridge.session.session import Session
from daw_bridge.timeline import ProjectError, Region
from gui.edits import Edits

REGION = Region("{1}", 1, "MARA: Run!", 0.0, 1.0)


@pytest.fixture
def edits(qapp):
    regions = {REGION.id: REGION}
    return Edits(regions.get, regions.get)


@pytest.fixture
def ledger():
    ledger = Ledger(None)
    yield ledger
    ledger.close()


def test_without_a_project_nothing_happens(edits, qtbot):
    with qtbot.assertNotEmitted(edits.changed):
        edits.say([REGION.id], "Edit line", line="Hide!")
        edits.undo()


def test_what_is_said_can_be_taken_back_and_said_again(edits, ledger, qtbot):
    edits.session = Session(ledger)
    with qtbot.waitSignal(edits.changed):
        edits.say([REGION.id, "{gone}"], "Edit line", line="Hide!", tags={"pace": "1.2"})
    edited = edits.session.region(REGION).name
    assert edited == "MARA: Hide! pace=1.2;"
    edits.undo()
    assert edits.session.region(REGION) == REGION
    edits.redo()
    edits.restore([REGION.id])
    assert edits.session.region(REGION) == REGION


def test_takes_and_phrases_are_remembered(edits, ledger):
    edits.session = Session(ledger)
    edits.star("a.wav", starred=True)
    edits.choose(REGION.id, "a.wav")
    edits.cut(REGION.id, [0.5])
    edits.cut("{gone}", [0.5])
    assert edits.session.is_starred("a.wav")
    assert edits.session.choices == {REGION.id: "a.wav"}
    assert edits.session.region(REGION).cuts == (0.5,)


def test_what_cannot_be_kept_is_told(edits, qtbot):
    def fail():
        raise ProjectError("the disk is full")

    with qtbot.waitSignals([edits.problem, edits.changed]) as told:
        edits.attempt(fail)
    assert told.all_signals_and_args[0].args == ("the disk is full",)
