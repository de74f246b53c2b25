"""Give tests a REAPER that runs our scripts, or a script of a test's own, and the spool between."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from daw_bridge.osc import OscLink, UdpLink
from daw_bridge.osc_codec import OscMessage
from daw_bridge.reaper.reaper import Reaper
from daw_bridge.spool import Spool
from tests.daw_bridge.reaper.fake_reaper import CONNECT, LUAS, FakeReaperProcess
from tests.daw_bridge.reaper.peer import OscDevice, Project, Script
from tests.daw_bridge.reaper.takelane import Heard, show_takelane

StartReaper = Callable[..., FakeReaperProcess]


@pytest.fixture
def now() -> int:
    """Give the time of day at which a Takelane of the spool alone was seen."""
    return round(time.time())


@pytest.fixture(params=LUAS)
def start_reaper(request: pytest.FixtureRequest, tmp_path: Path, now: int) -> Iterator[StartReaper]:
    """Start REAPERs of one generation; all have the same resource path and are ended at last."""
    started = []

    def start(**options: object) -> FakeReaperProcess:
        lua = request.param
        started.append(FakeReaperProcess(tmp_path, lua, LUAS[lua], **options))
        if "spool" in request.fixturenames:  # however long the test takes
            started[-1].do(f"os.time = function() return {now} end")
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
def spool(tmp_path: Path, now: int) -> Spool:
    """Give Takelane's side of the spool, with Takelane running."""
    spool = Spool(tmp_path / "Takelane")
    spool.open()
    show_takelane(spool, now)
    return spool


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "Takelane"


@pytest.fixture
def project() -> Project:
    return Project()


@pytest.fixture
def device() -> Iterator[OscDevice]:
    device = OscDevice()
    yield device
    device.close()


@pytest.fixture
def script(folder: Path, project: Project, daw: Reaper) -> Script:
    """Give a script that runs and has shown its project."""
    script = Script(folder, project)
    script.show()
    script.beat()
    return script


@pytest.fixture
def heard() -> Heard:
    return Heard()


@pytest.fixture
def daw(folder: Path, heard: Heard, device: OscDevice) -> Iterator[Reaper]:
    def open_link(on_message: Callable[[OscMessage], None]) -> OscLink:
        link = UdpLink(on_message, send_port=device.port)
        device.send_port = link.port
        return link

    daw = Reaper(folder, "0.1.0", open_link, patience=60.0)
    daw.start(heard.put)
    yield daw
    daw.close()
