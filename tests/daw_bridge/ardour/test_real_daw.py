"""Talk with real Ardour 7 as a user of both would: draw, ask, hear takes come, kill, go on."""

from __future__ import annotations

import queue
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from daw_bridge.ardour.ardour import PLACE_SCRIPT, Ardour
from daw_bridge.ardour.open_session import LIVE
from daw_bridge.ardour.session import read_session
from daw_bridge.ardour.settings import ArdourSettings
from daw_bridge.bridge_job import Backstage, Job
from daw_bridge.daw import (
    Connected,
    DawEvent,
    Disconnected,
    NotPlaced,
    Placed,
    RenderRequested,
    TimelineChanged,
)
from daw_bridge.take_folder import FOLDER
from daw_bridge.take_track import track_for
from daw_bridge.time_code import PAL_25, TimeBase
from daw_bridge.timeline import Region
from daw_bridge.transport import Playing, Stopped
from tests.daw_bridge.ardour.real_ardour import RealArdour, Window, needs_ardour, rows_of
from tests.patience import PATIENCE, wait_until

pytestmark = needs_ardour

RATE = 48_000
PLACE, RENDER = 1, 2
"""Slots of our actions."""

DRAW = """
local range = Session:locations ():add_range (
  Temporal.timepos_t (600000), Temporal.timepos_t (660001)
)
range:set_name ("NELL: Drawn, not saved.")
"""
MOVE = """
for range in Session:locations ():list ():iter () do
  if range:name () == "NELL: Drawn, not saved." then
    range:set (Temporal.timepos_t (610007), Temporal.timepos_t (670008))
  end
end
"""


class Desk:
    """Hold our side, and wait for what it tells."""

    def __init__(self, settings: Path) -> None:
        self._events: queue.SimpleQueue[DawEvent] = queue.SimpleQueue()
        # Another Ardour may run here, on the usual ports.
        self.daw = Ardour(ArdourSettings([settings]), ports=[9])
        self.daw.start(self._events.put)

    def until(self, kind: type, holds=lambda event: True):
        while True:
            event = self._events.get(timeout=PATIENCE)
            if isinstance(event, kind) and holds(event):
                return event


@pytest.fixture(scope="module")
def ardour(tmp_path_factory) -> RealArdour:
    ardour = RealArdour(tmp_path_factory.mktemp("home"))
    ardour.add_scripts()
    return ardour


@pytest.fixture
def harbour(ardour: RealArdour, tmp_path) -> Path:
    return ardour.session(tmp_path / "harbour")


@pytest.fixture
def desk(ardour: RealArdour) -> Iterator[Desk]:
    desk = Desk(ardour.settings)
    yield desk
    desk.daw.close()


def has(name: str):
    return lambda event: any(region.name == name for region in event.timeline.regions)


def test_from_a_range_to_a_take_and_through_a_crash(ardour, harbour, desk, performer, studio):
    assert ArdourSettings([ardour.settings]).action(PLACE_SCRIPT) == f"LuaAction/script-{PLACE}"
    with ardour.window(harbour) as window:
        desk.until(Connected)
        first = desk.until(TimelineChanged).timeline
        assert (first.source, len(first.regions)) == (harbour, 3)
        nell = draw(window, desk)
        count_anew(window, desk)
        request = ask(window, desk)
        assert has("NELL: Drawn, not saved.")(request)
        assert nell in request.timeline.regions == read_session(harbour).regions
        assert ask_for_selection(window, desk).region_ids == (nell.id,)
        drive(desk)
        placed = render(request, desk, performer, studio)
        takes = {take.region.id: take for take in placed}
        assert {region.id for region in request.timeline.regions} == takes.keys()
        window.kill()
    desk.until(Disconnected)
    assert not harbour.with_name(f"{LIVE}.ardour").exists()
    # Ardour has not saved what it had placed. It is asked for again, while it is away and twice.
    desk.daw.place(placed)
    desk.daw.place(placed)
    lost = replace(placed[0], id="lost", region=Region("L1", 1, "Gone", 900.0, 901.0))
    desk.daw.place([lost])
    with ardour.window(harbour) as window:
        desk.until(Connected)
        assert "no longer there" in desk.until(NotPlaced).reason
        again = {desk.until(Placed).take_id for _ in placed}
        assert again == {take.id for take in placed}
        # Now it lies there, and is not placed twice, whoever asks.
        desk.daw.place(placed[:1])
        assert desk.until(Placed).take_id == placed[0].id
        desk.daw.finish(request.id)
        save(window, harbour)
    rows = ardour.on("probe_session.lua", harbour)
    starts = {name: int(start) for name, start, _end in rows_of(rows, "location")}
    assert sorted((row[0], int(row[2]), int(row[3])) for row in rows_of(rows, "region")) == sorted(
        (track_for(take.character), starts[take.region.name], take.samples) for take in placed
    )


def draw(window: Window, desk: Desk) -> Region:
    """Draw a range and move it, and see both without saving."""
    window.lua(DRAW)
    drawn = desk.until(TimelineChanged, has("NELL: Drawn, not saved.")).timeline
    window.lua(MOVE)
    moved = desk.until(TimelineChanged).timeline
    [before], [after] = (
        [region for region in timeline.regions if region.name.startswith("NELL")]
        for timeline in (drawn, moved)
    )
    assert before.id == after.id
    assert (after.start * RATE, after.end * RATE) == pytest.approx((610_007, 670_008), abs=1e-3)
    return after


def count_anew(window: Window, desk: Desk) -> None:
    """Let the session count otherwise, and see it without saving."""
    for option, value in (("format", "Timecode.TimecodeFormat.TC25"), ("offset", str(RATE * 3600))):
        window.lua(f"Session:cfg ():set_timecode_{option} ({value})")
    counted = TimeBase(PAL_25, 3600.0)
    desk.until(TimelineChanged, lambda event: event.timeline.time_base == counted)


def ask(window: Window, desk: Desk) -> RenderRequested:
    window.action(RENDER)
    request = desk.until(RenderRequested)
    assert request.region_ids == tuple(region.id for region in request.timeline.regions)
    return request


def ask_for_selection(window: Window, desk: Desk) -> RenderRequested:
    """Select time that touches one range only."""
    for sample, end in ((650_000, "start"), (700_000, "finish")):
        window.send("/locate", sample, 0)
        wait_until(lambda: window.lua("return Session:transport_sample ()") == str(sample))  # noqa: B023
        window.send("/access_action", f"Common/{end}-range-from-playhead")
    window.action(RENDER)
    return desk.until(RenderRequested)


def drive(desk: Desk) -> None:
    """Let Ardour play and stop."""
    desk.daw.play(2.5)
    begun = desk.until(Playing).position
    assert 2.0 < begun < 50.0  # a computer in a hurry hears of it late
    desk.daw.stop()
    assert desk.until(Stopped).position >= begun


def render(request: RenderRequested, desk: Desk, performer, studio) -> list:
    """Render what was asked for, and wait until it lies on the timeline."""
    places = []

    def place(takes):
        places.extend(takes)
        desk.daw.place(takes)

    folder = request.timeline.source.parent / FOLDER
    backstage = Backstage(lambda: studio, lambda: performer, lambda _: folder)
    Job(request, backstage, place, lambda: False, lambda event: None).run(studio, performer)
    starts = {event.take_id: event.start for event in (desk.until(Placed) for _ in places)}
    for take in places:
        assert starts[take.id] == pytest.approx(take.region.start, abs=1 / RATE)
    return places


def save(window: Window, session: Path) -> None:
    before = session.stat().st_mtime_ns
    wait_until(
        lambda: session.stat().st_mtime_ns != before, lambda: window.send("/save_state"), every=2.0
    )
