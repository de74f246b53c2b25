"""Read XML project files that may come from anywhere: no entities, no bombs, no way outside."""

from __future__ import annotations

import gzip
import math
import zipfile
import zlib
from collections.abc import Container, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, BinaryIO, NoReturn
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

from daw_bridge.file_bytes import reading
from daw_bridge.timeline import ProjectError

LARGEST = 256 * 2**20
"""Bytes of a document when it is unpacked; a large film mix has a tenth of that."""

DEEPEST = 256
"""Elements inside elements; racks inside racks inside racks need about sixty."""

MOST_ELEMENTS = 5_000_000
MOST_KEPT = 1_500_000
"""Elements of a document, and those of them that are not skipped."""

LARGEST_PIECE = 4 * 2**20
"""Bytes of one tag with its attributes; expat reads a piece again for every chunk it spans."""

_CHUNK = 2**20
_GZIP_MAGIC = b"\x1f\x8b"
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)

UNPACK_ERRORS = (
    EOFError,
    OSError,
    ValueError,
    RuntimeError,
    zlib.error,
    zipfile.BadZipFile,
)
"""What the unpackers of the standard library raise for damaged files; a method or a version that
they do not know is a NotImplementedError, which is a RuntimeError, as is a missing password."""


def gunzip(path: Path, limit: int = LARGEST) -> bytes:
    """Read a file and unpack it if it is gzip; a bomb stops at `limit` bytes.

    Raises:
        ProjectError: the file cannot be read, is damaged, or is too large.
    """
    with _unpacking(path) as file:
        packed = file.read(len(_GZIP_MAGIC)) == _GZIP_MAGIC
        file.seek(0)
        if not packed:
            return _bounded(file, path, limit)
        with gzip.GzipFile(fileobj=file) as unpacked:
            return _bounded(unpacked, path, limit)


def member(path: Path, name: str, limit: int = LARGEST) -> bytes:
    """Read one member of a zip file by its exact name; nothing is ever unpacked to disk.

    Raises:
        ProjectError: the file is no zip, has no such member, is damaged, or is too large.
    """
    with _unpacking(path) as file, zipfile.ZipFile(file) as archive:
        if name not in archive.namelist():
            raise ProjectError(f"{path.name} holds no {name}; save it again from the DAW")
        info = archive.getinfo(name)
        if info.compress_type not in _METHODS:
            raise ProjectError(f"{path.name} is packed in an unusual way; save it again")
        with archive.open(info) as unpacked:
            return _bounded(unpacked, path, limit)


def parse_xml(data: bytes, source: Path, skip: Container[str] = ()) -> Element:
    """Parse a document into its root element, without what is in elements named in `skip`.

    Text that is only white space is left out.

    Raises:
        ProjectError: it is no well-formed XML, declares a document type, or is beyond a limit.
    """
    if len(data) > LARGEST:
        raise _too_much(source, f"more than {LARGEST >> 20} MiB")
    parser = _Parser(source, skip)
    try:
        return parser.parse(data)
    except ProjectError:
        raise
    # An unknown encoding is a LookupError, an impossible one a ValueError.
    except (expat.ExpatError, LookupError, ValueError) as error:
        raise ProjectError(
            f"{source.name} is damaged: its XML cannot be read ({error}); "
            "save it again from the DAW"
        ) from error


def number(text: str | None, limit: float = math.inf) -> float | None:
    """Read a finite number of at most `limit` either way; anything else is None."""
    try:
        value = float(text or "")
    except ValueError:
        return None
    return value if math.isfinite(value) and abs(value) <= limit else None


class _Parser:
    """Build a tree under watch of the limits."""

    def __init__(self, source: Path, skip: Container[str]) -> None:
        self._source, self._skip = source, skip
        self._tree = TreeBuilder()
        self._depth = self._skipped_at = self._elements = self._kept = 0
        self._parser = expat.ParserCreate()
        self._parser.buffer_text = True
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._text
        self._parser.StartDoctypeDeclHandler = self._refuse
        self._parser.EntityDeclHandler = self._refuse
        self._parser.ExternalEntityRefHandler = self._refuse

    def parse(self, data: bytes) -> Element:
        """Feed the document in chunks, so that no single piece can hold it up."""
        for at in range(0, len(data), _CHUNK):
            self._parser.Parse(data[at : at + _CHUNK], False)
            if at + _CHUNK - self._parser.CurrentByteIndex > LARGEST_PIECE:
                raise _too_much(self._source, f"a tag of over {LARGEST_PIECE >> 20} MiB")
        self._parser.Parse(b"", True)
        return self._tree.close()

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        self._elements += 1
        if self._depth > DEEPEST:
            raise _too_much(self._source, f"elements nested more than {DEEPEST} deep")
        if self._elements > MOST_ELEMENTS:
            raise _too_much(self._source, f"more than {MOST_ELEMENTS:,} elements")
        if not self._skipped_at and tag in self._skip:
            self._skipped_at = self._depth
        if not self._skipped_at:
            self._keep(tag, attributes)

    def _keep(self, tag: str, attributes: dict[str, str]) -> None:
        self._kept += 1
        if self._kept > MOST_KEPT:
            raise _too_much(self._source, f"more than {MOST_KEPT:,} elements")
        self._tree.start(tag, attributes)

    def _end(self, tag: str) -> None:
        if not self._skipped_at:
            self._tree.end(tag)
        if self._skipped_at == self._depth:
            self._skipped_at = 0
        self._depth -= 1

    def _text(self, text: str) -> None:
        if not self._skipped_at and not text.isspace():
            self._tree.data(text)

    def _refuse(self, *_: object) -> NoReturn:
        raise ProjectError(
            f"{self._source.name} declares a document type or entities, which no DAW writes; "
            "it is not opened, as such files can do harm"
        )


@contextmanager
def _unpacking(path: Path) -> Iterator[BinaryIO]:
    """Open a file, and say in the user's words what is wrong with it or with what is in it."""
    with reading(path):
        file = path.open("rb")
    with file:
        try:
            yield file
        except ProjectError:
            raise
        except UNPACK_ERRORS as error:
            raise ProjectError(
                f"{path.name} is damaged and cannot be unpacked ({error}); "
                "save it again from the DAW"
            ) from error


def _bounded(file: IO[bytes] | gzip.GzipFile, path: Path, limit: int) -> bytes:
    pieces, size = [], 0
    while piece := file.read(_CHUNK):
        size += len(piece)
        if size > limit:
            raise _too_much(path, f"more than {limit:,} bytes")
        pieces.append(piece)
    return b"".join(pieces)


def _too_much(source: Path, what: str) -> ProjectError:
    return ProjectError(f"{source.name} has {what}; no project is like that, so it is not opened")
