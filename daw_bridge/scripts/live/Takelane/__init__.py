"""Let Takelane place its takes in Live, and see the lines of the set.

This folder belongs into `Remote Scripts` of Live's User Library (`takelane install live` puts it
there); "Takelane" is then chosen as a control surface in Live's Preferences. It speaks with
Takelane on this computer only, and touches nothing else than the takes it is told to place.

It runs in the Python of Live 11 and 12, that is 3.7 to 3.11, and needs nothing else.
"""

from __future__ import annotations

from typing import Any


def create_instance(c_instance: Any) -> Any:
    """Give Live the control surface."""
    from .surface import Takelane

    return Takelane(c_instance)
