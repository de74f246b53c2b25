"""Choose where the takes of a project that is open in a DAW are kept.

Beside a saved project, so that both move together; in the take library while it was never saved.
The DAW tells only which file its project is, and Takelane writes nowhere else, whoever is asking.
"""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from daw_bridge.take_name import safe_name

FOLDER = "Takelane"
"""Name of the folder beside a project."""

_UNSAVED = "Unsaved"


def take_folder(project: Path, library: Path, kinds: Collection[str]) -> Path:
    """Give the folder for the takes of a project; nothing is made or written.

    Args:
        project: as the DAW names it; empty while it was never saved.
        library: for projects that are no files here.
        kinds: the file endings of projects, in lower case.
    """
    if not _is_project(project, kinds):
        return library / (safe_name(project.stem) or _UNSAVED)
    home = project.resolve().parent
    beside = home / FOLDER
    # A link could lead anywhere.
    return beside if beside.resolve() == beside else library / safe_name(project.stem)


def _is_project(project: Path, kinds: Collection[str]) -> bool:
    try:
        return project.is_absolute() and project.suffix.lower() in kinds and project.is_file()
    except (OSError, ValueError):  # names that no file can have
        return False
