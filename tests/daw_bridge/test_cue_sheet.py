import json
from dataclasses import dataclass, replace

from daw_bridge.cue_sheet import cues_json
from daw_bridge.phrasing import perform_plan
from daw_bridge.timeline import EmotionLane
from model.emotion import EMOTIONS


@dataclass(frozen=True)
class Point:
    time: float
    value: float
    shape: int
    tension: float


@dataclass(frozen=True)
class Curve:
    points: tuple[Point, ...]

    def average(self, start: float, end: float) -> float:
        return 0.25


def test_the_keys_are_those_that_other_programs_rely_on(make_timeline, studio):
    lane = EmotionLane("sad", "MARA", Curve((Point(1.0, 0.25, 5, -0.5),)))
    timeline = make_timeline(("MARA (low): Go. id=q1;scene=2;", 0.0, 1.0), ("😀", 1.0, 2.0))
    timeline = replace(timeline, lanes=(lane,), warnings=("automation items are not read",))
    data = json.loads(json.dumps(cues_json(timeline, perform_plan(timeline, studio))))

    assert set(data) == {"source", "sample_rate", "regions", "lanes", "warnings"}
    assert (data["source"], data["sample_rate"]) == (str(timeline.source), 48_000)
    region, broken = data["regions"]
    (phrase,) = region.pop("phrases")
    assert region == {
        "id": "{1}",
        "number": 1,
        "name": "MARA (low): Go. id=q1;scene=2;",
        "start": 0.0,
        "end": 1.0,
        "selected": False,
        "character": "MARA",
        "direction": "low",
        "line": "Go.",
        "tags": {"id": "q1", "scene": "2"},
    }
    assert set(phrase) == {"text", "start", "end", "lane_emotion", "emotion"}
    assert tuple(phrase["lane_emotion"]) == tuple(phrase["emotion"]) == EMOTIONS
    assert phrase["lane_emotion"]["sad"] == 0.25
    assert (phrase["emotion"]["sad"], phrase["emotion"]["afraid"]) == (0.125, 0.4)
    assert broken["phrases"] == []
    point = {"time": 1.0, "value": 0.25, "shape": 5, "tension": -0.5}
    assert data["lanes"] == [{"emotion": "sad", "track": "MARA", "points": [point]}]
    assert len(data["warnings"]) == 3
