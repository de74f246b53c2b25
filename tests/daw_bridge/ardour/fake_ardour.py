"""Play Ardour for our side of the connection: its OSC, its settings, and what its scripts do."""

from __future__ import annotations

from pathlib import Path

from daw_bridge.ardour.open_session import LIVE, SPOOL
from daw_bridge.ardour.place_list import FILE_NAME, Row
from daw_bridge.osc import UdpLink
from daw_bridge.osc_codec import OscMessage
from daw_bridge.spool import TO_DAW, Spool
from daw_bridge.take_folder import FOLDER
from tests.daw_bridge.ardour.session_builder import location, session, superclocks

RATE = 48_000


class FakeArdour:
    """Hold one session in which a test may draw ranges.

    Attributes:
        heard: every message, in order.
        open: the session, or the snapshot of it, that is open.
        placed: the takes on the timeline, which a crash may take away.
    """

    def __init__(self, home: Path) -> None:
        self.settings = home / "ardour7"
        self.settings.mkdir()
        self.path = home / "harbour" / "harbour.ardour"
        self.path.parent.mkdir()
        (self.settings / "recent").write_text(f"other\n/nowhere\nharbour\n{self.path.parent}\n")
        self.heard: list[OscMessage] = []
        self.open = "harbour"
        self.placed: dict[str, int] = {}
        self._ranges: list[tuple[str, float, float]] = [("MARA: Hello.", 1.0, 2.5)]
        self._samples = 0
        self._link: UdpLink | None = None
        self.save()

    def start(self) -> None:
        self._link = UdpLink(self._take, send_port=1)
        (self.settings / "osc_url").write_text(f"osc.udp://studio.local:{self.port()}/")

    def port(self) -> int:
        assert self._link is not None
        return self._link.port

    def crash(self) -> None:
        """Answer no more."""
        assert self._link is not None
        self._link.close()

    def draw(self, name: str, start: float, end: float) -> None:
        self._ranges.append((name, start, end))

    def save(self, name: str = "harbour") -> None:
        """Save the session, or a snapshot of it, and tell so."""
        ranges = [
            location(100 + number, superclocks(start), superclocks(end), name)
            for number, (name, start, end) in enumerate(self._ranges)
        ]
        partial = self.path.with_name("saving.tmp")
        partial.write_bytes(session(locations=ranges))
        partial.replace(self.path.with_name(f"{name}.ardour"))
        self.say("/session_name", name)

    def save_live(self) -> None:
        self.save(LIVE)

    def ask(self, session: str = "harbour", **selection: object) -> str:
        """Do as our script does when it is run, and give the letter's id."""
        return self._spool().send("render", {"session": session, **selection})

    def answer(self, kind: str, **data: object) -> None:
        self._spool().send(kind, data)

    def say(self, address: str, *args: str | float) -> None:
        if self._link is not None:
            self._link.send(address, *args)

    def rows(self) -> list[Row]:
        """Read what is to be placed."""
        path = self.path.parent / FOLDER / SPOOL / FILE_NAME
        lines = path.read_text().splitlines() if path.exists() else []
        return [row for line in lines if (row := Row.read(line))]

    def place(self) -> None:
        """Do as our script does, which may be run at any time."""
        for row in self.rows():
            samples = self.placed.setdefault(row.take, row.samples)
            self.answer("placed", take=row.take, samples=samples)

    def _spool(self) -> Spool:
        return Spool(self.path.parent / FOLDER / SPOOL, inbox=TO_DAW)

    def _take(self, message: OscMessage) -> None:
        self.heard.append(message)
        match message.address, message.args:
            case "/set_surface", (*_, int(port)):
                assert self._link is not None
                self._link.send_port = port
                self.say("/session_name", self.open)
                self.say("/heartbeat", 1.0)
            case "/access_action", ("LuaAction/script-4",):
                self.place()
            case "/locate", (int(samples), 1):
                self._samples = samples
                self.say("/transport_play", 1.0)
                self.say("/position/samples", str(samples))
            case "/transport_stop", ():
                self.say("/transport_stop", 1.0)
