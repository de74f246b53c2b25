"""Turn text into the symbols the model reads: the English front end."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from model.text.heteronyms import EDGE, Heteronyms
from model.text.inflection import CLITICS, derive
from model.text.letter_to_sound import LetterToSound
from model.text.lexicon import Lexicon, Phones, parse_phones, vowel
from model.text.normalise import normalise
from model.text.symbols import PUNCTUATION, TEXT_SYMBOLS, WORD_BOUNDARY

_OVERRIDE = re.compile(r"<([^<>|]*)\|([^<>|]*)>(?:['’](s))?")
_WORD_OR_MARK = re.compile(r"'?[A-Za-z]+(?:'[A-Za-z]+)*'?|[" + "".join(PUNCTUATION) + "]")
_VOWEL_LETTER = re.compile(r"[aeiouy]")
_LONGEST_ACRONYM = 4
_SPELLED_IN_CAPITALS = frozenset({"AI", "EU", "ID", "PM", "UN", "US"})
_IDS = {symbol: number for number, symbol in enumerate(TEXT_SYMBOLS)}
_THE = (("DH", "AH0"), ("DH", "IY0"))
_LETTER_A = ("EY1",)


@dataclass(frozen=True, slots=True)
class Item:
    """Hold one word or punctuation mark; `phones` only where the text gives them itself."""

    text: str
    phones: Phones = ()

    @property
    def is_mark(self) -> bool:
        """Tell punctuation from words."""
        return self.text in PUNCTUATION


@dataclass(frozen=True, slots=True)
class TextFrontEnd:
    """Speak any English text; what the dictionary lacks is derived, spelled or guessed."""

    lexicon: Lexicon
    heteronyms: Heteronyms
    letters: LetterToSound

    @classmethod
    def from_presets(cls) -> TextFrontEnd:
        """Assemble the front end from the data that ships with Takelane."""
        return cls(Lexicon.from_presets(), Heteronyms.from_presets(), LetterToSound.from_presets())

    def phonemize(self, text: str) -> tuple[str, ...]:
        """Give phones, a boundary before every word but the first, and punctuation.

        Args:
            text: may say how a word sounds: `<Tobin|T OW1 B IH0 N>`.

        Raises:
            ValueError: the sound so given holds phonemes that are none; the message names them.
        """
        items = tuple(_items(text))
        symbols: list[str] = []
        for item, phones in zip(items, self._sounds(items), strict=True):
            if item.is_mark:
                symbols.append(item.text)
            elif phones:
                symbols += [WORD_BOUNDARY, *phones] if symbols else phones
        return tuple(symbols)

    def pronounce(self, word: str) -> Phones:
        """Say one word by itself; empty for what holds no English letter."""
        if word.isupper() and self._is_spelled(word):
            return sum(map(self.lexicon.letter, word.lower()), start=())
        return self._say(word.lower())

    def _sounds(self, items: Sequence[Item]) -> list[Phones]:
        """Say every item in its place; marks are silent."""
        words = [item.text.lower() for item in items]
        sounds = [
            self._in_context(items, words, i) if not item.is_mark else ()
            for i, item in enumerate(items)
        ]
        for i, (sound, after) in enumerate(pairwise([*sounds, ()])):
            if words[i] == "the" and sound in _THE:
                sounds[i] = _THE[bool(after) and vowel(after[0])]
        return sounds

    def _in_context(self, items: Sequence[Item], words: Sequence[str], index: int) -> Phones:
        item = items[index]
        if item.phones:
            return item.phones
        neighbours = [other.text for other in (*items[:index][-1:], *items[index + 1 :][:1])]
        if item.text == "A" and any(map(_is_initial, neighbours)):
            return _LETTER_A
        if item.text in _SPELLED_IN_CAPITALS and not any(map(_is_shouted, neighbours)):
            return self.pronounce(item.text)
        if words[index] == "a" and index and [*words, EDGE][index + 1] in (EDGE, *PUNCTUATION):
            return _LETTER_A
        if any(map(_is_shouted, neighbours)):
            return self.heteronyms.choose(words, index) or self._say(words[index])
        return self.heteronyms.choose(words, index) or self.pronounce(item.text)

    def _is_spelled(self, word: str) -> bool:
        """Tell FBI from NASA: what is known or long or can be read is a word."""
        if word in _SPELLED_IN_CAPITALS:
            return True
        known = self.lexicon.lookup(word.lower()) is not None
        readable = len(word) == _LONGEST_ACRONYM and _VOWEL_LETTER.search(word.lower()[1:])
        return word.isalpha() and not known and len(word) <= _LONGEST_ACRONYM and not readable

    def _say(self, word: str) -> Phones:
        """Look a word up, without its quotes, with its clitic apart, by its stem; or guess."""
        look = self.lexicon.lookup
        bare = word.strip("'")
        known = look(word) or look(bare) or derive(word, look)
        if known:
            return known
        stem, quote, ending = bare.rpartition("'")
        if stem and (clitic := CLITICS.get(quote + ending)):
            said = self._say(stem)
            return clitic(said) if said else ()
        bare = bare.replace("'", "")
        return derive(bare, look) or self._guess(bare)

    def _guess(self, word: str) -> Phones:
        """Guess; a word without a vowel letter is spelled."""
        if _VOWEL_LETTER.search(word):
            return self.letters.pronounce(word)
        return sum(map(self.lexicon.letter, word), start=())


def encode(symbols: Sequence[str]) -> list[int]:
    """Give the ids of symbols."""
    return [_IDS[symbol] for symbol in symbols]


def decode(ids: Sequence[int]) -> tuple[str, ...]:
    """Give the symbols of ids."""
    return tuple(TEXT_SYMBOLS[number] for number in ids)


def _items(text: str) -> Iterator[Item]:
    """Cut a text into words and marks; no mark comes before the first word."""
    spoken = False
    for item in _all_items(text):
        spoken = spoken or not item.is_mark
        if spoken:
            yield item


def _all_items(text: str) -> Iterator[Item]:
    place = 0
    for found in _OVERRIDE.finditer(text):
        yield from _plain_items(text[place : found.start()])
        phones = parse_phones(found[2])
        yield Item(found[1], CLITICS["'s"](phones) if found[3] else phones)
        place = found.end()
    yield from _plain_items(text[place:])


def _plain_items(text: str) -> Iterator[Item]:
    return map(Item, _WORD_OR_MARK.findall(normalise(text)))


def _is_initial(word: str) -> bool:
    return len(word) == 1 and word.isupper() and word != "I"


def _is_shouted(word: str) -> bool:
    return len(word) > 1 and word.isupper()
