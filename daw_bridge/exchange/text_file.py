"""Read text files that may come from anywhere: Excel, a subtitle editor, an old Windows."""

from __future__ import annotations

import codecs
import re
from pathlib import Path

from daw_bridge.file_bytes import reading
from daw_bridge.timeline import ProjectError

LARGEST = 16 * 2**20
"""Bytes of a text file; forty thousand lines of dialogue have half of that."""

MOST_LINES = 1_000_000

_HEAD = 4096
"""Bytes that tell what a file is."""

_LONGEST_LETTER = 3
"""Bytes of a letter in UTF-8 that may be there when the last one is not."""

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_UTF_16 = ("utf-16-be", "utf-16-le")
"""By the place of the zero byte of a Latin letter."""

_MOSTLY = 0.3
"""Share of zero bytes in one of two places that only UTF-16 has."""

_LINE_END = re.compile(r"\r\n|\r|\n")


def read_text(path: Path) -> str:
    """Read a whole text file in UTF-8, UTF-16 or Windows-1252; line ends stay as they are.

    Raises:
        ProjectError: it cannot be read, is too large, or is no text.
    """
    data = _load(path, LARGEST + 1)
    if len(data) > LARGEST:
        raise ProjectError(
            f"{path.name} is larger than {LARGEST >> 20} MiB; that is no list of lines"
        )
    text = decoded(data)
    if "\0" in text:
        raise ProjectError(f"{path.name} is no text; choose the list as its program exported it")
    if text.count("\n") + text.count("\r") > MOST_LINES:
        raise ProjectError(f"{path.name} has over {MOST_LINES:,} lines; split it")
    return text


def read_head(path: Path) -> bytes:
    """Read the beginning of a file, whatever it is.

    Raises:
        ProjectError: it cannot be read.
    """
    return _load(path, _HEAD)


def decoded(data: bytes) -> str:
    """Give the text that bytes stand for, or the beginning of a text that its head stands for."""
    encoding = _encoding(data)
    if encoding is not None:
        return data.decode(encoding, errors="replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        # A head may end within a letter, which is no sign of another encoding.
        if len(data) == _HEAD and error.start >= _HEAD - _LONGEST_LETTER:
            return data[: error.start].decode("utf-8")
        return data.decode("cp1252", errors="replace")


def lines_of(text: str) -> list[str]:
    """Split at the line ends of all systems, and at nothing else."""
    return _LINE_END.split(text)


def _load(path: Path, most: int) -> bytes:
    with reading(path), path.open("rb") as file:
        return file.read(most)


def _encoding(data: bytes) -> str | None:
    """Tell the encoding if the bytes say so."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return encoding
    for place, encoding in enumerate(_UTF_16):
        if len(data) > 2 and data[place:_HEAD:2].count(0) > _MOSTLY * len(data[place:_HEAD:2]):
            return encoding
    return None
