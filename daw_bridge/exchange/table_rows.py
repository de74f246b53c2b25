"""Take a table apart that a spreadsheet or another program has written: header and rows."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from daw_bridge.exchange.cue_columns import Columns, said_rate
from daw_bridge.exchange.cue_list import check_count
from daw_bridge.timeline import ProjectError

_DELIMITERS = "\t;,|"
_HEADER_WITHIN = 50
"""Rows from the top, among which the header is looked for."""

_LONGEST_HEADER = 10_000


@dataclass(frozen=True, slots=True)
class Row:
    """Hold the cells of a row and the line of the file that it ends on."""

    line: int
    cells: list[str]

    @property
    def place(self) -> str:
        """Say where it stands."""
        return f"line {self.line}"


@dataclass(frozen=True, slots=True)
class Header:
    """Hold the row of column names of a table.

    Args:
        said_rate: the frame rate that stands above it, as it is written.
    """

    delimiter: str
    columns: Columns
    line: int
    said_rate: str | None


def headers(text: str) -> Iterator[Header]:
    """Yield the header that each delimiter gives; nothing if the text begins like no table."""
    lines = io.StringIO(text, newline="")
    top = [line[:_LONGEST_HEADER] for line in islice(lines, _HEADER_WITHIN)]
    for delimiter in _DELIMITERS:
        rate = None
        for number, line in enumerate(top, 1):
            names = [cell.strip().strip('"') for cell in line.split(delimiter)]
            columns = Columns.from_header(names)
            if columns is not None:
                yield Header(delimiter, columns, number, rate)
                break
            rate = said_rate(names) or rate


def best_header(text: str, path: Path) -> Header:
    """Give the header of which most columns are understood.

    Raises:
        ProjectError: there is none.
    """
    found = max(headers(text), key=lambda header: len(header.columns.places), default=None)
    if found is None:
        raise ProjectError(
            f"{path.name} has no row of column names among its first {_HEADER_WITHIN}; Takelane "
            "looks for start (or in, tc in), end (or out, length), and line (or text, dialogue)"
        )
    return found


def rows_below(header: Header, text: str, path: Path) -> list[Row]:
    """Give the rows that are not empty; in a table of tabs, quotation marks may be just that.

    Raises:
        ProjectError: the quotation marks do not fit, or there are too many rows.
    """
    try:
        rows = list(_split_rows(text, header.delimiter, quoted=True))
    except csv.Error as error:
        if header.delimiter != "\t":
            raise ProjectError(
                f"{path.name}, {error}; look for a quotation mark that is not closed, or export "
                "the table again"
            ) from error
        rows = list(_split_rows(text, header.delimiter, quoted=False))
    check_count(path, len(rows))
    return [row for row in rows if row.line > header.line]


def _split_rows(text: str, delimiter: str, *, quoted: bool) -> Iterator[Row]:
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
                yield Row(lines.line_num, cells)
    except csv.Error as error:
        raise csv.Error(f"line {lines.line_num}: {error}") from error
