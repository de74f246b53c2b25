"""Try out words and direction that are still being typed: how they fit, what they feel like."""

from __future__ import annotations

from dataclasses import dataclass, replace

from daw_bridge.exchange.cue_text import region_name
from daw_bridge.fit import Fit, fit
from daw_bridge.phrasing import Studio, perform_plan
from daw_bridge.region_text import RegionText, directed
from daw_bridge.session.cue_row import CueRow
from daw_bridge.timeline import Timeline
from model.emotion import EmotionVector


@dataclass(frozen=True, slots=True)
class Trial:
    """Hold what came out.

    Args:
        fit: None where there is nothing to speak.
        direction: its emotion; None where there is none.
        problem: why the line could not be spoken; empty where it can.
    """

    region_id: str
    fit: Fit | None
    direction: EmotionVector | None
    problem: str


def try_out(timeline: Timeline, row: CueRow, line: str, direction: str, studio: Studio) -> Trial:
    """Plan a row as if it said something else, by the same rules as everything is planned."""
    text = directed(RegionText(row.line.text.character, direction, line))
    cuts = row.line.region.cuts if line == row.line.text.line else ()
    region = replace(row.line.region, name=region_name(text), notes="", cuts=cuts)
    alone = replace(timeline, regions=(region,), lanes=())
    [tried] = perform_plan(alone, replace(studio, voice=row.line.voice))
    emotion = studio.emotion_of(text.direction) if text.direction else None
    return Trial(region.id, fit(tried, studio), emotion, " ".join(tried.problems))
