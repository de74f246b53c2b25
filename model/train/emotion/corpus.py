"""Read the labelled words, directions and lines, and split them by family."""

from __future__ import annotations

import re
import zlib
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.resources import files

import numpy as np

from model.emotion import NEUTRAL, EmotionVector

SPLITS: dict[str, range] = {"test": range(0, 16), "dev": range(16, 26), "train": range(26, 100)}
"""Which hundredths of the families belong to which split."""

ALIKE = 0.6
"""Two entries whose content words overlap this far (Jaccard) are one family."""

TAUGHT = frozenset({"lexicon", "pattern"})
"""Kinds that only ever train: what a reader may know beforehand."""

FILLED = 14
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
    generator = np.random.default_rng(zlib.crc32(pattern.encode()))
    for _ in range(FILLED):
        yield _SLOT.sub(lambda slot: str(generator.choice(slot[1].split("|"))), pattern)


def plain(text: str) -> str:
    """Reduce a text to its words, to compare it with others."""
    return " ".join(re.findall(r"[\w']+", text.casefold()))


def stems(text: str) -> frozenset[str]:
    """Give the content words of a text, cut to their stems."""
    words = plain(text).split()
    content = [word for word in words if word not in _FUNCTION_WORDS] or words
    return frozenset(word[:STEM_LETTERS] for word in content)


def families(entries: Sequence[Entry]) -> list[int]:
    """Number the entries so that near copies, and a text inside another, share a number."""
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
    """Yield pairs of near copies, and pairs whose one text stands inside the other.

    A word of the lexicon inside a longer text is no copy: the lexicon is what a reader may know.
    """
    contents = [stems(entry.text) for entry in entries]
    texts = [f" {plain(entry.text)} " for entry in entries]
    sharing: dict[str, list[int]] = defaultdict(list)
    for index, content in enumerate(contents):
        met = {other for stem in content for other in sharing[stem]}
        for other in met:
            common = len(content & contents[other]) / len(content | contents[other])
            word = "lexicon" in (entries[index].kind, entries[other].kind)
            inside = texts[index] in texts[other] or (not word and texts[other] in texts[index])
            if common >= ALIKE or inside:
                yield index, other
        for stem in content:
            sharing[stem].append(index)


def split(entries: Sequence[Entry]) -> dict[str, list[Entry]]:
    """Part the entries into train, dev and test; no family stands in two, the lexicon trains."""
    numbers = families(entries)
    taught = {
        number for number, entry in zip(numbers, entries, strict=True) if entry.kind in TAUGHT
    }
    parts: dict[str, list[Entry]] = {name: [] for name in SPLITS}
    for number, entry in zip(numbers, entries, strict=True):
        parts["train" if number in taught else _drawn(entries[number].text)].append(entry)
    return parts


def _drawn(text: str) -> str:
    hundredth = zlib.crc32(plain(text).encode()) % 100
    return next(name for name, hundredths in SPLITS.items() if hundredth in hundredths)
