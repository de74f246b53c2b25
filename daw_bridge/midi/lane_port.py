"""Record lanes from a MIDI port while a DAW plays, for DAWs whose lanes cannot be read."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable

from daw_bridge.midi.chase import Chase
from daw_bridge.midi.controllers import LaneValues
from daw_bridge.midi.ports import MidiEvent, MidiPort, MidiReceived, OnEvent, PortFound, PortLost
from daw_bridge.midi.recorder import LaneRecorder
from daw_bridge.time_code import UNSAID, TimeBase
from daw_bridge.timeline import EmotionLane
from daw_bridge.transport import Located, Playing, Stopped, TransportEvent

TICK = 0.1
"""Seconds between two looks at whether the DAW has stopped sending."""

OpenPort = Callable[[OnEvent], MidiPort]

LanePortEvent = TransportEvent | PortLost | PortFound


class LanePort:
    """Hold the port, follow the transport that it tells of, and record what is moved meanwhile.

    Args:
        open_port: opens the port.
        clock: by which the port dates what comes.
        on_event: is told what the transport does and how the port is, on threads of ours.
        track: whose lanes are recorded; lanes of nobody in particular speak for everybody.

    Raises:
        MidiPortError: the port cannot be had.
    """

    def __init__(
        self,
        open_port: OpenPort,
        clock: Callable[[], float],
        on_event: Callable[[LanePortEvent], None] = lambda _: None,
        track: str = "",
    ) -> None:
        self._on_event = on_event
        self._lock = threading.Lock()
        self._base = UNSAID
        self._chase = Chase(clock)
        self._values = LaneValues()
        self._recorder = LaneRecorder(track)
        self._closed = threading.Event()
        self._port = open_port(self._hear)
        threading.Thread(target=self._watch, name="takelane-lanes", daemon=True).start()

    @property
    def lanes(self) -> tuple[EmotionLane, ...]:
        """Give the lanes of every pass that has ended."""
        with self._lock:
            return self._recorder.lanes

    def count_by(self, base: TimeBase) -> None:
        """Read time code as that of a project; where it counts as before, nothing changes."""
        with self._lock:
            if base != self._base:
                self._base = base
                self._chase.count_by(base)

    def tick(self) -> None:
        """Notice that the DAW has ceased to send."""
        with self._lock:
            events = self._followed(self._chase.tick())
        self._tell(events)

    def close(self) -> None:
        """Let go of the port."""
        self._closed.set()
        self._port.close()

    def _watch(self) -> None:
        while not self._closed.wait(TICK):
            self.tick()

    def _hear(self, event: MidiEvent) -> None:
        if not isinstance(event, MidiReceived):
            self._on_event(event)
            return
        with self._lock:
            events = self._followed(self._chase.receive(event.message, event.at))
            move = self._values.receive(event.message)
            if move is not None and self._chase.playing:
                self._recorder.receive(move.emotion, move.value, self._chase.position())
        self._tell(events)

    def _followed(self, events: Iterable[TransportEvent]) -> list[TransportEvent]:
        """Begin and end passes of the recorder with the transport."""
        followed = list(events)
        for event in followed:
            match event:
                case Playing(position) | Located(position) if self._chase.playing:
                    self._recorder.play(position)
                case Stopped(position):
                    self._recorder.stop(position)
        return followed

    def _tell(self, events: Iterable[TransportEvent]) -> None:
        for event in events:
            self._on_event(event)
