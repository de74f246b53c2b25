"""Look words up in the pronouncing dictionary that ships with Takelane."""

from __future__ import annotations

import gzip
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from model.text.symbols import TEXT_SYMBOLS, VOWELS

Phones = tuple[str, ...]
"""A pronunciation in ARPAbet as CMUdict writes it; vowels carry their stress."""

FOLDER = files("presets") / "lexicon"
DICTIONARY = "cmudict.txt.gz"
ADDITIONS = "words.toml"
_PHONES = frozenset(symbol for symbol in TEXT_SYMBOLS if symbol[0].isalpha())


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Know how words sound; spellings are lower case, a letter stands there as `a.` or `b.` would.

    Args:
        dictionary: lines `word PHONE PHONE`, sorted bytewise, the last one ended too.
        additions: words that the dictionary lacks or gets wrong.
    """

    dictionary: bytes
    additions: Mapping[str, Phones]

    @classmethod
    def from_presets(cls) -> Lexicon:
        """Load the dictionary that ships with Takelane."""
        return _shipped()

    def lookup(self, word: str) -> Phones | None:
        """Give the usual pronunciation of a lower-case spelling, or None if it is not known."""
        if word in self.additions:
            return self.additions[word]
        line = self._line_at(word.encode() + b" ")
        return tuple(line.decode().split()[1:]) if line else None

    def letter(self, letter: str) -> Phones:
        """Give the name of a lower-case letter of the English alphabet."""
        return self.lookup(f"{letter}.") or ()

    def _line_at(self, key: bytes) -> bytes | None:
        """Find the line that starts with a key by halving the dictionary."""
        low, high = 0, len(self.dictionary)
        while low < high:
            start = self.dictionary.rfind(b"\n", 0, (low + high) // 2) + 1
            end = self.dictionary.index(b"\n", start) + 1
            line = self.dictionary[start:end]
            if line.startswith(key):
                return line
            low, high = (end, high) if line < key else (low, start)
        return None


def vowel(phone: str) -> bool:
    """Tell whether a phone is a vowel, with or without stress."""
    return phone[:2] in VOWELS


def parse_phones(text: str) -> Phones:
    """Read a pronunciation such as `T OW1 B IH0 N`; lower case will do.

    Raises:
        ValueError: a phone is none of CMUdict's, or there is none at all.
    """
    phones = tuple(text.upper().split())
    unknown = [phone for phone in phones if phone not in _PHONES]
    if unknown or not phones:
        said = ", ".join(unknown) if unknown else "an empty pronunciation"
        raise ValueError(
            f"{said}: not in the CMU phoneme set; vowels end in a stress of 0, 1 or 2, as in OW1"
        )
    return phones


def parse_words(table: Mapping[str, str]) -> dict[str, Phones]:
    """Read a table of spellings and pronunciations."""
    return {word: parse_phones(said) for word, said in table.items()}


def pack(entries: Iterable[tuple[str, str]]) -> bytes:
    """Write spellings and pronunciations the way a `Lexicon` reads them."""
    lines = sorted(f"{word} {said}\n".encode() for word, said in entries)
    return gzip.compress(b"".join(lines), mtime=0)


@cache
def _shipped() -> Lexicon:
    additions = tomllib.loads((FOLDER / ADDITIONS).read_text(encoding="utf-8"))
    return Lexicon(
        gzip.decompress((FOLDER / DICTIONARY).read_bytes()), parse_words(additions["words"])
    )
