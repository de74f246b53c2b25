"""Gather what a plan needs from the presets, without loading the networks."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from functools import cache, cached_property, lru_cache
from pathlib import Path

import presets
from daw_bridge.casting import KnownVoices
from daw_bridge.level import LevelWords
from daw_bridge.phrasing import Studio
from gui import places
from model import engines, voices
from model.config import ModelConfig
from model.emotion import EmotionVector
from model.engines import CONFIG_NAME, EMOTION_MODEL
from model.text.front_end import FRONT_ENDS, Segment
from model.text.pauses import split_at_pauses
from model.text.phones import decode
from model.text.tempo import natural_seconds, natural_syllables
from model.text_to_emotion import TextToEmotion
from model.voice_tempo import tempo_of
from model.voices import Voice

_REMEMBERED = 10_000
"""Texts whose phones are kept: a window asks for the same ones again and again."""


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


def own_voices() -> tuple[Voice, ...]:
    """List the voices that the user brought.

    Raises:
        ProjectError: their table is damaged.
    """
    return places.own_voices(places.data()).read()


def known_voices(engine: str, own: Sequence[Voice] = ()) -> KnownVoices:
    """Give the voices of an engine, and those that the user brought.

    Raises:
        ValueError: the engine is not installed.
    """
    return KnownVoices(tuple(voices.installed(engines.folder(engine))), tuple(own))


def studio(
    voice: str | None = None,
    engine: str = engines.SHIPPED,
    own: Sequence[Voice] = (),
    *,
    light: bool = False,
) -> Studio:
    """Give the studio of an engine.

    Args:
        voice: speaks every line without a tag of its own.
        engine: by name.
        own: voices that the user brought.
        light: load no network of a large engine, not even to read directions.

    Raises:
        ValueError: engine or voice is not installed.
    """
    folder = engines.folder(engine)
    installed = voices.installed(folder)
    known = KnownVoices(tuple(installed), tuple(own))
    if voice is not None and (nobody := known.problem(voice)):
        raise ValueError(nobody)
    shipped = engine == engines.SHIPPED
    prompts = {one.name: one.prompt for one in (*installed.values(), *own)}
    seconds, syllables = (
        _phone_measures(folder) if shipped else (natural_seconds, natural_syllables)
    )

    @cache
    def tempo(voice: str) -> float:
        return 1.0 if shipped else _tempo(prompts.get(known.meant(voice)[0]))

    def natural_duration(text: str, voice: str) -> float:
        pace, parts = tempo(voice), split_at_pauses(text)
        return sum(part if isinstance(part, float) else seconds(part) / pace for part in parts)

    def n_syllables(text: str) -> int:
        return sum(syllables(part) for part in split_at_pauses(text) if isinstance(part, str))

    return Studio(
        known,
        natural_duration,
        emotion_reader(engines.SHIPPED if light else engine),
        n_syllables,
        named_emotions(),
        voice,
        LevelWords.from_presets(),
    )


def _tempo(prompt: Path | None) -> float:
    try:
        return 1.0 if prompt is None else tempo_of(prompt)
    except ValueError:  # told to whoever renders with it
        return 1.0


def emotion_reader(engine: str) -> Callable[[str], EmotionVector]:
    """Give what reads stage directions: the engine's own model where it came with one."""
    own = engines.folder(engine) / EMOTION_MODEL
    if not own.is_dir():
        return _Direction().emotion
    from model.qwen_emotion import QwenEmotion  # torch and transformers take seconds

    return QwenEmotion.load(own).emotion


def _phone_measures(folder: Path) -> tuple[Callable[[str], float], Callable[[str], int]]:
    """Give what tells seconds and syllables of words, as an engine reads them; no network loads."""
    config = ModelConfig.from_dict(json.loads((folder / CONFIG_NAME).read_text()))
    reading = FRONT_ENDS[config.text](folder, config)

    @lru_cache(maxsize=_REMEMBERED)
    def segments(words: str) -> tuple[Segment, ...]:
        return reading.segments(words)

    def seconds(words: str) -> float:
        return sum(segment.seconds for segment in segments(words))

    def syllables(words: str) -> int:
        symbols = (symbol for segment in segments(words) for symbol in decode(segment.ids))
        return sum(symbol[-1].isdigit() for symbol in symbols)  # vowels carry their stress

    return seconds, syllables
