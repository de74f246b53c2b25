"""Write the elements of a session as Ardour 7 itself writes them.

What is left out here, Ardour fills in with its defaults when it opens the session.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

NewId = Callable[[], int]

_VERSION = 7002
"""Of the form in which our elements are written."""

_REGION = (
    'muted="0" opaque="1" locked="0" video-locked="0" automatic="0" import="0" external="0" '
    'sync-marked="0" left-of-split="0" right-of-split="0" hidden="0" position-locked="0" '
    'valid-transients="0" start="a0" sync-position="a0" ancestral-start="a0" '
    'ancestral-length="a0@a0" stretch="1" shift="1" tags="" contents="0" envelope-active="0" '
    'default-fade-in="1" default-fade-out="1" fade-in-active="0" fade-out-active="0" '
    'scale-amplitude="1" type="audio" first-edit="nothing" channels="1"'
)
"""What all our regions have in common; a take has its own edges and needs no fades."""

_PROCESSOR = 'active="1" user-latency="0" use-user-latency="0"'


@dataclass(frozen=True, slots=True)
class Placed:
    """Name a stretch of sound and place it, in superclocks."""

    name: str
    start: int
    length: int

    @property
    def span(self) -> str:
        """Give length and start as regions have them."""
        return f"a{self.length}@a{self.start}"


def source(file: str, source_id: int, start: int) -> str:
    """Write an audio file among the sources of a session; `start` is where it was meant to be."""
    return (
        f'<Source name="{escaped(file)}" take-id="" type="audio" flags="" id="{source_id}" '
        f'natural-position="a{start}" channel="0" origin="" gain="1"/>'
    )


def region(take: Placed, region_id: int, source_id: int, layer: int | None = None) -> str:
    """Write a region for a layer of a playlist, or without one that of a whole file."""
    return (
        f'<Region name="{escaped(take.name)}" {_REGION} whole-file="{int(layer is None)}" '
        f'length="{take.span}" layering-index="{layer or 0}" id="{region_id}" '
        f'source-0="{source_id}" master-source-0="{source_id}"/>'
    )


def playlist(name: str, playlist_id: str, track_id: int, regions: Sequence[str]) -> Iterator[str]:
    """Write the playlist of a track."""
    yield (
        f'<Playlist id="{playlist_id}" name="{escaped(name)}" type="audio" '
        f'orig-track-id="{track_id}" pgroup-id="" shared-with-ids="" frozen="0" combine-ops="0">'
    )
    yield from (f"  {line}" for line in regions)
    yield "</Playlist>"


def track(
    name: str, track_id: int, playlist_id: str, order: int, outputs: Sequence[str], new_id: NewId
) -> Iterator[str]:
    """Write a mono audio track without an input, whose outputs go to the ports named."""
    name = escaped(name)
    yield (
        f'<Route version="{_VERSION}" id="{track_id}" name="{name}" default-type="audio" '
        'strict-io="0" active="1" denormal-protection="0" meter-point="MeterPostFader" '
        f'disk-io-point="DiskIOPreFader" meter-type="MeterPeak" audio-playlist="{playlist_id}" '
        'saved-meter-point="MeterPostFader" alignment-choice="Automatic" mode="Normal">'
    )
    yield f'  <PresentationInfo order="{order}" flags="AudioTrack,OrderSet" color="0"/>'
    yield f'  <IO name="{name}" id="{new_id()}" direction="Input" default-type="audio">'
    yield f'    <Port type="audio" name="{name}/audio_in 1"/>'
    yield "  </IO>"
    yield f'  <IO name="{name}" id="{new_id()}" direction="Output" default-type="audio">'
    for number, output in enumerate(outputs, 1):
        yield f'    <Port type="audio" name="{name}/audio_out {number}">'
        yield f'      <Connection other="{escaped(output)}"/>'
        yield "    </Port>"
    yield "  </IO>"
    yield '  <MuteMaster mute-point="PostFader,Listen,Main" muted="0"/>'
    yield from (f"  {line}" for line in _processors(name, new_id))
    yield "  <Slavable/>"
    yield "</Route>"


def _processors(name: str, new_id: NewId) -> Iterator[str]:
    """Write what the sound of a track goes through, from the disk to the main outputs."""
    for label, kind, more in (
        (f"recorder:{name}", "diskwriter", ' record-safe="0"'),
        (f"player:{name}", "diskreader", ""),
        ("Polarity", "polarity", ""),
        ("Amp", "trim", ""),
        ("Amp", "amp", ""),
        (f"meter-{name}", "meter", ""),
    ):
        yield f'<Processor id="{new_id()}" name="{label}" {_PROCESSOR} type="{kind}"{more}/>'
    yield (
        f'<Processor id="{new_id()}" name="{name}" {_PROCESSOR} own-input="1" own-output="0" '
        f'output="{name}" type="main-outs" role="Main">'
    )
    yield '  <PannerShell bypassed="0" user-panner="" linked-to-route="1"/>'
    yield "</Processor>"


def escaped(text: str) -> str:
    """Write text as the value of an attribute; what cannot be printed becomes a space."""
    printable = "".join(character if character.isprintable() else " " for character in text)
    return escape(printable, {'"': "&quot;"})
