"""Wait for what happens elsewhere, for as long as a busy machine may take."""

from __future__ import annotations

import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

PATIENCE = 120.0
"""Seconds after which a test gives up; none waits that long where all is well."""


def wait_until(
    holds: Callable[[], object], act: Callable[[], object] = lambda: None, every: float = 0.0
) -> None:
    """Look again and again until something holds, and act in between, every so many seconds."""
    end, due = time.monotonic() + PATIENCE, 0.0
    while not holds():
        assert time.monotonic() < end, "it never became so"
        if time.monotonic() >= due:
            act()
            due = time.monotonic() + every
        time.sleep(0.005)


@contextmanager
def ended_at_last(program: subprocess.Popen[str], after: float = PATIENCE) -> Iterator[None]:
    """Kill a program that goes on and on, so that nobody waits for good for what it says."""
    end = threading.Timer(after, program.kill)
    end.start()
    try:
        yield
    finally:
        end.cancel()
