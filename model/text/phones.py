"""Turn text into the symbols the model reads: the English front end."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise, takewhile

from model.text.heteronyms import EDGE, Heteronyms
from model.text.inflection import CLITICS, derive, plural
from model.text.letter_to_sound import LetterToSound
from model.text.lexicon import Lexicon, Phones, parse_phones, vowel
from model.text.normalise import normalise
from model.text.symbols import PUNCTUATION, TEXT_SYMBOLS, WORD_BOUNDARY

_OVERRIDE = re.compile(r"<([^<>|]*)\|([^<>|]*)>(?:['’](s))?")
_STAMMER = r"(?<![A-Za-z'])([b-df-hj-np-tv-z]{1,3}|[aeiou])-(?=\1[a-z'-]|(?<=i-)i\b)"
"""The letters before a word that begins with them: `W-what`, `st-stop`, `I-I`."""
_LETTER_BEFORE = r"(?-i:\b[A-Z])-(?=[a-z]{2})"
"""The letter of `A-team` or `T-shirt`."""
_WORD_OR_MARK = re.compile(
    rf"{_STAMMER}|{_LETTER_BEFORE}" + r"|'?[A-Z]+(?:'[A-Z]+)*'?|[" + "".join(PUNCTUATION) + "]",
    re.IGNORECASE,
)
_NO_STAMMER = frozenset("d-day t-test b-boy c-clamp".split())
_ONE_SOUND = frozenset("ch gh kn ph sh th wh wr".split())
_STAMMERED_VOWEL = "AH0"
_VOWEL_LETTER = re.compile(r"[aeiouy]")
_LONGEST_ACRONYM = 4
_SPELLED_IN_CAPITALS = frozenset({"AD", "AI", "EU", "ID", "PM", "UN", "US"})
_IDS = {symbol: number for number, symbol in enumerate(TEXT_SYMBOLS)}
_ACRONYM_WITH_S = re.compile(r"([A-Z]{2,})'?s")
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

    @property
    def is_beginning(self) -> bool:
        """Tell letters that a hyphen ties to the next word."""
        return self.text.endswith("-") and not self.phones


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
            return self._spell(word)
        acronym = _ACRONYM_WITH_S.fullmatch(word)
        if acronym and not self.lexicon.lookup(word.lower()) and self._is_spelled(acronym[1]):
            return plural(self._spell(acronym[1]))
        return self._say(word.lower())

    def _spell(self, word: str) -> Phones:
        return sum(map(self.lexicon.letter, word.lower()), start=())

    def _sounds(self, items: Sequence[Item]) -> list[Phones]:
        """Say every item in its place; marks are silent."""
        words = [item.text.lower() for item in items]
        sounds = [
            self._in_context(items, words, i) if not item.is_mark else ()
            for i, item in enumerate(items)
        ]
        for i in reversed(range(len(items) - 1)):
            if items[i].is_beginning:
                letters, whole = words[i].rstrip("-"), words[i] + words[i + 1].removesuffix("s")
                stammered = words[i + 1].startswith(letters) and whole not in _NO_STAMMER
                sounds[i] = _begun(letters, sounds[i + 1]) if stammered else self._spell(letters)
        for i, (sound, after) in enumerate(pairwise([*sounds, ()])):
            if words[i] == "the" and sound in _THE:
                sounds[i] = _THE[bool(after) and vowel(after[0])]
        return sounds

    def _in_context(self, items: Sequence[Item], words: Sequence[str], index: int) -> Phones:
        item = items[index]
        if item.phones or item.is_beginning:
            return item.phones
        neighbours = [other.text for other in (*items[:index][-1:], *items[index + 1 :][:1])]
        if item.text == "A" and _is_letter_a([other.text for other in items], index):
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
        return self._spell(word)


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
    return (Item(found[0]) for found in _WORD_OR_MARK.finditer(normalise(text)))


def _begun(letters: str, word: Phones) -> Phones:
    """Give the sound that a stammer begins a word with: all its written consonants, or a vowel."""
    if not word or vowel(word[0]):
        return word[:1]
    most = 1 if letters in _ONE_SOUND else len(letters)
    return (*takewhile(lambda phone: not vowel(phone), word[:most]), _STAMMERED_VOWEL)


def _is_letter_a(words: Sequence[str], index: int) -> bool:
    """Tell the letter A, as in A.I., A and B or Plan A, from the article."""
    before, after, second = ["", *words[:index]][-1], *[*words[index + 1 :], "", "", ""][:2]
    if _is_initial(before) or (len(after) == 1 and after.isupper()):
        return True
    if after in ("and", "or") and _is_initial(second):
        return True
    # Within a sentence the article is not in capitals, unless all is, or it is a title.
    return before[:1].isalpha() and not before.isupper() and after.islower()


def _is_initial(word: str) -> bool:
    return len(word) == 1 and word.isupper() and word != "I"


def _is_shouted(word: str) -> bool:
    return len(word) > 1 and word.isupper()
