"""Write down what Takelane understands of a project, as plain data for JSON."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from daw_bridge.phrasing import Line, PlannedPhrase
from daw_bridge.timeline import EmotionLane, Timeline


def cues_json(timeline: Timeline, lines: Sequence[Line]) -> dict[str, Any]:
    """Give the data of `takelane cues --json`; other programs rely on its keys."""
    spoken = (message for line in lines for message in (*line.problems, *line.warnings))
    return {
        "source": str(timeline.source),
        "sample_rate": timeline.sample_rate,
        "regions": [_region(line) for line in lines],
        "lanes": [_lane(lane) for lane in timeline.lanes],
        "warnings": [*timeline.warnings, *spoken],
    }


def _region(line: Line) -> dict[str, Any]:
    region, text = line.region, line.text
    return {
        "id": region.id,
        "number": region.number,
        "name": region.name,
        "start": region.start,
        "end": region.end,
        "selected": region.selected,
        "character": text.character,
        "direction": text.direction,
        "line": text.line,
        "tags": dict(text.tags),
        "phrases": [_phrase(phrase) for phrase in line.phrases],
    }


def _phrase(phrase: PlannedPhrase) -> dict[str, Any]:
    return {
        "text": phrase.text,
        "start": phrase.start,
        "end": phrase.end,
        "lane_emotion": phrase.lane_emotion.as_dict(),
        "emotion": phrase.emotion.as_dict(),
    }


def _lane(lane: EmotionLane) -> dict[str, Any]:
    points = [
        {"time": p.time, "value": p.value, "shape": p.shape, "tension": p.tension}
        for p in lane.envelope.points
    ]
    return {"emotion": lane.emotion, "track": lane.track, "points": points}
