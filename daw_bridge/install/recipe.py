"""Say what an installation into a DAW is made of."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

SCRIPTS = Path(__file__).parents[1] / "scripts"


@dataclass(frozen=True, slots=True)
class Part:
    """Send one of our files to its place.

    Args:
        source: below `SCRIPTS`.
        target: below the DAW's folder.
    """

    source: str
    target: str


@dataclass(frozen=True, slots=True)
class Edit:
    """Change a file that the DAW owns, and may only be changed while the DAW is closed.

    Args:
        target: below the DAW's folder; where it is missing it counts as empty.
        add: puts our lines in, or gives the same bytes where they are there.
        remove: takes them out and leaves every other byte.
        what: names our lines, as in "7 actions".
    """

    target: str
    add: Callable[[bytes], bytes]
    remove: Callable[[bytes], bytes]
    what: str


@dataclass(frozen=True, slots=True)
class Recipe:
    """Describe the installation into one DAW.

    Args:
        daw: as a person says it.
        usual_folder: finds the folder of the DAW for this person on this machine.
        mark: a file or folder by which the right folder is known.
        advice: tells the user how to find the right folder.
        parts: our files.
        edits: changes of the DAW's own files.
        processes: names of the running DAW, in lower case.
        manifest: where we write down what we did, below the DAW's folder.
        leavings: patterns of what we leave there when we run; uninstalling removes it too.
        next_steps: tells the user what is left to do.
    """

    daw: str
    usual_folder: Callable[[], Path]
    mark: str
    advice: str
    parts: tuple[Part, ...]
    edits: tuple[Edit, ...] = ()
    processes: frozenset[str] = frozenset()
    manifest: str = "Takelane/installed.json"
    leavings: tuple[str, ...] = ()
    next_steps: tuple[str, ...] = ()
