"""Find out whether a program runs, with what every system has."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

_LISTING = {
    "win32": ["tasklist", "/NH", "/FO", "CSV"],
    "darwin": ["ps", "-axco", "comm"],
}
"""By platform, the command that lists programs by name; Linux has a folder instead."""

_PATIENCE = 10.0

Names = Callable[[], Iterable[str]]


def process_names(platform: str = sys.platform) -> list[str]:
    """List the names of all running programs; nothing where the system does not tell."""
    if platform in _LISTING:
        return _listed(_LISTING[platform])
    return [_comm(folder) for folder in Path("/proc").glob("[0-9]*")]


def is_running(names: frozenset[str], running: Names = process_names) -> bool:
    """Tell whether one of some programs runs; `names` are in lower case."""
    return any(name.casefold() in names for name in running())


def _listed(command: list[str]) -> list[str]:
    try:
        listing = subprocess.run(command, capture_output=True, timeout=_PATIENCE, check=True)
    except (OSError, subprocess.SubprocessError):
        return []
    lines = listing.stdout.decode(errors="replace").splitlines()
    return [line.partition('","')[0].strip(' "') for line in lines]


def _comm(folder: Path) -> str:
    try:
        return (folder / "comm").read_text(errors="replace").strip()
    except OSError:
        return ""  # it has just ended
