"""Load an engine, in whatever process is asked to."""

from __future__ import annotations

import json

import presets
from model import delivery, engines
from model.phrase import Performer


def load_engine(name: str, manner: str, device: str = "cpu") -> Performer:
    """Load an engine by its name, to perform in the manner of a delivery.

    Raises:
        ValueError: it is not installed, or has no such delivery.
    """
    folder = engines.folder(name)
    from model.synthesizer import Synthesizer  # torch takes a second; bad input is told before

    return Synthesizer.from_folder(folder, manner, device)


def deliveries(name: str) -> tuple[str, ...]:
    """List how carefully an engine can perform; the usual way alone where it is not installed."""
    try:
        kind = json.loads((engines.folder(name) / engines.CONFIG_NAME).read_bytes())["name"]
        return tuple(presets.load(delivery.KIND, kind))
    except (OSError, ValueError, KeyError, TypeError):
        return (delivery.USUAL,)
