"""Say what can be heard."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Heard:
    """Name takes of one line, one of which is heard.

    Args:
        start: of the region, in seconds on the timeline.
        files: takes that can be exchanged for each other; none where it is still being spoken.
        chosen: index among them.
    """

    region_id: str
    start: float
    files: tuple[Path, ...] = ()
    chosen: int = 0

    @property
    def file(self) -> Path | None:
        """Give the take that is heard; None where it has no file yet."""
        return self.files[self.chosen] if self.files else None
