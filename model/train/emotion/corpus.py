"""Read the labelled words, directions and lines, and split them by family."""

from __future__ import annotations

import random
import re
import zlib
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.resources import files

from model.emotion import NEUTRAL, EmotionVector

SPLITS: dict[str, range] = {"train": range(26, 100), "dev": range(16, 26), "test": range(0, 16)}
"""Which hundredths of the families belong to which split."""

ALIKE = 0.6
"""Two entries whose content words overlap this far (Jaccard) are one family."""

TAUGHT = frozenset({"lexicon", "pattern"})
"""Kinds that only ever train: what a reader may know beforehand."""

FILLED = 40
STEM_LETTERS = 5
_SLOT = re.compile(r"\[([^\]]*)\]")
_FUNCTION_WORDS = frozenset(
    [
        "a",
        "an",
        "the",
        "and",
        "or",
        "of",
        "to",
        "in",
        "on",
        "at",
        "by",
        "for",
        "from",
        "with",
        "as",
        "is",
        "are",
        "was",
        "were",
        "be",
        "been",
        "am",
        "i",
        "i'm",
        "i'll",
        "i've",
        "i'd",
        "you",
        "your",
        "you're",
        "you've",
        "he",
        "she",
        "it",
        "it's",
        "its",
        "they",
        "them",
        "we",
        "us",
        "me",
        "my",
        "his",
        "her",
        "him",
        "our",
        "their",
        "this",
        "that",
        "these",
        "those",
        "there",
        "so",
        "too",
        "very",
        "just",
        "do",
        "does",
        "did",
        "has",
        "have",
        "had",
        "will",
        "would",
        "can",
        "could",
        "what",
        "who",
        "how",
        "when",
        "where",
        "oh",
    ]
)


@dataclass(frozen=True, slots=True)
class Entry:
    """Label one text with the weights it should get.

    Args:
        kind: "lexicon", "pattern", "direction" or "line".
        part: part of speech of a lexicon entry, else empty.
    """

    text: str
    emotion: EmotionVector
    kind: str
    part: str = ""


def parse_weights(column: str) -> EmotionVector:
    """Read "angry 0.6 disgusted 0.2"; "neutral" is all zero."""
    if column == "neutral":
        return NEUTRAL
    words = column.split()
    return EmotionVector.from_mapping(dict(zip(words[::2], map(float, words[1::2]), strict=True)))


def _rows(name: str) -> Iterator[list[str]]:
    table = (files("model.train.emotion") / f"{name}.tsv").read_text(encoding="utf-8")
    for row in table.splitlines():
        if row and not row.startswith("#"):
            yield row.split("\t")


def read() -> list[Entry]:
    """Read every labelled entry; a text that stands twice counts once, the first time."""
    entries = [
        Entry(text.strip(), parse_weights(weights), "lexicon", part)
        for weights, part, texts in _rows("lexicon")
        for text in texts.split(" | ")
    ]
    for weights, patterns in _rows("templates"):
        emotion = parse_weights(weights)
        for pattern in patterns.split(" | "):
            entries += [Entry(text, emotion, "pattern") for text in _filled(pattern)]
    for kind in ("direction", "line"):
        for weights, texts in _rows(f"{kind}s"):
            emotion = parse_weights(weights)
            entries += [Entry(text.strip(), emotion, kind) for text in texts.split(" | ")]
    first: dict[str, Entry] = {}
    for entry in entries:
        first.setdefault(plain(entry.text), entry)
    return list(first.values())


def _filled(pattern: str) -> Iterator[str]:
    """Fill a pattern `FILLED` times, drawing one of each [a|b]; the same every time."""
    draw = random.Random(zlib.crc32(pattern.encode()))
    for _ in range(FILLED):
        yield _SLOT.sub(lambda slot: draw.choice(slot[1].split("|")), pattern)


def plain(text: str) -> str:
    """Reduce a text to its words, to compare it with others."""
    return " ".join(re.findall(r"[\w']+", text.casefold()))


def stems(text: str) -> frozenset[str]:
    """Give the content words of a text, cut to their stems."""
    words = plain(text).split()
    content = [word for word in words if word not in _FUNCTION_WORDS] or words
    return frozenset(word[:STEM_LETTERS] for word in content)


def families(entries: Sequence[Entry]) -> list[int]:
    """Number the entries so that near copies share a number."""
    parents = list(range(len(entries)))

    def root(index: int) -> int:
        while parents[index] != index:
            parents[index] = parents[parents[index]]
            index = parents[index]
        return index

    for one, other in _alike(entries):
        low, high = sorted((root(one), root(other)))
        parents[high] = low
    return [root(index) for index in range(len(entries))]


def _alike(entries: Sequence[Entry]) -> Iterator[tuple[int, int]]:
    """Yield the pairs whose content words overlap."""
    contents = [stems(entry.text) for entry in entries]
    sharing: dict[str, list[int]] = defaultdict(list)
    for index, content in enumerate(contents):
        for other in {other for stem in content for other in sharing[stem]}:
            common = len(content & contents[other])
            if common >= ALIKE * (len(content) + len(contents[other]) - common):
                yield index, other
        for stem in content:
            sharing[stem].append(index)


def split(entries: Sequence[Entry]) -> dict[str, list[Entry]]:
    """Part the entries into train, dev and test.

    No family stands in two splits, and no held-out text stands inside a text of an earlier split;
    the lexicon and the patterns only train, so their words may stand inside held-out texts.
    """
    numbers = families(entries)
    pairs = list(zip(numbers, entries, strict=True))
    taught = {number for number, entry in pairs if entry.kind in TAUGHT}
    parts: dict[str, list[Entry]] = {name: [] for name in SPLITS}
    for number, entry in pairs:
        parts["train" if number in taught else _drawn(entries[number].text)].append(entry)
    known: list[Entry] = []
    for part in parts.values():
        texts = _joined(known)
        inside = [entry for entry in part if f" {plain(entry.text)} " in texts]
        part[:] = [entry for entry in part if entry not in inside]
        parts["train"] += inside
        known += part
    return parts


def _joined(entries: Sequence[Entry]) -> str:
    return "\n".join(f" {plain(entry.text)} " for entry in entries)


def _drawn(text: str) -> str:
    hundredth = zlib.crc32(plain(text).encode()) % 100
    return next(name for name, hundredths in SPLITS.items() if hundredth in hundredths)
