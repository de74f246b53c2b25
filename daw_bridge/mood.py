"""Decide the emotion of a phrase from lanes, stage direction and `emo=` tag."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence

from daw_bridge.timeline import EmotionLane, ProjectError
from model.emotion import EMOTIONS, NEUTRAL, EmotionVector

SILENT = 0.01
"""Lanes whose weights add up to less than this say nothing."""

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


def performed_emotion(
    lanes: EmotionVector, direction: EmotionVector | None, tag: EmotionVector | None
) -> EmotionVector:
    """Mix what the lanes say with what the words say.

    The words are the tag, if there is one, otherwise the direction. Silent lanes leave it to the
    words, and a text without either to the lanes; where both speak, each counts half.
    """
    words = tag if tag is not None else direction
    if words is None:
        return lanes if lanes.total >= SILENT else NEUTRAL
    return lanes.blend(words, 0.5) if lanes.total >= SILENT else words


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
