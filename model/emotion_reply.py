"""Read the eight scores in what the text-to-emotion model of IndexTTS-2 replies."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping
from typing import Any

from model.emotion import EMOTIONS

LABELS: Mapping[str, str] = dict(
    zip("高兴 愤怒 悲伤 恐惧 反感 低落 惊讶 自然".split(), EMOTIONS, strict=True)
)
"""The emotions by the names that the model was taught."""

HIGHEST_SCORE = 1.2

LABEL_KEYS = ("emotion", "emotion_label", "label", "情感", "情绪")
"""Where a reply names one emotion instead of scoring them."""

MELANCHOLIC_WORDS = ("低落", "melancholy", "melancholic", "depression", "depressed", "gloomy")
"""The model was taught too little melancholy and says sad; where the text has one of these words,
the two scores change places."""

_EMOTION_OF = {**LABELS, **{emotion: emotion for emotion in EMOTIONS}}
_PAIR = re.compile(rf"({'|'.join(_EMOTION_OF)})[\"']?\s*:\s*[\"']?(-?\d+(?:\.\d+)?)")


def parse_reply(reply: str, text: str) -> dict[str, float]:
    """Give the score of every emotion, from 0 to `HIGHEST_SCORE`; a reply without any is calm.

    Where the official parser crashes, this one goes on: a score that is no number counts as
    none given, and a lone label under a melancholic word changes as scores do.

    Args:
        reply: what the model wrote: JSON, a part of it, or pairs of label and number.
        text: what it was asked about.
    """
    given = _scores(_parsed(reply))
    if any(word in text.lower() for word in MELANCHOLIC_WORDS):
        given |= {"sad": given.get("melancholic", 0.0), "melancholic": given.get("sad", 0.0)}
    scores = {name: min(max(given.get(name, 0.0), 0.0), HIGHEST_SCORE) for name in EMOTIONS}
    return scores if any(scores.values()) else scores | {"calm": 1.0}


def _parsed(reply: str) -> Any:
    try:
        return json.loads(reply)
    except (ValueError, RecursionError):
        return dict(_PAIR.findall(reply))


def _scores(content: Any) -> dict[str, float]:
    """Score the emotions a reply scores; failing that, the one it names."""
    if isinstance(content, str):
        return _named(content)
    if not isinstance(content, dict):
        return {}
    scored = {_EMOTION_OF[key]: value for key, value in content.items() if key in _EMOTION_OF}
    if not scored:
        return next((_named(content[key]) for key in LABEL_KEYS if key in content), {})
    named = (_named(value) for value in scored.values())
    numbers = {emotion: _number(value) for emotion, value in scored.items()}
    return numbers | {emotion: 1.0 for one in named for emotion in one}


def _named(label: Any) -> dict[str, float]:
    """Score the emotion that a label names in full."""
    emotion = _EMOTION_OF.get(label.strip().lower()) if isinstance(label, str) else None
    return {emotion: 1.0} if emotion else {}


def _number(value: Any) -> float:
    try:
        number = float(value)
    except (TypeError, ValueError, OverflowError):
        return 0.0
    return number if math.isfinite(number) else 0.0
