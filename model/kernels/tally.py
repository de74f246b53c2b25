"""Count the operations of products that kernels do, which torch's own counter does not see."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass


@dataclass(slots=True, eq=False)
class Tally:
    """Hold operations, two for each product of numbers: of 8-bit ones, and of 32-bit ones."""

    integers: int = 0
    floats: int = 0


_open: list[Tally] = []


@contextmanager
def tally() -> Iterator[Tally]:
    """Count what kernels do inside."""
    counted = Tally()
    _open.append(counted)
    try:
        yield counted
    finally:
        _open.remove(counted)


def count(integers: int = 0, floats: int = 0) -> None:
    """Tell everyone who counts."""
    for counted in _open:
        counted.integers += integers
        counted.floats += floats
