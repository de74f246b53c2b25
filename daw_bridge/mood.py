"""Decide the emotion of a phrase from lanes, stage direction, `emo=` and `intensity=` tag."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence

from daw_bridge.timeline import EmotionLane, ProjectError
from model.emotion import EMOTIONS, NEUTRAL, EmotionVector

SILENT = 0.01
"""Lanes whose weights add up to less than this say nothing."""

LANES = "lanes"
"""As an `emo=` tag it silences the direction, so that the lanes alone speak."""

TAG_DIGITS = 2
"""Decimals of a weight that is written into a tag."""

MOST_INTENSITY = 2.0
"""Of an `intensity=` tag; 1 is what lanes and words say."""

_WEIGHT = re.compile(r"\s*(?P<name>\w+)\s*[:=]\s*(?P<weight>\S+)\s*")


def lane_emotion(
    lanes: Sequence[EmotionLane],
    character: str,
    characters: Collection[str],
    start: float,
    end: float,
) -> EmotionVector:
    """Average the lanes that speak for a character exactly over `[start, end]`.

    Lanes of tracks named like the character speak (in any case); if there are none, those of the
    first track that is named like no character of the timeline; else nobody, which is neutral.
    Where one emotion has several such lanes, the strongest holds.
    """
    weights = dict.fromkeys(EMOTIONS, 0.0)
    for lane in _speaking(lanes, character, characters):
        average = lane.envelope.average(start, end)
        weights[lane.emotion] = max(weights[lane.emotion], average)
    return EmotionVector.from_values(weights[name] for name in EMOTIONS)


def speaking_track(
    lanes: Sequence[EmotionLane], character: str, characters: Collection[str]
) -> str:
    """Name the track whose lanes speak for a character; where there are none, one named like it."""
    speaking = _speaking(lanes, character, characters)
    return speaking[0].track if speaking else character


def _speaking(
    lanes: Sequence[EmotionLane], character: str, characters: Collection[str]
) -> list[EmotionLane]:
    own = [lane for lane in lanes if character and _same(lane.track, character)]
    if own:
        return own
    taken = {name.casefold().strip() for name in characters}
    shared = [lane for lane in lanes if lane.track.casefold().strip() not in taken]
    return [lane for lane in shared if lane.track == shared[0].track]


def _same(track: str, character: str) -> bool:
    return track.casefold().strip() == character.casefold().strip()


def words_emotion(
    direction: str,
    tag: str | None,
    emotion_of: Callable[[str], EmotionVector],
    presets: Mapping[str, EmotionVector],
) -> EmotionVector | None:
    """Give what the words say: the tag, or without one the direction; None where neither speaks.

    Raises:
        ProjectError: the tag cannot be read.
    """
    if tag is None:
        return emotion_of(direction) if direction else None
    return None if tag.casefold() == LANES else parse_emotion(tag, presets)


def performed_emotion(
    lanes: EmotionVector, words: EmotionVector | None, intensity: float = 1.0
) -> EmotionVector:
    """Mix what the lanes say with what the words say.

    Silent lanes leave it to the words, and a text that says nothing to the lanes; where both speak,
    each counts half. The intensity multiplies all of it.
    """
    speak = lanes.total >= SILENT
    if words is None:
        mixed = lanes if speak else NEUTRAL
    else:
        mixed = lanes.blend(words, 0.5) if speak else words
    return mixed if intensity == 1.0 else mixed.scaled(intensity)


def parse_emotion(text: str, presets: Mapping[str, EmotionVector]) -> EmotionVector:
    """Read `angry:0.8,sad:0.2`, the name of an emotion (full weight), or the name of a preset.

    Weights may follow `:` or `=`.

    Raises:
        ProjectError: a name is unknown or a weight is no number in [0, 1].

    >>> parse_emotion("angry:0.8, sad:0.2", {}).sad
    0.2
    """
    name = text.strip().casefold()
    known = {preset.casefold(): vector for preset, vector in presets.items()}
    if name in known:
        return known[name]
    if name in EMOTIONS:
        return EmotionVector.from_mapping({name: 1.0})
    try:
        return EmotionVector.from_mapping(dict(map(_weight, name.split(","))))
    except ValueError as error:
        raise ProjectError(_sentence(text, str(error), sorted(known))) from error


def emotion_tag(emotion: EmotionVector, presets: Mapping[str, EmotionVector]) -> str:
    """Write an `emo=` tag: the name of the preset that is just so, or the weights.

    >>> emotion_tag(EmotionVector(angry=0.8, sad=0.25), {})
    'angry:0.8,sad:0.25'
    >>> emotion_tag(NEUTRAL, {})
    'calm:0'
    """
    rounded = EmotionVector.from_values(round(weight, TAG_DIGITS) for weight in emotion.values)
    for name, preset in presets.items():
        if preset == rounded:
            return name
    weights = [f"{name}:{weight:g}" for name, weight in rounded.as_dict().items() if weight]
    return ",".join(weights) or "calm:0"


def parse_intensity(text: str) -> float:
    """Read an `intensity=` tag.

    Raises:
        ProjectError: it is no number from 0 to `MOST_INTENSITY`.

    >>> parse_intensity("0.5")
    0.5
    """
    try:
        intensity = float(text)
    except ValueError:
        intensity = -1.0
    if not 0.0 <= intensity <= MOST_INTENSITY:
        raise ProjectError(
            f"the intensity must be a number from 0 to {MOST_INTENSITY:g}, not {text!r}"
        )
    return intensity


def _weight(part: str) -> tuple[str, float]:
    match = _WEIGHT.fullmatch(part)
    if match is None:
        raise ValueError(f"{part.strip()!r} is not of the form name:weight")
    return match["name"], float(match["weight"])


def _sentence(text: str, why: str, presets: list[str]) -> str:
    names = f"; the presets are {', '.join(presets)}" if presets else ""
    return f"the emotion {text!r} cannot be used: {why}; write angry:0.8,sad:0.2 or one of " + (
        f"{', '.join(EMOTIONS)}{names}"
    )
