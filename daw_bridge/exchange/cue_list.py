"""Make a timeline of the entries of a cue list."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from daw_bridge.clip_lines import LONGEST, numbered
from daw_bridge.exchange.cue_text import region_name
from daw_bridge.region_text import RegionText, parse_region_text
from daw_bridge.time_code import FrameRate, TimeBase
from daw_bridge.timeline import Cue, ProjectError, Region, Timeline

MOST_ENTRIES = 100_000
_MOST_TOLD = 20
"""Warnings of one file; what is wrong in more places is told as a number."""

_ID_DIGITS = 12


@dataclass(frozen=True, slots=True)
class Entry:
    """Hold one entry of a cue list.

    Args:
        end: None for a cue, which is a point.
        name: in the grammar of `daw_bridge.region_text`.
        number: as the file counts it; 0 if it does not.
        place: where it stands, for the user, such as `line 7`.
        rate: of the time code in which its times are written; None where they are in no such.
    """

    start: float
    end: float | None
    name: str
    number: int = 0
    place: str = ""
    rate: FrameRate | None = None


class Complaints:
    """Gather what is odd in a file, told with the file's name, the first of many only."""

    def __init__(self, path: Path) -> None:
        self.file = path.name
        self._told: list[str] = []
        self._count = 0

    def add(self, what: str, place: str = "") -> None:
        """Note one."""
        self._count += 1
        if len(self._told) < _MOST_TOLD:
            where = ", ".join(filter(None, (self.file, place)))
            self._told.append(f"{where}: {what}")

    @property
    def others(self) -> str:
        """Tell how many there are beside the first."""
        return f" (and {self._count - 1} more like this)" if self._count > 1 else ""

    @property
    def sentences(self) -> tuple[str, ...]:
        """Give the sentences."""
        more = self._count - len(self._told)
        return (*self._told, *([f"{self.file}: and {more} more"] if more else []))


def check_count(path: Path, count: int) -> None:
    """Refuse a file with more entries than any list has, before any of them is looked at.

    Raises:
        ProjectError: there are too many.
    """
    if count > MOST_ENTRIES:
        raise ProjectError(f"{path.name} has over {MOST_ENTRIES:,} entries; split it")


def cue_timeline(
    path: Path, entries: Iterable[Entry], complaints: Complaints, sample_rate: int | None = None
) -> Timeline:
    """Give the timeline of a file; an entry that ends before it begins is complained about.

    Regions are known by their `id=` tag, otherwise by their words, so that a line stays the same
    line when others are put before it.

    Raises:
        ProjectError: not one entry can be used.
    """
    found = list(_sound(entries, complaints))
    sentences = complaints.sentences
    if not found and sentences:
        raise ProjectError(sentences[0] + complaints.others)
    rates = {entry.rate for entry in found}
    cues = sorted((entry for entry in found if entry.end is None), key=lambda entry: entry.start)
    return Timeline(
        source=path,
        sample_rate=sample_rate,
        regions=_regions([(entry, entry.end) for entry in found if entry.end is not None]),
        cues=tuple(Cue(n, entry.name, entry.start) for n, entry in enumerate(cues, 1)),
        time_base=TimeBase(rates.pop() if len(rates) == 1 else None),
        warnings=sentences if found else (f"{path.name} has no lines",),
    )


def region_texts(timeline: Timeline) -> Iterator[tuple[Region, RegionText]]:
    """Yield the regions of a timeline in order of time, each with what it says."""
    for region in sorted(timeline.regions, key=lambda region: (region.start, region.number)):
        yield region, parse_region_text(region.name, region.notes)


def whole_name(region: Region) -> str:
    """Give the text of a region on one line, with what stands in its notes."""
    return region_name(parse_region_text(region.name, region.notes))


def _sound(entries: Iterable[Entry], complaints: Complaints) -> Iterator[Entry]:
    for entry in entries:
        if entry.end is not None and entry.end <= entry.start:
            complaints.add("the line ends before it begins and was left out", entry.place)
        else:
            yield replace(entry, name=entry.name[:LONGEST])


def _regions(lines: list[tuple[Entry, float]]) -> tuple[Region, ...]:
    """Give regions of entries with their ends; the numbers are the file's if all of them differ."""
    ordered = sorted(lines, key=lambda line: (line[0].start, line[1]))
    regions = numbered(
        Region(_identity(entry.name), 0, entry.name, entry.start, end) for entry, end in ordered
    )
    numbers = [entry.number for entry, _ in ordered]
    if len(set(numbers) - {0}) < len(numbers):
        return regions
    return tuple(
        replace(region, number=number) for region, number in zip(regions, numbers, strict=True)
    )


def _identity(name: str) -> str:
    text = parse_region_text(name)
    words = "\n".join((text.character, text.line)).casefold()
    hashed = hashlib.sha256(words.encode("utf-8", "replace")).hexdigest()[:_ID_DIGITS]
    return text.tags.get("id") or hashed
