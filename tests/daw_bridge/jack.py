"""Run a JACK server without a sound card, so that MIDI ports and devices are real."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import uuid4

import pytest

from tests.patience import PATIENCE, wait_until

_SERVER = (
    "jackd --no-realtime --no-mlock --silent --sync --timeout 10000 -n {name} -d dummy -p {period}"
)

needs_jack = pytest.mark.skipif(
    shutil.which("jackd") is None, reason="jackd is not here; get it with: apt-get install jackd2"
)


@contextmanager
def jack_server(period: int = 256, name: str = "") -> Iterator[None]:
    """Run a server that this program and those it starts meanwhile find."""
    # One name each: what a server leaves behind must not be in the way of the next.
    name = name or f"takelane-test-{uuid4().hex[:8]}"
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("JACK_DEFAULT_SERVER", name)
        environment.setenv("JACK_NO_START_SERVER", "1")
        server = subprocess.Popen(_SERVER.format(name=name, period=period).split(), **quiet)
        try:
            wait_until(lambda: not subprocess.run(["jack_lsp"], **quiet).returncode)
            yield
        finally:
            server.terminate()
            server.wait(PATIENCE)
