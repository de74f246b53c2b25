"""`python -m model.train.letters`: learn letter-to-sound rules from the pronouncing dictionary."""

from __future__ import annotations

import argparse
import math
import random
import re
import sys
from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from model.text.letter_to_sound import (
    END,
    ID_BITS,
    LOG_STEP,
    ORDER,
    START,
    LetterToSound,
    Pair,
    pack,
)
from model.text.lexicon import Lexicon, Phones
from model.text.lexicon import pack as pack_lexicon

OUT = Path("presets/lexicon")
HELD_OUT = 0.05
ROUNDS = 4
SAMPLE = 12_000
RAREST_PAIR = 12
DISCOUNT = 0.75
FEWEST = (1, 1, 1, 2, 2, 3)
"""How often a run of one, two, ... pairs must have been seen to be kept."""

Word = tuple[str, Phones]
Costs = dict[Pair, float]
Keys = NDArray[np.uint64]
_IMPOSSIBLE = 20.0
_LONGEST_SOUND = 2
_LEAST_LEFT = 1e-6


def main() -> None:
    """Learn from 95 % of the dictionary, write the rules, measure on the rest."""
    parser = argparse.ArgumentParser(prog="python -m model.train.letters", description=__doc__)
    parser.add_argument("--out", type=Path, default=OUT, help=f"where the rules go ({OUT})")
    parser.add_argument(
        "--cmudict", type=Path, help="a cmudict.dict to make the dictionary from, before all else"
    )
    options = parser.parse_args()
    if options.cmudict:
        entries = read_cmudict(options.cmudict.read_text(encoding="utf-8"))
        (options.out / "cmudict.txt.gz").write_bytes(pack_lexicon(entries.items()))
    known, held_out = split(words(Lexicon.from_presets()))
    rules = learn(known)
    saved = rules.save()
    (options.out / "letters.npz.gz").write_bytes(saved)
    sys.stdout.write(f"{len(known)} words, {len(rules.keys)} runs, {len(saved) / 1e6:.2f} MB\n")
    for name, rate in accuracy(rules, held_out).items():
        sys.stdout.write(f"{name:24}{100 * rate:6.1f} %\n")


def read_cmudict(text: str) -> dict[str, str]:
    """Take the first pronunciation of every word and letter; abbreviations with dots go."""
    entries: dict[str, str] = {}
    for line in text.splitlines():
        word, _, said = line.partition("#")[0].partition(" ")
        if re.fullmatch(r"'?[a-z]+(?:['-][a-z]+)*'?|[a-z]\.", word):
            entries.setdefault(word, said.strip())
    return entries


def words(lexicon: Lexicon) -> list[Word]:
    """List the plain words of the dictionary."""
    rows = (line.split() for line in lexicon.dictionary.decode().splitlines())
    return [(row[0], tuple(row[1:])) for row in rows if row[0].isalpha()]


def split(entries: list[Word], seed: int = 0) -> tuple[list[Word], list[Word]]:
    """Part the words to learn from and the words to measure on."""
    shuffled = random.Random(seed).sample(entries, len(entries))
    n_held_out = round(HELD_OUT * len(shuffled))
    return shuffled[n_held_out:], shuffled[:n_held_out]


def learn(entries: list[Word]) -> LetterToSound:
    """Bind letters to sounds, then count what follows what."""
    costs = first_guess(entries[:SAMPLE])
    for _ in range(ROUNDS):
        costs = costs_of(bind(entries[:SAMPLE], costs))
    bound = list(bind(entries, costs))
    seen = Counter(pair for word in bound for pair in word)
    common = sorted(pair for pair, count in seen.items() if count >= RAREST_PAIR)
    ids = {pair: number for number, pair in enumerate(common, start=END + 1)}
    if max(ids.values()) >> ID_BITS:
        raise ValueError(f"{len(ids)} pairs do not fit into {ID_BITS} bits")
    runs = [[START, *map(ids.__getitem__, word), END] for word in bound if ids.keys() >= set(word)]
    by_letter: dict[str, tuple[tuple[int, Phones], ...]] = defaultdict(tuple)
    for pair, number in ids.items():
        by_letter[pair.letter] += ((number, pair.phones),)
    return LetterToSound(dict(by_letter), *back_off(runs))


def first_guess(entries: Iterable[Word]) -> Costs:
    """Assume that letters and phones run at the same rate through a word."""
    counts: Counter[Pair] = Counter()
    for spelling, phones in entries:
        for index, letter in enumerate(spelling):
            near = round(index * (len(phones) - 1) / max(len(spelling) - 1, 1))
            counts[Pair(letter, phones[near : near + 1])] += 1
            counts[Pair(letter, ())] += 1
    return _as_costs(counts)


def costs_of(bound: Iterable[list[Pair]]) -> Costs:
    """Say how unlikely a letter has each of its sounds."""
    return _as_costs(Counter(pair for word in bound for pair in word))


def _as_costs(counts: Counter[Pair]) -> Costs:
    totals: Counter[str] = Counter()
    for pair, count in counts.items():
        totals[pair.letter] += count
    return {pair: math.log(totals[pair.letter] / count) for pair, count in counts.items()}


def bind(entries: Iterable[Word], costs: Costs) -> Iterator[list[Pair]]:
    """Bind the letters of each word to its phones the cheapest way; too many phones are left."""
    for spelling, phones in entries:
        if len(phones) <= _LONGEST_SOUND * len(spelling):
            yield _cheapest(spelling, phones, costs)


def _cheapest(spelling: str, phones: Phones, costs: Costs) -> list[Pair]:
    """Walk a grid of letters and phones; each column keeps its best way there."""
    ways: dict[int, tuple[float, tuple[Pair, ...]]] = {0: (0.0, ())}
    for left, letter in zip(range(len(spelling) - 1, -1, -1), spelling, strict=True):
        found: dict[int, tuple[float, tuple[Pair, ...]]] = {}
        for start, (cost, way) in ways.items():
            for end in range(start, min(start + _LONGEST_SOUND, len(phones)) + 1):
                if len(phones) - end > _LONGEST_SOUND * left:
                    continue
                pair = Pair(letter, phones[start:end])
                total = cost + costs.get(pair, _IMPOSSIBLE * max(end - start, 1))
                if end not in found or total < found[end][0]:
                    found[end] = (total, (*way, pair))
        ways = found
    return list(ways[len(phones)][1])


def back_off(runs: list[list[int]]) -> tuple[array[int], bytes, bytes]:
    """Estimate pairs after pairs by interpolated Kneser-Ney, and drop what is rare.

    Returns:
        Keys, costs and penalties as `LetterToSound` takes them.
    """
    counts = [_count(runs, n) for n in range(1, ORDER + 1)]
    chance = np.full(1, 1 / (1 << ID_BITS))
    lower = np.zeros(1, dtype=np.uint64)
    tables: list[_Table] = []
    for n, (keys, count) in enumerate(counts, start=1):
        seen = count.astype(float) if n == ORDER else _continuations(keys, count, counts[n][0], n)
        contexts, context = np.unique(keys >> np.uint64(ID_BITS), return_inverse=True)
        share = np.maximum(seen - DISCOUNT, 0) / np.bincount(context, weights=seen)[context]
        left = 1 - np.bincount(context, weights=share)
        shorter = np.searchsorted(lower, keys & _mask(n - 1))
        chance, lower = share + left[context] * chance[shorter], keys
        kept = count >= FEWEST[n - 1]
        if tables:
            tables[-1].charge(contexts, 1.0 - np.bincount(context, weights=share * kept))
        tables.append(_Table(keys[kept], -np.log(chance[kept]), np.zeros(kept.sum())))
    keys, costs, penalties = (np.concatenate(column) for column in zip(*tables, strict=True))
    return array("Q", keys.tobytes()), _in_bytes(costs), _in_bytes(penalties)


class _Table(NamedTuple):
    """Hold the kept runs of one length."""

    keys: Keys
    costs: NDArray[np.float64]
    penalties: NDArray[np.float64]

    def charge(self, contexts: Keys, left: NDArray[np.floating[Any]]) -> None:
        """Set what a step back costs where only a part of the chances is `left` for it."""
        places = np.minimum(np.searchsorted(self.keys, contexts), len(self.keys) - 1)
        known = self.keys[places] == contexts
        self.penalties[places[known]] = -np.log(np.maximum(left[known], _LEAST_LEFT))


def _mask(n: int) -> np.uint64:
    """Give the bits of the last n pairs of a key."""
    return np.uint64((1 << ID_BITS * n) - 1)


def _in_bytes(logarithms: NDArray[np.float64]) -> bytes:
    return np.clip(np.round(logarithms / LOG_STEP), 0, 255).astype(np.uint8).tobytes()


def _count(runs: list[list[int]], n: int) -> tuple[Keys, NDArray[np.int64]]:
    """Count the runs of n pairs inside words."""
    packed = [pack(tuple(run[i : i + n])) for run in runs for i in range(len(run) - n + 1)]
    keys, counts = np.unique(np.array(packed, dtype=np.uint64), return_counts=True)
    return keys, counts


def _continuations(
    key: Keys, count: NDArray[np.int64], longer: Keys, n: int
) -> NDArray[np.float64]:
    """Count after how many different pairs a run was seen; at the start of a word, how often."""
    ends, seen = np.unique(longer & _mask(n), return_counts=True)
    at_start = (key >> np.uint64(ID_BITS * (n - 1))) == START
    found = np.minimum(np.searchsorted(ends, key), len(ends) - 1)
    return np.where(at_start | (ends[found] != key), count, seen[found]).astype(float)


def accuracy(rules: LetterToSound, held_out: list[Word]) -> dict[str, float]:
    """Measure the share of phones and words that are right, with and without stress."""
    said = [(rules.pronounce(spelling), phones) for spelling, phones in held_out]
    bare = [tuple(tuple(p.rstrip("012") for p in phones) for phones in row) for row in said]
    rates = {}
    for name, rows in (("with stress", said), ("without stress", bare)):
        errors = sum(_distance(guess, truth) for guess, truth in rows)
        rates[f"phones {name}"] = 1 - errors / sum(len(truth) for _, truth in rows)
        rates[f"words {name}"] = sum(guess == truth for guess, truth in rows) / len(rows)
    return rates


def _distance(guess: Phones, truth: Phones) -> int:
    row = list(range(len(truth) + 1))
    for i, phone in enumerate(guess, start=1):
        previous, row = row, [i]
        for j, other in enumerate(truth, start=1):
            row.append(min(previous[j] + 1, row[-1] + 1, previous[j - 1] + (phone != other)))
    return row[-1]


if __name__ == "__main__":
    main()
