"""Time the bridge: a large project read, a change noticed, a request accepted."""

from __future__ import annotations

import json
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from threading import Event
from typing import Any

from daw_bridge.daw import DawEvent, RenderRequested, TimelineChanged
from daw_bridge.reaper.project import read_project
from daw_bridge.reaper.reaper import Reaper
from daw_bridge.spool import PROTOCOL, TO_DAW, Spool
from model.emotion import EMOTIONS

N_REGIONS = 5_000
N_POINTS = 20_000
"""Of every one of the eight lanes."""

_REPEATS = 7
_PATIENCE = 30.0


@dataclass(frozen=True, slots=True)
class BridgeFigures:
    """Hold what was measured, in seconds; medians over `repeats`.

    Args:
        read: of a REAPER project with `N_REGIONS` regions and eight lanes.
        noticed: from REAPER's script showing that project with one region changed to the event.
        accepted: from the script's request to the event.
    """

    read: float
    noticed: float
    accepted: float
    repeats: int = _REPEATS

    def as_dict(self) -> dict[str, Any]:
        """Give plain data for JSON."""
        return {
            "regions": N_REGIONS,
            "points_per_lane": N_POINTS,
            "read_seconds": self.read,
            "noticed_seconds": self.noticed,
            "accepted_seconds": self.accepted,
            "repeats": self.repeats,
        }

    def table(self) -> str:
        """Write the figures for people."""
        rows = (
            (f"read a project of {N_REGIONS:,} regions, 8 lanes of {N_POINTS:,} points", self.read),
            ("notice that one of its regions was changed", self.noticed),
            ("accept a request", self.accepted),
        )
        body = "\n".join(f"{what:62} {seconds * 1000:8.1f} ms" for what, seconds in rows)
        return f"medians of {self.repeats}, this computer\n{body}"


def measure() -> BridgeFigures:
    """Measure on projects made for it, in a folder that goes away again."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        project = folder / "large.rpp"
        project.write_text(_project())
        read = median(_timed(lambda: read_project(project)) for _ in range(_REPEATS))
        noticed, accepted = _live(folder / "spool")
    return BridgeFigures(read, noticed, accepted)


def _live(folder: Path) -> tuple[float, float]:
    """Play REAPER's script against our side, through real files."""
    script, heard = Spool(folder, inbox=TO_DAW), _Heard()
    script.open()
    reaper = Reaper(folder, "bench", open_link=None)
    reaper.start(heard)
    try:
        script.publish("daw", {"daw": "REAPER bench"})
        # The first time, the lanes are read too; from then on they are known.
        _until(heard, TimelineChanged, _change(folder, 0))
        noticed = []
        for revision in range(1, _REPEATS + 1):
            change = _change(folder, revision)
            script.publish("daw", {"daw": "REAPER bench"})
            noticed.append(_until(heard, TimelineChanged, change))
        ask = {"timeline": _REPEATS, "regions": [_region_id(0)]}
        accepted = [
            _until(heard, RenderRequested, lambda: script.send("render", ask))
            for _ in range(_REPEATS)
        ]
    finally:
        reaper.close()
    return median(noticed), median(accepted)


class _Heard:
    """Wait for an event of a kind."""

    def __init__(self) -> None:
        self._kind: type = object
        self._came = Event()

    def __call__(self, event: DawEvent) -> None:
        if isinstance(event, self._kind):
            self._came.set()

    def await_after(self, kind: type, action: Callable[[], object]) -> None:
        """Do something and wait for what comes of it.

        Raises:
            TimeoutError: nothing came.
        """
        self._kind = kind
        self._came.clear()
        action()
        if not self._came.wait(_PATIENCE):
            raise TimeoutError("the bridge noticed nothing")


def _until(heard: _Heard, kind: type, action: Callable[[], object]) -> float:
    return _timed(lambda: heard.await_after(kind, action))


def _timed(action: Callable[[], object]) -> float:
    began = time.perf_counter()
    action()
    return time.perf_counter() - began


def _change(folder: Path, revision: int) -> Callable[[], object]:
    """Give what shows the project with one region's name changed, as the script does.

    The file is written beforehand: in REAPER that is the work of the script, in Lua.
    """
    written = folder / f"timeline.{revision}.part"
    written.write_text(json.dumps({"protocol": PROTOCOL, **_timeline(revision)}))
    return lambda: written.replace(folder / "timeline.json")


def _region_id(number: int) -> str:
    return f"{{00000000-0000-4000-8000-{number:012X}}}"


def _points() -> list[tuple[float, float]]:
    return [(n * 0.5, (n * 37 % 101) / 100) for n in range(N_POINTS)]


def _timeline(revision: int) -> dict[str, Any]:
    regions = [
        {
            "id": _region_id(n),
            "number": n + 1,
            "name": f"MARA: Line {n if n else revision}.",
            "start": n * 2.0,
            "end": n * 2.0 + 1.5,
            "selected": False,
            "notes": "",
        }
        for n in range(N_REGIONS)
    ]
    points = [[time, value, 0, 0.0] for time, value in _points()]
    lanes = [
        {"emotion": emotion, "track": "MARA", "points": points, "static": 0.0}
        for emotion in EMOTIONS
    ]
    return {
        "revision": revision,
        "project": {"path": "", "name": "large", "sample_rate": 48_000},
        "regions": regions,
        "cues": [],
        "lanes": lanes,
        "tempo": [[0.0, 120.0, False]],
        "warnings": [],
    }


def _project() -> str:
    """Write the project as REAPER saves it."""
    markers = "\n".join(
        f'  MARKER {n + 1} {n * 2.0} "MARA: Line {n}." 1 0 1 R {_region_id(n)} 0\n'
        f'  MARKER {n + 1} {n * 2.0 + 1.5} "" 1'
        for n in range(N_REGIONS)
    )
    points = "\n".join(f"        PT {time} {value} 0" for time, value in _points())
    envelopes = "\n".join(
        f"      <PARMENV {n} 0 1 0.5\n        ACT 1 -1\n{points}\n      >" for n in range(8)
    )
    return (
        '<REAPER_PROJECT 0.1 "7.62/linux-x86_64" 1700000000 0\n  SAMPLERATE 48000 0 0\n'
        f"{markers}\n  <TRACK\n    NAME MARA\n    <FXCHAIN\n"
        '      <JS takelane/takelane_emotion.jsfx ""\n        0 0 0 0 0 0 0 0\n      >\n'
        f"{envelopes}\n    >\n  >\n>\n"
    )
