"""Give the tests of the scripts a running REAPER, in both of its generations, and its spool."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from daw_bridge.spool import Spool
from tests.daw_bridge.reaper.fake_reaper import CONNECT, LUAS, FakeReaperProcess


def show_takelane(spool: Spool, at: float) -> None:
    """Let Takelane be there, as seen at a time of day."""
    spool.publish("takelane", {"takelane": "0.1.0", "status": "listening", "time": round(at)})


StartReaper = Callable[..., FakeReaperProcess]


@pytest.fixture(params=LUAS)
def start_reaper(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[StartReaper]:
    """Start REAPERs of one generation; all have the same resource path and are ended at last."""
    started = []

    def start(**options: object) -> FakeReaperProcess:
        lua = request.param
        started.append(FakeReaperProcess(tmp_path, lua, LUAS[lua], **options))
        return started[-1]

    yield start
    for process in started:
        process.kill()


@pytest.fixture
def reaper(start_reaper: StartReaper) -> FakeReaperProcess:
    """Start a REAPER and connect it."""
    process = start_reaper()
    process.act(CONNECT)
    return process


@pytest.fixture
def spool(tmp_path: Path) -> Spool:
    """Give Takelane's side of the spool, with Takelane running."""
    spool = Spool(tmp_path / "Takelane")
    spool.open()
    show_takelane(spool, time.time())
    return spool
