"""Say what is wrong with the files of a checkpoint, and with the tensors in them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from model.checkpoint import CheckpointError


class TensorError(CheckpointError):
    """Tell what is wrong with a tensor; who knows its file says which that is."""


@contextmanager
def naming(file: Path) -> Iterator[None]:
    """Name the file of tensors that turn out to be wrong.

    Raises:
        CheckpointError: one of them was.
    """
    try:
        yield
    except TensorError as error:
        raise CheckpointError(
            f"{file}: {error}; the file is damaged or of another release: copy or download it again"
        ) from error


def present(file: Path) -> Path:
    """Give the file back if it is there.

    Raises:
        CheckpointError: it is missing.
    """
    if not file.is_file():
        raise CheckpointError(f"{file} is missing; copy or download it again")
    return file
