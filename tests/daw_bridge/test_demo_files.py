"""The demo project is the same in all formats, within what the table in the docs says they hold."""

import gzip
import hashlib
import re
from dataclasses import replace
from pathlib import Path

import pytest

from daw_bridge.casting import KnownVoices
from daw_bridge.phrasing import Studio, perform_plan
from daw_bridge.readers import READERS, read
from daw_bridge.region_text import parse_region_text
from daw_bridge.writers import WRITERS
from model.emotion import EMOTIONS, EmotionVector
from tests.daw_bridge import demo_files, samples
from tests.daw_bridge.ardour.real_ardour import RealArdour, needs_ardour

HARBOUR = samples.HARBOUR
DOCS = Path(__file__).parents[2] / "daw_bridge" / "exchange" / "README.md"
NOT_HELD = "–"

NO_LANES = 1e-9
"""How near vectors are that come of equal words."""

INEXACT = 1e-9
"""Seconds; what rounding makes of an exact time."""


def table():
    """Read the table of the docs: what each ending holds."""
    lines = DOCS.read_text().splitlines()
    first = next(n for n, line in enumerate(lines) if line.startswith("| file"))
    rows = {}
    for line in lines[first + 2 :]:
        if not line.startswith("|"):
            break
        files, *held, _ = (cell.strip() for cell in line.strip("|").split("|"))
        for ending in files.split(", "):
            rows[ending.strip("`")] = dict(
                zip(("out", "times", "lanes", "cues", "tempo"), held, strict=True)
            )
    return rows


HELD = table()


def mood(direction):
    """Weigh a direction by nothing but its letters, so that each has weights of its own."""
    digest = hashlib.sha256(direction.encode()).digest()
    return EmotionVector.from_values(byte / 1024 for byte in digest[: len(EMOTIONS)])


STUDIO = Studio(
    voices=KnownVoices(("ada", "ben", "cy")),
    natural_duration=lambda text, voice: 0.06 * len(text),
    emotion_of=mood,
    syllables=len,
)


@pytest.fixture(scope="module")
def harbour():
    return read(HARBOUR)


@pytest.fixture(scope="module")
def other(tmp_path_factory, request):
    path = tmp_path_factory.mktemp("demo") / f"harbour{request.param}"
    samples.demo(request.param, path)
    return read(path)


every_kind = pytest.mark.parametrize(
    ("other", "held"), HELD.items(), indirect=["other"], ids=HELD.keys()
)


def test_the_table_has_every_reader_and_writer():
    assert set(HELD) == set(READERS)
    written = {ending for ending, held in HELD.items() if held["out"] == "yes"}
    assert {READERS[ending] for ending in written} == {READERS[ending] for ending in WRITERS}
    assert set(WRITERS) <= written


def test_the_demo_ships_in_seven_kinds():
    shipped = {path.suffix for path in HARBOUR.parent.glob("harbour.*")} - {".png"}
    assert shipped == {".rpp", ".als", ".ardour", ".dawproject", ".mid", ".csv", ".srt"}


@every_kind
def test_lines_are_the_same(harbour, other, held):
    within = float(held["times"]) + INEXACT
    for old, new in zip(harbour.regions, other.regions, strict=True):
        assert new.number == old.number
        assert (new.start, new.end) == pytest.approx((old.start, old.end), abs=within)
        texts = [parse_region_text(region.name, region.notes) for region in (old, new)]
        assert texts[0] == texts[1]
    assert other.warnings == ()


@every_kind
def test_vectors_are_the_same(harbour, other, held):
    without = held["lanes"] == NOT_HELD
    expected = perform_plan(replace(harbour, lanes=()) if without else harbour, STUDIO)
    within = NO_LANES if without else float(held["lanes"])
    for old, new in zip(expected, perform_plan(other, STUDIO), strict=True):
        assert new.voice == old.voice
        for a, b in zip(old.phrases, new.phrases, strict=True):
            assert b.text == a.text
            assert (b.start, b.end) == pytest.approx((a.start, a.end), abs=0.002)
            assert b.emotion.as_dict() == pytest.approx(a.emotion.as_dict(), abs=within)
            assert b.lane_emotion.as_dict() == pytest.approx(a.lane_emotion.as_dict(), abs=within)
    assert bool(other.lanes) != without


@every_kind
def test_cues_and_tempo_are_the_same_where_they_are_held(harbour, other, held):
    assert bool(other.cues) == (held["cues"] == "yes")
    assert bool(other.tempo) == (held["tempo"] == "yes")
    if other.cues:
        for old, new in zip(harbour.cues, other.cues, strict=True):
            assert (new.number, new.name) == (old.number, old.name)
            assert new.time == pytest.approx(old.time, abs=float(held["times"]) + INEXACT)
    if other.tempo:
        assert other.tempo[0].bpm == pytest.approx(harbour.tempo[0].bpm, abs=0.001)


@pytest.mark.parametrize("ending", demo_files.EXPORTED)
def test_what_ships_is_what_is_exported_now(harbour, tmp_path, ending):
    WRITERS[ending](harbour, tmp_path / f"harbour{ending}")
    assert read(tmp_path / f"harbour{ending}").regions == read(HARBOUR.with_suffix(ending)).regions


def test_the_live_set_that_ships_is_what_is_built_now(harbour):
    shipped = HARBOUR.with_suffix(".als").read_bytes()
    assert gzip.decompress(shipped) == gzip.decompress(demo_files.live_set(harbour))


@needs_ardour
def test_ardour_opens_the_session_that_ships(harbour, tmp_path):
    session = tmp_path / "harbour" / "harbour.ardour"
    session.parent.mkdir()
    session.write_bytes(HARBOUR.with_suffix(".ardour").read_bytes())
    rows = RealArdour(tmp_path / "home").on("probe_session.lua", session)
    seen = {(int(row[2]), int(row[3])) for row in rows if row[0] == "location"}
    lines = {
        (round(region.start * demo_files.RATE), round(region.end * demo_files.RATE))
        for region in harbour.regions
    }
    assert lines <= seen


def test_nothing_of_the_machine_is_in_the_session_that_ships():
    assert not re.search(r'="/?(?:tmp|home|root)/', HARBOUR.with_suffix(".ardour").read_text())
