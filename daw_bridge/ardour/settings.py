"""Read from Ardour's settings what it opened last, where it listens, and which actions it has."""

from __future__ import annotations

import base64
import binascii
import os
import re
import sys
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path

SCRIPTS = "scripts"
"""The folder of the user's own Lua scripts, in the folder of settings."""

_PORT = re.compile(r":(\d{1,5})/?\s*$")
_STORED_ACTIONS = re.compile(r"<ActionScript\b[^>]*>([A-Za-z0-9+/=\s]+)<")
_STORED_ACTION = re.compile(r'scripts\[(\d+)\]\["s"\] = "((?:[^"\\]|\\.)*)"', re.DOTALL)

_LARGEST = 2**22
"""Characters of a settings file that are read."""


def settings_folders() -> list[Path]:
    """Give the folders of settings of every Ardour on this computer, the last used first."""
    folders = (folder for folder in _home().glob("[Aa]rdour[0-9]*") if folder.is_dir())
    return sorted(folders, key=_used_at, reverse=True)


class ArdourSettings:
    """Look things up in folders of settings; whatever is missing or damaged is not there.

    Args:
        folders: the first that has an answer gives it; None for those of this computer, which are
            looked for every time, as Ardour may be installed later.
    """

    def __init__(self, folders: Sequence[Path] | None = None) -> None:
        self._folders = folders

    def osc_ports(self) -> list[int]:
        """Give the ports on which an Ardour said that it listens."""
        found = (_PORT.search(text) for text in self._read("osc_url"))
        return [int(port[1]) for port in found if port]

    def session(self, name: str) -> Path | None:
        """Find the session file of a name among the sessions that were opened last.

        Args:
            name: of the session or its snapshot, as Ardour shows it.
        """
        file = f"{name}.ardour"
        if Path(file).name != file:
            return None
        for text in self._read("recent"):
            # A name and the folder of its session, by turns.
            for folder in text.splitlines()[1::2]:
                with suppress(OSError, ValueError):
                    if (path := Path(folder) / file).is_file():
                        return path
        return None

    def action(self, script: str) -> str | None:
        """Give the action under which the user has added a script, such as LuaAction/script-1.

        Args:
            script: the name that it gives itself.
        """
        for text in self._read("ui_scripts"):
            for slot, source in _stored_actions(text):
                if f'"{script}"' in source:
                    return f"LuaAction/script-{slot}"
        return None

    def _read(self, name: str) -> Iterator[str]:
        for folder in settings_folders() if self._folders is None else self._folders:
            with (
                suppress(OSError),
                (folder / name).open(encoding="utf-8", errors="replace") as file,
            ):
                yield file.read(_LARGEST)


def _home() -> Path:
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Preferences"
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA", Path.home() / "AppData" / "Local"))
    return Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config")


def _used_at(folder: Path) -> float:
    try:
        return (folder / "recent").stat().st_mtime
    except OSError:
        return 0.0


def _stored_actions(text: str) -> Iterator[tuple[int, str]]:
    """Yield slots and sources of the actions that Ardour keeps, as a program in Lua, in Base64."""
    stored = _STORED_ACTIONS.search(text)
    if stored is None:
        return
    try:
        program = base64.b64decode(stored[1]).decode(errors="replace")
    except binascii.Error:
        return
    for slot, source in _STORED_ACTION.findall(program):
        yield int(slot), re.sub(r"\\(.)", r"\1", source, flags=re.DOTALL)
