"""Describe the installation into Ableton Live."""

from __future__ import annotations

import sys
from pathlib import Path

from daw_bridge.install.recipe import Part, Recipe

_USER_LIBRARY = "Ableton/User Library"

_HOMES = {"darwin": "Music", "win32": "Documents"}
"""By platform, the folder of the user in which Live keeps the User Library at first."""

_SCRIPT = "Remote Scripts/Takelane"
_RACKS = "Presets/Audio Effects/Audio Effect Rack"
_MODULES = ("__init__", "desk", "lines", "mail", "placing", "surface")


def user_library(platform: str = sys.platform) -> Path:
    """Give the User Library of Live, if the user has not moved it."""
    return Path.home() / _HOMES.get(platform, _HOMES["win32"]) / _USER_LIBRARY


LIVE = Recipe(
    daw="Live",
    usual_folder=user_library,
    mark="Presets",
    advice="Live's Preferences > Library say where the User Library is; give that folder with "
    "--resource-path. If Live is new here, start it once first",
    parts=(
        *(Part(f"live/Takelane/{name}.py", f"{_SCRIPT}/{name}.py") for name in _MODULES),
        Part("live/Takelane Emotion.adg", f"{_RACKS}/Takelane Emotion.adg"),
    ),
    manifest=f"{_SCRIPT}/installed.json",
    leavings=(f"{_SCRIPT}/__pycache__/*.pyc",),
    next_steps=(
        "Start Live (again, if it is open), and choose Takelane as a control surface in "
        "Preferences > Link, Tempo & MIDI; Input and Output stay at None.",
        "Choose AbletonOSC there as well; it is to be had at "
        "https://github.com/ideoforms/AbletonOSC",
        'Put the preset "Takelane Emotion" (Audio Effect Rack) on a character\'s audio track to '
        "draw its mood.",
    ),
)
