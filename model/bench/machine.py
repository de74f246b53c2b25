"""Measure what the machine can do: read weights, multiply matrices."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

import torch

BANDWIDTH_BYTES = 512 << 20
"""More than any cache holds."""

MATRIX = 2048
REPEATS = 5


@dataclass(frozen=True, slots=True)
class Machine:
    """Hold measured rates.

    Args:
        bytes_per_second: that one matrix-vector product reads its weights at.
        flops: of matrix products by the name of the weights' type, per second.
    """

    bytes_per_second: float
    flops: dict[str, float]


def measure() -> Machine:
    """Measure with the threads that torch has."""
    return Machine(
        _bandwidth(),
        {
            str(kind).removeprefix("torch."): _flops(kind)
            for kind in (torch.float32, torch.bfloat16)
        },
    )


def best(run: Callable[[], object], repeats: int = REPEATS) -> float:
    """Give the seconds of the fastest of some runs after one to warm up."""
    run()
    times = []
    for _ in range(repeats):
        began = time.perf_counter()
        run()
        times.append(time.perf_counter() - began)
    return min(times)


def _bandwidth() -> float:
    rows = BANDWIDTH_BYTES // (4 * MATRIX)
    weights, vector = torch.ones(rows, MATRIX), torch.ones(MATRIX)
    return BANDWIDTH_BYTES / best(lambda: weights @ vector)


def _flops(kind: torch.dtype) -> float:
    matrix = torch.ones(MATRIX, MATRIX, dtype=kind)
    return 2 * MATRIX**3 / best(lambda: matrix @ matrix)
