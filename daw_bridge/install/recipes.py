"""List the DAWs that Takelane can install itself into."""

from __future__ import annotations

from daw_bridge.install.ardour import ARDOUR
from daw_bridge.install.live import LIVE
from daw_bridge.install.reaper import REAPER
from daw_bridge.install.recipe import Recipe

RECIPES: dict[str, Recipe] = {
    "reaper": REAPER,
    "live": LIVE,
    "ardour": ARDOUR,
}
