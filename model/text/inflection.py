"""Derive how a word sounds from its stem: plurals, tenses, clitics, prefixes, compounds."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import product

from model.text.lexicon import Phones, vowel

Lookup = Callable[[str], Phones | None]

_SIBILANT = frozenset("S Z SH ZH CH JH".split())
_VOICELESS = frozenset("P T K F TH S SH CH".split())
_LETTERS_THAT_DOUBLE = frozenset("bdgklmnprtvz")
_SHORTEST_STEM = 2
_SHORTEST_PART = 4
_SHORTEST_COMPOUND = 8
_LONGEST_RUNS = 6
_RUN = re.compile(r"(.)\1+")
_MEANT = {"goo": "go", "soo": "so", "stoop": "stop"}
"""What is drawn out more often than the word that the same letters would leave."""


def plural(stem: Phones) -> Phones:
    """Add the ending of plurals and possessives."""
    if stem[-1] in _SIBILANT:
        return (*stem, "IH0", "Z")
    return (*stem, "S" if stem[-1] in _VOICELESS else "Z")


def past(stem: Phones) -> Phones:
    """Add the ending of the past tense."""
    if stem[-1] in ("T", "D"):
        return (*stem, "IH0", "D")
    return (*stem, "T" if stem[-1] in _VOICELESS else "D")


def _adding(ending: str) -> Callable[[Phones], Phones]:
    phones = tuple(ending.split())
    return lambda stem: (*stem, *phones)


def _would(stem: Phones) -> Phones:
    return (*stem, "D") if vowel(stem[-1]) else (*stem, "AH0", "D")


CLITICS: dict[str, Callable[[Phones], Phones]] = {
    "'s": plural,
    "'": plural,
    "'ll": _adding("AH0 L"),
    "'ve": _adding("AH0 V"),
    "'re": _adding("ER0"),
    "'d": _would,
    "'m": _adding("M"),
}
"""What may follow any word at all, and what it does to the sound."""


@dataclass(frozen=True, slots=True)
class _Suffix:
    """Replace `spelling` by each of `stems` to find the stem; `add` the sound to it."""

    spelling: str
    stems: tuple[str, ...]
    add: Callable[[Phones], Phones]


_SUFFIXES = (
    _Suffix("ies", ("y", "ie"), plural),
    _Suffix("ied", ("y", "ie"), past),
    _Suffix("s", ("",), plural),
    _Suffix("es", ("",), plural),
    _Suffix("ed", ("", "e"), past),
    _Suffix("ing", ("", "e"), _adding("IH0 NG")),
    _Suffix("in'", ("", "e"), _adding("IH0 N")),
    _Suffix("ers", ("", "e"), _adding("ER0 Z")),
    _Suffix("er", ("", "e"), _adding("ER0")),
    _Suffix("iest", ("y",), _adding("IH0 S T")),
    _Suffix("est", ("", "e"), _adding("IH0 S T")),
    _Suffix("ier", ("y",), _adding("ER0")),
    _Suffix("ily", ("y",), _adding("L IY0")),
    _Suffix("ly", ("",), _adding("L IY0")),
    _Suffix("iness", ("y",), _adding("N AH0 S")),
    _Suffix("ness", ("",), _adding("N AH0 S")),
    _Suffix("less", ("",), _adding("L AH0 S")),
    _Suffix("ful", ("",), _adding("F AH0 L")),
    _Suffix("ish", ("", "e"), _adding("IH0 SH")),
    _Suffix("able", ("", "e"), _adding("AH0 B AH0 L")),
    _Suffix("like", ("",), _adding("L AY2 K")),
)
_PREFIXES = {
    "un": ("AH2", "N"),
    "re": ("R", "IY2"),
    "non": ("N", "AA2", "N"),
    "mis": ("M", "IH2", "S"),
    "dis": ("D", "IH2", "S"),
    "out": ("AW2", "T"),
    "over": ("OW2", "V", "ER0"),
    "under": ("AH2", "N", "D", "ER0"),
    "super": ("S", "UW2", "P", "ER0"),
    "anti": ("AE2", "N", "T", "IY0"),
    "cyber": ("S", "AY2", "B", "ER0"),
}


def derive(word: str, lookup: Lookup) -> Phones | None:
    """Derive a spelling that is not in the dictionary from one that is, or give None."""
    for way in (_suffixed, _prefixed, _shortened, _compound):
        phones = way(word, lookup)
        if phones is not None:
            return phones
    return None


def _suffixed(word: str, lookup: Lookup) -> Phones | None:
    for suffix in _SUFFIXES:
        if word.endswith(suffix.spelling):
            for stem in _stems(word, suffix):
                if phones := lookup(stem):
                    return suffix.add(phones)
    return None


def _stems(word: str, suffix: _Suffix) -> Iterator[str]:
    """List what the suffix may have been put to: `hop` and `hope` for `hoping`, `zap` too."""
    bare = word.removesuffix(suffix.spelling)
    if len(bare) <= _SHORTEST_STEM:
        return
    yield from (bare + ending for ending in suffix.stems)
    doubled = bare[-1] == bare[-2] and bare[-1] in _LETTERS_THAT_DOUBLE
    if doubled and suffix.spelling[0] in "ei":
        yield bare[:-1]


def _prefixed(word: str, lookup: Lookup) -> Phones | None:
    for prefix, sound in _PREFIXES.items():
        stem = word.removeprefix(prefix)
        if stem != word and len(stem) >= _SHORTEST_PART and (phones := lookup(stem)):
            return sound + phones
    return None


def _shortened(word: str, lookup: Lookup) -> Phones | None:
    """Undo the drawing out of `nooooo` and `helllooo`, every run to two letters or one."""
    runs = list(_RUN.finditer(word))
    if len(runs) > _LONGEST_RUNS:
        return None
    for lengths in product((2, 1), repeat=len(runs)):
        kept = iter(lengths)
        short = _RUN.sub(lambda run: run[1] * next(kept), word)  # noqa: B023
        if short != word and (phones := lookup(_MEANT.get(short, short))):
            return phones
    return None


def _compound(word: str, lookup: Lookup) -> Phones | None:
    """Join two known words, as in `shadowfang`; the cut nearest the middle wins."""
    if len(word) < _SHORTEST_COMPOUND:
        return None
    cuts = range(_SHORTEST_PART, len(word) - _SHORTEST_PART + 1)
    for cut in sorted(cuts, key=lambda cut: abs(2 * cut - len(word))):
        first, second = lookup(word[:cut]), lookup(word[cut:])
        if first and second:
            return first + tuple(phone.replace("1", "2") for phone in second)
    return None
