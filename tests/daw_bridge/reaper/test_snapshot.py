"""What the script shows is understood whole, or refused in one sentence."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from daw_bridge.envelope import BEZIER, HOLD, LINEAR, Envelope, EnvelopePoint
from daw_bridge.reaper.snapshot import SnapshotReader
from daw_bridge.spool import PROTOCOL, SpoolError
from daw_bridge.time_code import DROP_29_97, UNSAID, TimeBase
from daw_bridge.timeline import Cue, EmotionLane, Region, TempoChange
from tests.daw_bridge.reaper.peer import Project, lane, region
from tests.daw_bridge.xml_mutations import assert_sound, mutated_bytes

Change = Callable[[dict[str, Any]], Any]


def state(**changed: Any) -> dict[str, Any]:
    return Project().state | changed


def test_a_project_is_understood() -> None:
    snapshot = SnapshotReader().read(state())
    timeline = snapshot.timeline
    assert snapshot.revision == 1
    assert timeline.source == Path("/show/harbour.rpp")
    assert timeline.sample_rate == 48_000
    assert timeline.regions == (
        Region("{GUID-1}", 1, "MARA: Line 1.", 3.0, 5.0, selected=True),
        Region("{GUID-2}", 2, "MARA: Line 2.", 6.0, 8.0),
    )
    assert timeline.cues == (Cue(1, "thunder", 4.5),)
    points = (
        EnvelopePoint(0.0, 0.0, LINEAR),
        EnvelopePoint(4.0, 1.0, BEZIER, 0.5),
        EnvelopePoint(9.5, 0.25, HOLD),
    )
    assert timeline.lanes == (
        EmotionLane("afraid", "MARA", Envelope(points)),
        EmotionLane("happy", "MARA", Envelope((), 0.5)),
    )
    assert timeline.tempo == (TempoChange(0.0, 120.0), TempoChange(8.0, 90.0, linear=True))
    assert timeline.warnings == ()


def test_the_script_tells_the_frame_rate_and_the_start() -> None:
    project = state()["project"]
    told = {"frame_rate": 29.97002997003, "drop_frame": True, "time_offset": 3600.0}
    timeline = SnapshotReader().read(state(project=project | told)).timeline
    assert timeline.time_base == TimeBase(DROP_29_97, 3600.0)
    earlier = {key: project[key] for key in ("path", "name", "sample_rate")}
    assert SnapshotReader().read(state(project=earlier)).timeline.time_base == UNSAID


def test_a_project_that_was_never_saved_has_no_source_and_no_rate() -> None:
    unsaved = state(project={"path": "", "name": "", "sample_rate": 0})
    timeline = SnapshotReader().read(unsaved).timeline
    assert timeline.source == Path()
    assert timeline.sample_rate is None


def test_lua_may_write_whole_numbers_as_it_likes() -> None:
    shown = state(revision=7.0, regions=[region(3, number=3.0, start=9, end=11)])
    snapshot = SnapshotReader().read(shown)
    assert (snapshot.revision, snapshot.timeline.regions[0].number) == (7, 3)


def test_weights_stay_between_none_and_full_and_unknown_shapes_are_lines() -> None:
    shown = state(lanes=[lane(points=[[0, -0.5, 17, 0], [1, 1.5, 0, 0]], static=-1)])
    envelope = SnapshotReader().read(shown).timeline.lanes[0].envelope
    assert envelope == Envelope((EnvelopePoint(0.0, 0.0), EnvelopePoint(1.0, 1.0)), 0.0)


def test_lanes_that_stay_are_not_read_again() -> None:
    reader = SnapshotReader()
    first = reader.read(state()).timeline.lanes
    changed = json.loads(json.dumps(state(lanes=[lane(), lane("happy", points=[], static=0.75)])))
    second = reader.read(changed).timeline.lanes
    assert second[0] is first[0]
    assert second[1].envelope.static_value == 0.75


def content(**changed: Any) -> bytes:
    return json.dumps({"protocol": PROTOCOL, **state(**changed)}, separators=(",", ":")).encode()


@pytest.mark.parametrize(
    "shown",
    [
        {"regions": [region(7, name=',"lanes":[],"warnings":[]}')]},
        {"regions": []},
        {"revision": 9},
        {"lanes": []},
        {"lanes": [lane("calm")], "warnings": ["x"]},
        {"tempo": [], "warnings": ["y"]},
    ],
)
def test_an_end_that_stays_is_known_and_changes_nothing(shown: dict[str, Any]) -> None:
    reader = SnapshotReader()
    before = reader.read_content(content()).timeline.lanes
    snapshot = reader.read_content(content(**shown))
    assert snapshot == SnapshotReader().read(state(**shown))
    if "lanes" not in shown:
        assert snapshot.timeline.lanes[0] is before[0]
    with pytest.raises(SpoolError, match=r"timeline\.json"):
        reader.read_content(content(**shown).replace(b'"regions":[', b'"regions":[[', 1))
    assert reader.read_content(content()).timeline.lanes == before


def test_what_no_file_can_hold_is_taken_out_of_texts() -> None:
    shown = state(regions=[region(1, name="a\0b\ud800c", notes="x" * 1_000_000)])
    (read,) = SnapshotReader().read(shown).timeline.regions
    assert read.name == "ab?c"
    assert len(read.notes) < 100_000


BROKEN: dict[str, Change] = {
    "no regions": lambda s: s.pop("regions"),
    "regions are an object": lambda s: s.update(regions={}),
    "a region is a text": lambda s: s["regions"].append("x"),
    "an id twice": lambda s: s["regions"].append(region(1)),
    "no id": lambda s: s["regions"].append(region(3, id="")),
    "an end before the start": lambda s: s["regions"].append(region(3, end=1.0)),
    "not a number": lambda s: s["regions"].append(region(3, start=float("nan"))),
    "endless": lambda s: s["regions"].append(region(3, end=float("inf"))),
    "before everything": lambda s: s["regions"].append(region(3, start=-1.0)),
    "a start that no float holds": lambda s: s["regions"].append(region(3, start=10**400)),
    "true is no number": lambda s: s["regions"].append(region(True, start=0, end=1)),
    "a number with a half": lambda s: s["regions"].append(region(3, number=3.5)),
    "a number beyond all": lambda s: s["regions"].append(region(3, number=2**40)),
    "one is not true": lambda s: s["regions"].append(region(3, selected=1)),
    "no name": lambda s: s["regions"].append(region(3, name=None)),
    "no revision": lambda s: s.pop("revision"),
    "a revision below nought": lambda s: s.update(revision=-1),
    "a path from nowhere": lambda s: s["project"].update(path="../../etc/passwd"),
    "a project of a text": lambda s: s.update(project="harbour"),
    "a rate of one": lambda s: s["project"].update(sample_rate=1),
    "no frames": lambda s: s["project"].update(frame_rate=0),
    "frames that nobody drops or not": lambda s: s["project"].update(drop_frame=2),
    "a beginning without end": lambda s: s["project"].update(time_offset=1e300),
    "a rate of millions": lambda s: s["project"].update(sample_rate=10_000_000),
    "a cue without a time": lambda s: s["cues"].append({"number": 1, "name": ""}),
    "a feeling that is none": lambda s: s["lanes"].append(lane("hungry")),
    "no static value": lambda s: s["lanes"].append(lane(static=None)),
    "points out of order": lambda s: s["lanes"].append(lane(points=[[2, 0, 0, 0], [1, 0, 0, 0]])),
    "a short point": lambda s: s["lanes"].append(lane(points=[[2, 0, 0]])),
    "a point of texts": lambda s: s["lanes"].append(lane(points=[["2", 0, 0, 0]])),
    "a value without end": lambda s: s["lanes"].append(lane(points=[[2, float("inf"), 0, 0]])),
    "a shape below nought": lambda s: s["lanes"].append(lane(points=[[2, 0, -1, 0]])),
    "too much tension": lambda s: s["lanes"].append(lane(points=[[2, 0, 5, 1.5]])),
    "no tempo": lambda s: s["tempo"].append([9.0, 0.0, False]),
    "a tempo of two": lambda s: s["tempo"].append([9.0, 120.0]),
    "tempo out of order": lambda s: s["tempo"].append([1.0, 120.0, False]),
    "a warning that is a number": lambda s: s["warnings"].append(3),
}


@pytest.mark.parametrize("change", BROKEN.values(), ids=BROKEN)
def test_what_is_broken_is_refused_in_a_sentence(change: Change) -> None:
    shown = state()
    change(shown)
    with pytest.raises(SpoolError) as refused:
        SnapshotReader().read(shown)
    assert "timeline.json" in str(refused.value)
    assert "\n" not in str(refused.value)


def test_mutated_projects_are_sound_or_refused() -> None:
    rng, reader = random.Random(4), SnapshotReader()
    outcomes = {"read": 0, "refused": 0, "no JSON": 0}
    for shown in _mutated(state(), 2000, rng):
        outcomes[_outcome(reader, shown)] += 1
    for data in mutated_bytes(json.dumps(state()).encode(), 2000, seed=5):
        try:
            shown = json.loads(data)
        except (ValueError, RecursionError):
            outcomes["no JSON"] += 1
        else:
            outcomes[_outcome(reader, shown)] += 1
    assert min(outcomes.values()) > 100, outcomes


def _outcome(reader: SnapshotReader, shown: Any) -> str:
    try:
        assert_sound(reader.read(shown).timeline)
    except SpoolError:
        return "refused"
    return "read"


ODD: tuple[Any, ...] = (
    None, True, False, 0, -1, 1, 3.5, 1e308, -1e308, float("nan"), float("inf"), 10**400, 2**63,
    "", "{GUID-1}", "x" * 50_000, "\ud800", "\0", "../../x", [], {}, [[]], [[[[]]]], [1, 2, 3, 4],
    {"id": "{GUID-1}"}, [None] * 50,
)  # fmt: skip


def _mutated(good: Any, n: int, rng: random.Random) -> list[Any]:
    """Give copies in which up to three values, wherever they are, are odd, lost or doubled."""
    mutants = []
    for _ in range(n):
        mutant = json.loads(json.dumps(good))
        for _ in range(rng.randrange(1, 4)):
            _damage(mutant, rng)
        mutants.append(mutant)
    return mutants


def _damage(part: Any, rng: random.Random) -> None:
    keys = list(part) if isinstance(part, dict) else list(range(len(part)))
    if not keys:
        return
    key = rng.choice(keys)
    if isinstance(part[key], dict | list) and rng.random() < 0.8:
        _damage(part[key], rng)
    elif rng.random() < 0.2:
        del part[key]
    elif isinstance(part, list) and rng.random() < 0.2:
        part.append(part[key])
    else:
        part[key] = rng.choice(ODD)
