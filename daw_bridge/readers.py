"""Open a project by its kind: one table of readers."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from daw_bridge.ardour.session import read_session
from daw_bridge.exchange.dawproject import read_dawproject
from daw_bridge.live.als import read_set
from daw_bridge.midi.midi_file import read_midi
from daw_bridge.placement import Place
from daw_bridge.reaper.patch import place_takes
from daw_bridge.reaper.project import read_project
from daw_bridge.timeline import ProjectError, Timeline

READERS: dict[str, Callable[[Path], Timeline]] = {
    ".rpp": read_project,
    ".rpp-bak": read_project,
    ".als": read_set,
    ".dawproject": read_dawproject,
    ".ardour": read_session,
    ".mid": read_midi,
    ".midi": read_midi,
}
"""By lower-case file ending."""

PLACERS: dict[str, Place] = {".rpp": place_takes, ".rpp-bak": place_takes}
"""Of the kinds of project that can hold takes, by lower-case file ending."""


def read(path: Path) -> Timeline:
    """Read the timeline of a project file.

    Raises:
        ProjectError: the file is missing, of an unknown kind, or broken.
    """
    if not path.exists():
        raise ProjectError(f"there is no file {path}")
    if path.is_dir():
        raise ProjectError(f"{path} is a folder; name the project file inside it")
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        kinds = ", ".join(READERS)
        raise ProjectError(
            f"{path.name} is of a kind that Takelane does not read; it reads {kinds}"
        )
    return reader(path)
