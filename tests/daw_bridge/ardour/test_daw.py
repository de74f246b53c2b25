"""Talk with an Ardour that a test plays: over real OSC and real files, without waiting."""

from __future__ import annotations

import base64
import json
import queue
import random
import socket
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from daw_bridge.ardour import ardour as dialect
from daw_bridge.ardour.ardour import PLACE_SCRIPT, Ardour
from daw_bridge.ardour.open_session import SPOOL
from daw_bridge.ardour.settings import ArdourSettings
from daw_bridge.daw import (
    Connected,
    DawEvent,
    DawProblem,
    Disconnected,
    NotPlaced,
    Placed,
    RenderRequested,
    TakeToPlace,
    TimelineChanged,
)
from daw_bridge.osc import LOOPBACK
from daw_bridge.osc_codec import OscMessage, encode
from daw_bridge.take_folder import FOLDER
from daw_bridge.timeline import Region
from daw_bridge.transport import Located, Playing, Stopped
from tests.daw_bridge.ardour.fake_ardour import RATE, FakeArdour
from tests.patience import PATIENCE, wait_until


class Desk:
    """Hold our side, and wait for what it tells."""

    def __init__(self, settings: Path, ports: Sequence[int] = (1,)) -> None:
        self.events: queue.SimpleQueue[DawEvent] = queue.SimpleQueue()
        self.daw = Ardour(ArdourSettings([settings]), ports)
        self.daw.start(self.events.put)

    def until(self, kind: type):
        while not isinstance(event := self.events.get(timeout=PATIENCE), kind):
            pass
        return event


@pytest.fixture
def ardour(tmp_path, monkeypatch) -> Iterator[FakeArdour]:
    monkeypatch.setattr(dialect, "_SEEK_EVERY", 0.02)
    monkeypatch.setattr(dialect, "_SILENCE", 0.6)
    ardour = FakeArdour(tmp_path)
    bind(ardour, PLACE_SCRIPT)
    ardour.start()
    yield ardour
    ardour.crash()


@pytest.fixture
def desk(ardour: FakeArdour) -> Iterator[Desk]:
    desk = Desk(ardour.settings)
    yield desk
    desk.daw.close()


def bind(ardour: FakeArdour, script: str) -> None:
    """Keep a script as the fourth action, as Ardour does."""
    program = f'scripts = {{}} scripts[4] = {{}} scripts[4]["s"] = "x \\"{script}\\"\\\n" '
    stored = base64.b64encode(program.encode()).decode()
    (ardour.settings / "ui_scripts").write_text(
        f'<A><ActionScript lua="5">{stored}</ActionScript></A>'
    )


def take_of(region: Region, take_id: str = "take-1", **changes) -> TakeToPlace:
    file = Path("/takes/MARA_001_hello_take01.wav")
    return replace(TakeToPlace(take_id, region, "MARA", file.stem, file, 72_000, RATE), **changes)


def test_the_session_arrives_and_follows_what_is_saved(ardour, desk):
    assert desk.until(Connected) == Connected("Ardour")
    first = desk.until(TimelineChanged).timeline
    assert first.source == ardour.path
    assert [region.name for region in first.regions] == ["MARA: Hello."]
    ardour.draw("TOBIN: Who?", 3.0, 4.0)
    ardour.save()
    second = desk.until(TimelineChanged).timeline
    assert [region.name for region in second.regions] == ["MARA: Hello.", "TOBIN: Who?"]
    assert second.regions[0] == first.regions[0]


def test_what_is_not_saved_is_shown_by_a_snapshot_and_the_session_stays_the_same(ardour, desk):
    first = desk.until(TimelineChanged).timeline
    ardour.draw("TOBIN: Who?", 3.0, 4.0)
    ardour.save_live()
    live = desk.until(TimelineChanged).timeline
    assert (live.source, len(live.regions)) == (first.source, 2)
    # A request is about what is saved; our script saves before it asks.
    ardour.save()
    ardour.ask()
    assert desk.until(RenderRequested).timeline.source == ardour.path
    desk.daw.close()
    assert not [path for path in ardour.path.parent.iterdir() if "live" in path.name]


def test_a_snapshot_of_another_time_counts_no_more(ardour):
    ardour.draw("Not kept.", 3.0, 4.0)
    ardour.save_live()
    desk = Desk(ardour.settings)
    assert len(desk.until(TimelineChanged).timeline.regions) == 1
    desk.daw.close()


@pytest.mark.parametrize(
    ("selection", "names"),
    [
        ({}, ["MARA: Hello.", "TOBIN: Who?"]),
        ({"from": 0, "to": 48_001}, ["MARA: Hello."]),
        ({"from": 120_000, "to": 200_000}, ["TOBIN: Who?"]),
    ],
)
def test_a_request_is_for_the_selected_time(ardour, desk, selection, names):
    ardour.draw("TOBIN: Who?", 3.0, 4.0)
    ardour.save()
    desk.until(TimelineChanged)
    letter = ardour.ask(**selection)
    request = desk.until(RenderRequested)
    assert request.id == letter
    chosen = [r.name for r in request.timeline.regions if r.id in request.region_ids]
    assert chosen == names
    # It is asked for again after a restart, until it is done with.
    again = Desk(ardour.settings)
    assert again.until(RenderRequested).id == letter
    again.daw.finish(letter)
    again.daw.close()
    assert not list((ardour.path.parent / FOLDER / SPOOL / "to_takelane").iterdir())


def test_an_impossible_selection_is_none(ardour, desk):
    desk.until(TimelineChanged)
    ardour.ask(**{"from": -(10**400), "to": 10**400})
    assert len(desk.until(RenderRequested).region_ids) == 1


def test_time_without_a_range_is_said(ardour, desk):
    desk.until(TimelineChanged)
    ardour.ask(**{"from": 480_000, "to": 500_000})
    assert "no range to speak" in desk.until(DawProblem).reason


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        ("render", {}),
        ("render", {"session": 3}),
        ("dance", {}),
        ("placed", {"take": "take-1"}),
        ("placed", {"take": 1, "samples": 3}),
        ("placed", {"take": "take-1", "samples": 10**400}),
        ("placed", {"take": "take-1", "samples": -1}),
        ("render", {"session": "../../etc/harbour"}),
        ("not_placed", {"take": "take-1", "reason": None}),
    ],
)
def test_letters_of_another_version_are_said_and_put_away(ardour, desk, kind, data):
    desk.until(TimelineChanged)
    ardour.answer(kind, **data)
    assert "install it again" in desk.until(DawProblem).reason
    wait_until(lambda: not list((ardour.path.parent / FOLDER / SPOOL / "to_takelane").iterdir()))


def test_a_take_is_placed_once(ardour, desk):
    [region] = desk.until(TimelineChanged).timeline.regions
    take = take_of(region)
    desk.daw.place([take, take])
    assert desk.until(Placed) == Placed("take-1", 1.0)
    assert ardour.placed == {"take-1": 48_000}
    wait_until(lambda: ardour.rows() == [])
    ardour.answer("placed", take="take-1", samples=48_000)
    desk.daw.place([replace(take, id="take-2")])
    assert desk.until(Placed).take_id == "take-2"


def test_a_take_follows_its_range(ardour, desk, monkeypatch):
    bind(ardour, "another script")
    [region] = desk.until(TimelineChanged).timeline.regions
    desk.daw.place([take_of(region)])
    assert PLACE_SCRIPT in desk.until(DawProblem).reason
    ardour._ranges[0] = ("MARA: Hello again.", 5.0, 6.5)
    ardour.save()
    desk.until(TimelineChanged)
    wait_until(lambda: [row.samples for row in ardour.rows()] == [240_000])
    assert ardour.rows()[0].range_name == "MARA: Hello again."
    ardour.place()
    assert desk.until(Placed) == Placed("take-1", 5.0)


def test_takes_wait_while_ardour_is_away(ardour, desk):
    [region] = desk.until(TimelineChanged).timeline.regions
    ardour.crash()
    desk.until(Disconnected)
    desk.daw.place([take_of(region)])
    wait_until(lambda: len(ardour.rows()) == 1)
    ardour.start()
    desk.until(Connected)
    assert desk.until(Placed).take_id == "take-1"


def test_takes_wait_while_takelane_is_away(ardour, desk, monkeypatch):
    bind(ardour, "another script")
    [region] = desk.until(TimelineChanged).timeline.regions
    desk.daw.place([take_of(region)])
    desk.daw.close()
    assert len(ardour.rows()) == 1
    bind(ardour, PLACE_SCRIPT)
    again = Desk(ardour.settings)
    assert again.until(Placed).take_id == "take-1"
    again.daw.close()


def test_what_cannot_be_placed_is_said(ardour, desk):
    bind(ardour, "another script")
    [region] = desk.until(TimelineChanged).timeline.regions
    desk.daw.place([take_of(region, file=Path("/takes/a\tb.wav"))])
    assert "rename its folder" in desk.until(NotPlaced).reason
    desk.daw.place([take_of(region)])
    wait_until(ardour.rows)
    ardour.answer("not_placed", take="take-1", reason="its range is no longer there")
    assert desk.until(NotPlaced) == NotPlaced("take-1", "its range is no longer there")


def test_without_a_session_nothing_is_placed(tmp_path):
    desk = Desk(tmp_path)
    desk.daw.place([take_of(Region("L1", 1, "Hello", 0.0, 1.0))])
    assert "no session" in desk.until(NotPlaced).reason
    desk.daw.close()


def test_ardour_is_found_on_its_usual_ports_if_it_does_not_tell_another(ardour):
    port = ardour.port()
    (ardour.settings / "osc_url").unlink()
    desk = Desk(ardour.settings, ports=[1, port])
    assert desk.until(Connected) == Connected("Ardour")
    desk.daw.close()


def test_a_session_that_is_not_found_is_said(ardour):
    (ardour.settings / "recent").write_text("harbour\n/nowhere\n")
    desk = Desk(ardour.settings)
    assert "was not found" in desk.until(DawProblem).reason
    desk.daw.close()


def test_a_folder_that_leads_elsewhere_is_not_used(ardour, tmp_path):
    (tmp_path / "elsewhere").mkdir()
    (ardour.path.parent / FOLDER).symlink_to(tmp_path / "elsewhere")
    desk = Desk(ardour.settings)
    assert "is a link" in desk.until(DawProblem).reason
    desk.daw.close()
    assert not list((tmp_path / "elsewhere").iterdir())


def test_a_damaged_session_is_said_and_followed_when_it_is_whole(ardour, desk):
    desk.until(TimelineChanged)
    ardour.path.write_bytes(b"<Session")
    assert "harbour.ardour" in desk.until(DawProblem).reason
    ardour.draw("TOBIN: Who?", 3.0, 4.0)
    ardour.save()
    assert len(desk.until(TimelineChanged).timeline.regions) == 2


def test_the_transport_is_driven_and_followed(ardour, desk):
    desk.until(TimelineChanged)
    desk.daw.play(2.5)
    assert desk.until(Playing) == Playing(2.5)
    desk.daw.stop()
    assert desk.until(Stopped) == Stopped(2.5)
    ardour.say("/position/samples", "48000")
    assert desk.until(Located) == Located(1.0)
    desk.daw.play(1e9)
    wait_until(lambda: OscMessage("/locate", (2**31 - 1, 1)) in ardour.heard)


def test_a_sign_of_life_stands_where_scripts_can_read_it(ardour, desk):
    desk.until(TimelineChanged)
    state = ardour.path.parent / FOLDER / SPOOL / "takelane.json"
    wait_until(state.exists)
    assert json.loads(state.read_text())["at"] == pytest.approx(time.time(), abs=5)
    desk.daw.close()
    assert not state.exists()


def test_a_snapshot_is_followed_when_it_is_opened_not_when_it_is_saved(ardour, desk):
    desk.until(TimelineChanged)
    ardour.draw("TOBIN: Who?", 3.0, 4.0)
    ardour.save("backup")
    ardour.save()
    assert desk.until(TimelineChanged).timeline.source == ardour.path
    ardour.open = "second"
    ardour.save("second")
    second = ardour.path.with_name("second.ardour")
    assert desk.until(TimelineChanged).timeline.source == second
    ardour.ask("second")
    request = desk.until(RenderRequested)
    assert request.timeline.source == second
    # What was asked for from one snapshot goes into the list that all of them have.
    ardour.open = "harbour"
    ardour.save()
    desk.until(TimelineChanged)
    desk.daw.place([take_of(request.timeline.regions[0])])
    assert desk.until(Placed).take_id == "take-1"


def test_a_session_that_is_found_later_is_followed(ardour):
    recent = (ardour.settings / "recent").read_text()
    (ardour.settings / "recent").write_text("")
    desk = Desk(ardour.settings)
    desk.until(DawProblem)
    (ardour.settings / "recent").write_text(recent)
    assert desk.until(TimelineChanged).timeline.source == ardour.path
    desk.daw.close()


def test_nothing_is_told_after_the_end(ardour, desk):
    desk.until(TimelineChanged)
    desk.daw.close()
    while not desk.events.empty():
        desk.events.get()
    ardour.draw("TOBIN: Who?", 3.0, 4.0)
    ardour.save()
    desk.daw.close()
    assert desk.events.empty()


ADDRESSES = (
    "/session_name /heartbeat /transport_play /transport_stop /position/samples #reply / /a"
).split()
HOSTILE = [
    *("", "../../etc", "x" * 300, "\0", "-1", "9" * 400, "١٢", "harbour", "48000"),
    *(1, -(2**31), 2**40, 1.0, float("nan"), float("inf"), True, None, b"\0\1"),
]


def hostile(chance: random.Random) -> bytes:
    """Make a datagram of noise, or a message of Ardour's with arguments of any type and size."""
    if chance.random() < 0.3:
        return chance.randbytes(chance.randrange(200))
    args = chance.choices(HOSTILE, k=chance.randrange(4))
    datagram = encode(OscMessage(chance.choice(ADDRESSES), tuple(args)))
    return datagram[: chance.randrange(len(datagram))] if chance.random() < 0.2 else datagram


def test_ten_thousand_hostile_datagrams_do_nothing(ardour, desk):
    desk.until(TimelineChanged)
    before = sorted(ardour.path.parent.rglob("*"))
    [port] = {args[-1] for message in ardour.heard if (args := message.args)}
    chance = random.Random(7)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as stranger:
        for number in range(10_000):
            stranger.sendto(hostile(chance), (LOOPBACK, port))
            if number % 20 == 0:
                time.sleep(0.001)  # or most of them would find no room
    ardour.draw("TOBIN: Still here?", 3.0, 4.0)
    ardour.save()
    while len(desk.until(TimelineChanged).timeline.regions) < 2:
        pass
    desk.daw.play(1.0)
    wait_until(lambda: OscMessage("/locate", (48_000, 1)) in ardour.heard)
    assert sorted(ardour.path.parent.rglob("*")) == before
