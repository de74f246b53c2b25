"""Play the part of Takelane in tests: what it hears, what it orders, and a process to be killed."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from queue import Queue
from typing import TypeVar

from daw_bridge.daw import DawEvent, TakeToPlace
from daw_bridge.reaper.reaper import Reaper
from daw_bridge.spool import TO_DAW, TO_TAKELANE, Spool
from daw_bridge.timeline import Region
from tests.patience import ended_at_last, wait_until

WAV = Path("/show/takes/MARA_001_line-1_take01.wav")
REGION = Region("{GUID-1}", 1, "MARA: Line 1.", 3.0, 5.0)
ROOT = Path(__file__).parents[3]

Event = TypeVar("Event")


class Heard(Queue[DawEvent]):
    """Hold the events that were told and not looked at yet."""

    def next(self, kind: type[Event], act: Callable[[], object] = lambda: None) -> Event:
        """Wait for an event of a kind, acting meanwhile, and pass over those before it."""
        found: list[Event] = []

        def look() -> bool:
            while not found and not self.empty():
                if isinstance(event := self.get(), kind):
                    found.append(event)
            return bool(found)

        wait_until(look, act)
        return found[0]


class Companion:
    """Hold one run of the process."""

    def __init__(self, folder: Path, takes: Path, stand_still_at: str) -> None:
        script = str(Path(__file__).with_name("companion.py"))
        self._process = subprocess.Popen(
            [sys.executable, script, str(folder), str(takes), stand_still_at],
            stdout=subprocess.PIPE,
            text=True,
            env=os.environ | {"PYTHONPATH": str(ROOT)},
        )

    def await_step(self, step: str) -> None:
        """Wait until it reaches a step."""
        assert self._process.stdout is not None
        with ended_at_last(self._process):
            reached = (line.strip() for line in self._process.stdout)
            assert step in reached, f"it ended, or stood still, before it was {step}"

    def kill(self) -> None:
        """End it where it is."""
        self._process.kill()
        self._process.communicate()


def take(number: int = 1, region: Region = REGION) -> TakeToPlace:
    """Give a take that is to be placed."""
    return TakeToPlace(f"take/{number}:ä", region, "MARA", WAV.stem, WAV, 96_000, 48_000)


def show_takelane(spool: Spool, at: float) -> None:
    """Let Takelane be there, as seen at a time of day."""
    spool.publish("takelane", {"takelane": "0.1.0", "status": "listening", "time": round(at)})


def await_look(daw: Reaper, spool: Spool) -> None:
    """Wait until Takelane has looked at all that is there; each of its looks begins with a beat."""
    for _ in range(2):
        before = spool.changed_at("takelane")
        daw.tell("Look here.")
        wait_until(lambda: spool.changed_at("takelane") != before)  # noqa: B023


def nothing_waits(folder: Path) -> bool:
    """Tell whether neither side has a letter to read."""
    return not [*(folder / TO_TAKELANE).iterdir(), *(folder / TO_DAW).iterdir()]
