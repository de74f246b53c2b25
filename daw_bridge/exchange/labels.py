"""Read and write the labels of Audacity, `.txt`: a start, an end and a text, with tabs between.

A label with a length is a line, a label without one is a cue.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from daw_bridge.atomic_file import write_atomically
from daw_bridge.exchange.clock_text import parse_time
from daw_bridge.exchange.cue_list import (
    Complaints,
    Entry,
    check_count,
    cue_timeline,
    region_texts,
    whole_name,
)
from daw_bridge.exchange.text_file import lines_of, read_text
from daw_bridge.timeline import ProjectError, Timeline

_LABEL = re.compile(r"([^\t]+)\t([^\t]+)(?:\t(.*))?")
_FREQUENCIES = "\\"
"""Begins a line that belongs to the label above and gives its place in the spectrum."""


def read_labels(path: Path) -> Timeline:
    """Read labels; one that cannot be used is left out with a warning.

    Raises:
        ProjectError: the file cannot be read or holds no label.
    """
    lines = lines_of(read_text(path))
    if not any(map(_LABEL.fullmatch, lines)):
        raise ProjectError(
            f"{path.name} is neither a list of labels (start, tab, end, tab, text) nor subtitles "
            "nor a table with column names"
        )
    check_count(path, len(lines))
    complaints = Complaints(path)
    return cue_timeline(path, _entries(lines, complaints), complaints)


def write_labels(timeline: Timeline, path: Path) -> None:
    """Write the lines and cues of a timeline as labels, whole or not at all.

    Raises:
        ProjectError: the file cannot be written.
    """
    lines = [(region.start, region.end, whole_name(region)) for region, _ in region_texts(timeline)]
    cues = [(cue.time, cue.time, " ".join(cue.name.split())) for cue in timeline.cues]
    labels = sorted([*lines, *cues], key=lambda label: label[:2])
    write_atomically(path, "".join(f"{a:.6f}\t{b:.6f}\t{text}\n" for a, b, text in labels))


def _entries(lines: Iterable[str], complaints: Complaints) -> Iterator[Entry]:
    for number, line in enumerate(lines, 1):
        if not line.strip() or line.startswith(_FREQUENCIES):
            continue
        place = f"line {number}"
        label = _LABEL.fullmatch(line)
        if label is None:
            complaints.add("there is no start and end with a tab between", place)
            continue
        try:
            start, end = parse_time(label[1]), parse_time(label[2])
        except ValueError as error:
            complaints.add(f"{error}; the label was left out", place)
        else:
            name = (label[3] or "").strip()
            yield Entry(start, None if start == end else end, name, place=place)
