"""Make several changes on the disk, all of them or none."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from daw_bridge.atomic_file import write_atomically, write_problem


@dataclass(frozen=True, slots=True)
class Change:
    """Give a file its content, or remove it where `content` is None."""

    path: Path
    content: bytes | None


def carry_out(changes: Sequence[Change], folders: Sequence[Path]) -> None:
    """Make folders, outermost first, and change files; after a failure all is as before.

    Raises:
        ProjectError: something cannot be written.
    """
    made: list[Path] = []
    undo: list[Change] = []
    try:
        for folder in folders:
            _make(folder)
            made.append(folder)
        for change in changes:
            before = read(change.path)
            _do(change)
            undo.append(Change(change.path, before))
    except BaseException:
        for change in reversed(undo):
            with suppress(OSError, ValueError):
                _do(change)
        remove_empty(made)
        raise


def remove_empty(folders: Sequence[Path]) -> None:
    """Remove folders that hold nothing, the last one first."""
    for folder in reversed(folders):
        with suppress(OSError):
            folder.rmdir()


def read(path: Path) -> bytes | None:
    """Give the content of a file; None where there is none."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise write_problem(path, error) from error


def _make(folder: Path) -> None:
    try:
        folder.mkdir()
    except OSError as error:
        raise write_problem(folder, error) from error


def _do(change: Change) -> None:
    # A link to a file elsewhere stays a link.
    path = change.path.resolve()
    if change.content is not None:
        write_atomically(path, change.content)
        return
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise write_problem(path, error) from error
