"""Make the demo project in all formats out of `harbour.rpp`: python -m tests.daw_bridge.demo_files

What Takelane writes itself it exports. The Live set is built of the tags that Takelane reads, as
nothing but Live can save a whole one; the Ardour session is saved by Ardour 7, which has to be
installed.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise
from pathlib import Path

import presets
from daw_bridge.beats import TempoMap, TempoPoint, tempo_points
from daw_bridge.envelope import HOLD, Envelope
from daw_bridge.exchange.cue_list import whole_name
from daw_bridge.reaper.project import read_project
from daw_bridge.timeline import Cue, EmotionLane, Timeline
from daw_bridge.writers import write
from model.emotion import EMOTIONS
from tests.daw_bridge.ardour import session_builder
from tests.daw_bridge.ardour.real_ardour import RealArdour
from tests.daw_bridge.live import als_builder

DEMO = presets.folder("demo")
HARBOUR = DEMO / "harbour.rpp"
EXPORTED = (".csv", ".dawproject", ".mid", ".srt")

RATE = 48_000
FIRST_MARK = 9000
"""An id that Ardour does not come to by itself."""

PIECES = 16
"""Straight lines for one curve."""

INSTANT = 0.001
"""Seconds before a jump at which a straight line ends."""

FULL = 127
"""The value of a macro that stands for the weight 1."""


def main() -> None:
    """Write every file anew."""
    harbour = read_project(HARBOUR)
    for ending in EXPORTED:
        write(harbour, HARBOUR.with_suffix(ending), force=True)
    HARBOUR.with_suffix(".als").write_bytes(live_set(harbour))
    with tempfile.TemporaryDirectory() as folder:
        session = ardour_session(harbour, Path(folder)).read_text()
        HARBOUR.with_suffix(".ardour").write_text(re.sub(r'(?<= origin=")[^"]*/', "", session))


def live_set(timeline: Timeline) -> bytes:
    """Build a Live set: the lines are clips, every lane a macro of its track's rack."""
    drawn = list(tempo_points(timeline.tempo))
    tempo = TempoMap.stepped(TempoPoint(beats, bpm, ramps=True) for beats, bpm in steps(drawn))
    clips = [
        als_builder.clip(
            region.number, tempo.beats(region.start), tempo.beats(region.end), whole_name(region)
        )
        for region in timeline.regions
    ]
    tracks = [als_builder.track(1, "Takelane", *clips)]
    for number, (name, lanes) in enumerate(groupby(timeline.lanes, key=lambda lane: lane.track), 2):
        tracks.append(rack_track(number, name, list(lanes), tempo))
    locators = [
        als_builder.locator(cue.number, tempo.beats(cue.time), cue.name) for cue in timeline.cues
    ]
    return als_builder.live_set(
        *tracks, locators=locators, bpm=drawn[0].bpm, tempo=list(steps(drawn))
    )


def rack_track(number: int, name: str, lanes: Sequence[EmotionLane], tempo: TempoMap) -> str:
    """Build a track with a rack, the macros automated in beats."""
    first = number * 1000
    macros = {lane.emotion: (lane.envelope.static_value * FULL, ()) for lane in lanes}
    automated = [
        als_builder.automated(
            first + index,
            [(tempo.beats(time), value * FULL) for time, value in straight(lane.envelope)],
        )
        for index, lane in enumerate(lanes)
        if lane.envelope.points
    ]
    return als_builder.track(
        number,
        name,
        devices=als_builder.rack(macros, first_target=first),
        automation=als_builder.envelopes(*automated),
    )


def ardour_session(timeline: Timeline, folder: Path) -> Path:
    """Let Ardour make a session: the lines are ranges, the lanes our plug-in's."""
    rows, path = folder / "rows.tsv", folder / "harbour" / "harbour.ardour"
    rows.write_text("\n".join("\t".join(map(str, row)) for row in ardour_rows(timeline)))
    ardour = RealArdour(folder / "home")
    ardour.on("make_demo.lua", path, ROWS=str(rows))
    # Marks cannot be made by Lua.
    end = "</Locations>"
    path.write_text(path.read_text().replace(end, "".join(map(mark, timeline.cues)) + end))
    ardour.on("probe_session.lua", path, SAVE="1")
    return path


def mark(cue: Cue) -> str:
    """Write a cue as Ardour does."""
    time = session_builder.superclocks(cue.time)
    return session_builder.location(FIRST_MARK + cue.number, time, time, cue.name, "IsMark")


def ardour_rows(timeline: Timeline) -> Iterator[tuple[object, ...]]:
    """Give the rows that `make_demo.lua` reads."""
    drawn = list(tempo_points(timeline.tempo))
    for point, after in pairwise((*drawn, drawn[-1])):
        yield "tempo", point.beats, point.bpm, after.bpm if point.ramps else point.bpm
    for region in timeline.regions:
        yield "range", round(region.start * RATE), round(region.end * RATE), whole_name(region)
    for lane in timeline.lanes:
        yield "lane", lane.track, EMOTIONS.index(lane.emotion), lane.envelope.static_value
        for time, value in straight(lane.envelope):
            yield "point", round(time * RATE), value


def straight(envelope: Envelope) -> Iterator[tuple[float, float]]:
    """Give times and values between which an envelope is all but straight."""
    for a, b in pairwise(envelope.points):
        yield a.time, a.value
        if a.shape == HOLD:
            yield b.time - INSTANT, a.value
        elif a.value != b.value:
            for piece in range(1, PIECES):
                time = a.time + (b.time - a.time) * piece / PIECES
                yield time, round(envelope.value_at(time), 4)
    yield from ((point.time, point.value) for point in envelope.points[-1:])


def steps(points: Sequence[TempoPoint]) -> Iterator[tuple[float, float]]:
    """Give beats and tempos with straight lines between them, as Live draws a tempo."""
    for point, after in pairwise((*points, points[-1])):
        yield point.beats, point.bpm
        if not point.ramps and after is not point:
            yield after.beats, point.bpm


if __name__ == "__main__":
    main()
