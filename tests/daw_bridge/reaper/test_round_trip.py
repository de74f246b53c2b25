"""From a region in REAPER to a take on its timeline and back, through our own scripts, in Lua."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TypeVar

import pytest

from daw_bridge.daw import (
    AuditionRequested,
    Connected,
    DawProblem,
    Disconnected,
    NotPlaced,
    Placed,
    PlaceRequested,
    RenderRequested,
    TakeToPlace,
    TimelineChanged,
)
from daw_bridge.envelope import BEZIER, HOLD, EnvelopePoint
from daw_bridge.reaper.reaper import Reaper
from daw_bridge.timeline import Region, Timeline
from tests.daw_bridge.reaper.companion import STEPS
from tests.daw_bridge.reaper.fake_reaper import CONNECT, FakeReaperProcess
from tests.daw_bridge.reaper.takelane import Companion, Heard, nothing_waits
from tests.patience import wait_until

Event = TypeVar("Event")
Await = Callable[[type[Event]], Event]

DEATHS = (
    "EnumerateFiles", "InsertTrackAtIndex", "AddTakeToMediaItem", "Undo_EndBlock2", "genGuid",
)  # fmt: skip
"""Functions of REAPER in which it dies: as it reads, places and answers."""


@pytest.fixture
def meanwhile(reaper: FakeReaperProcess, daw: Reaper, heard: Heard) -> Await:
    """Let REAPER go on until Takelane has told an event of a kind."""
    return partial(heard.next, act=partial(reaper.tick, 1))


@pytest.fixture
def make_take(tmp_path: Path) -> Callable[[Region, int], TakeToPlace]:
    def make(region: Region, number: int) -> TakeToPlace:
        file = tmp_path / "takes" / f"MARA_{region.number:03d}_take{number:02d}.wav"
        file.parent.mkdir(exist_ok=True)
        file.write_bytes(b"RIFF\x24\x00\x00\x00WAVE")
        samples = round(region.duration * 48_000)
        return TakeToPlace(f"id of {file.stem}", region, "MARA", file.stem, file, samples, 48_000)

    return make


MakeTake = Callable[[Region, int], TakeToPlace]


def test_what_reaper_holds_is_what_takelane_sees(
    reaper: FakeReaperProcess, meanwhile: Await
) -> None:
    assert meanwhile(Connected).daw.startswith("REAPER ")
    timeline = meanwhile(TimelineChanged).timeline
    assert (timeline.source, timeline.sample_rate, timeline.regions) == (Path(), None, ())
    reaper.do('fake.add_track("MARA")')
    reaper.do("fake.add_effect(1)")
    points = "{{0.5, 0.25, 0, 0.0}, {1.5, 1.0, 5, -0.5}, {2.0, 0.1, 1, 0.0}}"
    reaper.do(f"fake.draw(1, 1, 1, {points})")
    name = 'MÄRA (terrified): "They are | inside" \t\\ the wall. id=q3;'
    region_id = reaper.add_region(name, 0.1, 12.345678901234567)
    timeline = _settled(meanwhile, lambda timeline: timeline.lanes)
    assert timeline.regions == (Region(region_id, 1, name, 0.1, 12.345678901234567),)
    lanes = {lane.emotion: lane for lane in timeline.lanes}
    assert len(lanes) == 8
    assert lanes["angry"].track == "MARA"
    assert lanes["angry"].envelope.points == (
        EnvelopePoint(0.5, 0.25),
        EnvelopePoint(1.5, 1.0, BEZIER, -0.5),
        EnvelopePoint(2.0, 0.1, HOLD),
    )
    reaper.do(f'fake.remove_region("{region_id}")')
    assert _settled(meanwhile, lambda timeline: not timeline.regions)


def _settled(meanwhile: Await, true: Callable[[Timeline], object]) -> Timeline:
    while not true(timeline := meanwhile(TimelineChanged).timeline):
        pass
    return timeline


def test_a_region_becomes_a_take(
    reaper: FakeReaperProcess,
    meanwhile: Await,
    daw: Reaper,
    make_take: MakeTake,
    folder: Path,
) -> None:
    region_id = reaper.add_region("MARA: They are inside.", 1.0, 2.5)
    _settled(meanwhile, lambda timeline: timeline.regions)
    for number in (1, 2):
        reaper.act("render_all")
        asked = meanwhile(RenderRequested)
        assert asked.region_ids == (region_id,)
        take = make_take(asked.timeline.regions[0], number)
        daw.place([take])
        daw.finish(asked.id)
        assert meanwhile(Placed) == Placed(take.id, 1.0)
    (track,) = [track for track in reaper.tracks() if track["items"]]
    assert track["name"] == "Takelane MARA"
    (item,) = track["items"]
    assert (item["start"], item["length"], item["region"]) == (1.0, 1.5, region_id)
    assert [take["name"] for take in item["takes"]] == ["MARA_001_take01", "MARA_001_take02"]
    assert reaper.undo_steps() == ["Takelane: place take"] * 2
    daw.place([take])
    assert meanwhile(Placed) == Placed(take.id, 1.0)
    assert len(reaper.items()[0]["takes"]) == 2
    wait_until(lambda: nothing_waits(folder))


def test_a_region_that_moved_gets_its_take_where_it_is_and_one_that_is_gone_none(
    reaper: FakeReaperProcess, meanwhile: Await, daw: Reaper, make_take: MakeTake
) -> None:
    moved = reaper.add_region("MARA: Here.", 1.0, 2.5)
    gone = reaper.add_region("MARA: There.", 4.0, 5.5)
    regions = _settled(meanwhile, lambda timeline: len(timeline.regions) == 2).regions
    reaper.do(f'fake.change_region("{moved}", {{start = 31.0, finish = 32.5}})')
    reaper.do(f'fake.remove_region("{gone}")')
    daw.place([make_take(region, 1) for region in regions])
    assert meanwhile(Placed).start == 31.0
    assert "gone" in meanwhile(NotPlaced).reason
    assert [item["start"] for item in reaper.items()] == [31.0]


def test_every_other_wish_arrives(
    reaper: FakeReaperProcess, meanwhile: Await, daw: Reaper, heard: Heard
) -> None:
    region_id = reaper.add_region("MARA: Here.", 1.0, 2.5)
    _settled(meanwhile, lambda timeline: timeline.regions)
    reaper.act("place")
    assert meanwhile(PlaceRequested).timeline.regions[0].id == region_id
    reaper.do("fake.project().cursor = 1.5")
    reaper.act("audition")
    assert meanwhile(AuditionRequested).region_id == region_id
    daw.tell("2 lines are spoken.")
    daw.play(1.0)
    wait_until(lambda: reaper.do("return fake.project().playing"), partial(reaper.tick, 1))
    assert reaper.console() == ["Takelane: 2 lines are spoken.\n"]
    assert reaper.do("return fake.project().cursor") == 1.0
    daw.stop()
    wait_until(lambda: not reaper.do("return fake.project().playing"), partial(reaper.tick, 1))
    reaper.quit()
    heard.next(Disconnected)
    assert not any(isinstance(event, DawProblem) for event in list(heard.queue))


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("death", DEATHS)
def test_both_are_killed_and_every_take_lies_there_once(
    tmp_path: Path, folder: Path, step: str, death: str
) -> None:
    """Takelane dies at its step, REAPER at its own, each comes back, and REAPER with its project.

    A take that REAPER held and never saved is a matter of REAPER; here it saves as it dies.
    """
    takes = tmp_path / "takes"
    takes.mkdir()
    reaper = _start(tmp_path)
    for number in (1, 2):
        reaper.add_region(f"MARA: Line {number}.", number * 3.0, number * 3.0 + 2.0)
    takelane = Companion(folder, takes, step)
    takelane.await_step("started")
    wait_until((folder / "takelane.json").exists)
    reaper.act("render_all")
    reaper.tick()
    if step == "placed":
        takelane.await_step("finished")
        reaper.tick()
    if step != "started":
        takelane.await_step(step)
    takelane.kill()
    saved = tmp_path / "saved.lua"
    reaper.do(f'fake.die_at("{death}", 1, "{saved}")')
    takelane = Companion(folder, takes, "end")
    try:
        _settle(reaper, folder)
    except EOFError:  # It died; if it had nothing to do any more, it lives.
        reaper = _start(tmp_path, saved)
        _settle(reaper, folder)
    takelane.kill()
    placed = [take["id"] for item in reaper.items() for take in item["takes"]]
    reaper.kill()
    assert sorted(placed) == ["001-MARA: Line 1.", "002-MARA: Line 2."]


def _start(tmp_path: Path, saved: Path | None = None) -> FakeReaperProcess:
    reaper = FakeReaperProcess(tmp_path)
    if saved:
        reaper.do(f'fake.load("{saved}")')
    reaper.act(CONNECT)
    return reaper


def _settle(reaper: FakeReaperProcess, folder: Path) -> None:
    wait_until(lambda: len(reaper.items()) == 2 and nothing_waits(folder), partial(reaper.tick, 1))
