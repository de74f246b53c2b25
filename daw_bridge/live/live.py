"""Talk to the Live that runs: AbletonOSC for what it tells, our own script for what it cannot do.

AbletonOSC tells of tracks, locators, clips, macros and the transport. Our script tells where the
set is saved, knows clips again when they are moved or renamed, and places takes. Without it,
everything but that works; without AbletonOSC, nothing does.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial

from daw_bridge.daw import (
    Daw,
    DawError,
    NotPlaced,
    OnDawEvent,
    Placed,
    TakeToPlace,
)
from daw_bridge.live import addresses
from daw_bridge.live.live_osc import LiveOsc
from daw_bridge.live.live_placing import GONE, WITHOUT_SCRIPT, LivePlacing, order
from daw_bridge.live.live_session import LiveSession
from daw_bridge.live.macro_lanes import Macro, emotion_of
from daw_bridge.live.news import News
from daw_bridge.live.saved_sets import SavedSets
from daw_bridge.live.script_link import ScriptLink
from daw_bridge.live.script_news import (
    PORT,
    LinesAre,
    OtherProtocol,
    ScriptGone,
    ScriptNews,
    SetIs,
    TakePlaced,
    TakeRefused,
)
from daw_bridge.live.set_lines import SetClip
from daw_bridge.live.teller import Teller
from daw_bridge.osc import OscTimeoutError, UdpLink

NO_ABLETON_OSC = (
    "Live is open, but AbletonOSC does not answer; install it and choose it as a control surface "
    "in Live's Preferences"
)

OTHER_SCRIPT = (
    "the Takelane script in Live is of another version; run `takelane install live` and start "
    "Live again"
)

TOO_MANY = (
    'AbletonOSC does not tell the clips of the track "{}": there may be too many for one message; '
    "run `takelane install live` and choose Takelane as a control surface in Live's Preferences"
)

_CLIPS_GRACE, _PLACE_GRACE = 1.0, 3.0
"""Seconds that our script may take to come, once AbletonOSC has answered, before clips are asked
for elsewhere, and before takes are given back."""

_MOST_MISSES = 2
"""Questions in a row without an answer, after which Live is gone."""

_MOST_MESSAGES = 5
"""Sentences that wait for Live to come back."""

_TRACKS_A_LOOK = 2
"""Tracks whose racks are looked at in one go; each is a question or more."""


@dataclass(frozen=True, slots=True)
class LivePorts:
    """Say where AbletonOSC listens and answers, and where our script listens."""

    send: int = addresses.SEND_PORT
    listen: int = addresses.LISTEN_PORT
    script: int = PORT


class Live(Daw):
    """Hold the connection to Ableton Live.

    Args:
        ports: of AbletonOSC and of our script.
        look_every: seconds between two looks at what nobody tells by itself.
        timeout: seconds that an answer of AbletonOSC may take.
        clock: gives seconds that only grow.
    """

    def __init__(
        self,
        ports: LivePorts | None = None,
        look_every: float = 1.0,
        timeout: float = 1.0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._ports = ports or LivePorts()
        self._look_every = look_every
        self._timeout = timeout
        self._clock = clock
        self._lock = threading.Lock()
        self._wake = threading.Event()
        self._closed = threading.Event()
        self._placing = LivePlacing()
        self._messages: list[str] = []
        self._saved_sets = SavedSets()
        self._next_track = -1
        self._misses = 0
        self._alone_since = clock()

    def start(self, on_event: OnDawEvent) -> None:
        """Begin to look for Live."""
        ports = self._ports
        open_link = partial(
            UdpLink, send_port=ports.send, listen_port=ports.listen, timeout=self._timeout
        )
        self._teller = Teller(on_event)
        self._session = LiveSession(self._teller.tell, self._clock)
        try:
            self._osc = LiveOsc(open_link, self._hear)
        except DawError:
            self._teller.close()
            raise
        self._script = ScriptLink(ports.script, self._hear_script)
        threading.Thread(target=self._work, name="takelane-live", daemon=True).start()

    def place(self, takes: Sequence[TakeToPlace]) -> None:
        """Ask for takes on the timeline."""
        with self._lock:
            self._placing.add(takes)
        self._wake.set()

    def finish(self, request_id: str) -> None:
        """Let the arm button that made a request go out."""
        with self._lock:
            self._session.served(request_id)
        self._wake.set()

    def tell(self, message: str) -> None:
        """Show a sentence in Live's status bar, if our script is there."""
        with self._lock:
            self._messages = [*self._messages, message][-_MOST_MESSAGES:]
        self._wake.set()

    def play(self, position: float) -> None:
        """Let Live play from a position on."""
        with self._lock:
            beats = self._session.set.tempo.beats(max(position, 0.0))
        with suppress(DawError):
            self._osc.play(beats)

    def stop(self) -> None:
        """Let Live stop."""
        with suppress(DawError):
            self._osc.stop()

    def close(self) -> None:
        """Let go of the connection."""
        self._closed.set()
        self._wake.set()
        self._osc.close()
        self._script.close()
        self._teller.close()

    def _hear(self, news: News) -> None:
        with self._lock:
            session, was_there = self._session, self._session.connected
            session.hear(news)
            work = bool(session.touched or session.to_disarm or session.connected != was_there)
        if work:
            self._wake.set()

    def _hear_script(self, news: ScriptNews) -> None:
        with self._lock:
            match news:
                case SetIs():
                    self._session.take_set(news)
                case LinesAre():
                    self._session.take_lines(news)
                case TakePlaced():
                    if self._placing.done(news.take_id):
                        start = self._session.seconds(news.start_beats)
                        self._teller.tell(Placed(news.take_id, start))
                case TakeRefused():
                    if self._placing.done(news.take_id):
                        self._teller.tell(NotPlaced(news.take_id, news.reason))
                case OtherProtocol():
                    self._session.problem(OTHER_SCRIPT)
                case ScriptGone():
                    self._session.script_gone()
                    self._placing.ask_again()
                    self._alone_since = self._clock()
        self._wake.set()

    def _work(self) -> None:
        while not self._closed.is_set():
            self._wake.clear()
            try:
                self._serve()
                self._greet()
                self._look()
            except OscTimeoutError:
                self._missed()
            except DawError as error:
                with self._lock:
                    self._session.problem(str(error))
            self._wake.wait(self._look_every)

    def _serve(self) -> None:
        """Do what Live is to do."""
        with self._lock:
            messages: list[str] = []
            if self._session.has_script:
                messages, self._messages = self._messages, messages
        for message in messages:
            self._script.send({"say": "tell", "message": message})
        self._place_waiting()

    def _place_waiting(self) -> None:
        with self._lock:
            session, waiting = self._session, self._placing.unasked()
            ready = session.connected and session.has_script and session.set.is_known
            alone = session.connected and self._is_alone(_PLACE_GRACE)
            orders = []
            for take in waiting:
                span = session.set.span_beats(take.region.id) if ready else None
                if span is not None:
                    self._placing.asked(take.id)
                    orders.append(order(take, span))
                elif ready or alone:
                    self._placing.done(take.id)
                    self._teller.tell(NotPlaced(take.id, GONE if ready else WITHOUT_SCRIPT))
            if alone:
                session.problem(WITHOUT_SCRIPT)
        for message in orders:
            # Where nobody takes it, the script has gone, and its news makes us ask again.
            self._script.send(message)

    def _greet(self) -> None:
        if self._session.connected:
            return
        version = self._osc.version()
        for address in addresses.SONG:
            self._osc.listen(address)
        with self._lock:
            self._session.greet(version)
            self._alone_since = self._clock()

    def _look(self) -> None:
        """Ask for everything that nobody tells by itself."""
        names = self._osc.track_names()
        self._misses = 0
        with self._lock:
            fresh, stale = self._session.take_tracks(names)
            lines, alone = self._session.set.line_tracks, self._is_alone(_CLIPS_GRACE)
        for track in stale:
            self._osc.unlisten(addresses.ARM, track)
        for track in fresh:
            self._osc.listen(addresses.ARM, track)
        self._look_at_buttons(lines)
        locators = self._osc.locators()
        clips = self._clips(lines) if alone else None
        with self._lock:
            self._session.take_locators(locators)
            if clips is not None:
                self._session.take_clips(clips)
            path, bpm = self._session.path, self._session.set.bpm
        saved = self._saved_sets.read(path, bpm)
        if saved is None:
            self._explore(names)
        with self._lock:
            if self._saved_sets.problem:
                self._session.problem(self._saved_sets.problem)
            self._session.take_saved(saved)

    def _look_at_buttons(self, lines: Collection[int]) -> None:
        """Ask how the buttons stand that were touched, then let those go out that are served."""
        session = self._session
        with self._lock:
            touched, session.touched = session.touched, set()
        try:
            for track in touched.intersection(lines):
                name, on = self._osc.arm_button(track)
                with self._lock:
                    session.take_arm(name, on)
        except OscTimeoutError:
            with self._lock:
                session.touched |= touched
            raise
        with self._lock:
            dark = session.to_disarm
        for track in dark:
            self._osc.disarm(track)

    def _is_alone(self, grace: float) -> bool:
        """Tell whether our script is missing, for longer than it takes to come."""
        return not self._session.has_script and self._clock() - self._alone_since > grace

    def _clips(self, lines: Mapping[int, str]) -> list[SetClip]:
        clips: list[SetClip] = []
        for track, name in lines.items():
            try:
                clips += self._osc.clips(track, name)
            except OscTimeoutError:
                # Live itself may be gone; this asks for it.
                self._osc.track_names()
                with self._lock:
                    self._session.problem(TOO_MANY.format(name))
                raise
        return clips

    def _explore(self, names: Sequence[str]) -> None:
        """Look for emotion macros on the next few tracks; a rack may come at any time.

        What moves them is recorded, where there is no saved set to read.
        """
        for _ in range(min(_TRACKS_A_LOOK, len(names))):
            self._next_track = (self._next_track + 1) % len(names)
            macros = dict(self._macros(self._next_track, names[self._next_track]))
            with self._lock:
                fresh = self._session.macros.know(macros)
            for macro in fresh:
                self._osc.listen(addresses.PARAMETER, *macro)

    def _macros(self, track: int, name: str) -> Iterator[tuple[Macro, tuple[str, str]]]:
        for device in self._osc.racks(track):
            for number, parameter in enumerate(self._osc.parameter_names(track, device)):
                emotion = emotion_of(parameter)
                if emotion is not None:
                    yield (track, device, number), (name, emotion)

    def _missed(self) -> None:
        """Take that a question was not answered; when that happens again, Live is gone."""
        self._misses += 1
        with self._lock:
            if self._misses >= _MOST_MISSES:
                self._session.lost()
            if self._session.has_script and not self._session.connected:
                self._session.problem(NO_ABLETON_OSC)
