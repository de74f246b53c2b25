"""Find which text symbol is being spoken at every semantic token, for the pointer loss."""

from __future__ import annotations

from difflib import SequenceMatcher

import numpy as np
from numpy.typing import NDArray

from model.train.teacher import PHONES

FLITE_NAMES = {"ax": "ah", "axr": "er"}
MATCH = 0.75
"""Least likeness between our pronunciation and the teacher's for an utterance to be used."""


def align(symbols: tuple[str, ...], phones: tuple[str, ...]) -> NDArray[np.int64] | None:
    """Give the symbol index of every teacher phone, or None when the two differ too much."""
    ours = [symbol.rstrip("012").lower() for symbol in symbols]
    theirs = [FLITE_NAMES.get(phone, phone) for phone in phones]
    matcher = SequenceMatcher(None, ours, theirs, autojunk=False)
    places = np.full(len(theirs), -1)
    for block in matcher.get_matching_blocks():
        places[block.b : block.b + block.size] = np.arange(block.a, block.a + block.size)
    spoken = [p != "pau" for p in theirs]
    if np.mean(places[spoken] >= 0) < MATCH:
        return None
    for number, place in enumerate(places):
        if place < 0:
            before = places[number - 1] if number else 0
            places[number] = min(before + 1, len(symbols) - 1)
    return np.maximum.accumulate(places)


def frames(
    labels: NDArray[np.int64], phones: tuple[str, ...], places: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Give the symbol index `(S,)` at every token by walking the phones along the labels."""
    codes = [PHONES.index(p) if p in PHONES else 0 for p in phones]
    index, found = 0, np.empty(len(labels), np.int64)
    for frame, label in enumerate(labels):
        ahead = index
        while ahead < len(codes) and codes[ahead] != label:
            ahead += 1
        index = ahead if ahead < len(codes) else index
        found[frame] = places[index]
    return found
