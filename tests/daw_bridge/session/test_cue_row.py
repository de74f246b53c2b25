"""A region is done when one of its takes sounds, and is finished, as it is to be."""

from dataclasses import replace

import pytest

from daw_bridge.finish import Finish
from daw_bridge.level import Level
from daw_bridge.render import RenderOptions, render
from daw_bridge.session.cue_row import Standing, TakeState
from daw_bridge.session.render_queue import JobState, QueueItem


@pytest.fixture
def state_of(make_timeline, plan, performer, tmp_path):
    """Render a line with one finish, and tell how it stands where another is wanted."""
    (line,) = plan(make_timeline(("TOM: No.", 0.0, 1.0)))

    def state(rendered: Finish, wanted: Finish, level: Level = Level.NORMAL) -> TakeState:
        timeline = make_timeline(("TOM: No.", 0.0, 1.0))
        options = RenderOptions(finish=rendered)
        takes = render(timeline, [line], performer, tmp_path / "t", options, lambda _: None).takes
        standing = Standing.of_queue((), None, performer.version, wanted)
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
    stand = lambda *items: Standing.of_queue(items, names[1], "v", Finish())  # noqa: E731
    states = [stand(job).of(line, ()) for line in lines]
    assert states == [TakeState.NEW, TakeState.RENDERING, TakeState.QUEUED]
    assert stand(job, later).of(lines[0], ()) is TakeState.QUEUED
