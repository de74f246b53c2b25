"""Combine labelled entries into many more texts: frames, degrees, mixtures, negations."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence

from model.emotion import NEUTRAL, EmotionVector
from model.train.emotion.corpus import Entry, plain

FRAMES: dict[str, tuple[str, ...]] = {
    "adjective": (
        "{}", "sounding {}", "{} voice", "in a {} tone", "feeling {}", "I am so {}!",
        "{:ly}", "{:ly}", "he is {}, and it shows", "looking {}", "I'm {}.",
    ),
    "noun": (
        "{}", "with {}", "full of {}", "voice full of {}", "{} in the voice", "overcome by {}",
        "a moment of {}", "filled with {}", "nothing but {}",
    ),
    "verb": (
        "{}", "he {}", "{:ing}", "{:ing}", "{:ing} softly",
        "{:ing}, then looking away", "and then {}",
    ),
    "phrase": ("{}", "{}, low", "her {}", "speaking with {}", "{} the whole time"),
    "topic": ("{}", "{}!", "{}?", "the {}", "{}.", "I said {}", "it is {}", "a {}"),
    "": ("{}",),
}  # fmt: skip
"""What a lexicon entry may stand in, by part of speech; the empty part is a full text."""

DEGREES: dict[str, float] = {
    "slightly": 0.5, "a little": 0.5, "a bit": 0.5, "somewhat": 0.6, "mildly": 0.5,
    "faintly": 0.35, "almost": 0.7, "rather": 0.85, "quite": 0.9, "very": 1.1, "really": 1.1,
    "deeply": 1.15, "extremely": 1.2, "utterly": 1.25, "completely": 1.2, "absolutely": 1.2,
    "totally": 1.15, "incredibly": 1.15, "terribly": 1.15, "just a touch": 0.4,
}  # fmt: skip
HINTS: dict[str, float] = {
    "a hint of {}": 0.4, "a trace of {}": 0.4, "a touch of {}": 0.4, "an edge of {}": 0.5,
    "barely any {}": 0.2, "without any {}": 0.1, "no {}": 0.1, "pure {}": 1.15,
}  # fmt: skip

MIXTURES: dict[str, float] = {
    "{}, {}": 0.5, "{} and {}": 0.5, "{} but {}": 0.45, "{}, almost {}": 0.65, "{} yet {}": 0.5,
    "{}, then {}": 0.5, "half {}, half {}": 0.5,
}  # fmt: skip
"""How two texts join, and the share of the first."""

CORRECTIONS = (
    "not {}, just {}", "not {} but {}", "not {}, {}", "no longer {}, now {}", "never {}, only {}",
    "{1}, not {0}", "less {} than {}", "{1} instead of {0}",
)  # fmt: skip
"""How a text takes another one back: only the second one counts."""

DENIALS = ("not {}", "not {} at all", "I'm not {}", "without being {}", "never {}")
DENIED = EmotionVector(calm=0.25)

LEAD_INS = ("Listen. {}", "Oh, {}", "{} Please.", "Mara, {}", "Look. {}", "And now: {}", "Well, {}")

SETTINGS = (
    "in the kitchen", "at the station", "on the phone", "over the radio", "after the meeting",
    "before dinner", "in court", "from the next room", "at the door", "to the crowd", "to a friend",
    "to his brother", "to her mother", "while reading a letter", "walking down the street",
    "on the stairs", "at the window", "in the car", "with the door open", "across the table",
    "to the camera", "in the first scene", "about the new house", "about her work", "at school",
    "in the office", "an old man", "a young woman", "a soldier", "the captain", "a witness",
    "a shopkeeper", "the doctor", "a king", "a child", "a neighbor", "the teacher", "like a sailor",
    "every word of it", "the whole speech", "when he comes in", "because of the game", "his voice",
    "her reply", "looking at the sea", "talking to himself", "as she opens the letter", "again",
    "to the new servant", "about the money", "under the trees", "one last time", "for the record",
)  # fmt: skip
"""Places, people and occasions that leave the mood of a text alone."""

SPOKEN = frozenset({"line", "pattern"})

OBJECTS = (
    "{} about the {}", "{} by the {}", "{} at the {}", "{} over the {}", "{}, with the {}",
    "{} to the {}", "{} {}",
)  # fmt: skip
"""How a mood meets the thing it is about; the thing counts for little."""

Sample = tuple[str, EmotionVector]


class Word(str):
    """Inflect the first or last word of a lexicon entry: `{:ly}` and `{:ing}` in a frame."""

    __slots__ = ()

    def __format__(self, ending: str) -> str:
        return {"ly": _adverb, "ing": _participle}.get(ending, str)(str(self))


def _adverb(adjective: str) -> str:
    for ending, adverb in (("y", "ily"), ("ic", "ically"), ("le", "ly"), ("ll", "lly")):
        if adjective.endswith(ending):
            return adjective.removesuffix(ending) + adverb
    return f"{adjective}ly"


def _participle(verb: str) -> str:
    """Turn "begs for help" into "begging for help"."""
    first, *others = verb.split(" ")
    stem = re.sub(r"(?<=[sxzh])es$|s$", "", re.sub("ies$", "ys", first))
    stem = re.sub(r"(?<![eo])e$", "", stem)
    stem = re.sub(r"^([^aeiou]*[aeiou])([bgnpt])$", r"\1\2\2", stem)
    return " ".join([f"{stem}ing", *others])


def bare(entries: Sequence[Entry]) -> list[Sample]:
    """Give every entry as it stands."""
    return [(entry.text, entry.emotion) for entry in entries]


def compose(entries: Sequence[Entry], seed: int, copies: int = 1) -> list[Sample]:
    """Give every entry as it stands and combined, drawing on no other entries than these."""
    draw = random.Random(seed)
    samples = bare(entries)
    for _ in range(copies):
        for entry in entries:
            samples += _once(entry, entries, draw)
    return samples


def without(samples: Sequence[Sample], held_out: Sequence[Entry]) -> list[Sample]:
    """Drop the texts in which a held-out text stands: two entries may happen to join into one."""
    told = [f" {plain(entry.text)} " for entry in held_out]

    def tells(words: str) -> bool:
        return any(text in words for text in told)

    return [sample for sample in samples if not tells(f" {plain(sample[0])} ")]


def _once(entry: Entry, entries: Sequence[Entry], draw: random.Random) -> list[Sample]:
    other = draw.choice(entries)
    if entry.kind in SPOKEN or entry.part == "topic":
        return list(_line(entry, other, draw))
    return list(_direction(entry, other, draw))


def _line(entry: Entry, other: Entry, draw: random.Random) -> Iterator[Sample]:
    lead_in = draw.choice(LEAD_INS)
    frame = draw.choice(FRAMES[entry.part])
    yield lead_in.format(frame.format(Word(entry.text))), entry.emotion
    if other.kind in SPOKEN or other.part == "topic":
        yield f"{entry.text} {other.text}", _mixed(entry, other, 0.5)


def _direction(entry: Entry, other: Entry, draw: random.Random) -> Iterator[Sample]:
    frame = draw.choice(FRAMES[entry.part])
    yield frame.format(Word(entry.text)), entry.emotion
    setting = draw.choice(SETTINGS)
    joint = draw.choice(("{} {}", "{}, {}", "{1}, {0}", "{1} {0}"))
    yield joint.format(frame.format(Word(entry.text)), setting), entry.emotion
    if entry.part == "noun":
        hint = draw.choice(list(HINTS))
        yield hint.format(entry.text), entry.emotion.scaled(HINTS[hint])
    if entry.part == "adjective":
        yield from _adjective(entry, draw)
    if other.part == "topic":
        about = draw.choice(OBJECTS).format(entry.text, other.text)
        yield about, _bounded(entry.emotion.blend(other.emotion, 0.12), 1.1)
    elif other.kind not in SPOKEN:
        yield from _pair(entry, other, draw)


def _adjective(entry: Entry, draw: random.Random) -> Iterator[Sample]:
    degree = draw.choice(list(DEGREES))
    yield f"{degree} {entry.text}", _bounded(entry.emotion, DEGREES[degree])
    if entry.emotion != NEUTRAL and draw.random() < 0.5:
        yield draw.choice(DENIALS).format(entry.text), DENIED


def _pair(entry: Entry, other: Entry, draw: random.Random) -> Iterator[Sample]:
    mixture = draw.choice(list(MIXTURES))
    yield mixture.format(entry.text, other.text), _mixed(entry, other, MIXTURES[mixture])
    if "adjective" in entry.part and draw.random() < 0.5:
        correction = draw.choice(CORRECTIONS)
        yield correction.format(entry.text, other.text), other.emotion


def _mixed(entry: Entry, other: Entry, share: float) -> EmotionVector:
    """Blend two moods; a neutral half weakens the other a little and no more."""
    if NEUTRAL in (entry.emotion, other.emotion):
        return _bounded(entry.emotion.blend(other.emotion, 0.5), 1.8)
    return entry.emotion.blend(other.emotion, 1.0 - share)


def _bounded(emotion: EmotionVector, degree: float) -> EmotionVector:
    """Scale, but keep the eight weights a share of one."""
    return emotion.scaled(min(degree, 0.97 / max(emotion.total, 1e-6)))
