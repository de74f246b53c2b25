"""Read and write cue lists as tables, CSV or TSV, as spreadsheets and ADR programs have them.

The first row that names columns for a start, an end or a length, and the words is the header; a
row above it may state the frame rate. The list that REAPER's Region Manager exports is such a
table, too: in its first column, `R7` is a region and `M3` a marker.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from daw_bridge.atomic_file import write_atomically
from daw_bridge.exchange.clock_text import (
    MissingRateError,
    code_rate,
    fine_clock,
    parse_rate,
    parse_time,
)
from daw_bridge.exchange.cue_columns import (
    CHARACTER,
    DIRECTION,
    EMOTION,
    END,
    ID,
    LENGTH,
    LINE,
    NUMBER,
    RATE,
    SEED,
    START,
    TAGS,
    VOICE,
    WRITTEN,
    Columns,
)
from daw_bridge.exchange.cue_list import (
    Complaints,
    Entry,
    cue_timeline,
    region_texts,
)
from daw_bridge.exchange.cue_text import region_name, spoken_text
from daw_bridge.exchange.table_rows import Row, best_header, rows_below
from daw_bridge.exchange.text_file import read_text
from daw_bridge.region_text import RegionText, is_speakable, parse_region_text
from daw_bridge.time_code import RATES, FrameRate
from daw_bridge.timeline import ProjectError, Timeline

_COUNT = re.compile(r"(?P<kind>[RM]?)(?P<number>\d{1,9})", re.ASCII)
_MARKER = "M"
_TIMES = (START, END, LENGTH)
_COLUMN_TAGS = (ID, "char")
"""Tags that have a column of their own."""

_WEIGHTS = re.compile(r"\s*\w+\s*[:=]\s*\d[\d.]*\s*(?:,\s*\w+\s*[:=]\s*\d[\d.]*\s*)*", re.ASCII)

_BYTE_ORDER_MARK = "\ufeff"
"""Without it, Excel takes UTF-8 for something else."""


def read_cue_table(path: Path, frame_rate: FrameRate | None = None) -> Timeline:
    """Read a cue list; a row that cannot be used is left out with a warning.

    Args:
        path: of the file.
        frame_rate: of its time code, whatever the file itself says.

    Raises:
        ProjectError: the file cannot be read, has no header or no usable row, or has time code
            and nobody says of which frame rate.
    """
    text = read_text(path)
    header = best_header(text, path)
    if frame_rate is None and header.said_rate is not None:
        frame_rate = parse_rate(header.said_rate)
    complaints = Complaints(path)
    rows = rows_below(header, text, path)
    return cue_timeline(path, _entries(rows, header.columns, frame_rate, complaints), complaints)


def write_cue_csv(timeline: Timeline, path: Path) -> None:
    """Write the lines of a timeline as CSV, whole or not at all.

    Raises:
        ProjectError: the file cannot be written.
    """
    write_atomically(path, _written(timeline, ","))


def write_cue_tsv(timeline: Timeline, path: Path) -> None:
    """Write the lines of a timeline as TSV, whole or not at all.

    Raises:
        ProjectError: the file cannot be written.
    """
    write_atomically(path, _written(timeline, "\t"))


def _entries(
    rows: Iterable[Row], columns: Columns, frame_rate: FrameRate | None, complaints: Complaints
) -> Iterator[Entry]:
    for row in rows:
        try:
            yield _entry(row, columns, frame_rate, complaints)
        except MissingRateError as error:
            raise ProjectError(
                f"{complaints.file}, {row.place}: {error}; say it with --fps 25 (or "
                f"{', '.join(name for name in RATES if name != '25')}), or add a column fps"
            ) from error
        except ValueError as error:
            complaints.add(f"{error}; the row was left out", row.place)


def _entry(
    row: Row, columns: Columns, frame_rate: FrameRate | None, complaints: Complaints
) -> Entry:
    """Understand a row.

    Raises:
        ValueError: it has no time, or one that is none.
    """
    said = columns.cell(row.cells, RATE)
    rate = frame_rate or (parse_rate(said) if said else None)
    times = [columns.cell(row.cells, what) for what in _TIMES]
    start, end, length = (parse_time(time, rate) if time else None for time in times)
    rate = code_rate(times[0], rate)
    if start is None:
        raise ValueError("there is no start")
    kind, number = _count(columns.cell(row.cells, NUMBER))
    if kind == _MARKER:
        return Entry(start, None, columns.cell(row.cells, LINE), number, row.place, rate)
    if end is None and length is None:
        raise ValueError("there is neither an end nor a length")
    end = start + (length or 0.0) if end is None else end
    name = region_name(_text(row, columns, complaints))
    return Entry(start, end, name, number, row.place, rate)


def _count(cell: str) -> tuple[str, int]:
    """Read `7`, `R7` or `M3`; anything else counts nothing."""
    match = _COUNT.fullmatch(cell)
    return (match["kind"], int(match["number"])) if match else ("", 0)


def _text(row: Row, columns: Columns, complaints: Complaints) -> RegionText:
    """Put together what the row says."""
    direction = columns.cell(row.cells, DIRECTION)
    tags = {what: columns.cell(row.cells, what) for what in (ID, EMOTION, VOICE, SEED)}
    if _WEIGHTS.fullmatch(direction):
        direction, tags[EMOTION] = "", tags[EMOTION] or direction
    written = parse_region_text(columns.cell(row.cells, TAGS))
    if is_speakable(written.line) or written.character:
        complaints.add("the tags are not all of the form key=value;", row.place)
    tags = {**written.tags, **{tag: value for tag, value in tags.items() if value}}
    character = columns.cell(row.cells, CHARACTER)
    return spoken_text(columns.cell(row.cells, LINE), character, direction, tags)


def _written(timeline: Timeline, delimiter: str) -> str:
    table = io.StringIO()
    table.write(_BYTE_ORDER_MARK)
    rows = csv.writer(table, delimiter=delimiter)
    rows.writerow(WRITTEN)
    for region, text in region_texts(timeline):
        tags = (f"{key}={value};" for key, value in text.tags.items() if key not in _COLUMN_TAGS)
        cells = {
            ID: text.tags.get(ID, ""),
            START: fine_clock(region.start),
            END: fine_clock(region.end),
            CHARACTER: text.character,
            DIRECTION: text.direction,
            LINE: text.line,
            TAGS: " ".join(tags),
        }
        rows.writerow(cells[what] for what in WRITTEN)
    return table.getvalue()
