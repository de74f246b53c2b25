"""Load an engine, in whatever process is asked to."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass

import presets
from model import catalogue, delivery, engines
from model.phrase import Performer
from model.voices import Voice


@dataclass(frozen=True, slots=True)
class EngineChoice:
    """Offer one engine.

    Args:
        title: as it is shown.
        deliveries: that it has; none where it is not installed.
        n_bytes: that would come over the line, if it can be got.
    """

    name: str
    title: str
    deliveries: tuple[str, ...]
    n_bytes: int = 0


def choices() -> tuple[EngineChoice, ...]:
    """List the engines: those that are installed, and those that can be got."""
    here = engines.installed()
    there = [engine for name, engine in catalogue.catalogue().items() if name not in here]
    return (
        *(EngineChoice(name, title(name), deliveries(name)) for name in here),
        *(EngineChoice(engine.name, title(engine.name), (), engine.n_bytes) for engine in there),
    )


def title(name: str) -> str:
    """Give the name of an engine as it is shown."""
    known = catalogue.catalogue().get(name)
    if known is not None:
        return known.about.partition(":")[0]
    return name.capitalize() if name == engines.SHIPPED else name


def load_engine(name: str, manner: str, device: str = "cpu") -> Performer:
    """Load an engine by its name, to perform in the manner of a delivery.

    Raises:
        ValueError: it is not installed, or has no such delivery.
    """
    folder = engines.folder(name)
    from model.synthesizer import Synthesizer  # torch takes a second; bad input is told before

    return Synthesizer.from_folder(folder, manner, device)


def only_near(name: str, own: Collection[str]) -> str:
    """Say that an engine cannot speak like the user's own voices; empty where it can.

    The voice that ships has learned fourteen speakers, and goes to the one that is nearest.
    """
    if not own or name != engines.SHIPPED:
        return ""
    whose = ", ".join(f"“{voice}”" for voice in own)
    return f"the scratch voice only comes near {whose}; IndexTTS-2 speaks with it"


def voice_note(name: str, voice: Voice) -> str:
    """Say what an engine makes of a voice, where it is not what one would expect."""
    if voice.sign:
        return only_near(name, [voice.name])
    if name == engines.SHIPPED:
        return ""
    return f"“{voice.name}” is the recording of a synthetic voice, and will sound like one"


def deliveries(name: str) -> tuple[str, ...]:
    """List how carefully an engine can perform; the usual way alone where it is not installed."""
    try:
        kind = json.loads((engines.folder(name) / engines.CONFIG_NAME).read_bytes())["name"]
        return tuple(presets.load(delivery.KIND, kind))
    except (OSError, ValueError, KeyError, TypeError):
        return (delivery.USUAL,)
