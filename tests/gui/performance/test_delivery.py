"""Another delivery loads the engine anew, and is remembered for the project."""

from __future__ import annotations

import pytest

from daw_bridge.session.cue_row import TakeState
from daw_bridge.session.render_queue import JobState

PATIENCE = 60_000


DELIVERIES = {"final": {}, "draft": {"version": "fake-draft", "waits_at": ""}}


@pytest.fixture
def begin(open_companion, demo, qtbot):
    def open_one(**performer):
        companion = open_companion(deliveries=DELIVERIES, **performer)
        companion.open(demo)
        qtbot.waitUntil(lambda: bool(companion.document.rows), timeout=PATIENCE)
        return companion

    return open_one


def choose_draft(companion):
    box = companion.window.performance.delivery.delivery
    box.setCurrentIndex(1)
    box.activated.emit(1)


def version(companion):
    return companion.document.session.ledger.get("engine", "version")


def test_a_draft_is_loaded_makes_takes_stale_and_is_remembered(begin, qtbot):
    companion = begin()
    document = companion.document
    document.render([document.rows[0].region_id])
    qtbot.waitUntil(lambda: document.rows[0].state is TakeState.DONE, timeout=PATIENCE)
    choose_draft(companion)
    qtbot.waitUntil(lambda: version(companion) == "fake-draft", timeout=PATIENCE)
    assert document.rows[0].state is TakeState.STALE
    companion.window.close()
    again = begin()
    assert again.window.performance.delivery.delivery.currentText() == "Draft"
    qtbot.waitUntil(lambda: version(again) == "fake-draft", timeout=PATIENCE)


def test_a_job_under_way_is_begun_again_by_the_other_delivery(begin, qtbot, tmp_path):
    companion = begin(waits_at="Two in the morning.", gate=tmp_path)
    document = companion.document
    document.render([document.rows[0].region_id])
    qtbot.waitUntil((tmp_path / "waiting").exists, timeout=PATIENCE)
    choose_draft(companion)
    qtbot.waitUntil(lambda: document.queue.items[0].has_ended, timeout=PATIENCE)
    assert document.queue.items[0].state is JobState.DONE
    assert len(document.rows[0].takes) == 1
    assert document.rows[0].state is TakeState.DONE
