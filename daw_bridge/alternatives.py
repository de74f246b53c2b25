"""Ask for more takes like one there is, or like it in a slightly other mood."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from daw_bridge.casting import KnownVoices
from daw_bridge.phrasing import Line
from daw_bridge.take_library import TakeRecord
from model.emotion import EMOTIONS, NEUTRAL, EmotionVector


@dataclass(frozen=True, slots=True)
class Nudge:
    """Describe a small change of mood.

    Args:
        towards: added to the weights.
        keep: what the weights are multiplied by first.
    """

    towards: EmotionVector = NEUTRAL
    keep: float = 1.0

    def of(self, emotion: EmotionVector) -> EmotionVector:
        """Give a mood, changed."""
        pairs = zip(emotion.values, self.towards.values, strict=True)
        return EmotionVector.from_values(self.keep * a + b for a, b in pairs)


NUDGES: Mapping[str, Nudge] = {
    "angrier": Nudge(EmotionVector(angry=0.3), keep=0.8),
    "softer": Nudge(EmotionVector(calm=0.3), keep=0.5),
    "happier": Nudge(EmotionVector(happy=0.3), keep=0.8),
    "sadder": Nudge(EmotionVector(sad=0.3), keep=0.8),
    "more afraid": Nudge(EmotionVector(afraid=0.3), keep=0.8),
    "more surprised": Nudge(EmotionVector(surprised=0.3), keep=0.8),
    "bigger": Nudge(keep=1.4),
    "smaller": Nudge(keep=0.6),
}
"""By the words that finish the sentence "more like this, …"."""


def alike(line: Line, take: TakeRecord, voices: KnownVoices, nudge: str = "") -> Line:
    """Give a line the voice and the mood of a take of it, its words and times being the present.

    The seed is free, since another seed is what makes another take. Where the line has other
    phrases than it had, each gets the mean mood.

    Raises:
        ValueError: there is no such nudge.
    """
    if nudge and nudge not in NUDGES:
        raise ValueError(f"nobody can be {nudge!r}; there are: {', '.join(NUDGES)}")
    change = NUDGES[nudge] if nudge else Nudge()
    moods = take.emotions
    if len(moods) != len(line.phrases):
        moods = (_mean(moods),) * len(line.phrases)
    phrases = tuple(
        replace(phrase, emotion=change.of(mood))
        for phrase, mood in zip(line.phrases, moods, strict=True)
    )
    voice, own = voices.meant(take.voice)
    return replace(line, phrases=phrases, voice=voice, own=own, seed=None)


def _mean(moods: tuple[EmotionVector, ...]) -> EmotionVector:
    if not moods:
        return NEUTRAL
    weights = [mood.as_dict() for mood in moods]
    return EmotionVector.from_values(
        sum(mood[name] for mood in weights) / len(moods) for name in EMOTIONS
    )
