"""The true script and the true dialect talk to each other, and each is killed in between."""

from functools import partial
from pathlib import Path

import pytest

from daw_bridge.daw import (
    AuditionRequested,
    Connected,
    Disconnected,
    NotPlaced,
    Placed,
    PlaceRequested,
    RenderRequested,
    TakeToPlace,
    TimelineChanged,
)
from daw_bridge.reaper.reaper import Reaper
from tests.daw_bridge.reaper.fake_reaper import CONNECT
from tests.daw_bridge.reaper.takelane import Heard

_PATIENCE = 1.0


@pytest.fixture
def open_takelane(tmp_path):
    """Open Takelanes without OSC; all are closed at last."""
    opened = []

    def start():
        daw, heard = Reaper(tmp_path / "Takelane", "0.1.0", None, patience=_PATIENCE), Heard()
        daw.start(heard.put)
        opened.append(daw)
        return daw, heard

    yield start
    for daw in opened:
        daw.close()


def until(process, heard, kind):
    """Let REAPER's time pass until an event of a kind is told."""
    return heard.next(kind, partial(process.tick, 1))


def take_of(region, folder: Path, take_id: str = "t1") -> TakeToPlace:
    file = folder / f"{take_id}.wav"
    file.write_bytes(b"RIFF\x24\x00\x00\x00WAVE")
    samples = round(region.duration * 48_000)
    return TakeToPlace(take_id, region, "MARA", f"MARA_{take_id}", file, samples, 48_000)


def connected(start_reaper, heard):
    process = start_reaper()
    process.act(CONNECT)
    until(process, heard, Connected)
    return process


def test_from_region_to_take(start_reaper, open_takelane, tmp_path):
    daw, heard = open_takelane()
    process = connected(start_reaper, heard)
    region_id = process.add_region("MARA (scared): They are inside.", 1.0, 2.5)
    process.do('fake.add_track("MARA"); fake.add_effect(1)')
    process.do("fake.draw(1, 1, 3, {{1, 0.25, 0, 0}, {2, 0.75, 5, -0.5}})")
    timeline = until(process, heard, TimelineChanged).timeline
    while not timeline.lanes:
        timeline = until(process, heard, TimelineChanged).timeline
    afraid = next(lane for lane in timeline.lanes if lane.emotion == "afraid")
    assert [point.value for point in afraid.envelope.points] == [0.25, 0.75]

    process.act("render_all")
    asked = until(process, heard, RenderRequested)
    assert asked.region_ids == (region_id,)
    [region] = asked.timeline.regions
    assert (region.name, region.start, region.end) == (
        "MARA (scared): They are inside.", 1.0, 2.5,
    )  # fmt: skip
    daw.place([take_of(region, tmp_path)])
    daw.finish(asked.id)
    assert until(process, heard, Placed) == Placed("t1", 1.0)
    [item] = process.items()
    assert (item["start"], item["length"], item["region"]) == (1.0, 1.5, region_id)


def test_the_other_requests(start_reaper, open_takelane, tmp_path):
    daw, heard = open_takelane()
    process = connected(start_reaper, heard)
    region_id = process.add_region("MARA: hello.", 1.0, 2.5)
    process.do("fake.project().cursor = 1.5")
    process.act("audition")
    asked = until(process, heard, AuditionRequested)
    assert asked.region_id == region_id
    daw.finish(asked.id)
    process.act("place")
    asked = until(process, heard, PlaceRequested)
    daw.finish(asked.id)
    process.do(f'fake.remove_region("{region_id}")')
    daw.place([take_of(asked.timeline.regions[0], tmp_path)])
    assert until(process, heard, NotPlaced).take_id == "t1"
    process.quit()
    heard.next(Disconnected)


def test_takelane_dies_before_it_has_rendered(start_reaper, open_takelane, tmp_path):
    first, heard = open_takelane()
    process = connected(start_reaper, heard)
    process.add_region("MARA: hello.", 1.0, 2.5)
    process.act("render_all")
    until(process, heard, RenderRequested)
    first.close()
    second, heard = open_takelane()
    asked = until(process, heard, RenderRequested)
    second.place([take_of(asked.timeline.regions[0], tmp_path)])
    second.finish(asked.id)
    until(process, heard, Placed)
    assert len(process.items()) == 1


def test_reaper_dies_between_placing_and_answering(start_reaper, open_takelane, tmp_path):
    daw, heard = open_takelane()
    process = connected(start_reaper, heard)
    process.add_region("MARA: hello.", 1.0, 2.5)
    process.act("render_all")
    asked = until(process, heard, RenderRequested)
    process.do(f'fake.die_at("UpdateArrange", 1, "{tmp_path / "saved.lua"}")')
    daw.place([take_of(asked.timeline.regions[0], tmp_path)])
    daw.finish(asked.id)
    with pytest.raises(EOFError):
        until(process, heard, Placed)
    assert heard.next(Disconnected).daw.startswith("REAPER")

    again = start_reaper()
    again.do(f'fake.load("{tmp_path / "saved.lua"}")')
    again.act(CONNECT)
    assert until(again, heard, Placed) == Placed("t1", 1.0)
    assert [len(item["takes"]) for item in again.items()] == [1]
