"""Plan the performance of a timeline: which words, when, how, by whom."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

from daw_bridge.casting import KnownVoices, cast_voices
from daw_bridge.level import Level, LevelWords, level_of
from daw_bridge.line_marks import asked_pauses
from daw_bridge.mood import lane_emotion, parse_intensity, performed_emotion, words_emotion
from daw_bridge.phrase_split import split_phrases
from daw_bridge.phrase_time import (
    SHORTEST,
    PhraseSpan,
    cut_spans,
    paced_end,
    parse_pace,
    phrase_spans,
)
from daw_bridge.region_text import KNOWN_TAGS, RegionText, is_speakable, parse_region_text
from daw_bridge.timeline import ProjectError, Region, Timeline
from model.emotion import EmotionVector
from model.voices import Voice

LONGEST_REGION = 3600.0
"""Seconds; a longer region is a mistake rather than a line, and would not fit into memory."""

SEED_DIGITS = 9
_ALL = "all"

FASTEST = 0.5
"""Share of its natural length below which a phrase cannot be spoken whole."""

NO_TIME = 0.05
"""Seconds; a phrase with less beside its pauses cannot be spoken at all."""


@dataclass(frozen=True, slots=True)
class Studio:
    """Gather what a plan needs to know of the engine and of the user's wishes.

    Args:
        voices: that there are; the installed ones are cast in their order.
        natural_duration: seconds that a text takes by a voice when nobody hurries it.
        emotion_of: the emotion of a stage direction.
        syllables: of a text.
        presets: emotions that an `emo=` tag may name.
        voice: speaks every line without a `voice=` tag instead of the cast.
        levels: words of a direction that ask for a whisper or a shout.
    """

    voices: KnownVoices
    natural_duration: Callable[[str, str], float]
    emotion_of: Callable[[str], EmotionVector]
    syllables: Callable[[str], int]
    presets: Mapping[str, EmotionVector] = field(default_factory=dict)
    voice: str | None = None
    levels: LevelWords = field(default_factory=LevelWords)


@dataclass(frozen=True, slots=True)
class PlannedPhrase:
    """Tell when a phrase is spoken and how.

    Args:
        lane_emotion: what the lanes alone say.
        emotion: what is performed: lanes and words together, as intense as the line wants it.
    """

    text: str
    start: float
    end: float
    lane_emotion: EmotionVector
    emotion: EmotionVector


@dataclass(frozen=True, slots=True)
class Line:
    """Plan one region.

    Args:
        words: the emotion that the tag says, or without one the direction; None where neither does.
        intensity: of the `intensity=` tag.
        level: how loud it is meant to be beside others.
        own: the voice, where it is one that the user brought.
        seed: of the `seed=` tag; None leaves it to the render.
        problems: sentences that say why the region cannot be rendered; it then has no phrases.
        warnings: sentences about what was not understood but does no harm.
    """

    region: Region
    text: RegionText
    phrases: tuple[PlannedPhrase, ...]
    voice: str
    seed: int | None = None
    problems: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    words: EmotionVector | None = None
    intensity: float = 1.0
    level: Level = Level.NORMAL
    own: Voice | None = None


def perform_plan(
    timeline: Timeline, studio: Studio, region_ids: Collection[str] | None = None
) -> tuple[Line, ...]:
    """Plan every region, in order of time; what is wrong with one stands in its `problems`.

    A line's voice is that of its `voice=` tag, else `studio.voice`, else the one that is cast.
    Where only some regions are planned, by their ids, the cast is the same.
    """
    regions = in_order(timeline.regions)
    texts = [parse_region_text(region.name, region.notes) for region in regions]
    characters = tuple(dict.fromkeys(text.character for text in texts if text.character))
    cast = cast_voices([text.character for text in texts], studio.voices.installed)
    return tuple(
        _line(timeline, studio, region, text, _voice(text, studio, cast), characters)
        for region, text in zip(regions, texts, strict=True)
        if region_ids is None or region.id in region_ids
    )


def in_order(regions: Iterable[Region]) -> list[Region]:
    """Put regions into the order in which they are heard."""
    return sorted(regions, key=lambda region: (region.start, region.number))


def select_lines(lines: Sequence[Line], wanted: Sequence[str]) -> tuple[Line, ...]:
    """Choose lines by `all`, `selected`, region number, region name, character, or `id=` tag.

    Raises:
        ProjectError: a word of `wanted` matches no line.
    """
    words = [word.casefold() for word in wanted]
    for said, word in zip(wanted, words, strict=True):
        if word != _ALL and not any(_answers_to(line, word) for line in lines):
            raise ProjectError(
                f"no region matches {said!r}; choose by all, selected, number, name or character"
            )
    return tuple(line for line in lines if any(_answers_to(line, word) for word in words))


def _answers_to(line: Line, word: str) -> bool:
    region, text = line.region, line.text
    names = (str(region.number), region.name, text.character, text.tags.get("id", ""))
    if word == _ALL or (word == "selected" and region.selected):
        return True
    return bool(word) and word in (name.casefold() for name in names)


def _voice(text: RegionText, studio: Studio, cast: Mapping[str, str]) -> str:
    cast_voice = cast.get(text.character.casefold(), "")
    return text.tags.get("voice") or studio.voice or cast_voice


def _line(
    timeline: Timeline,
    studio: Studio,
    region: Region,
    text: RegionText,
    wanted: str,
    characters: Collection[str],
) -> Line:
    voice, own = studio.voices.meant(wanted)
    warnings = tuple(
        f"{called(region)}: the tag {tag}= means nothing here; known are {', '.join(KNOWN_TAGS)}"
        for tag in text.unknown_tags
    )
    problems = [*_time_problems(region), *_text_problems(region, text, voice, studio.voices)]
    seed: int | None = None
    words: EmotionVector | None = None
    intensity = 1.0
    level = Level.NORMAL
    phrases: tuple[PlannedPhrase, ...] = ()
    if not problems:
        try:
            seed, level = _seed(text), level_of(text, studio.levels)
            words = words_emotion(
                text.direction, text.tags.get("emo"), studio.emotion_of, studio.presets
            )
            intensity = parse_intensity(text.tags.get("intensity", "1"))
            mix = partial(performed_emotion, words=words, intensity=intensity)
            phrases = _phrases(timeline, studio, region, text, voice, characters, mix)
        except ValueError as error:  # a tag's, or words that the engine cannot speak
            problems.append(f"{called(region)}: {error}")
        else:
            warnings += _tight(region, phrases, lambda words: studio.natural_duration(words, voice))
    return Line(
        region, text, phrases, voice, seed, tuple(problems), warnings, words, intensity, level, own
    )


def tight(text: str, seconds: float, natural: float) -> str:
    """Say that a phrase has less time than its words can be spoken in; empty where it has enough.

    Args:
        text: of the phrase.
        seconds: that it has.
        natural: seconds that it takes when nobody hurries.
    """
    pauses = asked_pauses(text)
    fastest = pauses + (natural - pauses) * FASTEST
    if seconds >= fastest:
        return ""
    return (
        f"{seconds:.2f} s for {_shortened(text, 60)!r}, which takes {natural:.2f} s; "
        f"words will be lost below {fastest:.2f} s"
    )


def _tight(
    region: Region, phrases: Sequence[PlannedPhrase], natural_duration: Callable[[str], float]
) -> tuple[str, ...]:
    found = (tight(p.text, p.end - p.start, natural_duration(p.text)) for p in phrases)
    return tuple(f"{called(region)} leaves {what}" for what in found if what)


def called(region: Region) -> str:
    """Name a region so that its owner finds it."""
    return f'region {region.number} "{_shortened(region.name, 40)}"'


def _shortened(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"


def _time_problems(region: Region) -> list[str]:
    if not (math.isfinite(region.start) and math.isfinite(region.end)):
        return [f"{called(region)} has no start and end that are numbers; draw it again"]
    if region.start >= region.end:
        return [f"{called(region)} ends before it begins; draw it again"]
    if round(region.duration, 6) < SHORTEST:
        return [f"{called(region)} is {region.duration:.3f} s long; give it at least {SHORTEST} s"]
    if region.duration > LONGEST_REGION:
        return [f"{called(region)} is longer than an hour; split it into several"]
    return []


def _text_problems(region: Region, text: RegionText, voice: str, voices: KnownVoices) -> list[str]:
    problems = []
    if not is_speakable(text.line):
        problems.append(
            f"{called(region)} has no words to speak; write the line into its name, "
            "or into the notes of an item that starts inside it"
        )
    if nobody := voices.problem(voice):
        problems.append(f"{called(region)}: {nobody}")
    return problems


def _seed(text: RegionText) -> int | None:
    tag = text.tags.get("seed")
    if tag is None:
        return None
    if not (tag.isascii() and tag.isdigit() and len(tag) <= SEED_DIGITS):
        raise ProjectError(f"the seed must be a whole number such as 7, not {tag!r}")
    return int(tag)


def _phrases(
    timeline: Timeline,
    studio: Studio,
    region: Region,
    text: RegionText,
    voice: str,
    characters: Collection[str],
    mix: Callable[[EmotionVector], EmotionVector],
) -> tuple[PlannedPhrase, ...]:
    def planned(span: PhraseSpan) -> PlannedPhrase:
        lanes = lane_emotion(timeline.lanes, text.character, characters, span.start, span.end)
        return PlannedPhrase(span.text, span.start, span.end, lanes, mix(lanes))

    def natural(words: str) -> float:
        return studio.natural_duration(words, voice)

    texts, end = split_phrases(text.line), region.end
    if tag := text.tags.get("pace"):
        pace = parse_pace(tag)
        # What a hand has bounded is as fast as the hand wants it.
        end = end if region.cuts else paced_end(texts, region.start, end, natural, pace)
    spans = cut_spans(phrase_spans(texts, region.start, end, natural), region.cuts)
    for span in spans:
        if span.duration - (pauses := asked_pauses(span.text)) < NO_TIME:
            raise ProjectError(
                f"the pauses of this line take {pauses:g} s, which leaves no time for its words"
            )
    return tuple(map(planned, spans))
