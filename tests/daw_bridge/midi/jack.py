"""Run a JACK server without a sound card, so that MIDI ports and devices are real."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import uuid4

_SERVER = (
    "jackd --no-realtime --no-mlock --silent --sync --timeout 10000 -n {name} -d dummy -p {period}"
)


@contextmanager
def jack_server(period: int = 256, name: str = "") -> Iterator[dict[str, str]]:
    """Give the environment in which programs find the server."""
    # One name each: what a server leaves behind must not be in the way of the next.
    name = name or f"takelane-test-{uuid4().hex[:8]}"
    environment = {"JACK_DEFAULT_SERVER": name, "JACK_NO_START_SERVER": "1"}
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    server = subprocess.Popen(_SERVER.format(name=name, period=period).split(), **quiet)
    try:
        for _ in range(100):
            if not subprocess.run(["jack_lsp"], env=os.environ | environment, **quiet).returncode:
                break
            time.sleep(0.05)
        yield environment
    finally:
        server.terminate()
        server.wait(60)
