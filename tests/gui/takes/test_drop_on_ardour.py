"""Takes are dragged out of the window and dropped on a track of real Ardour, on an X server."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import soundfile

from tests.daw_bridge.ardour.real_ardour import (
    RealArdour,
    Window,
    needs_ardour,
    screen,
)
from tests.gui.takes.hand import Hand, needs_x, program
from tests.patience import wait_until

pytestmark = [needs_ardour, needs_x]

SUPERCLOCKS = 282_240_000 // 48_000
"""Of a sample, at the rate of the session and of the takes."""

BELOW_ARDOUR = 780
"""Pixels from the top; windows that do not cover each other need no window manager."""

FILL = """
for n = 1, 12 do
  Session:new_audio_track (
    1, 2, nil, 1, "Lines " .. n, ARDOUR.PresentationInfo.max_order, ARDOUR.TrackMode.Normal, true
  )
end
"""
"""Wherever in the lower half of the window something is dropped, there is a track."""


@dataclass(frozen=True, slots=True)
class Dropped:
    """A region that lies on a track; where, and how long, in samples."""

    at: int
    samples: float
    track: str
    file: str


def test_takes_are_dropped_on_a_track(tmp_path):
    ardour = RealArdour(tmp_path / "home")
    ardour.add_scripts()
    session = ardour.session(tmp_path / "session")
    with (
        screen(1700) as display,
        program(display, "drag_source.py", tmp_path, BELOW_ARDOUR) as source,
        ardour.window_on(display, session) as window,
    ):
        hand = Hand(display)
        window.lua(FILL)
        left, right = (_on_canvas(hand, share) for share in (0.4, 0.8))
        told = json.loads(source.readline())
        newest, oldest = told["newest"], told["oldest"]
        hand.drag(newest["at"], right)
        [alone] = _dropped(window, session, 1)
        _check(alone, newest, session)
        hand.do("mousemove", *oldest["at"], "keydown", "ctrl", "click", 1, "keyup", "ctrl")
        hand.drag(newest["at"], left)
        first, second, last = _dropped(window, session, 3)
        assert last == alone
        assert second.at == first.at + first.samples
        for region, take in ((first, newest), (second, oldest)):
            _check(region, take, session)
            assert region.track == alone.track


def _on_canvas(hand: Hand, share: float) -> tuple[int, int]:
    """Give a place in the middle of Ardour's window, over tracks, at a share of its width."""
    [number] = hand.do("search", "--sync", "--onlyvisible", "--name", ". - Ardour$").split()
    told = hand.do("getwindowgeometry", "--shell", number).split()
    size = {name: int(value) for name, value in (line.split("=") for line in told)}
    return size["X"] + round(size["WIDTH"] * share), size["Y"] + size["HEIGHT"] * 6 // 10


def _dropped(window: Window, session: Path, count: int) -> list[Dropped]:
    """Wait until a session as it is saved holds so many regions, and give them in time."""
    found: list[Dropped] = []

    def look() -> bool:
        found[:] = _regions(session)
        return len(found) >= count

    wait_until(look, lambda: window.send("/save_state"), every=1.0)
    return sorted(found, key=lambda region: region.at)


def _regions(session: Path) -> Iterator[Dropped]:
    root = ElementTree.parse(session).getroot()
    files = {source.attrib["id"]: source.attrib["name"] for source in root.iter("Source")}
    for playlist in root.iterfind("Playlists/Playlist"):
        for region in playlist.iterfind("Region"):
            length, at = (int(time[1:]) for time in region.attrib["length"].split("@"))
            file = files[region.attrib["source-0"]]
            yield Dropped(at // SUPERCLOCKS, length / SUPERCLOCKS, playlist.attrib["name"], file)


def _check(region: Dropped, take: dict[str, str], session: Path) -> None:
    """Check that a region is a whole take: its name, its length, and every sample."""
    ours = soundfile.read(take["file"])[0]
    assert region.samples == len(ours)
    assert region.file.startswith(Path(take["file"]).stem)
    [copy] = session.parent.rglob(f"audiofiles/{region.file}")
    assert np.array_equal(soundfile.read(copy)[0], ours)
