"""Only lines that something is new about are planned."""

from __future__ import annotations

from dataclasses import replace

import pytest

from daw_bridge.casting import KnownVoices
from daw_bridge.envelope import Envelope, EnvelopePoint
from daw_bridge.session.plan import Plan
from daw_bridge.timeline import EmotionLane

SAD = EmotionLane("sad", "MARA", Envelope((EnvelopePoint(0.0, 0.5),)))


@pytest.fixture
def timeline(make_timeline):
    return make_timeline(("MARA: Run!", 0.0, 1.0), ("TOM: No.", 2.0, 3.0), ("MARA: Go.", 4.0, 5.0))


def _renamed(timeline, number, name):
    regions = list(timeline.regions)
    regions[number] = replace(regions[number], name=name)
    return replace(timeline, regions=tuple(regions))


def _kept(before, after):
    return [line in map(id, before.lines) for line in map(id, after.lines)]


def test_what_did_not_change_stays_the_same_object(timeline, studio):
    before = Plan.of(timeline, studio)
    other = _renamed(timeline, 1, "TOM: Yes!")
    after = Plan.of(other, studio, before)
    assert _kept(before, after) == [True, False, True]
    assert after == Plan.of(other, studio)


@pytest.mark.parametrize(
    "change",
    [
        lambda timeline, studio: (replace(timeline, lanes=(SAD,)), studio),
        lambda timeline, studio: (timeline, replace(studio, voices=KnownVoices(("zoe",)))),
        lambda timeline, studio: (_renamed(timeline, 0, "ANN: Run!"), studio),
    ],
)
def test_what_concerns_every_line_plans_every_line(timeline, studio, change):
    before = Plan.of(timeline, studio)
    after = Plan.of(*change(timeline, studio), before)
    assert _kept(before, after) == [False] * 3
    assert after == Plan.of(*change(timeline, studio))


def test_lines_come_go_and_move(timeline, studio):
    before = Plan.of(timeline, studio)
    first, second, third = timeline.regions
    other = replace(timeline, regions=(replace(third, start=0.5), first, replace(second, id="{9}")))
    after = Plan.of(other, studio, before)
    assert [line.region.id for line in after.lines] == ["{1}", "{3}", "{9}"]
    assert after == Plan.of(other, studio)
