"""Keep what is known of the Live that runs, and tell what changes.

Nothing here asks anybody; `daw_bridge.live.live` does, and brings the answers.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from daw_bridge.daw import (
    Connected,
    DawEvent,
    DawProblem,
    Disconnected,
    RenderRequested,
    TimelineChanged,
)
from daw_bridge.live.als import SavedSet
from daw_bridge.live.live_set import LiveSet
from daw_bridge.live.live_transport import LiveTransport
from daw_bridge.live.macro_lanes import MacroLanes
from daw_bridge.live.news import (
    ArmMoved,
    LoopIs,
    LoopLength,
    LoopStart,
    News,
    ParameterMoved,
    PlayingIs,
    SongTime,
    Started,
    Tempo,
    WentWrong,
)
from daw_bridge.live.render_button import RenderButton
from daw_bridge.live.script_news import LinesAre, SetIs
from daw_bridge.live.set_lines import Locator, SetClip
from daw_bridge.timeline import Timeline
from daw_bridge.transport import Located, Playing, Stopped, TransportEvent

_NAME = "Ableton Live"


class LiveSession:
    """Follow one Live at a time; whoever calls sees to it that calls do not overlap.

    Args:
        tell: takes events, and returns at once.
        clock: gives seconds that only grow.

    Attributes:
        connected: whether AbletonOSC has answered.
        has_script: whether our script is there.
        path: where the set is saved, if our script knows.
        touched: the numbers of tracks whose button should be asked for.
    """

    def __init__(self, tell: Callable[[DawEvent], None], clock: Callable[[], float]) -> None:
        self.set = LiveSet()
        self.macros = MacroLanes()
        self.transport = LiveTransport(clock)
        self.connected = False
        self.has_script = False
        self.path: Path | None = None
        self.touched: set[int] = set()
        self._tell = tell
        self._button = RenderButton()
        self._pressed: dict[str, str] = {}
        self._listened: dict[int, str] = {}
        self._rows: dict[str, SetClip] = {}
        self._loop: dict[type, Any] = {LoopIs: False, LoopStart: 0.0, LoopLength: 0.0}
        self._told: Timeline | None = None
        self._state: tuple[object, ...] = ()
        self._problems: set[str] = set()
        self._version = ""
        self._heard: dict[type, Callable[[Any], None]] = {
            Started: lambda news: self.lost(),
            WentWrong: lambda news: self.problem(f"AbletonOSC says: {news.message}"),
            Tempo: self._take_tempo,
            SongTime: self._take_position,
            PlayingIs: self._take_playing,
            LoopIs: self._take_loop_switch,
            LoopStart: self._take_loop_place,
            LoopLength: self._take_loop_place,
            ArmMoved: self._take_arm,
            ParameterMoved: self._take_parameter,
        }

    def hear(self, news: News) -> None:
        """Take what AbletonOSC tells."""
        self._heard[type(news)](news)

    def greet(self, version: str) -> None:
        """Take that AbletonOSC answers, for the first time or again."""
        self.connected, self._version = True, version
        self._listened = {}
        self._problems.clear()
        self._tell(Connected(f"{_NAME} {version}"))

    def lost(self) -> None:
        """Take that Live is gone, or begins anew."""
        if not self.connected:
            return
        self.connected, self._told = False, None
        self.set.tracks = ()
        self.set.has_clips = self.set.has_clips and self.has_script
        self.macros = MacroLanes()
        for event in self.transport.set_playing(False):
            self._tell(event)
        self._tell(Disconnected(f"{_NAME} {self._version}"))

    def problem(self, reason: str) -> None:
        """Tell what is wrong, once until Live comes again."""
        if reason not in self._problems:
            self._problems.add(reason)
            self._tell(DawProblem(reason))

    def take_tracks(self, names: tuple[str, ...]) -> tuple[set[int], set[int]]:
        """Take the names of the tracks; give whose buttons to listen to from now on, and no more.

        AbletonOSC numbers a track as it stood when it was listened to, and never quite stops
        listening to one that has moved; what it tells is a reason to ask, and no more.
        """
        self.set.tracks = names
        wanted = self.set.line_tracks
        stale = {n for n, name in self._listened.items() if wanted.get(n) != name}
        fresh = {n for n, name in wanted.items() if self._listened.get(n) != name}
        if stale:
            self.macros.forget_macros()
        self._listened = wanted
        return fresh, stale

    def take_locators(self, locators: tuple[Locator, ...]) -> None:
        """Take the locators."""
        self.set.locators = locators

    def take_clips(self, clips: Iterable[SetClip]) -> None:
        """Take the clips of tracks with lines, as AbletonOSC tells them."""
        if not self.has_script:
            self.set.take_clips(clips)

    def take_saved(self, saved: SavedSet | None) -> None:
        """Take the saved file of the set; where there is none, macros as they were played hold."""
        self.set.saved = saved
        if saved is None and not self.transport.playing:
            self.set.lanes = self.macros.lanes
        self.publish()

    def take_set(self, news: SetIs) -> None:
        """Take what our script says of the set."""
        self.has_script, self.path, self.set.bpm = True, news.path, news.bpm

    def take_lines(self, news: LinesAre) -> None:
        """Take the clips that our script tells of."""
        for key in news.gone:
            self._rows.pop(key, None)
        self._rows.update(news.changed)
        if news.complete:
            self.set.take_rows(self._rows)
            self.publish()

    def script_gone(self) -> None:
        """Take that our script has hung up."""
        self.has_script, self.path = False, None
        self._rows.clear()
        self.set.has_clips = False

    def publish(self) -> None:
        """Tell the timeline if it has changed, and what waited for it."""
        if not (self.connected and self.set.is_known):
            return
        timeline = self._timeline()
        if timeline != self._told:
            self._told = timeline
            self._tell(TimelineChanged(timeline))
        for request_id, track in list(self._pressed.items()):
            del self._pressed[request_id]
            self._request(request_id, track, timeline)

    def take_arm(self, track: str, on: bool) -> None:
        """Take how the button of a track stands."""
        if track not in self._listened.values():
            return
        request_id = self._button.set(track, on)
        if request_id is not None:
            self._pressed[request_id] = track
            self.publish()

    def served(self, request_id: str) -> None:
        """Take that a request is done with; its button is to go out."""
        self._button.serve(request_id)

    @property
    def to_disarm(self) -> set[int]:
        """Number the tracks whose button is to go out."""
        served = self._button.served
        return {number for number, name in self._listened.items() if name in served}

    def seconds(self, beats: float) -> float:
        """Give the time of a place."""
        return self.set.tempo.seconds(beats)

    def _timeline(self) -> Timeline:
        """Give the timeline; one that was told already, if nothing has changed."""
        state = self.set.state
        if self._told is None or state != self._state:
            self._state = state
            return self.set.timeline()
        return self._told

    def _request(self, request_id: str, track: str, timeline: Timeline) -> None:
        """Ask for the lines of a track, of those only that the loop touches where it is on."""
        start, end = 0.0, math.inf
        if self._loop[LoopIs]:
            start = self._loop[LoopStart]
            end = start + self._loop[LoopLength]
        lines = self.set.lines_of(track, start, end)
        if lines:
            self._tell(RenderRequested(request_id, timeline, lines))
            return
        where = "in the loop" if self._loop[LoopIs] else ""
        reason = f'the track "{track}" has no clip {where}'.strip()
        self._tell(DawProblem(f"{reason}; draw one over the time of a line and name it"))
        self.served(request_id)

    def _take_tempo(self, news: Tempo) -> None:
        self.set.bpm = news.bpm

    def _take_position(self, news: SongTime) -> None:
        self._follow(self.transport.set_position(self.seconds(news.beats)))

    def _take_playing(self, news: PlayingIs) -> None:
        self._follow(self.transport.set_playing(news.on))

    def _follow(self, events: list[TransportEvent]) -> None:
        for event in events:
            if isinstance(event, Playing):
                self.macros.play(event.position)
            elif isinstance(event, Stopped | Located):
                self.macros.stop(self.transport.position)
            self._tell(event)

    def _take_loop_switch(self, news: LoopIs) -> None:
        self._loop[LoopIs] = news.on

    def _take_loop_place(self, news: LoopStart | LoopLength) -> None:
        self._loop[type(news)] = news.beats

    def _take_arm(self, news: ArmMoved) -> None:
        self.touched.add(news.track)

    def _take_parameter(self, news: ParameterMoved) -> None:
        macro = (news.track, news.device, news.parameter)
        self.macros.move(macro, news.value, self.transport.position)
