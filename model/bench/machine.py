"""Measure what the machine can do: read weights, multiply matrices."""

from __future__ import annotations

import platform
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import torch

from model.precision import INT8_ENGINES, IntegerLinear

WEIGHT_BYTES = 256 << 20
"""More than any cache holds."""

ROWS = 2048
REPEATS = 5
KINDS = {"float32": torch.float32, "bfloat16": torch.bfloat16, "float16": torch.float16}


@dataclass(frozen=True, slots=True)
class Machine:
    """Hold measured rates.

    Args:
        name: of the processor.
        bytes_per_second: at which one row times a matrix reads the matrix, in the best type.
        flops: of matrix products by type, per second.
    """

    name: str
    threads: int
    bytes_per_second: float
    flops: dict[str, float]


def measure(device: str) -> Machine:
    """Measure with the threads that torch has."""
    with torch.device(device):
        return _measure(device)


def settle(device: str) -> None:
    """Wait until everything that was asked of a device is done."""
    if device != "cpu":
        torch.cuda.synchronize(device)


def _measure(device: str) -> Machine:
    return Machine(
        _processor() if device == "cpu" else torch.cuda.get_device_name(device),
        torch.get_num_threads(),
        max(_bandwidth(KINDS[name], device) for name in ("float32", "float16")),
        {name: _flops(KINDS[name], device) for name in ("float32", "bfloat16")}
        | {"int8": _integer_flops(device)},
    )


def best(run: Callable[[], object], device: str) -> float:
    """Give the seconds of the fastest of some runs after one to warm up."""
    run()
    times = []
    for _ in range(REPEATS):
        settle(device)
        began = time.perf_counter()
        run()
        settle(device)
        times.append(time.perf_counter() - began)
    return min(times)


def _bandwidth(kind: torch.dtype, device: str) -> float:
    weights = torch.ones(WEIGHT_BYTES // (kind.itemsize * ROWS), ROWS, dtype=kind)
    row = torch.ones(1, ROWS, dtype=kind)
    return WEIGHT_BYTES / best(lambda: torch.nn.functional.linear(row, weights), device)


def _flops(kind: torch.dtype, device: str) -> float:
    matrix = torch.ones(ROWS, ROWS, dtype=kind)
    return 2 * ROWS**3 / best(lambda: matrix @ matrix, device)


def _integer_flops(device: str) -> float:
    """Give 0 where nothing is multiplied in 8 bits."""
    if device != "cpu" or torch.backends.quantized.engine not in INT8_ENGINES:
        return 0.0
    product = IntegerLinear(torch.nn.Linear(ROWS, ROWS, bias=False).requires_grad_(False))
    product.is_even = True
    rows = torch.ones(ROWS, ROWS)
    return 2 * ROWS**3 / best(lambda: product(rows), device)


def _processor() -> str:
    """Name the processor; Linux has it in a file only."""
    table = Path("/proc/cpuinfo")
    if table.is_file():
        for line in table.read_text().splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()
