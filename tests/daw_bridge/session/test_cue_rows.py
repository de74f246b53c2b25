"""Rows follow plan, takes and queue, and only those that something is new about are new."""

from __future__ import annotations

from dataclasses import replace

import pytest

from daw_bridge.content_hash import content_hash
from daw_bridge.finish import Finish
from daw_bridge.session.cue_row import Standing, TakeState
from daw_bridge.session.cue_rows import CueRows
from daw_bridge.session.plan import Plan
from daw_bridge.session.queue_item import JobState, QueueItem
from daw_bridge.take_library import TakeLibrary, TakeRecord
from model.emotion import NEUTRAL

IDLE = Standing({}, None, "fake-1", Finish())


@pytest.fixture
def timeline(make_timeline):
    return make_timeline(("MARA: Run!", 0.0, 1.0), ("TOM: No.", 2.0, 3.0), ("MARA: Go.", 4.0, 5.0))


@pytest.fixture
def rows(timeline, studio):
    rows = CueRows()
    take_plan(rows, Plan.of(timeline, studio), timeline, TakeLibrary())
    return rows


def take_plan(rows, plan, timeline, library):
    originals = {region.id: region for region in timeline.regions}
    rows.take(rows.planner(originals, library, IDLE)(plan), library, IDLE)


@pytest.fixture
def take(timeline, rows):
    region = timeline.regions[1]
    return TakeRecord(
        region.id, region.number, region.name, "TOM", 1, region.start, region.end, 48_000, 48_000,
        "tom.wav", 7, "ben", (NEUTRAL,), None, 0, 0, (1.0,), 0.0, (1.0,), 0.5, 1.0,
        content_hash(rows[1].line, 7, 48_000, 48_000, IDLE.version),
    )  # fmt: skip


def test_rows_are_found_by_region(rows):
    assert [row.region_id for row in rows] == ["{1}", "{2}", "{3}"]
    assert rows.of("{2}") is rows[1]
    assert rows.some(["{3}", "{9}", "{1}"]) == [rows[2], rows[0]]
    assert (rows.place("{3}"), rows.place("{9}"), rows.of("{9}")) == (2, None, None)
    assert rows.characters == ("MARA", "TOM")
    rows.clear()
    assert (len(rows), rows.of("{2}"), rows.characters) == (0, None, ())


def test_a_take_changes_its_row_alone(rows, take):
    before = list(rows)
    library = TakeLibrary((take,))
    assert rows.stand(library, IDLE) == [1]
    assert rows[1].takes == (take,)
    assert rows[1].state is TakeState.DONE
    assert (rows[0], rows[2]) == (before[0], before[2])
    assert rows[0] is before[0]
    assert rows.stand(library, IDLE) == []


def test_the_queue_changes_the_rows_of_its_jobs(rows):
    queued = Standing(
        {"{1}": JobState.RENDERING, "{3}": JobState.RENDERING}, "{1}", "fake-1", Finish()
    )
    assert rows.stand(TakeLibrary(), queued) == [0, 2]
    assert [row.state for row in rows] == [TakeState.RENDERING, TakeState.NEW, TakeState.QUEUED]
    assert rows.stand(TakeLibrary(), replace(queued, speaking="{3}")) == [0, 2]
    assert rows.stand(TakeLibrary(), IDLE) == [0, 2]


def test_of_the_jobs_of_a_region_what_is_to_come_counts():
    waits = QueueItem(1, ("{1}",), "One")
    ended = QueueItem(2, ("{1}", "{2}"), "Two", state=JobState.CANCELLED)
    standing = Standing.of_queue([waits, ended], None, "fake-1", Finish(), {})
    assert standing.jobs == {"{1}": JobState.QUEUED, "{2}": JobState.CANCELLED}


def test_another_engine_makes_takes_stale(rows, take):
    library = TakeLibrary((take,))
    rows.stand(library, IDLE)
    assert rows.stand(library, replace(IDLE, version="fake-2")) == [1]
    assert rows[1].state is TakeState.STALE


def test_a_plan_changes_the_lines_that_are_new(rows, timeline, studio, take):
    library = TakeLibrary((take,))
    rows.stand(library, IDLE)
    before = list(rows)
    first, *others = timeline.regions
    hidden = replace(timeline, regions=(replace(first, name="MARA: Hide!"), *others))
    plan = Plan.of(hidden, studio, Plan.of(timeline, studio))
    take_plan(rows, plan, timeline, library)
    assert [row == was for row, was in zip(rows, before, strict=True)] == [False, True, True]
    assert rows[1] is before[1]
    assert [row.edited for row in rows] == [True, False, False]


def test_what_is_new_while_a_plan_is_made_is_not_lost(rows, timeline, studio, take):
    made_of = rows.planner({}, TakeLibrary(), IDLE)
    library = TakeLibrary((take,))
    rows.stand(library, IDLE)
    rows.take(made_of(Plan.of(timeline, studio)), library, IDLE)
    assert [row.state for row in rows] == [TakeState.NEW, TakeState.DONE, TakeState.NEW]
    assert all(row.edited for row in rows)


def test_a_row_knows_its_chosen_take_and_what_is_felt(rows, take):
    better = replace(take, take=2, file="tom2.wav", fit=1.0)
    library = TakeLibrary((take, better))
    rows.stand(library, IDLE)
    assert (rows[0].chosen, rows[1].chosen) == (None, better)
    assert rows.stand(library, replace(IDLE, choices={"{2}": take.file})) == [1]
    assert rows[1].chosen == take
    [phrase] = rows[1].line.phrases
    assert (rows[1].emotion, rows[1].lane_emotion) == (phrase.emotion, phrase.lane_emotion)
