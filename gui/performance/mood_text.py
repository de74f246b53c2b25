"""Know what lanes, direction and hand say of a line's emotion, and say it in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from daw_bridge.mood import LANES, SILENT, performed_emotion
from daw_bridge.session.cue_row import CueRow
from model.emotion import NEUTRAL, EmotionVector

FAINT = 0.05
"""Weights below this are not worth a word."""

MOST_WORDS = 2


class Source(StrEnum):
    """Name who decides the emotion of a line, together with the lanes."""

    LANES = "lanes"
    DIRECTION = "direction"
    OWN = "own"


_MIXTURES: Mapping[Source, tuple[str, str]] = {
    Source.LANES: ("neither lanes nor words say anything", "the lanes alone"),
    Source.DIRECTION: ("the direction alone; the lanes are silent", "half lanes, half direction"),
    Source.OWN: ("your own alone; the lanes are silent", "half lanes, half your own"),
}
"""How a performance comes about while the lanes are silent, and while they speak."""


@dataclass(frozen=True, slots=True)
class Mood:
    """Hold all that is said of a line's emotion.

    Args:
        direction: None where there is none, or nobody has read it yet.
        own: set by hand; None where nothing is.
        silenced: whether the direction is to be left unheard.
    """

    lanes: EmotionVector
    direction: EmotionVector | None = None
    own: EmotionVector | None = None
    silenced: bool = False
    intensity: float = 1.0

    @property
    def source(self) -> Source:
        """Tell who decides."""
        if self.own is not None:
            return Source.OWN
        return Source.LANES if self.silenced or self.direction is None else Source.DIRECTION

    @property
    def words(self) -> EmotionVector | None:
        """Give what is mixed with the lanes; None leaves it to them."""
        return {Source.LANES: None, Source.DIRECTION: self.direction, Source.OWN: self.own}[
            self.source
        ]

    @property
    def said(self) -> EmotionVector:
        """Give what the source says, from which an emotion of one's own begins."""
        return self.lanes if self.words is None else self.words

    @property
    def performed(self) -> EmotionVector:
        """Give what will be performed."""
        return performed_emotion(self.lanes, self.words, self.intensity)

    def with_own(self, own: EmotionVector) -> Mood:
        """Set an emotion by hand."""
        return replace(self, own=own)

    def with_direction(self, direction: EmotionVector | None) -> Mood:
        """Give what a direction says."""
        return replace(self, direction=direction)


def mood_of(row: CueRow) -> Mood:
    """Gather what is known of a row; a direction that does not decide has not been read."""
    line, tag = row.line, row.line.text.tags.get("emo")
    lanes, intensity = row.lane_emotion, line.intensity
    if tag is None:
        return Mood(lanes, line.words, intensity=intensity)
    if tag.casefold() == LANES:
        return Mood(lanes, silenced=True, intensity=intensity)
    return Mood(lanes, own=line.words or NEUTRAL, intensity=intensity)


def emotion_words(emotion: EmotionVector | None, most: int = MOST_WORDS) -> str:
    """Say the strongest emotions.

    >>> emotion_words(EmotionVector(sad=0.1, angry=0.82))
    'angry 0.82, sad 0.10'
    >>> emotion_words(EmotionVector()), emotion_words(None)
    ('neutral', '—')
    """
    if emotion is None:
        return "—"
    weights = sorted(emotion.as_dict().items(), key=lambda item: -item[1])
    strong = [f"{name} {weight:.2f}" for name, weight in weights if weight >= FAINT]
    return ", ".join(strong[:most]) or "neutral"


def mixture_words(mood: Mood) -> str:
    """Say how what is performed comes about."""
    lanes = mood.lanes.total >= SILENT
    how = _MIXTURES[mood.source][lanes]
    return how if mood.intensity == 1.0 else f"{how}, at {mood.intensity:.0%}"
