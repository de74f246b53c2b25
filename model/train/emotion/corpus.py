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

TABLES: dict[str, tuple[str, str]] = {
    "directions": ("direction", "first"),
    "lines": ("line", "first"),
    "other_directions": ("direction", "other"),
    "other_lines": ("line", "other"),
}
"""Kind of the texts of each table, and whose hand wrote them."""

SPLITS: dict[str, dict[str, range]] = {
    "first": {"train": range(26, 100), "dev": range(16, 26), "test": range(0, 16)},
    "other": {"train": range(22, 100), "dev": range(12, 22), "other hands": range(0, 12)},
}
"""Which hundredths of the families belong to which split, by the hand that wrote them."""

HELD_OUT = ("test", "other hands")
"""Splits that nothing is learned or chosen on."""

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
        hand: "first" for the writer of the lexicon, "other" for anybody else.
    """

    text: str
    emotion: EmotionVector
    kind: str
    part: str = ""
    hand: str = "first"


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
        Entry(text, parse_weights(weights), "lexicon", part)
        for weights, part, texts in _rows("lexicon")
        for text in texts.split(" | ")
    ]
    for weights, patterns in _rows("templates"):
        emotion = parse_weights(weights)
        for pattern in patterns.split(" | "):
            entries += [Entry(text, emotion, "pattern") for text in _filled(pattern)]
    for name, (kind, hand) in TABLES.items():
        for weights, texts in _rows(name):
            emotion = parse_weights(weights)
            entries += [Entry(text, emotion, kind, hand=hand) for text in texts.split(" | ")]
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
    """Part the entries into train, dev and the held-out splits.

    No family stands in two splits, and no held-out text stands inside a text of an earlier split;
    the lexicon and the patterns only train, so their words may stand inside held-out texts. What
    other hands wrote leaves the splits of the first hand as they are: near copies of its dev and
    test texts are left out.
    """
    parts = _parted([entry for entry in entries if entry.hand == "first"], SPLITS["first"])
    others = [entry for entry in entries if entry.hand == "other"]
    new = _apart(others, parts["dev"] + parts["test"])
    for name, part in _parted(new, SPLITS["other"], parts["train"]).items():
        parts.setdefault(name, []).extend(part)
    return parts


def _parted(
    entries: Sequence[Entry], hundredths: dict[str, range], trained: Sequence[Entry] = ()
) -> dict[str, list[Entry]]:
    """Draw a split for each family; one that touches what is trained or taught trains."""
    everything = [*trained, *entries]
    pairs = list(zip(families(everything), everything, strict=True))
    taught = {number for number, entry in pairs if entry.kind in TAUGHT}
    taught |= {number for number, _ in pairs[: len(trained)]}
    parts: dict[str, list[Entry]] = {name: [] for name in hundredths}
    for number, entry in pairs[len(trained) :]:
        drawn = _drawn(everything[number].text, hundredths)
        parts["train" if number in taught else drawn].append(entry)
    _let_known_train(parts, trained)
    return parts


def _let_known_train(parts: dict[str, list[Entry]], trained: Sequence[Entry]) -> None:
    """Move what stands inside a text of an earlier split to train."""
    known = list(trained)
    for part in parts.values():
        texts = _joined(known)
        inside = [entry for entry in part if f" {plain(entry.text)} " in texts]
        part[:] = [entry for entry in part if entry not in inside]
        parts["train"] += inside
        known += part


def _apart(entries: Sequence[Entry], held_out: Sequence[Entry]) -> list[Entry]:
    """Leave out the entries that are of a held-out family or hold a held-out text."""
    numbers = families([*held_out, *entries])
    taken = set(numbers[: len(held_out)])
    inside = [f" {plain(entry.text)} " for entry in held_out]
    return [
        entry
        for number, entry in zip(numbers[len(held_out) :], entries, strict=True)
        if number not in taken and not any(text in f" {plain(entry.text)} " for text in inside)
    ]


def _joined(entries: Sequence[Entry]) -> str:
    return "\n".join(f" {plain(entry.text)} " for entry in entries)


def _drawn(text: str, hundredths: dict[str, range]) -> str:
    hundredth = zlib.crc32(plain(text).encode()) % 100
    return next(name for name, of_split in hundredths.items() if hundredth in of_split)
