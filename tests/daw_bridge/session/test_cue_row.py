"""A region is done when one of its takes sounds, and is finished, as it is to be."""

from dataclasses import replace

import pytest

from daw_bridge.finish import Finish
from daw_bridge.level import Level
from daw_bridge.render import render
from daw_bridge.render_options import RenderOptions
from daw_bridge.session.cue_row import Standing, TakeState
from daw_bridge.session.queue_item import JobState, QueueItem


@pytest.fixture
def state_of(make_timeline, plan, performer, tmp_path):
    """Render a line with one finish, and tell how it stands where another is wanted."""
    (line,) = plan(make_timeline(("TOM: No.", 0.0, 1.0)))

    def state(rendered: Finish, wanted: Finish, level: Level = Level.NORMAL) -> TakeState:
        timeline = make_timeline(("TOM: No.", 0.0, 1.0))
        options = RenderOptions(finish=rendered)
        takes = render(timeline, [line], performer, tmp_path / "t", options, lambda _: None).takes
        standing = Standing.of_queue((), None, performer.version, wanted, {})
        return standing.of(replace(line, level=level), takes)

    return state


@pytest.mark.parametrize(
    "wanted",
    [
        Finish(loudness=-24.0),
        Finish(loudness=-23.0, ceiling=-2.0),
        Finish(loudness=-23.0, bit_depth=16),
        Finish(),
    ],
)
def test_another_finish_makes_takes_stale(state_of, wanted):
    assert state_of(Finish(loudness=-23.0), wanted) is TakeState.STALE


@pytest.mark.parametrize(
    "wanted",
    [
        Finish(loudness=-23.0),
        Finish(loudness=-23.0, whisper=-9.0, shout=9.0),
        Finish(loudness=-23.0, name="{id}_{take}"),
    ],
)
def test_what_does_not_concern_a_take_leaves_it_fresh(state_of, wanted):
    assert state_of(Finish(loudness=-23.0), wanted) is TakeState.DONE


def test_a_line_that_is_whispered_now_wants_another_take(state_of):
    levelled = Finish(loudness=-23.0)
    assert state_of(levelled, levelled, Level.WHISPER) is TakeState.STALE
    assert state_of(Finish(), Finish(), Level.WHISPER) is TakeState.DONE


def test_of_a_job_under_way_only_what_is_to_come_waits(make_timeline, plan):
    lines = plan(make_timeline(*((f"TOM: {n}.", float(n), n + 1.0) for n in (0, 1, 2))))
    names = [line.region.id for line in lines]
    job = QueueItem(1, tuple(names), "3 lines", state=JobState.RENDERING)
    later = QueueItem(2, (names[0],), "again")
    stand = lambda *items: Standing.of_queue(items, names[1], "v", Finish(), {})  # noqa: E731
    states = [stand(job).of(line, ()) for line in lines]
    assert states == [TakeState.NEW, TakeState.RENDERING, TakeState.QUEUED]
    assert stand(job, later).of(lines[0], ()) is TakeState.QUEUED


def test_a_line_that_is_spoken_is_so_even_where_it_waits_again(line):
    name = line.region.id
    job = QueueItem(1, (name,), "One", state=JobState.RENDERING)
    standing = Standing.of_queue((job, QueueItem(2, (name,), "again")), name, "v", Finish(), {})
    assert standing.of(line, ()) is TakeState.RENDERING


@pytest.fixture
def line(make_timeline, plan):
    (line,) = plan(make_timeline(("TOM: No.", 0.0, 1.0)))
    return line


@pytest.fixture
def take(make_timeline, line, performer, tmp_path):
    """Render the line as it is spoken."""
    timeline, options = make_timeline(("TOM: No.", 0.0, 1.0)), RenderOptions()
    (take,) = render(timeline, [line], performer, tmp_path, options, lambda _: None).takes
    return take


@pytest.fixture
def row_of(line, performer):
    def row(takes, finish=Finish(), choice=None):  # noqa: B008
        choices = {} if choice is None else {line.region.id: choice.file}
        standing = Standing.of_queue((), None, performer.version, finish, choices)
        return standing.row(line, None, tuple(takes), edited=False)

    return row


LEVEL = Finish(loudness=-23.0)


def test_the_finish_of_a_chosen_performance_follows_that_of_the_set(row_of, take):
    angrier = replace(take, take=2, file="angrier.wav", content_hash="angrier", fit=-9.0)
    levelled = replace(angrier, take=3, file="levelled.wav", target=-23.0, ceiling=-1.0)
    asked = row_of([take, angrier], LEVEL, angrier)
    assert (asked.state, asked.chosen, asked.unfinished) == (TakeState.STALE, angrier, True)
    done = row_of([take, angrier, levelled], LEVEL, angrier)
    assert (done.state, done.chosen, done.unfinished) == (TakeState.DONE, levelled, False)
    back = row_of([take, angrier, levelled], Finish(), angrier)
    assert (back.state, back.chosen) == (TakeState.DONE, angrier)


def test_unless_one_is_chosen_the_best_of_those_with_the_finish_is_heard(row_of, take):
    worse = replace(take, take=2, file="2.wav", fit=take.fit - 1, target=-23.0, ceiling=-1.0)
    assert row_of([take, worse], LEVEL).chosen == worse
    assert row_of([take, worse]).chosen == take


def test_a_line_with_other_words_wants_more_than_a_finish(row_of, take):
    other = replace(take, content_hash="other words")
    row = row_of([other], LEVEL)
    assert (row.state, row.unfinished) == (TakeState.STALE, False)
    assert not row_of([take]).unfinished
