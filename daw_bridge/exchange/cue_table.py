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
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from daw_bridge.atomic_file import write_atomically
from daw_bridge.exchange.clock_text import (
    RATES,
    counts_frames,
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
    said_rate,
)
from daw_bridge.exchange.cue_list import (
    Complaints,
    Entry,
    check_count,
    cue_timeline,
    region_texts,
)
from daw_bridge.exchange.cue_text import region_name, spoken_text
from daw_bridge.exchange.text_file import read_text
from daw_bridge.midi.time_code import FrameRate
from daw_bridge.region_text import RegionText, is_speakable, parse_region_text
from daw_bridge.timeline import ProjectError, Timeline

_DELIMITERS = "\t;,|"
_HEADER_WITHIN = 50
"""Rows from the top, among which the header is looked for."""

_LONGEST_HEADER = 10_000

_COUNT = re.compile(r"(?P<kind>[RM]?)(?P<number>\d{1,9})", re.ASCII)
_MARKER = "M"
_TIMES = (START, END, LENGTH)
_COLUMN_TAGS = (ID, "char")
"""Tags that have a column of their own."""

_WEIGHTS = re.compile(r"\s*\w+\s*[:=]\s*\d[\d.]*\s*(?:,\s*\w+\s*[:=]\s*\d[\d.]*\s*)*", re.ASCII)

_BYTE_ORDER_MARK = "\ufeff"
"""Without it, Excel takes UTF-8 for something else."""


@dataclass(frozen=True, slots=True)
class _Row:
    """Hold the cells of a row and the line of the file that it ends on."""

    line: int
    cells: list[str]


@dataclass(frozen=True, slots=True)
class _Table:
    """Hold the parts of a table; `said_rate` is what stands above the header."""

    delimiter: str
    columns: Columns
    header_line: int
    said_rate: str | None


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
    table = _understood(text, path)
    if frame_rate is None and table.said_rate is not None:
        frame_rate = parse_rate(table.said_rate)
    complaints = Complaints(path)
    entries = _entries(_rows(text, table, path), table.columns, frame_rate, complaints)
    return cue_timeline(path, entries, complaints)


def has_header(text: str) -> bool:
    """Tell whether a text begins like a cue list with column names."""
    return any(_headers(text))


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


def _understood(text: str, path: Path) -> _Table:
    tables = list(_headers(text))
    if not tables:
        raise ProjectError(
            f"{path.name} has no row of column names among its first {_HEADER_WITHIN}; Takelane "
            "looks for start (or in, tc in), end (or out, length), and line (or text, dialogue)"
        )
    return max(tables, key=lambda table: len(table.columns.places))


def _headers(text: str) -> Iterator[_Table]:
    """Yield the header that each delimiter gives."""
    lines = io.StringIO(text, newline="")
    top = [line[:_LONGEST_HEADER] for line in islice(lines, _HEADER_WITHIN)]
    for delimiter in _DELIMITERS:
        rate = None
        for number, line in enumerate(top, 1):
            row = [cell.strip().strip('"') for cell in line.split(delimiter)]
            columns = Columns.from_header(row)
            if columns is not None:
                yield _Table(delimiter, columns, number, rate)
                break
            rate = said_rate(row) or rate


def _rows(text: str, table: _Table, path: Path) -> list[_Row]:
    """Give the rows below the header; in a table of tabs, quotation marks may be just that."""
    try:
        rows = list(_split_rows(text, table.delimiter, quoted=True))
    except csv.Error as error:
        if table.delimiter != "\t":
            raise ProjectError(
                f"{path.name}, {error}; look for a quotation mark that is not closed, or export "
                "the table again"
            ) from error
        rows = list(_split_rows(text, table.delimiter, quoted=False))
    check_count(path, len(rows))
    return [row for row in rows if row.line > table.header_line]


def _split_rows(text: str, delimiter: str, *, quoted: bool) -> Iterator[_Row]:
    """Yield the rows that are not empty.

    Raises:
        csv.Error: the quotation marks do not fit, with the line.
    """
    lines = csv.reader(
        io.StringIO(text, newline=""),
        delimiter=delimiter,
        quoting=csv.QUOTE_MINIMAL if quoted else csv.QUOTE_NONE,
        strict=True,
    )
    try:
        for cells in lines:
            if any(map(str.strip, cells)):
                yield _Row(lines.line_num, cells)
    except csv.Error as error:
        raise csv.Error(f"line {lines.line_num}: {error}") from error


def _entries(
    rows: Iterable[_Row], columns: Columns, frame_rate: FrameRate | None, complaints: Complaints
) -> Iterator[Entry]:
    for row in rows:
        place = f"line {row.line}"
        try:
            yield _entry(row, columns, frame_rate, complaints)
        except _NoRateError as error:
            raise ProjectError(
                f"{complaints.file}, {place}: {error}; say it with --fps 25 (or "
                f"{', '.join(name for name in RATES if name != '25')}), or add a column fps"
            ) from error
        except ValueError as error:
            complaints.add(f"{error}; the row was left out", place)


class _NoRateError(ValueError):
    """Tell that time code has no frame rate."""


def _entry(
    row: _Row, columns: Columns, frame_rate: FrameRate | None, complaints: Complaints
) -> Entry:
    """Understand a row.

    Raises:
        ValueError: it has no time, or one that is none.
    """
    said = columns.cell(row.cells, RATE)
    rate = frame_rate or (parse_rate(said) if said else None)
    start, end, length = (_time(columns.cell(row.cells, what), rate) for what in _TIMES)
    if start is None:
        raise ValueError("there is no start")
    kind, number = _count(columns.cell(row.cells, NUMBER))
    name = region_name(_text(row, columns, complaints))
    if kind == _MARKER:
        return Entry(start, None, name, number, f"line {row.line}")
    if end is None and length is None:
        raise ValueError("there is neither an end nor a length")
    end = start + (length or 0.0) if end is None else end
    return Entry(start, end, name, number, f"line {row.line}")


def _time(cell: str, rate: FrameRate | None) -> float | None:
    if rate is None and counts_frames(cell):
        raise _NoRateError(f"{cell} counts frames, and nothing says how many a second has")
    return parse_time(cell, rate) if cell else None


def _count(cell: str) -> tuple[str, int]:
    """Read `7`, `R7` or `M3`; anything else counts nothing."""
    match = _COUNT.fullmatch(cell)
    return (match["kind"], int(match["number"])) if match else ("", 0)


def _text(row: _Row, columns: Columns, complaints: Complaints) -> RegionText:
    """Put together what the row says."""
    direction = columns.cell(row.cells, DIRECTION)
    tags = {what: columns.cell(row.cells, what) for what in (ID, EMOTION, VOICE, SEED)}
    if _WEIGHTS.fullmatch(direction):
        direction, tags[EMOTION] = "", tags[EMOTION] or direction
    written = parse_region_text(columns.cell(row.cells, TAGS))
    if is_speakable(written.line) or written.character:
        complaints.add("the tags are not all of the form key=value;", f"line {row.line}")
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
