"""Takelane and REAPER are killed at every step from request to placed take; all arrives, once.

Takelane is a process that is really killed. The script is dropped where it stands, as REAPER drops
it; what it did to the project stays.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from daw_bridge.spool import TO_DAW, TO_TAKELANE
from tests.daw_bridge.reaper.companion import STEPS
from tests.daw_bridge.reaper.peer import Project, Script
from tests.daw_bridge.reaper.takelane import Companion, nothing_waits
from tests.patience import wait_until

SCRIPT_STEPS = ("read", "placed", "answered", "done")
TAKES = [("001-MARA: Line 1.", 3.0), ("002-MARA: Line 2.", 6.0)]


@pytest.fixture
def run(folder: Path, tmp_path: Path) -> Callable[[str], Companion]:
    takes = tmp_path / "takes"
    takes.mkdir()
    (folder / TO_TAKELANE).mkdir(parents=True)
    (folder / TO_DAW).mkdir()
    return lambda stand_still_at: Companion(folder, takes, stand_still_at)


def drive(script: Script, done: Callable[[], bool]) -> None:
    """Let the script loop until something is so."""

    def loop() -> None:
        script.beat()
        script.work()

    wait_until(done, loop)


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("kind", ["render", "place"])
def test_takelane_is_killed(
    run: Callable[[str], Companion], folder: Path, project: Project, step: str, kind: str
) -> None:
    script = Script(folder, project)
    script.beat()
    asked = {"regions": ["{GUID-1}", "{GUID-2}"]} if kind == "render" else {}
    script.ask(kind, **asked)
    first = run(step)
    if step == "placed":
        first.await_step("finished")
        script.work()
    first.await_step(step)
    first.kill()
    second = run("end")
    drive(script, lambda: len(project.items) == 2 and nothing_waits(folder))
    second.kill()
    assert sorted(project.items) == TAKES


@pytest.mark.parametrize("step", SCRIPT_STEPS)
def test_the_script_is_killed(
    run: Callable[[str], Companion], folder: Path, project: Project, step: str
) -> None:
    first = Script(folder, project)
    first.ask("render", regions=["{GUID-1}", "{GUID-2}"])
    companion = run("end")
    companion.await_step("finished")
    for reached in first.steps():
        if reached == step:
            break
    second = Script(folder, project)
    drive(second, lambda: len(project.items) == 2 and nothing_waits(folder))
    companion.kill()
    assert sorted(project.items) == TAKES


@pytest.mark.parametrize("step", SCRIPT_STEPS)
def test_both_are_killed_and_reaper_comes_back_first(
    run: Callable[[str], Companion], folder: Path, project: Project, step: str
) -> None:
    first = Script(folder, project)
    first.ask("render", regions=["{GUID-1}", "{GUID-2}"])
    companion = run("ordered")
    companion.await_step("ordered")
    companion.kill()
    for reached in first.steps():
        if reached == step:
            break
    second = Script(folder, project)
    second.work()
    assert sorted(project.items) == TAKES
    companion = run("end")
    drive(second, lambda: nothing_waits(folder))
    companion.kill()
    assert sorted(project.items) == TAKES
