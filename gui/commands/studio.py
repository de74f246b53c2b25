"""Gather what a plan needs from the presets, without loading the networks."""

from __future__ import annotations

from functools import cached_property

import presets
from daw_bridge.phrasing import Studio
from model import voices
from model.emotion import EmotionVector
from model.pace import Pace
from model.pauses import split_at_pauses
from model.text import TextFrontEnd
from model.text_to_emotion import TextToEmotion

ENGINE = "scratch"


class _Direction:
    """Read stage directions; the weights load with the first one."""

    @cached_property
    def _model(self) -> TextToEmotion:
        return TextToEmotion.from_presets()

    def emotion(self, text: str) -> EmotionVector:
        """Weigh a direction."""
        return self._model.emotion(text)


def named_emotions() -> dict[str, EmotionVector]:
    """Give the named shades that ship, such as `deadpan`."""
    return {
        name: EmotionVector.from_mapping(presets.load("emotions", name))
        for name in presets.names("emotions")
    }


def studio(voice: str | None = None) -> Studio:
    """Give the studio of the scratch engine; `voice` speaks every line without a tag of its own.

    Raises:
        ValueError: the voice is not installed.
    """
    folder = presets.folder("voices") / ENGINE
    installed = tuple(voices.installed(folder))
    if voice is not None and voice not in installed:
        known = ", ".join(installed)
        raise ValueError(f"there is no voice {voice!r}; the installed ones are {known}")
    pace, front_end = Pace.load(folder / "pace.json"), TextFrontEnd.from_presets()

    def natural_duration(text: str, _voice: str) -> float:
        parts = split_at_pauses(text)
        pauses = [part for part in parts if isinstance(part, float)]
        spoken = [front_end.phonemize(part) for part in parts if isinstance(part, str)]
        if not any(symbol[0].isalpha() for symbols in spoken for symbol in symbols):
            raise ValueError(f"the words {text!r} cannot be spoken; this voice speaks English")
        return sum(map(pace.duration, spoken)) + sum(pauses)

    return Studio(installed, natural_duration, _Direction().emotion, named_emotions(), voice)
