"""Make the dialect of a DAW by its name."""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping
from contextlib import suppress
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from daw_bridge.ardour.ardour import Ardour
from daw_bridge.daw import Daw, DawError
from daw_bridge.install.reaper import resource_path
from daw_bridge.live.live import Live
from daw_bridge.reaper.reaper import Reaper

REAPER_SPOOL = "Takelane"
"""The folder in REAPER's resource path that its script watches too."""


@dataclass(frozen=True, slots=True)
class DawPlaces:
    """Say where things are that a user may have put elsewhere; None for the usual place.

    Args:
        reaper: REAPER's resource path.
    """

    reaper: Path | None = None


def _reaper(places: DawPlaces) -> Daw:
    home = places.reaper or resource_path()
    if not home.is_dir():
        raise DawError(
            f"REAPER keeps nothing in {home}; start REAPER once, or name its resource path"
        )
    return Reaper(home / REAPER_SPOOL, version("takelane"))


DAWS: Mapping[str, Callable[[DawPlaces], Daw]] = {
    "reaper": _reaper,
    "live": lambda _: Live(),
    "ardour": lambda _: Ardour(),
}
"""By the name that commands and settings use; one that is not on this computer is a `DawError`."""


def daws_here(places: DawPlaces, wanted: Container[str] = frozenset(DAWS)) -> dict[str, Daw]:
    """Make every wanted dialect whose DAW is on this computer."""
    found = {}
    for name, make in DAWS.items():
        if name in wanted:
            with suppress(DawError):
                found[name] = make(places)
    return found
