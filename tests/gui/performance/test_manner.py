"""Engine and delivery are obeyed by every render that is asked for while they are chosen."""

from __future__ import annotations

import pytest

from daw_bridge.session.cue_row import TakeState
from daw_bridge.session.queue_item import JobState
from gui.engine import EngineChoice
from model import engines
from model.manner import Manner

DRAFT = Manner(delivery="draft")
DELIVERIES = {"final": {}, "draft": {"version": "fake-draft", "waits_at": ""}}


@pytest.fixture
def begin(open_companion, demo, qtbot):
    def open_one(**performer):
        companion = open_companion(deliveries=DELIVERIES, **performer)
        companion.open(demo)
        qtbot.waitUntil(lambda: bool(companion.document.rows))
        companion.window.cue_list.select([companion.document.rows[0].region_id])
        return companion

    return open_one


def box(companion):
    return companion.window.performance.manner


def choose(combo, name):
    index = combo.findData(name)
    combo.setCurrentIndex(index)
    combo.activated.emit(index)


def loaded(companion):
    return companion.synthesis.loaded and companion.synthesis.loaded.manner


def await_states(companion, qtbot, states):
    """Wait until the first lines stand so."""

    def stand_so():
        return [row.state for row in companion.document.rows[: len(states)]] == states

    qtbot.waitUntil(stand_so)


def test_a_draft_is_loaded_makes_takes_stale_and_is_remembered(begin, qtbot):
    companion = begin()
    document = companion.document
    document.render([document.rows[0].region_id])
    qtbot.waitUntil(lambda: document.rows[0].state is TakeState.DONE)
    choose(box(companion).delivery, "draft")
    qtbot.waitUntil(lambda: loaded(companion) == DRAFT)
    await_states(companion, qtbot, [TakeState.STALE])
    choose(box(companion).delivery, "final")
    await_states(companion, qtbot, [TakeState.DONE])
    choose(box(companion).delivery, "draft")
    companion.window.close()
    again = begin()
    assert box(again).delivery.currentText() == "Draft"
    qtbot.waitUntil(lambda: loaded(again) == DRAFT)


def test_what_is_under_way_and_queued_keeps_its_delivery(begin, qtbot, tmp_path):
    companion = begin(waits_at="Two in the morning.", gate=tmp_path)
    document = companion.document
    document.render([document.rows[0].region_id])
    document.render([document.rows[1].region_id])
    qtbot.waitUntil((tmp_path / "waiting").exists)
    choose(box(companion).delivery, "draft")
    document.render([document.rows[2].region_id])
    assert document.queue.items[0].state is JobState.RENDERING
    (tmp_path / "go").touch()
    qtbot.waitUntil(lambda: document.queue.items[2].has_ended)
    assert [item.manner.delivery for item in document.queue.items] == ["final", "final", "draft"]
    assert {item.state for item in document.queue.items} == {JobState.DONE}
    stale, done = TakeState.STALE, TakeState.DONE
    await_states(companion, qtbot, [stale, stale, done])
    choose(box(companion).delivery, "final")
    await_states(companion, qtbot, [done, done, stale])


def test_the_engine_that_was_chosen_last_is_loaded_when_the_queue_is_empty(begin, qtbot, tmp_path):
    companion = begin(waits_at="Two in the morning.", gate=tmp_path)
    document = companion.document
    document.render([document.rows[0].region_id])
    qtbot.waitUntil((tmp_path / "waiting").exists)
    choose(box(companion).delivery, "draft")
    assert loaded(companion) == Manner()
    (tmp_path / "go").touch()
    qtbot.waitUntil(lambda: loaded(companion) == DRAFT)


CHOICES = (
    EngineChoice(engines.SHIPPED, "Scratch", ("final", "draft")),
    EngineChoice("mine", "mine", ("final", "draft", "official")),
    EngineChoice("indextts2", "IndexTTS-2", (), 8_900_000_000),
)


def test_an_engine_that_is_missing_is_said_with_the_way_to_get_it(begin, qtbot):
    companion = begin()
    part = box(companion)
    part.set_usual(CHOICES, Manner())
    assert part.missing.isHidden()
    choose(part.engine, "indextts2")
    assert part.missing.text() == "IndexTTS-2 is not installed: 8.9 GB of weights."
    assert part.engine.currentText() == "Scratch"
    assert companion.document.manner == Manner()
    part.get.click()
    dialog = companion.show_settings()
    assert dialog.isVisible()
    assert dialog.findChild(object, "get_indextts2").isVisible()
    choose(part.engine, engines.SHIPPED)
    assert part.missing.isHidden()


def test_another_engine_performs_plans_and_is_remembered(begin, qtbot):
    companion = begin()
    part = box(companion)
    part.set_usual(CHOICES, Manner())
    told = []
    part.chosen.disconnect()
    part.chosen.connect(told.append)
    choose(part.engine, "mine")
    choose(part.delivery, "official")
    choose(part.engine, engines.SHIPPED)
    assert told == [Manner("mine"), Manner("mine", "official"), Manner()]
    choose(part.engine, "mine")
    # It is gone, comes back, and is what was wished.
    part.set_usual(CHOICES[:1], Manner())
    assert part.missing.text() == "mine is not installed."
    assert told[-1] == Manner()
    part.set_usual(CHOICES, Manner())
    assert part.missing.isHidden()
    assert told[-1].engine == "mine"


def test_what_is_set_holds_where_the_project_wishes_nothing(begin):
    companion = begin()
    part = box(companion)
    part.set_usual(CHOICES, Manner("mine", "draft"))
    assert (part.engine.currentText(), part.delivery.currentText()) == ("mine", "Draft")
    part.set_usual(CHOICES, Manner("mine", "no such delivery"))
    assert part.delivery.currentText() == "Final"
