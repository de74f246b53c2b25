"""Turn text into the ids that IndexTTS-2.5 reads: a language tag, then byte pairs."""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any, Self

from model.extras import extra
from model.text import segments
from model.text.bilingual import ANNOTATION, CJK_IDEOGRAPHS, Bilingual, plain_marks
from model.text.languages import TAGGED_LANGUAGES
from model.text.pieces import MAX_SEGMENT_TOKENS, BadVocabularyError

STOP_TEXT_ID = 1
"""Ends every text; in this vocabulary it is also the double quote, as 0 is "!", and T2S drops
both from within a text."""

SPECIAL_TOKENS = (
    *("endoftext", "startoftranscript", *TAGGED_LANGUAGES),
    *"ASR AED SER Speech /Speech BGM /BGM Laughter /Laughter Applause /Applause".split(),
    *"HAPPY SAD ANGRY NEUTRAL".split(),
    *"translate transcribe startoflm startofprev nospeech notimestamps".split(),
    *(f"SPECIAL_TOKEN_{number}" for number in range(1, 31)),
    *(f"TTS/{kind}" for kind in "B O Q A CO CL H".split()),
    *(f"TTS/SP{number:02}" for number in range(1, 14)),
    *(f"{number * 0.02:.2f}" for number in range(1501)),
)
"""The tokens after the byte pairs, in the order of their ids, without their `<|` and `|>`."""

LATIN_READING = "<|SPECIAL_TOKEN_1|>"
CJK_READING = "<|SPECIAL_TOKEN_2|>"
"""Stand around a reading that the text gives itself, by the script of the word it is for."""

CAPITALS = frozenset({"es"})
"""The languages that are written in capitals; all others in small letters."""

WRITTEN_OUT = frozenset({"en", "zh"})
"""The languages with a grammar that writes numbers out."""

_WORDS = r"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"
"""Cut a text before its bytes are paired, as GPT-2 does."""

_ANNOTATION = re.compile(ANNOTATION)
_IDEOGRAPH = re.compile(f"[{CJK_IDEOGRAPHS}]")
_KANA = re.compile("[\u3040-\u30ff]")


@dataclass(frozen=True, slots=True)
class MultilingualFrontEnd:
    """Read text for IndexTTS-2.5.

    Args:
        vocabulary: a tiktoken encoding.
        normaliser: writes numbers and signs of Chinese and English out first.
    """

    vocabulary: Any
    normaliser: Bilingual

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read the `.tiktoken` file: byte pairs in base 64 with their ranks.

        Raises:
            BadVocabularyError: the file is missing or no list of byte pairs.
            MissingExtraError: tiktoken or kaldifst is not installed.
        """
        tiktoken = extra("tiktoken")
        ranks = _ranks(path)
        tokens = (f"<|{token}|>" for token in SPECIAL_TOKENS)
        special = {token: number for number, token in enumerate(tokens, start=len(ranks))}
        encoding = tiktoken.Encoding(
            path.stem, pat_str=_WORDS, mergeable_ranks=ranks, special_tokens=special
        )
        return cls(encoding, Bilingual.from_presets())

    def written(self, text: str, language: str) -> str:
        """Write a text as the vocabulary knows it, without its tag."""
        if language in WRITTEN_OUT:
            text = self.normaliser.normalise(text)
        text = plain_marks(text)
        text = text.upper() if language in CAPITALS else text.lower()
        return _ANNOTATION.sub(lambda found: _reading(found[1], found[2]), text)

    def encode(self, tagged: str) -> list[int]:
        """Give the ids of a text that holds its special tokens already."""
        ids: list[int] = self.vocabulary.encode(tagged, allowed_special="all")
        return ids

    def text_to_ids(self, text: str, language: str) -> list[int]:
        """Give the ids of a text in a language, as "en", with the one that ends it."""
        return self._tagged(self.written(text, language.lower()), language.lower())

    def segments(
        self, text: str, language: str, limit: int = MAX_SEGMENT_TOKENS, quick: int = 0
    ) -> list[list[int]]:
        """Give the ids of a long text, cut where a speaker would breathe; see `segments.cut`.

        The tag of every segment comes on top of `limit`.
        """
        language = language.lower()
        pieces = self._pieces(self.written(text, language))
        runs = segments.cut(pieces, limit, quick, quote_twice=False)
        return [self._tagged("".join(run).replace("▁", " "), language) for run in runs]

    def _tagged(self, written: str, language: str) -> list[int]:
        return [*self.encode(f"<|{language}|> {written.strip()}"), STOP_TEXT_ID]

    def _pieces(self, written: str) -> list[str]:
        """Give the tokens of a text as strings; tokens that share a character stay together."""
        text, starts = self.vocabulary.decode_with_offsets(self.encode(written))
        places = [*sorted(set(starts)), len(text)]
        return [text[start:end].replace(" ", "▁") for start, end in pairwise(places)]


def _reading(word: str, reading: str) -> str:
    """Mark the reading that a text gives for a word; kana needs no mark."""
    if _KANA.search(reading):
        return reading
    mark = CJK_READING if _IDEOGRAPH.search(word) else LATIN_READING
    return f"{mark}{reading.upper()}{mark}"


def _ranks(path: Path) -> Mapping[bytes, int]:
    try:
        lines = [line.split() for line in path.read_bytes().splitlines() if line.strip()]
        ranks = {base64.b64decode(pair, validate=True): int(rank) for pair, rank in lines}
    except (OSError, ValueError) as error:
        raise BadVocabularyError(
            f"{path} cannot be read as a list of byte pairs ({error}); copy or download it again"
        ) from error
    if sorted(ranks.values()) != list(range(len(ranks))) or len(ranks) < 256:
        raise BadVocabularyError(
            f"{path} has byte pairs missing; copy or download the vocabulary again"
        )
    return ranks
