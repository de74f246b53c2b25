"""Damage files of lines and words the way editors, other programs and people do."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator

VALUES = (
    b"", b"-1", b"0", b"1e999", b"9" * 5000, b"nan", b"inf", b"0x7f", b"00:00:00:99", b"5.1.00",
    b"99:99:99.999", b"\xff\xfe", b"\xc3\xa9" * 3000, b"a=b;" * 500, b'"', b"(((", b"<<>>", b"\0",
    b"-->", b"{\\an8}", b"\xe2\x80\xa8", b"\t", b",", b"\r",
)  # fmt: skip
_WORD = re.compile(rb"[^\s,;\t\"]+")


def mutated_text(document: bytes, n: int, seed: int) -> Iterator[bytes]:
    """Yield a document with odd words, and with lines lost, doubled, swapped, joined or cut."""
    rng = random.Random(seed)
    for _ in range(n):
        damaged = document
        for _ in range(rng.randrange(1, 5)):
            damaged = rng.choice(_DAMAGES)(damaged, rng)
        yield damaged


def _word(document: bytes, rng: random.Random) -> bytes:
    words = list(_WORD.finditer(document))
    if not words:
        return rng.choice(VALUES)
    found = rng.choice(words)
    return document[: found.start()] + rng.choice(VALUES) + document[found.end() :]


def _words(document: bytes, rng: random.Random) -> bytes:
    words = _WORD.findall(document) or [b"a"]
    return document.replace(rng.choice(words), rng.choice((*VALUES, *words)))


def _lines(document: bytes, rng: random.Random) -> bytes:
    lines = document.split(b"\n")
    at, to = (rng.randrange(len(lines)) for _ in range(2))
    doubled = [*lines[:at], lines[to], *lines[at:]]
    lost = [*lines[:at], *lines[at + 1 :]]
    cut = [*lines[:at], lines[at][: rng.randrange(len(lines[at]) + 1)], *lines[at + 1 :]]
    return b"\n".join(rng.choice((doubled, lost, cut)))


def _character(document: bytes, rng: random.Random) -> bytes:
    characters = rng.sample((b"\n", b"\t", b",", b";", b'"', b":", b".", b" ", b"<", b">"), 2)
    return document.replace(*characters)


def _repeated(document: bytes, rng: random.Random) -> bytes:
    return document * rng.randrange(2, 5)


_DAMAGES = (_word, _word, _word, _words, _lines, _lines, _character, _repeated)
