"""Write files whole or not at all."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from daw_bridge.timeline import ProjectError

_REASONS = {
    errno.ENOSPC: "the disk is full; make room and run again, finished takes are kept",
    errno.EDQUOT: "your disk quota is used up; make room and run again, finished takes are kept",
    errno.EACCES: "the folder may not be written to; choose another or change its permissions",
    errno.EPERM: "the folder may not be written to; choose another or change its permissions",
    errno.EROFS: "the disk is read-only; choose another folder",
    errno.ENOENT: "its folder does not exist",
    errno.ENOTDIR: "a part of its path is a file, not a folder",
    errno.EISDIR: "a folder of that name is in the way",
    errno.ENAMETOOLONG: "its name is too long",
}


@contextmanager
def open_atomically(path: Path, *, lasting: bool = True) -> Iterator[BinaryIO]:
    """Open a file for writing; it appears under its name when the block ends without an error.

    Args:
        path: the file.
        lasting: wait until the disk has it, so that a power cut does not take it away.

    Raises:
        ProjectError: the file cannot be written; nothing of it is left behind.
    """
    # In the same folder, as a rename is only atomic within one file system.
    partial = path.with_name(f".{path.name[:100]}.{os.getpid()}.part")
    try:
        with partial.open("wb") as file:
            yield file
            if lasting:
                file.flush()
                os.fsync(file.fileno())
        os.replace(partial, path)
    except OSError as error:
        raise write_problem(path, error) from error
    finally:
        # After a success it has its own name already.
        with suppress(FileNotFoundError, NotADirectoryError):
            partial.unlink()


def write_atomically(path: Path, content: bytes | str, *, lasting: bool = True) -> None:
    """Write a whole file; text is UTF-8 with the line ends it has.

    Raises:
        ProjectError: the file cannot be written; an earlier file of that name is still whole.
    """
    with open_atomically(path, lasting=lasting) as file:
        file.write(content.encode() if isinstance(content, str) else content)


def write_problem(path: Path, error: OSError) -> ProjectError:
    """Say in the user's words why a file cannot be written."""
    reason = _REASONS.get(error.errno or 0, error.strerror or str(error))
    return ProjectError(f"{path} cannot be written: {reason}")
