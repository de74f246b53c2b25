"""Describe the installation into Ardour."""

from __future__ import annotations

from pathlib import Path

from daw_bridge.ardour.settings import SCRIPTS, settings_folders
from daw_bridge.install.recipe import Part, Recipe

_NAMES = ("render", "place", "live", "emotion")


def last_used() -> Path:
    """Give the folder of settings of the Ardour that was used last; the home if there is none."""
    return next(iter(settings_folders()), Path.home())


ARDOUR = Recipe(
    daw="Ardour",
    usual_folder=last_used,
    mark="recent",
    advice="Start Ardour once and open a session, or give the folder of its settings, such as "
    "~/.config/ardour8, with --resource-path",
    parts=tuple(
        Part(f"ardour/takelane_{name}.lua", f"{SCRIPTS}/takelane_{name}.lua") for name in _NAMES
    ),
    manifest=f"{SCRIPTS}/takelane.json",
    next_steps=(
        "Start Ardour (again, if it is open), and switch on Open Sound Control (OSC) in "
        "Edit > Preferences > Control Surfaces.",
        'Edit > Lua Scripts > Script Manager: on Action Scripts, add "Takelane: render" and '
        '"Takelane: place takes"; on Action Hooks, add "Takelane: live ranges".',
        'Put the plug-in "Takelane Emotion" on a character\'s track to draw its mood.',
        "Keep running: takelane bridge --daw ardour",
    ),
)
