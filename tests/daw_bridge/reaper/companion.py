"""Be a Takelane that renders and places, as a process of its own that can be killed for good.

`python companion.py FOLDER TAKES STEP` stands still at a step until it is killed; "end" is none.
It says each step it takes on a line of its output.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path
from queue import Queue

from daw_bridge.daw import DawEvent, Placed, PlaceRequested, RenderRequested, TakeToPlace
from daw_bridge.reaper.reaper import Reaper

STEPS = ("started", "requested", "rendered", "ordered", "finished", "placed")


def main(folder: Path, takes: Path, stand_still_at: str) -> None:
    """Serve until killed."""

    def reach(step: str) -> None:
        sys.stdout.write(f"{step}\n")
        sys.stdout.flush()
        if step == stand_still_at:
            time.sleep(600)

    events: Queue[DawEvent] = Queue()
    reaper = Reaper(folder, "0.1.0", None, patience=0.3)

    def on_event(event: DawEvent) -> None:
        # On the thread of the Reaper: a letter is not done with while somebody listens to it.
        if isinstance(event, Placed):
            reach("placed")
        events.put(event)

    reaper.start(on_event)
    reach("started")
    while True:
        event = events.get()
        if isinstance(event, RenderRequested | PlaceRequested):
            reach("requested")
            reaper.place(_rendered(event, takes, reach=lambda: reach("rendered")))
            reach("ordered")
            reaper.finish(event.id)
            reach("finished")


def _rendered(event, takes, reach) -> list[TakeToPlace]:
    """Render what is not on the disk yet; ids come from what is rendered, as in the library."""
    wanted = getattr(event, "region_ids", None)
    placed = []
    for region in event.timeline.regions:
        if wanted is None or region.id in wanted:
            file = takes / f"{region.number:03d}.wav"
            file.write_bytes(b"RIFF")
            take_id = f"{file.stem}-{region.name}"
            placed.append(TakeToPlace(take_id, region, "MARA", file.stem, file, 96_000, 48_000))
    reach()
    return placed


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3])
