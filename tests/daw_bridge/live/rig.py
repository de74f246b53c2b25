"""Run a Live without Live: its song, AbletonOSC's rules, our true script, and our client."""

from __future__ import annotations

import importlib
import socket
import sys
import threading
import types
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from queue import Empty, SimpleQueue
from time import monotonic

import daw_bridge
from daw_bridge.daw import TimelineChanged
from daw_bridge.live.live import Live, LivePorts
from daw_bridge.osc import LOOPBACK
from tests.daw_bridge.live.ableton_osc import AbletonOsc
from tests.daw_bridge.live.stub_live import Application
from tests.patience import PATIENCE, wait_until

SCRIPTS = Path(daw_bridge.__file__).parent / "scripts" / "live"
_TICK = 0.005


class ControlSurface:
    """Stand in for the class that Live gives scripts."""

    def __init__(self, c_instance):
        self.song = c_instance.song
        self.shown = []
        self.scheduled = None

    def schedule_message(self, ticks, callback):
        self.scheduled = callback

    def show_message(self, message):
        self.shown.append(message)

    def disconnect(self):
        self.scheduled = None


def script(name):
    """Import a module of our script the way Live does, with stubs for what Live brings."""
    application = types.SimpleNamespace(get_application=Application)
    sys.modules.setdefault("Live", types.SimpleNamespace(Application=application))
    surface = types.SimpleNamespace(ControlSurface=ControlSurface)
    sys.modules.setdefault("ableton.v2.control_surface", surface)
    with suppress(ValueError):
        sys.path.remove(str(SCRIPTS))
    sys.path.insert(0, str(SCRIPTS))
    return importlib.import_module(name)


def free_port(kind=socket.SOCK_DGRAM):
    with socket.socket(socket.AF_INET, kind) as taken:
        taken.bind((LOOPBACK, 0))
        return taken.getsockname()[1]


class Rig:
    """Hold a Live that can be quit and started, and what Takelane was told by it.

    Args:
        osc: whether AbletonOSC is installed.
        has_script: whether our script is.
    """

    def __init__(self, song, *, osc=True, has_script=True, look_every=0.05):
        self.song = song
        self.ports = LivePorts(free_port(), free_port(), free_port(socket.SOCK_STREAM))
        self.events = SimpleQueue()
        self.seen = []
        self._parts = (osc, has_script)
        self._lock = threading.RLock()
        self._stopped = threading.Event()
        self.osc = self.surface = None
        self.open()
        threading.Thread(target=self._tick, daemon=True).start()
        # A script that is there is found at once.
        self.await_true(lambda: not (self.surface and self.surface.scheduled) or self._is_open())
        self.live = Live(self.ports, look_every, timeout=0.5)
        self.live.start(self.events.put)

    def open(self):
        """Start Live."""
        with self._lock:
            if self._parts[0]:
                self.osc = AbletonOsc(self.song, self.ports.send, self.ports.listen)
            if self._parts[1]:
                script("Takelane.surface").PORT = self.ports.script
                instance = types.SimpleNamespace(song=self.song)
                self.surface = script("Takelane").create_instance(instance)

    def quit(self):
        """Quit Live, or let it crash: nobody hears a word."""
        with self._lock:
            if self.osc:
                self.osc.close()
            if self.surface:
                self.surface.disconnect()
            self.osc = self.surface = None

    def in_live(self, act: Callable[[], object]):
        """Do something in Live's own thread, so to speak."""
        with self._lock:
            return act()

    def await_event(self, kind, wanted=lambda event: True):
        """Give the next event of a kind that is as wanted; others are only remembered."""
        until = monotonic() + PATIENCE
        while True:
            try:
                event = self.events.get(timeout=max(until - monotonic(), 0.01))
            except Empty:
                raise AssertionError(f"no {kind.__name__} came; there were {self.seen}") from None
            self.seen.append(event)
            if isinstance(event, kind) and wanted(event):
                return event

    def await_timeline(self, wanted=lambda timeline: timeline.regions):
        """Give the timeline once it is as wanted."""
        return self.await_event(TimelineChanged, lambda event: wanted(event.timeline)).timeline

    def await_true(self, told: Callable[[], object]):
        """Wait until something is so in Live."""
        wait_until(lambda: self.in_live(told))

    def _is_open(self):
        return self.surface._desk.port

    def close(self):
        self.live.close()
        self._stopped.set()
        self.quit()

    def _tick(self):
        while not self._stopped.wait(_TICK):
            with self._lock:
                if self.osc:
                    self.osc.tick()
                if self.surface and self.surface.scheduled:
                    self.surface.scheduled()
