"""Find out before anything is written whether a render can succeed."""

from __future__ import annotations

import os
import shutil
from collections.abc import Collection, Iterable, Sequence
from pathlib import Path

from daw_bridge.casting import KnownVoices
from daw_bridge.phrasing import Line, called
from daw_bridge.timeline import ProjectError
from daw_bridge.wav import MOST_BYTES

SAMPLE_RATES = range(8_000, 384_001)
MOST_TAKES = 99
SEEDS = range(2**32)
SPARE_BYTES = 1 << 20
"""Room on the disk beyond the takes, for `takes.json` and the rounding of file systems."""


def check_numbers(takes: int, seed: int, sample_rate: int) -> None:
    """Refuse numbers that make no render.

    Raises:
        ProjectError: one is out of its range.
    """
    if not 1 <= takes <= MOST_TAKES:
        raise ProjectError(f"the number of takes must be from 1 to {MOST_TAKES}, not {takes}")
    check_seed(seed)
    if sample_rate not in SAMPLE_RATES:
        raise ProjectError(
            f"the sample rate must be from {SAMPLE_RATES[0]} to {SAMPLE_RATES[-1]} Hz, "
            f"not {sample_rate}"
        )


def check_seed(seed: int) -> None:
    """Refuse a number that seeds nothing.

    Raises:
        ProjectError: it is out of its range.
    """
    if seed not in SEEDS:
        raise ProjectError(f"the seed must be from 0 to {SEEDS[-1]}, not {seed}")


def check_lines(
    lines: Sequence[Line], voices: Collection[str], warnings: Sequence[str] = ()
) -> None:
    """Refuse lines that cannot be spoken.

    Args:
        lines: those that were chosen.
        voices: the installed ones; those that the user brought need not be among them.
        warnings: what was odd in the project; it may tell why there are no lines.

    Raises:
        ProjectError: there are none, or the first one with a problem, and how many more have one.
    """
    if not lines:
        why = f" ({warnings[0]})" if warnings else ""
        raise ProjectError(f"there is no region to speak; draw one over the time of each line{why}")
    problems = [problem for line in lines for problem in line.problems]
    problems += [
        f"{called(line.region)}: {reason}"
        for line in lines
        if not line.problems and (reason := _voice_problem(line, voices))
    ]
    if problems:
        more = f" (and {len(problems) - 1} more like this)" if len(problems) > 1 else ""
        raise ProjectError(problems[0] + more)


def _voice_problem(line: Line, voices: Collection[str]) -> str:
    if line.own is None:
        return KnownVoices(tuple(voices)).problem(line.voice)
    if line.own.prompt.is_file():
        return ""
    return f"the recording of your voice {line.voice!r} is gone; remove the voice and add it again"


def check_folder(folder: Path) -> None:
    """Refuse a folder that cannot be made or written to.

    Raises:
        ProjectError: it, or the nearest folder above it that exists, cannot take files.
    """
    ground = _ground(folder)
    if not ground.is_dir():
        raise ProjectError(f"{ground} is a file; the takes need a folder")
    if not os.access(ground, os.W_OK | os.X_OK):
        raise ProjectError(
            f"{ground} may not be written to; choose another folder or change its permissions"
        )


def check_sizes(sizes: Iterable[int]) -> None:
    """Refuse takes that no WAV file holds.

    Raises:
        ProjectError: one has more bytes than WAV can count.
    """
    if (largest := max(sizes, default=0)) > MOST_BYTES:
        raise ProjectError(
            f"a take of {largest / 1e9:.1f} GB is more than a WAV file holds; choose a lower "
            "sample rate or bit depth, or split the region"
        )


def check_space(folder: Path, n_bytes: int) -> None:
    """Refuse to begin what the disk cannot hold.

    Raises:
        ProjectError: less than `n_bytes` is free.
    """
    free = shutil.disk_usage(_ground(folder)).free
    if n_bytes + SPARE_BYTES > free:
        raise ProjectError(
            f"the disk of {folder} is full: the takes need {n_bytes / 1e6:.1f} MB, "
            f"{free / 1e6:.1f} MB are free; make room or choose another folder"
        )


def _ground(folder: Path) -> Path:
    """Give the folder itself, or the nearest one above it that exists."""
    path = folder.absolute()
    return next((p for p in (path, *path.parents) if os.path.exists(p)), path)
