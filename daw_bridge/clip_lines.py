"""Find the lines of DAWs that have no regions: in clips of a track "Takelane", or between cues.

A clip says its line in its name, or in its info text where it has one. A cue whose name is a line
is spoken until the next cue; one named "end", "-" or nothing at all only ends the line before it.

>>> clip_text("They are inside.", "", "Mara")
('They are inside. char=Mara;', '')
>>> clip_text("MARA: draft 3 id=q3;", "They are inside.")
('char=MARA; id=q3;', 'They are inside.')
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import pairwise

from daw_bridge.region_text import RegionText, is_speakable, parse_region_text
from daw_bridge.timeline import Region

ENDS = ("", "-", "end")
"""Names of a cue, in any case, that begin no line."""

LONGEST = 20_000
"""Characters of a text that are read; a line of half an hour."""


@dataclass(frozen=True, slots=True)
class NamedCue:
    """Hold a cue with all its words: a locator of Live, a marker of DAWproject."""

    id: str
    time: float
    name: str
    info: str = ""


def clip_text(name: str, info: str, character: str = "") -> tuple[str, str]:
    """Give the name and notes of a region for a clip with a name and an info text.

    Where both have words, the line is the info text; character, direction and tags of the name
    stay. The character given speaks where neither names one.
    """
    name, info = name[:LONGEST].strip(), info[:LONGEST].strip()
    named = parse_region_text(name)
    if is_speakable(named.line) and is_speakable(parse_region_text(info).line):
        name = _without_line(named)
    if not name:
        name, info = " ".join(info.split()), ""
    if is_speakable(character) and not parse_region_text(name, info).character:
        name = f"{name} char={character};".strip()
    return name, info


def lines_between(cues: Iterable[NamedCue]) -> tuple[list[Region], list[str]]:
    """Give a region from every cue that says a line to the next cue, and warn of one without."""
    ordered = sorted(cues, key=lambda cue: cue.time)
    regions = []
    for cue, after in pairwise(ordered):
        if after.time > cue.time and _begins_line(cue):
            name, notes = clip_text(cue.name, cue.info)
            regions.append(Region(cue.id, 0, name, cue.time, after.time, notes=notes))
    warnings = [
        f'nothing ends the line "{cue.name or cue.info}"; add a locator or marker named "end"'
        for cue in ordered[-1:]
        if _begins_line(cue)
    ]
    return regions, warnings


def numbered(regions: Iterable[Region]) -> tuple[Region, ...]:
    """Order regions by time, count them from 1, and make sure that no two have one id."""
    taken: set[str] = set()
    copies: Counter[str] = Counter()
    finished = []
    ordered = sorted(regions, key=lambda region: (region.start, region.end))
    for number, region in enumerate(ordered, 1):
        unique = region.id
        while unique in taken:
            copies[region.id] += 1
            unique = f"{region.id}-{copies[region.id] + 1}"
        taken.add(unique)
        finished.append(replace(region, id=unique, number=number))
    return tuple(finished)


def _begins_line(cue: NamedCue) -> bool:
    if cue.name.strip().casefold() in ENDS and not cue.info.strip():
        return False
    return is_speakable(parse_region_text(*clip_text(cue.name, cue.info)).line)


def _without_line(text: RegionText) -> str:
    speaker = {"char": text.character} if text.character else {}
    tags = {**speaker, **text.tags, **speaker}
    words = [f"({text.direction})"] if text.direction else []
    return " ".join([*words, *(f"{key}={value};" for key, value in tags.items())])
