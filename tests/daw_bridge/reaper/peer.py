"""Play the part of REAPER in tests: a project, the script that shows it, and an OSC device."""

from __future__ import annotations

import socket
import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from daw_bridge.osc import LOOPBACK
from daw_bridge.spool import TO_DAW, Letter, Spool

HARBOUR = {"path": "/show/harbour.rpp", "name": "harbour", "sample_rate": 48000,
           "frame_rate": 25, "drop_frame": False, "time_offset": 0}  # fmt: skip
_LARGEST = 1024
_GOES_ON = struct.Struct(">f")


def region(number: int, /, **changed: Any) -> dict[str, Any]:
    """Show a region of two seconds."""
    about = {
        "id": f"{{GUID-{number}}}",
        "number": number,
        "name": f"MARA: Line {number}.",
        "start": number * 3.0,
        "end": number * 3.0 + 2.0,
        "selected": number == 1,
        "notes": "",
    }
    return about | changed


def lane(emotion: str = "afraid", /, **changed: Any) -> dict[str, Any]:
    """Show a lane with three points."""
    points = [[0.0, 0.0, 0, 0.0], [4.0, 1.0, 5, 0.5], [9.5, 0.25, 1, 0.0]]
    return {"emotion": emotion, "track": "MARA", "points": points, "static": 0.0} | changed


@dataclass
class Project:
    """Hold what REAPER holds, whichever script runs; a script that is killed changes nothing here.

    Attributes:
        items: takes on the timeline with where they lie, each as often as it was put there.
    """

    state: dict[str, Any] = field(
        default_factory=lambda: {
            "revision": 1,
            "project": dict(HARBOUR),
            "regions": [region(1), region(2)],
            "cues": [{"number": 1, "name": "thunder", "time": 4.5}],
            "lanes": [lane(), lane("happy", points=[], static=0.5)],
            "tempo": [[0.0, 120.0, False], [8.0, 90.0, True]],
            "warnings": [],
        }
    )
    items: list[tuple[str, float]] = field(default_factory=list)

    def change(self, **changed: Any) -> None:
        """Let the user change something."""
        self.state |= changed
        self.state["revision"] += 1

    def place(self, order: Mapping[str, Any]) -> dict[str, Any] | str:
        """Place a take unless it lies there; give what was placed, or why it was not."""
        for take, start in self.items:
            if take == order["take"]:
                return {"take": take, "start": start}
        for shown in self.state["regions"]:
            if shown["id"] == order["region"]:
                self.items.append((order["take"], shown["start"]))
                return {"take": order["take"], "start": shown["start"]}
        return "its region is gone from the timeline"


class Script:
    """Be one run of the script in REAPER; a test lets it go step by step, and drops it to kill it.

    Attributes:
        heard: what it was asked of the moment, in order.
    """

    def __init__(self, folder: Path, project: Project) -> None:
        self.spool = Spool(folder, inbox=TO_DAW)
        self.project = project
        self.heard: list[tuple[str, Mapping[str, Any]]] = []

    def beat(self) -> None:
        """Say that REAPER is there."""
        self.spool.publish("daw", {"daw": "REAPER 7.62"})

    def show(self) -> None:
        """Show the project."""
        self.spool.publish("timeline", self.project.state)

    def ask(self, kind: str, **data: Any) -> str:
        """Send a request as the actions do, the project before it."""
        self.show()
        return self.spool.send(kind, {"timeline": self.project.state["revision"], **data})

    def quit(self) -> None:
        """End as REAPER does when it is closed."""
        self.spool.withdraw("daw")

    def work(self) -> None:
        """Answer every letter, to the end."""
        for _ in self.steps():
            pass

    def steps(self) -> Iterator[str]:
        """Answer every letter; the script can be killed after each step that is named."""
        for letter in self.spool.received():
            yield "read"
            if letter.kind == "place":
                yield from self._place(letter)
            else:
                self.heard.append((letter.kind, letter.data))
            self.spool.done(letter.id)
            yield "done"

    def _place(self, letter: Letter) -> Iterator[str]:
        answer = self.project.place(letter.data)
        yield "placed"
        if isinstance(answer, str):
            self.spool.send("not_placed", {"take": letter.data["take"], "reason": answer})
        else:
            self.spool.send("placed", answer)
        yield "answered"


class OscDevice:
    """Be REAPER's OSC device, with its rules.

    It reads messages of 1024 bytes at most, of i, f and s alone, looks at the first argument only,
    and drops what is longer. It tells `/time`, `/play` and `/stop` when they change, with floats of
    32 bits, whenever a test lets it look.
    """

    def __init__(self) -> None:
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind((LOOPBACK, 0))
        self._socket.settimeout(5.0)
        self._told: dict[str, bytes] = {}
        self.port = int(self._socket.getsockname()[1])
        self.send_port = 0
        self.position, self.playing = 0.0, False
        self.polled = 0

    def hear(self) -> str:
        """Wait for one datagram, do what it says, and give its address; empty if it is dropped."""
        datagram = self._socket.recv(65_536)
        if len(datagram) > _LARGEST:
            return ""
        address, args = _read(datagram)
        value = args[0] if args else None
        if address == "/time" and isinstance(value, float):
            self.position = value
        elif address == "/play" and value in (None, 1.0):
            self.playing = True
        elif address == "/stop" and value in (None, 1.0):
            self.playing = False
        elif address == "/action/_TAKELANE_POLL" and value in (None, 1.0):
            self.polled += 1
        else:
            return ""
        return address

    def look(self) -> None:
        """Tell what has changed since the last time."""
        for address, value in (
            ("/time", self.position),
            ("/play", float(self.playing)),
            ("/stop", float(not self.playing)),
        ):
            self.tell(address, value)

    def tell(self, address: str, value: float) -> None:
        """Tell one thing, unless it is told already."""
        packed = _GOES_ON.pack(value)
        if self._told.get(address) != packed:
            self._told[address] = packed
            self.send(_padded(address) + _padded(",f") + packed)

    def send(self, datagram: bytes) -> None:
        """Send whatever it is."""
        self._socket.sendto(datagram, (LOOPBACK, self.send_port))

    def close(self) -> None:
        """Let go of the port."""
        self._socket.close()


def _padded(text: str) -> bytes:
    data = text.encode() + b"\0"
    return data + b"\0" * (-len(data) % 4)


def _read(datagram: bytes) -> tuple[str, list[float | int | str]]:
    """Read a message as REAPER does; an argument of another type spoils all of it."""
    address, rest = _string(datagram)
    tags, rest = _string(rest) if rest else (",", b"")
    args: list[float | int | str] = []
    for tag in tags[1:]:
        if tag == "s":
            text, rest = _string(rest)
            args.append(text)
        elif tag in "if":
            args.append(struct.unpack(f">{tag}", rest[:4])[0])
            rest = rest[4:]
        else:
            return "", []
    return address, args


def _string(data: bytes) -> tuple[str, bytes]:
    text = data.partition(b"\0")[0]
    return text.decode(), data[(len(text) // 4 + 1) * 4 :]
