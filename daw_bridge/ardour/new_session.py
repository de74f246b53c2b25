"""Leave a new session beside the user's, where Ardour finds the sounds of both."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from daw_bridge.ardour.inject import SessionTake, check_session, place_takes
from daw_bridge.assembly import region_samples
from daw_bridge.placement import Placement, Placer
from daw_bridge.take_shelf import TakeShelf
from daw_bridge.take_track import track_for
from daw_bridge.timeline import ProjectError


class NewSession(Placer):
    """Copy takes into the session's own folder, and write a session with them beside it."""

    def check(self, project: Path, sample_rate: int) -> None:
        """See whether takes fit a session, which plays them at its own sample rate only."""
        rate = check_session(project)
        if sample_rate != rate:
            raise ProjectError(
                f"the session has {rate} Hz and the takes {sample_rate}; leave out --sample-rate"
            )

    def place(self, project: Path, placements: Sequence[Placement], shelf: TakeShelf) -> Path:
        """Write a new session; takes of another sample rate stay in their folder."""
        rate = check_session(project)
        fitting = {take.file for take in shelf.library.takes if take.sample_rate == rate}
        takes = [
            SessionTake(
                file=shelf.folder / take.file,
                start_samples=round(placement.region.start * rate),
                length_samples=region_samples(placement.region.start, placement.region.end, rate),
                track=track_for(placement.character),
                name=take.name,
            )
            for placement in placements
            for take in placement.takes
            if take.file in fitting
        ]
        return place_takes(project, takes)
