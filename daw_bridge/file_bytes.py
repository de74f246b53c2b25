"""Read files that the user names, and say in a sentence why one cannot be read."""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from daw_bridge.timeline import ProjectError


@contextmanager
def reading(path: Path) -> Iterator[None]:
    """Let a file be read.

    Raises:
        ProjectError: the system does not let it be read.
    """
    try:
        yield
    except OSError as error:
        raise ProjectError(f"{path} cannot be read: {error.strerror or error}") from error


def file_bytes(path: Path, most: float = math.inf) -> bytes:
    """Give the whole content of a file; none of its kind has more than `most` bytes.

    Raises:
        ProjectError: there is no such file, it cannot be read, or it is too large.
    """
    with reading(path):
        if path.is_dir():
            raise ProjectError(f"{path} is a folder; name the file inside it")
        if not path.is_file():
            raise ProjectError(f"there is no file {path}; check its name and folder")
        if path.stat().st_size > most:
            raise ProjectError(f"{path} is larger than {int(most) >> 20} MiB; no project is")
        return path.read_bytes()
