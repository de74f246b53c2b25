"""Time the commands as a person meets them: the first take from a cold start, the demo project."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import presets
from model.evaluate.metrics import Figure, Goal

LINE = "They are inside the wall."
DEMO = "harbour.rpp"
FIRST_TAKE = Goal("<=", 6.0)
REAL_TIME = Goal("<=", 1.0)

Run = Callable[[Sequence[str]], None]


def takelane(arguments: Sequence[str]) -> None:
    """Run a `takelane` command in a process of its own.

    Raises:
        ValueError: the command failed; the message is its own.
    """
    command = [sys.executable, "-m", "gui", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise ValueError(done.stderr.strip().splitlines()[-1])


def commands(run: Run = takelane) -> list[Figure]:
    """Time the first take of a fresh process, and the render of the demo project from a cold start.

    Raises:
        ValueError: a command failed.
    """
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        first = _seconds(run, ["say", LINE, "--out", str(folder / "first.wav")])
        demo, takes = presets.folder("demo") / DEMO, folder / "takes"
        whole = _seconds(run, ["render", str(demo), "--out", str(takes)])
        made = json.loads((takes / "takes.json").read_text())["takes"]
    spoken = sum(take["samples"] / take["sample_rate"] for take in made)
    return [
        Figure("commands", "first take from a cold start", first, "s", 1, goal=FIRST_TAKE),
        Figure(
            "commands",
            "demo render, real-time factor",
            whole / spoken,
            "",
            len(made),
            goal=REAL_TIME,
        ),
    ]


def _seconds(run: Run, arguments: Sequence[str]) -> float:
    began = time.perf_counter()
    run(arguments)
    return time.perf_counter() - began
