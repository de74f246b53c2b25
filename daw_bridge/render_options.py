"""Say how lines are rendered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from daw_bridge.finish import Finish
from daw_bridge.timeline import Timeline

DEFAULT_SAMPLE_RATE = 48_000


@dataclass(frozen=True, slots=True)
class RenderOptions:
    """Say how to render.

    Args:
        takes: per line; they get the seeds `seed`, `seed + 1`, and so on, and those of one render
            are numbered by how naturally their words fall into the time, the best first.
        seed: of the first take of every line without a `seed=` tag.
        sample_rate: of the files; None for the project's, or `DEFAULT_SAMPLE_RATE`.
        force: perform again what has not changed.
        finish: of the files.
        unfinished: files of takes, by region, that want nothing but this finish; where one take of
            the region is asked for, that is it.
    """

    takes: int = 1
    seed: int = 0
    sample_rate: int | None = None
    force: bool = False
    finish: Finish = field(default_factory=Finish)
    unfinished: Mapping[str, str] = field(default_factory=dict)

    def sample_rate_for(self, timeline: Timeline) -> int:
        """Give the sample rate of the files that a timeline is rendered into."""
        return self.sample_rate or timeline.sample_rate or DEFAULT_SAMPLE_RATE
