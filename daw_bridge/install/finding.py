"""Find the DAWs of this computer, and tell which of them know Takelane already."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from daw_bridge.install.recipe import Recipe
from daw_bridge.install.recipes import RECIPES


@dataclass(frozen=True, slots=True)
class DawHere:
    """Tell how a DAW stands on this computer.

    Args:
        name: by which commands and settings know it.
        folder: of its settings, where it was looked for.
        found: whether it is there.
        set_up: whether Takelane is installed into it.
    """

    name: str
    recipe: Recipe
    folder: Path
    found: bool
    set_up: bool


def find_daws(folders: Mapping[str, Path]) -> tuple[DawHere, ...]:
    """Look for every DAW.

    Args:
        folders: where to look instead of the usual place, by name.
    """
    return tuple(_look(name, recipe, folders.get(name)) for name, recipe in RECIPES.items())


def _look(name: str, recipe: Recipe, folder: Path | None) -> DawHere:
    place = folder or recipe.usual_folder()
    found = (place / recipe.mark).exists()
    return DawHere(name, recipe, place, found, found and (place / recipe.manifest).is_file())
