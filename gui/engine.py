"""Load an engine, in whatever process is asked to."""

from __future__ import annotations

from model import engines
from model.phrase import Performer


def load_engine(name: str, delivery: str, device: str = "cpu") -> Performer:
    """Load an engine by its name.

    Raises:
        ValueError: it is not installed, or has no such delivery.
    """
    folder = engines.folder(name)
    from model.synthesizer import Synthesizer  # torch takes a second; bad input is told before

    return Synthesizer.from_folder(folder, delivery, device)
