"""Run our scripts for REAPER in a real Lua, against a REAPER of tables that a test drives."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import daw_bridge

HERE = Path(__file__).parent
SCRIPTS = Path(daw_bridge.__file__).parent / "scripts" / "reaper"

CONNECT = "connect"
ACTIONS = (
    CONNECT, "render_selected", "render_all", "render_time_selection", "audition", "send", "place",
)  # fmt: skip

OLD, NEW = "6.09", "7.62"
"""Versions of REAPER, without and with the newer functions for regions."""

LUAS = {"lua5.3": OLD, "lua5.4": NEW}
"""REAPER 6 brings Lua 5.3, REAPER 7 brings 5.4."""


class FakeReaperError(RuntimeError):
    """Say what went wrong inside."""


class FakeReaperProcess:
    """Hold one REAPER, from its start to its end.

    `do` gives it Lua code over `fake`, whose functions stand in `fake_reaper.lua`, and returns
    what that code returns. Time passes with `tick` alone; the spool is real files in
    `resource_path / "Takelane"`.

    Args:
        registered: whether our actions have ids, as after an installation.
    """

    def __init__(
        self,
        resource_path: Path,
        lua: str = "lua5.4",
        version: str = NEW,
        registered: bool = True,
        scripts: Path = SCRIPTS,
    ) -> None:
        command = [shutil.which(lua) or lua, str(HERE / "fake_reaper.lua")]
        self._scripts = scripts
        self._process = subprocess.Popen(
            [*command, str(HERE / "reascript_api.tsv"), str(resource_path), version],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            encoding="utf-8",
        )
        if registered:
            self.do(f'fake.register("TAKELANE_POLL", {quoted(self._script(CONNECT))})')

    def __enter__(self) -> FakeReaperProcess:
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()

    def do(self, code: str) -> Any:
        """Run a line of Lua and give what it returns.

        Raises:
            FakeReaperError: it raised an error.
            EOFError: REAPER died of it.
        """
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(code.replace("\n", " ") + "\n")
        self._process.stdin.flush()
        answer = self._process.stdout.readline()
        if not answer:
            raise EOFError("REAPER is gone")
        if answer.startswith("ERROR "):
            raise FakeReaperError(answer.removeprefix("ERROR ").strip())
        return json.loads(answer)

    def act(self, action: str) -> None:
        """Run one of our actions, as a user does."""
        self.do(f"fake.run({quoted(self._script(action))})")

    def tick(self, count: int = 6) -> None:
        """Let time pass: `count` thirtieths of a second."""
        self.do(f"fake.tick({count})")

    def boxes(self) -> list[str]:
        """Give what message boxes said since the last time."""
        return list(self.do("local told = fake.boxes; fake.boxes = {}; return told"))

    def console(self) -> list[str]:
        """Give what the console says."""
        return list(self.do("return fake.console"))

    def tracks(self) -> list[dict[str, Any]]:
        """Give what lies on the tracks: items, and the takes in them."""
        return list(self.do("return fake.tracks()"))

    def items(self) -> list[dict[str, Any]]:
        """Give the items of all tracks."""
        return [item for track in self.tracks() for item in track["items"]]

    def undo_steps(self) -> list[str]:
        """Name what can be undone, oldest first."""
        steps = "local n = {}; for i, s in ipairs(fake.project().undos) do n[i] = s.name end;"
        return list(self.do(f"{steps} return n"))

    def add_region(self, name: str, start: float, end: float, region_id: str = "") -> str:
        """Draw a region and give its GUID."""
        given = quoted(region_id) if region_id else "nil"
        return str(self.do(f"return fake.add_region({quoted(name)}, {start}, {end}, {given})"))

    def select(self, region_id: str) -> None:
        """Select a region in the ruler."""
        self.do(f"fake.change_region({quoted(region_id)}, {{selected = true}})")

    def quit(self) -> None:
        """End REAPER as its user does."""
        self.do("fake.quit()")
        self.kill()

    def kill(self) -> None:
        """End REAPER as a crash does."""
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe:
                pipe.close()

    def _script(self, action: str) -> Path:
        return self._scripts / f"takelane_{action}.lua"


def quoted(text: object) -> str:
    """Write a text as Lua does."""
    escaped = "".join(
        character if character.isalnum() or character in " _/.-{}:" else
        "".join(f"\\{byte:03d}" for byte in character.encode())
        for character in str(text)
    )  # fmt: skip
    return f'"{escaped}"'
