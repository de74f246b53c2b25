"""Lay what the user has edited over what the DAW says, without touching either."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from daw_bridge.envelope import Envelope, EnvelopePoint
from daw_bridge.finish import Finish
from daw_bridge.region_text import parse_region_text
from daw_bridge.session.ledger import Ledger
from daw_bridge.session.region_edit import edited_name
from daw_bridge.timeline import EmotionLane, ProjectError, Region, Timeline
from model.manner import Manner

TEXT, CUT, LANE, STAR, CHOICE, PLACED = "text", "cut", "lane", "star", "choice", "placed"
FINISH, VERSION = "finish", "version"
"""Kinds of entries: what a region says, where its phrases are bounded, a drawn lane, a starred
take, a region's chosen take, where in the DAW a take lies, how takes are written, which version of
an engine spoke last."""

_BETWEEN = "\n"
"""Between track and emotion in the name of a drawn lane; no track has a line break."""


class Session:
    """Hold the edits of one project.

    An edit of a region's text holds as long as the DAW says what it said when the edit was made;
    what is changed in the DAW afterwards is newer and wins. Bounds of phrases hold as long as the
    words are what they were.
    """

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._known_lanes: dict[str, tuple[list[list[float]], EmotionLane]] = {}

    @property
    def ledger(self) -> Ledger:
        """Give the file behind it, for undo and for what is nobody's edit."""
        return self._ledger

    def edited(self, timeline: Timeline) -> Timeline:
        """Give a timeline with every edit that holds."""
        regions = tuple(self.region(region) for region in timeline.regions)
        return replace(timeline, regions=regions, lanes=self._lanes(timeline.lanes))

    def region(self, region: Region) -> Region:
        """Give a region, as the DAW gives it, with every edit that holds."""
        edit = self._ledger.get(TEXT, region.id)
        if edit is not None and edit["base"] == region.name:
            region = replace(region, name=edit["text"], notes="")
        cut = self._ledger.get(CUT, region.id)
        if cut is not None and cut["base"] == _words(region):
            region = replace(region, cuts=tuple(cut["cuts"]))
        return region

    @property
    def finish(self) -> Finish | None:
        """Give how the takes of this project alone are written; None for as everywhere.

        A wish that this version cannot read is none.
        """
        try:
            wish = self._ledger.get(FINISH, "")
            return None if wish is None else Finish.from_dict(wish)
        except ProjectError:
            return None

    def wish_finish(self, finish: Finish | None) -> None:
        """Let the takes of this project be written in a way of their own, or as everywhere."""
        wish = None if finish is None else finish.as_dict()
        self._ledger.change("Set finish", {(FINISH, ""): wish})

    def note_version(self, manner: Manner, version: str) -> None:
        """Remember the version of what performs in a manner."""
        self._ledger.note({(VERSION, str(manner)): version})

    def version(self, manner: Manner) -> str:
        """Give the version that was noted, by which takes are known as fresh; or nothing."""
        found: str = self._ledger.get(VERSION, str(manner), "")
        return found

    def edit(self, parts: Mapping[Region, Mapping[str, object]], title: str) -> None:
        """Change parts of what regions, as the DAW gives them, say, all of it in one step."""
        self.say({r: edited_name(self.region(r), changes) for r, changes in parts.items()}, title)

    def say(self, texts: Mapping[Region, str], title: str = "Edit line") -> None:
        """Let regions, as the DAW gives them, say something else, in one step.

        The texts are in the grammar of `daw_bridge.region_text`; the DAW's own takes an edit back.
        """
        self._ledger.change(
            title,
            {
                (TEXT, region.id): None
                if text == region.name
                else {"base": region.name, "text": text}
                for region, text in texts.items()
            },
        )

    def cut(self, region: Region, cuts: Sequence[float]) -> None:
        """Bound the phrases of a region, given with every edit; no cuts take the bounds back."""
        entry = {"base": _words(region), "cuts": list(cuts)} if cuts else None
        self._ledger.change("Move phrase", {(CUT, region.id): entry})

    def restore(self, regions: Iterable[Region]) -> None:
        """Take back every edit of regions, in one step."""
        keys = [(kind, region.id) for region in regions for kind in (TEXT, CUT)]
        self._ledger.change("Restore line", dict.fromkeys(keys))

    def draw(self, lane: EmotionLane, title: str = "Draw lane") -> None:
        """Put a lane in the place of the DAW's; one without points takes a drawn one back."""
        self.draw_all([lane], title)

    def draw_all(self, lanes: Iterable[EmotionLane], title: str) -> None:
        """Put lanes in the place of the DAW's, in one step."""
        self._ledger.change(title, {(LANE, _lane_name(lane)): _rows(lane) for lane in lanes})

    def is_drawn(self, lane: EmotionLane) -> bool:
        """Tell whether a lane is drawn here, in the place of the DAW's."""
        return self._ledger.get(LANE, _lane_name(lane)) is not None

    def star(self, file: str, *, starred: bool) -> None:
        """Mark a take as one to keep in mind."""
        title = "Star take" if starred else "Unstar take"
        self._ledger.change(title, {(STAR, file): True if starred else None})

    def is_starred(self, file: str) -> bool:
        """Tell whether a take is starred."""
        return bool(self._ledger.get(STAR, file))

    def choose(self, region_id: str, file: str) -> None:
        """Choose the take that is heard and placed for a region."""
        self._ledger.change("Choose take", {(CHOICE, region_id): file})

    @property
    def choices(self) -> dict[str, str]:
        """Give the files of the takes that were chosen, by region."""
        return self._ledger.of_kind(CHOICE)

    def mark_placed(self, take_id: str, start: float) -> None:
        """Remember that a take, by the id the DAW knows it by, lies there; no undo takes it out."""
        self._ledger.note({(PLACED, take_id): start})

    def is_placed(self, take_id: str) -> bool:
        """Tell whether a take, by that id, was put into the DAW."""
        return self._ledger.get(PLACED, take_id) is not None

    def _lanes(self, lanes: tuple[EmotionLane, ...]) -> tuple[EmotionLane, ...]:
        drawn = {name: self._drawn(name, r) for name, r in self._ledger.of_kind(LANE).items()}
        kept = tuple(lane for lane in lanes if _lane_name(lane) not in drawn)
        # Of tracks that are named like nobody the first one speaks: what the user drew.
        return (*drawn.values(), *kept)

    def _drawn(self, name: str, rows: list[list[float]]) -> EmotionLane:
        """Give a drawn lane, the same object as long as nothing is drawn anew."""
        known = self._known_lanes.get(name)
        if known is None or known[0] is not rows:
            known = self._known_lanes[name] = rows, _drawn(name, rows)
        return known[1]


def _words(region: Region) -> str:
    return parse_region_text(region.name, region.notes).line


def _lane_name(lane: EmotionLane) -> str:
    return f"{lane.track}{_BETWEEN}{lane.emotion}"


def _rows(lane: EmotionLane) -> list[list[float]] | None:
    points = lane.envelope.points
    return [[p.time, p.value, p.shape, p.tension] for p in points] or None


def _drawn(name: str, rows: list[list[float]]) -> EmotionLane:
    track, _, emotion = name.rpartition(_BETWEEN)
    points = tuple(EnvelopePoint(t, value, int(shape), bend) for t, value, shape, bend in rows)
    return EmotionLane(emotion, track, Envelope(points))
