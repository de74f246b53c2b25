"""Record lanes and follow time code from the MIDI port "Takelane", while the window is open."""

from __future__ import annotations

import time
from collections.abc import Callable

from PyQt6.QtCore import QObject, pyqtSignal

from daw_bridge.midi.lane_port import LanePort, LanePortEvent, OpenPort
from daw_bridge.midi.ports import MidiPortError, PortFound, PortLost
from daw_bridge.time_code import TimeBase
from daw_bridge.timeline import EmotionLane
from daw_bridge.transport import Stopped
from gui.document import Document
from gui.sentence import sentence


class MidiLink(QObject):
    """Hold the port; what was played in a pass becomes drawn lanes, in one step of undo.

    Args:
        open_port: opens the port.
    """

    transport_moved = pyqtSignal(object)
    """A `TransportEvent` that time code or song position tells of."""

    problem = pyqtSignal(str)

    _came = pyqtSignal(object)

    def __init__(
        self,
        open_port: OpenPort,
        document: Document,
        clock: Callable[[], float] = time.monotonic,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._open_port = open_port
        self._document = document
        self._clock = clock
        self._port: LanePort | None = None
        self.state = ""
        """What the port does, or why there is none; a sentence."""
        self._drawn: tuple[EmotionLane, ...] = ()
        self._came.connect(self._hear)

    def start(self) -> None:
        """Open the port; without MIDI everything else works, and nobody is told who has no use."""
        try:
            self._port = LanePort(self._open_port, self._clock, self._came.emit)
        except MidiPortError as error:
            self.state = sentence(str(error))
        else:
            self.state = "Lanes and time code are heard on the MIDI port “Takelane”."

    def count_by(self, base: TimeBase) -> None:
        """Read time code as that of the project; where it counts as before, nothing changes."""
        if self._port is not None:
            self._port.count_by(base)

    def close(self) -> None:
        """Let go of the port."""
        self._came.disconnect(self._hear)
        if self._port is not None:
            self._port.close()

    def _hear(self, event: LanePortEvent) -> None:
        match event:
            case PortLost(name):
                self.problem.emit(f"the MIDI port {name} is gone; it is looked for")
            case PortFound():
                pass
            case _:
                if isinstance(event, Stopped):
                    self._draw()
                self.transport_moved.emit(event)

    def _draw(self) -> None:
        """Lay what was recorded over the lanes of the project."""
        lanes = () if self._port is None else self._port.lanes
        new = [lane for lane in lanes if lane not in self._drawn]
        self._drawn = lanes
        if new:
            self._document.edits.draw(new, "Record lanes")
