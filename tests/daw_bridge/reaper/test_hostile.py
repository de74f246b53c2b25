"""Whatever anybody sends or leaves in the folder: no error, nothing written, and it goes on."""

from __future__ import annotations

import json
import random
import struct
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from daw_bridge.daw import DawProblem, RenderRequested, TimelineChanged
from daw_bridge.osc import OnMessage, OscLink
from daw_bridge.osc_codec import OscError, decode
from daw_bridge.reaper.reaper import Reaper
from daw_bridge.spool import PROTOCOL, TO_DAW, TO_TAKELANE
from daw_bridge.transport import Playing
from tests.daw_bridge.reaper.peer import OscDevice, Project, Script, region
from tests.daw_bridge.reaper.takelane import Heard, await_look, take
from tests.daw_bridge.xml_mutations import mutated_bytes

ADDRESSES = (
    b"/time", b"/play", b"/stop", b"/time/str", b"/action/_TAKELANE_POLL", b"/track/1/vu",
    b"#bundle", b"#reply", b"/", b"", b"time", b"/time/../../etc", b"/play\xff", b"/" * 2000,
)  # fmt: skip
TAGS = b"ifsbhdtTFNISrcm[]\0,x"


def padded(data: bytes) -> bytes:
    return data + b"\0" * (4 - len(data) % 4)


def transport(address: bytes) -> bytes:
    return padded(address) + padded(b",f") + struct.pack(">f", 1.0)


def message(rng: random.Random) -> bytes:
    """Give a message whose tags and arguments have little to do with each other."""
    kind = rng.random()
    if kind < 0.3:
        value = rng.choice((0.0, 1.0, -1.0, 1e38, float("nan"), float("inf"), rng.uniform(-9, 9e4)))
        packed = struct.pack(">f", value)
        return padded(rng.choice(ADDRESSES[:3])) + padded(b",f") + packed
    tags = b"," + bytes(rng.choices(TAGS, k=rng.randrange(6)))
    content = rng.randbytes(rng.randrange(40))
    whole = padded(rng.choice(ADDRESSES)) + padded(tags) + content
    return whole[: rng.randrange(len(whole) + 1)] if kind > 0.8 else whole


def datagrams(n: int, seed: int) -> Iterator[bytes]:
    """Yield messages, bundles, bundles in bundles, lies about lengths, and noise."""
    rng = random.Random(seed)
    for _ in range(n):
        kind = rng.random()
        if kind < 0.7:
            yield message(rng)
        elif kind < 0.9:
            yield bundle(rng, depth=rng.choice((1, 1, 2, 40)))
        else:
            yield rng.randbytes(rng.choice((0, 1, 3, 4, 8, 16, 200, 1500)))


def bundle(rng: random.Random, depth: int) -> bytes:
    parts = [message(rng) for _ in range(rng.randrange(4))]
    if depth > 1:
        parts.append(bundle(rng, depth - 1))
    content = b"".join(
        struct.pack(">i", rng.choice((len(part), len(part), -1, 2**31 - 1))) + part
        for part in parts
    )
    return b"#bundle\0" + rng.randbytes(8) + content


@pytest.fixture
def errors(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Gather what goes wrong on any thread."""
    found: list[str] = []
    monkeypatch.setattr(threading, "excepthook", lambda about: found.append(str(about.exc_value)))
    return found


class Door(OscLink):
    """Let datagrams in without a socket, read as the link of a socket reads them."""

    def __init__(self, on_message: OnMessage) -> None:
        self._on_message = on_message
        self.sent: list[str] = []

    def push(self, datagram: bytes) -> None:
        try:
            messages = decode(datagram)
        except OscError:
            return
        for heard in messages:
            self._on_message(heard)

    def send(self, address: str, *args: Any) -> None:
        self.sent.append(address)

    def ask(self, address: str, *args: Any, answers: Any = None) -> Any:
        raise AssertionError("REAPER is asked nothing")

    def close(self) -> None:
        pass


def written(folder: Path) -> list[str]:
    """List what lies in and beside the folder, but for our heartbeat, which comes and goes."""
    found = (path.relative_to(folder.parent) for path in folder.parent.rglob("*"))
    return sorted(str(path) for path in found if "takelane.json" not in path.name)


def test_a_hundred_thousand_datagrams(
    folder: Path, project: Project, heard: Heard, errors: list[str]
) -> None:
    doors: list[Door] = []

    def open_link(on_message: OnMessage) -> OscLink:
        doors.append(Door(on_message))
        return doors[0]

    daw = Reaper(folder, "0.1.0", open_link)
    daw.start(heard.put)
    script = Script(folder, project)
    script.show()
    script.beat()
    heard.next(TimelineChanged)
    before = written(folder)
    for datagram in datagrams(95_000, seed=1):
        doors[0].push(datagram)
    assert written(folder) == before
    assert not any(isinstance(event, DawProblem) for event in list(heard.queue))
    heard.queue.clear()
    doors[0].push(transport(b"/stop"))
    doors[0].push(transport(b"/play"))
    heard.next(Playing)
    sent = script.ask("render", regions=["{GUID-1}"])
    assert heard.next(RenderRequested).id == sent
    daw.close()
    assert errors == []


def test_five_thousand_datagrams_through_a_socket(
    daw: Reaper,
    script: Script,
    device: OscDevice,
    heard: Heard,
    folder: Path,
    errors: list[str],
) -> None:
    heard.next(TimelineChanged)
    before = written(folder)
    for number, datagram in enumerate(datagrams(5000, seed=2)):
        device.send(datagram)
        if number % 50 == 0:
            time.sleep(0.001)  # The system drops what nobody has read in time.
    assert written(folder) == before
    heard.queue.clear()

    def stop_and_play() -> None:
        device.send(transport(b"/stop"))
        device.send(transport(b"/play"))

    heard.next(Playing, stop_and_play)
    sent = script.ask("render", regions=["{GUID-1}"])
    assert heard.next(RenderRequested).id == sent
    assert errors == []


LETTERS: tuple[tuple[str, dict[str, Any]], ...] = (
    ("render", {"timeline": 1, "regions": ["{GUID-1}", "{GUID-2}"]}),
    ("place", {"timeline": 1}),
    ("audition", {"timeline": 1, "region": "{GUID-1}"}),
    ("placed", {"take": "take-1", "start": 3.0}),
    ("not_placed", {"take": "take-1", "reason": "gone"}),
)


def test_mutated_letters_and_states_disturb_nobody(
    script: Script, heard: Heard, project: Project, folder: Path, errors: list[str]
) -> None:
    heard.next(TimelineChanged)
    outside = sorted(path.name for path in folder.parent.iterdir())
    inside = {"daw.json", "timeline.json", "takelane.json", TO_DAW, TO_TAKELANE}
    letters = list(_mutated_letters(2000))
    states = list(mutated_bytes(_state(project), 60, seed=9))
    for number, letter in enumerate(letters):
        (folder / TO_TAKELANE / f"{number:019d}-x.json").write_bytes(letter)
        if number % 50 == 0:
            (folder / "timeline.json").write_bytes(states[number // 50])
            (folder / "daw.json").write_bytes(states[number // 50 + 1])
    project.change(regions=[region(11)])
    script.show()
    script.beat()
    sent = script.ask("render", regions=["{GUID-11}"])
    while heard.next(RenderRequested).id != sent:
        pass
    assert sorted(path.name for path in folder.parent.iterdir()) == outside
    assert {p.name for p in folder.iterdir() if not p.name.startswith(".")} == inside
    assert list((folder / TO_DAW).iterdir()) == []
    assert errors == []


@pytest.mark.parametrize(
    "name",
    [
        "..%2F..%2Fevil.json", "0001-..json", "0001-a.json.part", "-1-a.json", "0001-é.json",
        "0001-" + "a" * 100 + ".json", "0001-a\nb.json", " 0001-a.json",
    ],
)  # fmt: skip
def test_a_letter_with_an_odd_name_is_none(
    daw: Reaper, script: Script, heard: Heard, folder: Path, name: str
) -> None:
    heard.next(TimelineChanged)
    letter = {"protocol": PROTOCOL, "kind": "place", "data": {"timeline": 1}}
    (folder / TO_TAKELANE / name).write_text(json.dumps(letter))
    await_look(daw, script.spool)
    assert heard.empty()
    assert (folder / TO_TAKELANE / name).exists()


def test_a_take_with_any_id_stays_in_the_folder(
    daw: Reaper, script: Script, heard: Heard, folder: Path
) -> None:
    heard.next(TimelineChanged)
    ids = ["../../x", "/etc/passwd", "a\0b", "", "é" * 500, "\ud800", "CON", "x.json"]
    daw.place([replace(take(), id=one) for one in ids])
    assert len(list((folder / TO_DAW).iterdir())) == len(ids)
    assert [letter.data["take"] for letter in script.spool.received()] == ids


def _state(project: Project) -> bytes:
    return json.dumps({"protocol": PROTOCOL, "daw": "REAPER", **project.state}).encode()


def _mutated_letters(n: int) -> Iterator[bytes]:
    for seed, (kind, data) in enumerate(LETTERS):
        letter = json.dumps({"protocol": PROTOCOL, "kind": kind, "data": data}).encode()
        yield from mutated_bytes(letter, n // len(LETTERS), seed)
