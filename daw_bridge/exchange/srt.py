"""Read and write SubRip subtitles, `.srt`: every cue is a line."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from daw_bridge.atomic_file import write_atomically
from daw_bridge.exchange.clock_text import clock
from daw_bridge.exchange.cue_list import (
    Complaints,
    Entry,
    check_count,
    cue_timeline,
    region_texts,
    whole_name,
)
from daw_bridge.exchange.subtitles import ARROW, SubtitleCue, joined, subtitle_cues
from daw_bridge.exchange.text_file import read_text
from daw_bridge.region_text import is_speakable, parse_region_text
from daw_bridge.timeline import ProjectError, Timeline

TWO_SPEAKERS = "two people speak in one cue; split it so that each has a voice"
NO_WORDS = "the cue has no words to speak and was left out"

_STYLES = re.compile(r"</?(?:i|b|u|s|font)(?:\s[^<>]*)?>|\{\\[^{}]*\}", re.IGNORECASE)
"""Markup of how subtitles look; a word in phonemes, as in `<Tobin|T OW1 B IH0 N>`, is none."""


def read_srt(path: Path) -> Timeline:
    """Read subtitles; a cue that cannot be used is left out with a warning.

    Raises:
        ProjectError: the file cannot be read or has no usable cue.
    """
    cues = list(subtitle_cues(read_text(path)))
    if not cues:
        raise ProjectError(f"{path.name} has no times such as 00:00:01,000 --> 00:00:02,500")
    check_count(path, len(cues))
    complaints = Complaints(path)
    return cue_timeline(path, spoken_entries(_named(cues), complaints), complaints)


def write_srt(timeline: Timeline, path: Path) -> None:
    """Write the lines of a timeline as subtitles, whole or not at all.

    Raises:
        ProjectError: the file cannot be written.
    """
    spoken = [region for region, text in region_texts(timeline) if is_speakable(text.line)]
    cues = (
        f"{number}\n{clock(region.start, ',')}{ARROW}{clock(region.end, ',')}\n"
        f"{whole_name(region)}\n"
        for number, region in enumerate(spoken, 1)
    )
    write_atomically(path, "\n".join(cues))


def spoken_entries(
    cues: Iterable[tuple[SubtitleCue, str, bool]], complaints: Complaints
) -> Iterator[Entry]:
    """Give the entries of cues, each with the text of its region and whether several speak in it.

    Subtitles have cues for sounds, too, which nobody speaks.
    """
    for cue, name, several in cues:
        try:
            start, end = cue.times()
        except ValueError as error:
            complaints.add(f"{error}; the cue was left out", cue.place)
            continue
        if several:
            complaints.add(TWO_SPEAKERS, cue.place)
        if is_speakable(parse_region_text(name).line):
            yield Entry(start, end, name, _number(cue.heading), cue.place)
        else:
            complaints.add(NO_WORDS, cue.place)


def _named(cues: Iterable[SubtitleCue]) -> Iterator[tuple[SubtitleCue, str, bool]]:
    for cue in cues:
        words, several = joined(cue.words)
        yield cue, " ".join(_STYLES.sub("", words).split()), several


def _number(heading: str) -> int:
    return int(heading) if heading.isascii() and heading.isdigit() and len(heading) < 10 else 0
