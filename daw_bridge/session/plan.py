"""Plan the lines of a project, and only those that something is new about."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from daw_bridge.fit import Fit, fit
from daw_bridge.phrasing import Line, Studio, in_order, perform_plan
from daw_bridge.region_text import parse_region_text
from daw_bridge.timeline import Timeline


@dataclass(frozen=True, slots=True)
class Plan:
    """Hold what planning gives.

    Args:
        timeline: with the user's edits.
        studio: by which it was planned.
        lines: in order of time.
        fits: of the lines.
    """

    timeline: Timeline
    studio: Studio
    lines: tuple[Line, ...]
    fits: tuple[Fit | None, ...]

    @classmethod
    def of(cls, timeline: Timeline, studio: Studio, before: Self | None = None) -> Self:
        """Plan a timeline; lines of the plan before that hold stay the very same objects."""
        known = {} if before is None else before._holding(timeline, studio)
        new = {region.id for region in timeline.regions if region.id not in known}
        for line in perform_plan(timeline, studio, new):
            known[line.region.id] = line, fit(line, studio)
        planned = [known[region.id] for region in in_order(timeline.regions)]
        return cls(
            timeline, studio, tuple(line for line, _ in planned), tuple(f for _, f in planned)
        )

    def _holding(self, timeline: Timeline, studio: Studio) -> dict[str, tuple[Line, Fit | None]]:
        """Give the lines, by region, that another timeline leaves as they are.

        A lane speaks to all lines, and who is cast as whom depends on everyone who appears.
        """
        if studio != self.studio or timeline.lanes != self.timeline.lanes:
            return {}
        pairs = zip(self.lines, self.fits, strict=True)
        known = {line.region.id: (line, fitted) for line, fitted in pairs}
        kept, characters = {}, []
        for region in in_order(timeline.regions):
            line, fitted = known.get(region.id, (None, None))
            if line is not None and line.region == region:
                kept[region.id] = line, fitted
                characters.append(line.text.character)
            else:
                characters.append(parse_region_text(region.name, region.notes).character)
        before = dict.fromkeys(line.text.character for line in self.lines)
        return kept if list(dict.fromkeys(characters)) == list(before) else {}
