"""Damage XML project files the way disks, editors, other programs and people do."""

from __future__ import annotations

import math
import random
import re
from collections.abc import Iterator

from daw_bridge.timeline import Timeline

VALUES = (
    b"", b"-1", b"0", b"1e999", b"-1e308", b"1e17", b"9" * 5000, b"nan", b"inf", b"0x7f", b"true",
    b"-63072000", b"&#0;", b"&lt;", b"&lol;", b"\xff\xfe", b"\xc3\xa9" * 3000, b"a=b;" * 500,
)  # fmt: skip
_ATTRIBUTE = re.compile(rb'="[^"]*"')
_ELEMENT = re.compile(rb"<(\w[\w.]*)[^<>]*?(?:/>|>[^<>]*</\1>)")


def mutated_bytes(data: bytes, n: int, seed: int) -> Iterator[bytes]:
    """Yield a file with bits turned, bytes overwritten, pieces lost or doubled."""
    rng = random.Random(seed)
    for _ in range(n):
        damaged = bytearray(data)
        for _ in range(rng.randrange(1, 5)):
            start = rng.randrange(len(damaged) + 1)
            end = min(start + rng.choice((1, 1, 4, 64)), len(damaged))
            noise = bytes(byte ^ (1 << rng.randrange(8)) for byte in damaged[start:end])
            damaged[start:end] = rng.choice((noise, b"", noise * 2, bytes(end - start)))
        yield bytes(damaged[: rng.choice((len(damaged), rng.randrange(len(damaged) + 1)))])


def mutated_xml(document: bytes, n: int, seed: int) -> Iterator[bytes]:
    """Yield a document with odd values, and with elements lost, doubled, swapped or nested."""
    rng = random.Random(seed)
    for _ in range(n):
        damaged = document
        for _ in range(rng.randrange(1, 6)):
            damaged = rng.choice(_DAMAGES)(damaged, rng)
        yield damaged


def assert_sound(timeline: Timeline) -> None:
    """Hold what the rest of the program may rely on, however odd the file was."""
    assert_finite(timeline)
    for region in timeline.regions:
        assert 0 <= region.start <= region.end
    assert all(cue.time >= 0 for cue in timeline.cues)


def assert_finite(timeline: Timeline) -> None:
    """Hold that ids differ and that all numbers are some that one can count with."""
    assert len({region.id for region in timeline.regions}) == len(timeline.regions)
    times = [time for region in timeline.regions for time in (region.start, region.end)]
    assert all(abs(time) <= 1e9 for time in (*times, *(cue.time for cue in timeline.cues)))
    assert all(change.bpm > 0 and math.isfinite(change.time) for change in timeline.tempo)
    for lane in timeline.lanes:
        assert 0.0 <= lane.envelope.average(3.0, 30.0) <= 1.0 + 1e-9


def _value(document: bytes, rng: random.Random) -> bytes:
    found = rng.choice([*_ATTRIBUTE.finditer(document)] or [None])
    if found is None:
        return document
    changed = b'="%b"' % rng.choice(VALUES)
    return document[: found.start()] + changed + document[found.end() :]


def _all_values(document: bytes, rng: random.Random) -> bytes:
    found = rng.choice(_ATTRIBUTE.findall(document) or [b"="])
    return document.replace(found, b'="%b"' % rng.choice(VALUES))


def _element(document: bytes, rng: random.Random) -> bytes:
    found = rng.choice([*_ELEMENT.finditer(document)] or [None])
    if found is None:
        return document
    other = rng.choice(_ELEMENT.findall(document))
    changed = rng.choice((b"", found[0] * 2, b"<%b>%b</%b>" % (other, found[0], other)))
    return document[: found.start()] + changed + document[found.end() :]


def _name(document: bytes, rng: random.Random) -> bytes:
    names = re.findall(rb"[</ ](\w[\w.]*)[ =>/]", document)
    return document.replace(rng.choice(names), rng.choice(names)) if names else document


def _cut(document: bytes, rng: random.Random) -> bytes:
    start = rng.randrange(len(document) + 1)
    return document[:start] + document[start + rng.randrange(40) :]


_DAMAGES = (_value, _value, _value, _value, _all_values, _element, _element, _name, _cut)
