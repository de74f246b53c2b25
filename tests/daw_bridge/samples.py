"""Write a small timeline in every format that Takelane reads, for tests that damage it."""

from __future__ import annotations

import gzip
import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import presets
from daw_bridge.envelope import Envelope, EnvelopePoint
from daw_bridge.exchange.cue_list import whole_name
from daw_bridge.readers import READERS
from daw_bridge.reaper.project import read_project
from daw_bridge.timeline import Cue, EmotionLane, Region, TempoChange, Timeline
from daw_bridge.writers import WRITERS
from tests.daw_bridge.ardour import session_builder
from tests.daw_bridge.exchange.wav_builder import broadcast, wav_with_lines
from tests.daw_bridge.live import als_builder

HARBOUR = presets.folder("demo") / "harbour.rpp"

SCENE = Timeline(
    source=Path("scene.rpp"),
    sample_rate=None,
    regions=(
        Region("1", 1, 'MARA (low): Run, "now"! id=q1; seed=7;', 1.0, 2.5),
        Region("2", 2, "TOBIN: Zoë wäre müde.", 3.0, 4.0),
    ),
    cues=(Cue(1, "Scene 2", 5.0),),
    lanes=(
        EmotionLane(
            "sad", "MARA", Envelope((EnvelopePoint(0.0, 0.25), EnvelopePoint(0.2, 0.5)), 0.5)
        ),
    ),
    tempo=(TempoChange(0.0, 84.0),),
)

RPP = b"""<REAPER_PROJECT 0.1 "7.61" 1790000000 0
  SAMPLERATE 48000 1 0
  TEMPO 84 4 4 0
  MARKER 1 1 "MARA (low): Run! id=q1;" 1 0 1 R {5BB7FB0F-D8D9-415B-8725-460B8CE504DB} 0 1
  MARKER 1 2.5 "" 1
  MARKER 2 3 "TOBIN:" 9 0 1 R {CE9C02E4-AAFB-4062-97FF-BBAAECA05990} 0 1
  MARKER 2 4 "" 1
  MARKER 1 5 "Scene 2" 0
  <TRACK {93F69C0D-5BF3-4EE9-9997-15295147816B}
    NAME MARA
    <FXCHAIN
      BYPASS 0 0 0
      <JS takelane/takelane_emotion.jsfx ""
        0 0 0.1 0.1 0 0 0 0.15
      >
      <PARMENV 2 0 1 0.5 "Sad / Takelane Emotion"
        ACT 1 -1
        PT 0 0.1 5 0 0 0 -0.35
        PT 3 0.55 3
      >
    >
    <ITEM
      POSITION 3
      <NOTES
        |Who is there?
      >
    >
  >
>
"""


def live_set() -> bytes:
    clips = (als_builder.clip(n, 2 * n, 2 * n + 1, f"MARA: Line {n}.") for n in range(2))
    moved = als_builder.envelopes(als_builder.automated(1000, [(0, 20), (8, 90, 0.1, 0.6, 0.5, 1)]))
    return als_builder.live_set(
        als_builder.track(1, "Takelane", *clips),
        als_builder.track(
            2, "MARA", devices=als_builder.rack({"Sad": (64, ())}, n_macros=2), automation=moved
        ),
        locators=[als_builder.locator(1, 12, "Scene 2")],
        tempo=[(als_builder.BEGINNING, 84), (4, 84), (8, 120)],
    )


def ardour_session() -> bytes:
    seconds = session_builder.superclocks
    return session_builder.session(
        session_builder.route(
            "MARA",
            session_builder.plugin(
                session_builder.lane(2, [(seconds(0), 0.2), (seconds(3), 0.8)]), values=(0, 0, 0.5)
            ),
        ),
        locations=[
            session_builder.location(1, seconds(1), seconds(2.5), "MARA (low): Run!"),
            session_builder.location(2, "b5760", "b9600", "TOBIN: Who is there?"),
            session_builder.location(3, seconds(5), seconds(5), "Scene 2", "IsMark"),
        ],
    )


def wav() -> bytes:
    spoken = [(region.start, region.end, region.name) for region in SCENE.regions]
    return wav_with_lines(spoken, broadcast(48_000))


BUILT: dict[str, Callable[[], bytes]] = {
    ".rpp": lambda: RPP,
    ".als": live_set,
    ".ardour": ardour_session,
    ".wav": wav,
}
"""What no writer of Takelane writes."""


def sample(ending: str, folder: Path) -> bytes:
    """Give a file of a format that `daw_bridge.readers` has."""
    twins = [other for other, reader in READERS.items() if reader is READERS[ending]]
    for twin in twins:
        if twin in BUILT:
            return BUILT[twin]()
        if twin in WRITERS:
            path = folder / f"sample{twin}"
            WRITERS[twin](SCENE, path)
            return path.read_bytes()
    raise AssertionError(f"there is no sample of {ending}; add one to tests/daw_bridge/samples.py")


def demo(ending: str, path: Path) -> None:
    """Write the demo project in a format: as it ships, or else as Takelane writes it."""
    twins = [other for other, reader in READERS.items() if reader is READERS[ending]]
    shipped = [HARBOUR.with_suffix(twin) for twin in (ending, *twins)]
    timeline = read_project(HARBOUR)
    if ending in WRITERS and not shipped[0].exists():
        WRITERS[ending](timeline, path)
    elif found := [file for file in shipped if file.exists()]:
        path.write_bytes(found[0].read_bytes())
    else:
        spoken = [(region.start, region.end, whole_name(region)) for region in timeline.regions]
        cues = [(cue.time, cue.time, cue.name) for cue in timeline.cues]
        path.write_bytes(wav_with_lines([*spoken, *cues]))


def unpacked(data: bytes) -> bytes:
    """Give the document inside gzip or zip; anything else is a document itself."""
    if data.startswith(b"\x1f\x8b"):
        return gzip.decompress(data)
    if data.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return archive.read("project.xml")
    return data


def packed_like(data: bytes, document: bytes) -> bytes:
    """Undo `unpacked` for another document."""
    if data.startswith(b"\x1f\x8b"):
        return gzip.compress(document, compresslevel=1)
    if data.startswith(b"PK"):
        return zipped(document)
    return document


def zipped(document: bytes) -> bytes:
    """Put a document into a zip file where DAWproject has it."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("project.xml", document)
    return packed.getvalue()
