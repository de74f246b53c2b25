"""Find the engines: the scratch voice that ships, and those that a person installed."""

from __future__ import annotations

from pathlib import Path

import platformdirs

import presets

SHIPPED = "scratch"
CONFIG_NAME = "config.json"
EMOTION_MODEL = "qwen_emotion"
"""Where an engine keeps its text-to-emotion model, as its makers laid it out."""


def home() -> Path:
    """Give the folder where installed engines are."""
    return Path(platformdirs.user_data_dir("takelane")) / "engines"


def installed() -> tuple[str, ...]:
    """List the engines, the one that ships first."""
    found = sorted(path.parent.name for path in home().glob(f"*/{CONFIG_NAME}"))
    return (SHIPPED, *found)


def folder(name: str) -> Path:
    """Give the folder of an engine.

    Raises:
        ValueError: it is not installed.
    """
    if name == SHIPPED:
        return presets.folder("voices") / SHIPPED
    if name not in installed():
        raise ValueError(
            f"there is no engine {name!r}; installed are {', '.join(installed())}. "
            "Get another with: takelane weights get"
        )
    return home() / name
