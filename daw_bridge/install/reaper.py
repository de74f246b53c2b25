"""Describe the installation into REAPER."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path

from daw_bridge.install.reaper_actions import ACTIONS, FILE, add_actions, remove_actions
from daw_bridge.install.recipe import Edit, Part, Recipe

_HOMES: dict[str, tuple[str, str]] = {
    "win32": ("APPDATA", "AppData/Roaming"),
    "darwin": ("", "Library/Application Support"),
    "linux": ("XDG_CONFIG_HOME", ".config"),
}
"""By platform, the variable that names the folder of settings, and where it is without one."""


def resource_path(
    platform: str = sys.platform, environment: Mapping[str, str] = os.environ
) -> Path:
    """Give the folder in which REAPER keeps settings, scripts and effects, if not told another."""
    variable, usual = _HOMES.get(platform, _HOMES["linux"])
    named = environment.get(variable, "")
    return (Path(named) if named else Path.home() / usual) / "REAPER"


_MODULES = ("takelane", "json", "lanes", "placing", "project", "spool", "timeline")

_PLACES = {
    "takelane_emotion.jsfx": "Effects/takelane",
    "Takelane.ReaperOSC": "OSC",
    **{f"{module}.lua": "Scripts/Takelane" for module in _MODULES},
    **{Path(action.script).name: "Scripts/Takelane" for action in ACTIONS},
}
"""By file, the folder it belongs into."""

REAPER = Recipe(
    daw="REAPER",
    usual_folder=resource_path,
    mark="reaper.ini",
    advice="In REAPER, Options > Show REAPER resource path opens the right one; give it with "
    "--resource-path. If REAPER is new here, start it once first",
    parts=tuple(Part(f"reaper/{name}", f"{place}/{name}") for name, place in _PLACES.items()),
    edits=(Edit(FILE, add_actions, remove_actions, f"{len(ACTIONS)} actions"),),
    processes=frozenset({"reaper", "reaper.exe"}),
    leavings=tuple(
        f"Takelane/{name}"
        for name in (
            "daw.json", "timeline.json", "takelane.json", "*.json.part",
            "to_daw/*.json", "to_daw/*.refused", "to_takelane/*.json", "to_takelane/*.refused",
        )
    ),
    next_steps=(
        'Start REAPER and run the action "Takelane: connect" (Actions > Show action list).',
        'Put the effect "Takelane Emotion" on a character\'s track to draw its mood.',
        "Optional, a little quicker: Preferences > Control/OSC/web > Add > OSC, pattern config "
        '"Takelane", device port 9000 at 127.0.0.1, local listen port 8000.',
    ),
)  # fmt: skip
