"""Guess how an unknown word sounds: the likeliest string of letter-and-sound pairs."""

from __future__ import annotations

import gzip
from array import array
from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from io import BytesIO
from typing import NamedTuple

import numpy as np

from model.text.lexicon import Phones, vowel

ID_BITS = 10
ORDER = 6
START, END = 1, 2
"""Pairs that stand before the first letter and after the last; 0 is no pair at all."""
LOG_STEP = 1 / 16
"""Logarithms are kept as whole multiples of this, in one byte."""

_BEAM = 8
_FILE = files("presets") / "lexicon" / "letters.npz.gz"


class Pair(NamedTuple):
    """Bind one letter to the phones it stands for: none, one or two."""

    letter: str
    phones: Phones


class _Reading(NamedTuple):
    """Carry a reading of the letters so far, and the pairs the next one depends on."""

    score: float
    history: tuple[int, ...]
    phones: Phones


@dataclass(frozen=True, slots=True)
class LetterToSound:
    """Read words by a back-off model of pairs, learned from the pronouncing dictionary.

    Args:
        pairs: by letter, the ids of its pairs and their phones.
        keys: runs of pair ids, packed, in ascending order.
        costs: by key, how unlikely the last pair is after the others.
        penalties: by key, what it costs to know nothing longer after these pairs.
    """

    pairs: Mapping[str, tuple[tuple[int, Phones], ...]]
    keys: array[int]
    costs: bytes
    penalties: bytes

    @classmethod
    def from_presets(cls) -> LetterToSound:
        """Load the rules that ship with Takelane."""
        return _shipped()

    def pronounce(self, word: str) -> Phones:
        """Guess the sound of a lower-case word; letters that are not English are silent."""
        readings = [_Reading(0.0, (START,), ())]
        for letter in filter(self.pairs.__contains__, word):
            readings = self._extend(readings, letter)
        best = min(readings, key=lambda r: r.score + self._cost(r.history, END))
        return _with_one_main_stress(best.phones)

    def _extend(self, readings: list[_Reading], letter: str) -> list[_Reading]:
        """Read one letter more; of readings with the same future only the best lives on."""
        best: dict[tuple[int, ...], _Reading] = {}
        for score, history, phones in readings:
            for pair, sound in self.pairs[letter]:
                cost = score + self._cost(history, pair)
                future = (*history, pair)[1 - ORDER :]
                if future not in best or cost < best[future].score:
                    best[future] = _Reading(cost, future, phones + sound)
        return sorted(best.values())[:_BEAM]

    def _cost(self, history: tuple[int, ...], pair: int) -> float:
        """Look for the longest known run that ends in a pair, paying for each step back."""
        total = 0.0
        for start in range(len(history) + 1):
            context = history[start:]
            place = self._find(pack((*context, pair)))
            if place is not None:
                return total + self.costs[place] * LOG_STEP
            place = self._find(pack(context))
            total += self.penalties[place] * LOG_STEP if place is not None else 0.0
        return total + 255 * LOG_STEP

    def _find(self, key: int) -> int | None:
        place = bisect_left(self.keys, key)
        return place if place < len(self.keys) and self.keys[place] == key else None

    def save(self) -> bytes:
        """Write as a file that `load` reads."""
        flat = sorted((i, letter, s) for letter, rows in self.pairs.items() for i, s in rows)
        steps = np.diff(np.array(self.keys, dtype=np.uint64), prepend=np.uint64(0))
        out = BytesIO()
        np.savez(
            out,
            ids=np.array([row[0] for row in flat], dtype=np.uint16),
            letters=np.array([row[1] for row in flat]),
            sounds=np.array([" ".join(row[2]) for row in flat]),
            steps=steps.view(np.uint8).reshape(-1, 8).T,
            costs=np.frombuffer(self.costs, dtype=np.uint8),
            penalties=np.frombuffer(self.penalties, dtype=np.uint8),
        )
        return gzip.compress(out.getvalue(), mtime=0)

    @classmethod
    def load(cls, data: bytes) -> LetterToSound:
        """Read what `save` has written."""
        file = np.load(BytesIO(gzip.decompress(data)))
        pairs: dict[str, tuple[tuple[int, Phones], ...]] = {}
        for pair, letter, sound in zip(file["ids"], file["letters"], file["sounds"], strict=True):
            known = pairs.get(str(letter), ())
            pairs[str(letter)] = (*known, (int(pair), tuple(str(sound).split())))
        steps = np.ascontiguousarray(file["steps"].T).view(np.uint64).ravel()
        keys = array("Q", np.cumsum(steps).tobytes())
        return cls(pairs, keys, file["costs"].tobytes(), file["penalties"].tobytes())


def pack(run: tuple[int, ...]) -> int:
    """Write a run of pair ids as one number."""
    key = 0
    for pair in run:
        key = key << ID_BITS | pair
    return key


def _with_one_main_stress(phones: Phones) -> Phones:
    """Keep the last main stress; give the first vowel one if there is none."""
    main = [i for i, phone in enumerate(phones) if phone.endswith("1")][-1:]
    main = main or [i for i, phone in enumerate(phones) if vowel(phone)][:1]
    return tuple(_stressed(phone, i, main) for i, phone in enumerate(phones))


def _stressed(phone: str, index: int, main: list[int]) -> str:
    if index in main:
        return phone[:-1] + "1"
    return phone.replace("1", "2")


@cache
def _shipped() -> LetterToSound:
    return LetterToSound.load(_FILE.read_bytes())
