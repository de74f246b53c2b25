"""Read the data a musician may edit: every kind is a TOML file, every name a table in it."""

from __future__ import annotations

import tomllib
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any


class PresetError(ValueError):
    """Say which preset is missing or unreadable, and what there is instead."""


def names(kind: str, user: Path | None = None) -> tuple[str, ...]:
    """List the presets of a kind, the built-in ones first.

    Args:
        kind: name of a TOML file, as "emotions".
        user: folder with the user's own files of the same names.

    Raises:
        PresetError: there is no such kind, or a file is not valid TOML.
    """
    return tuple(_tables(kind, user))


def load(kind: str, name: str, user: Path | None = None) -> dict[str, Any]:
    """Read one preset; the user's own comes before the built-in one of the same name.

    Raises:
        PresetError: there is no such kind or name, or a file is not valid TOML.

    >>> load("emotions", "gritted teeth")
    {'angry': 0.8}
    """
    tables = _tables(kind, user)
    if name not in tables:
        raise PresetError(f"there is no {name!r} in {kind}; there are {', '.join(tables)}")
    return dict(tables[name])


def folder(kind: str) -> Path:
    """Give the folder of built-in presets that are files of their own, as "voices"."""
    return Path(str(files("presets") / kind))


def _tables(kind: str, user: Path | None) -> dict[str, dict[str, Any]]:
    """Lay the user's tables over the built-in ones."""
    places: list[Traversable] = [files("presets")] + ([user] if user is not None else [])
    found = [place / f"{kind}.toml" for place in places]
    read = [_read(file) for file in found if file.is_file()]
    if not read:
        raise PresetError(f"there are no presets called {kind!r}")
    return {name: table for tables in read for name, table in tables.items()}


def _read(file: Traversable) -> dict[str, dict[str, Any]]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise PresetError(f"{file} is not valid TOML: {error}") from error
