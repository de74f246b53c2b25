"""Gather from the events of a MIDI track what has to do with lines, tempo and emotion."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable
from dataclasses import dataclass, field

from daw_bridge.midi.messages import CONTROL_CHANGE, NOTE_OFF, NOTE_ON
from daw_bridge.midi.smf import (
    CUE_POINT,
    LYRIC,
    MARKER,
    META,
    SET_TEMPO,
    SMPTE_OFFSET,
    TEXT,
    TRACK_NAME,
    Event,
)

_TEXTS = (MARKER, CUE_POINT, LYRIC)

_MESSAGE, _CHANNEL = 0xF0, 0x0F
"""Bits of a status."""


@dataclass(slots=True)
class MidiText:
    """Hold a marker, cue point or lyric.

    Args:
        end: tick at which a note ends that starts with it on its track.
        info: the plain text right behind it, at the same tick.
    """

    tick: int
    text: str
    end: int | None = None
    info: str = ""


@dataclass(slots=True)
class _Note:
    """Hold where a note ends, once that is known."""

    end: int | None = None


@dataclass(slots=True)
class MidiTrack:
    """Hold what a track says, in order; of messages of channels only controllers."""

    name: str = ""
    texts: list[MidiText] = field(default_factory=list)
    tempos: list[Event] = field(default_factory=list)
    offsets: list[Event] = field(default_factory=list)
    controls: list[Event] = field(default_factory=list)

    @classmethod
    def from_events(cls, events: Iterable[Event]) -> MidiTrack:
        """Sort the events of a track."""
        track, notes = cls(), _Notes()
        for event in events:
            if event.kind >= META:
                track._take_meta(event)
            elif event.kind & _MESSAGE == CONTROL_CHANGE:
                track.controls.append(event)
            else:
                notes.take(event)
        for text in track.texts:
            text.end = notes.next_end(text.tick)
        return track

    def _take_meta(self, event: Event) -> None:
        if event.kind in _TEXTS:
            self.texts.append(MidiText(event.tick, decoded(event.data)))
        elif event.kind == TEXT:
            if self.texts and self.texts[-1].tick == event.tick and not self.texts[-1].info:
                self.texts[-1].info = decoded(event.data)
        elif event.kind == TRACK_NAME and not self.name:
            self.name = decoded(event.data)
        elif event.kind == SET_TEMPO:
            self.tempos.append(event)
        elif event.kind == SMPTE_OFFSET:
            self.offsets.append(event)


class _Notes:
    """Know where the notes of a track end, by where they begin."""

    def __init__(self) -> None:
        self._begun: dict[int, deque[_Note]] = defaultdict(deque)
        self._sounding: dict[tuple[int, int], deque[_Note]] = defaultdict(deque)

    def take(self, event: Event) -> None:
        """Take a message; where it ends a note, that is the first of its pitch."""
        kind, channel = event.kind & _MESSAGE, event.kind & _CHANNEL
        if kind not in (NOTE_ON, NOTE_OFF):
            return
        pitch, velocity = event.data
        sounding = self._sounding[channel, pitch]
        if kind == NOTE_ON and velocity:
            note = _Note()
            sounding.append(note)
            self._begun[event.tick].append(note)
        elif sounding:
            sounding.popleft().end = event.tick

    def next_end(self, tick: int) -> int | None:
        """Give the end of the next of the notes that begin at a tick."""
        notes = self._begun.get(tick)
        return notes.popleft().end if notes else None


def decoded(data: bytes) -> str:
    """Read text as UTF-8, else as older programs write it."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        text = data.decode("cp1252", errors="replace")
    return text.strip("\0")
