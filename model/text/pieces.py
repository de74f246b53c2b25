"""Turn text into the pieces and ids that IndexTTS-2 reads: SentencePiece over spaced capitals."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from model.extras import extra
from model.text import segments
from model.text.bilingual import Bilingual

MAX_SEGMENT_TOKENS = 120
"""The length the official release cuts at; past 60 tokens English starts to fall apart."""

_CJK_SIGN = re.compile(
    "([\u1100-\u11ff\u2e80-\ua4cf\ua840-\ud7af\uf900-\ufaff\ufe30-\ufe4f\uff65-\uffdc"
    "\U00020000-\U0002ffff])"
)


class BadVocabularyError(ValueError):
    """Say which vocabulary file cannot be read."""


@dataclass(frozen=True, slots=True)
class PieceFrontEnd:
    """Read text for IndexTTS-2.

    Args:
        vocabulary: a SentencePiece processor.
        normaliser: writes numbers and signs out first.
    """

    vocabulary: Any
    normaliser: Bilingual

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read `bpe.model`.

        Raises:
            BadVocabularyError: the file is missing or no SentencePiece model.
            MissingExtraError: sentencepiece or kaldifst is not installed.
        """
        vocabulary = extra("sentencepiece").SentencePieceProcessor()
        try:
            vocabulary.LoadFromSerializedProto(path.read_bytes())
        except (OSError, RuntimeError) as error:
            raise BadVocabularyError(
                f"{path} cannot be read as a SentencePiece vocabulary ({error}); "
                "copy or download bpe.model again"
            ) from error
        return cls(vocabulary, Bilingual.from_presets())

    def pieces(self, text: str) -> list[str]:
        """Give the pieces of a text; a single sign is taken as it stands."""
        if len(text.strip()) > 1:
            text = spaced(self.normaliser.normalise(text))
        found: list[str] = self.vocabulary.EncodeAsPieces(text)
        return found

    def to_ids(self, pieces: Sequence[str]) -> list[int]:
        """Give the ids of pieces."""
        return [self.vocabulary.PieceToId(piece) for piece in pieces]

    def text_to_ids(self, text: str) -> list[int]:
        """Give the ids of a text, without the rows for start and stop."""
        return self.to_ids(self.pieces(text))

    def segments(
        self, text: str, limit: int = MAX_SEGMENT_TOKENS, quick: int = 0
    ) -> list[list[int]]:
        """Give the ids of a long text, cut where a speaker would breathe; see `segments.cut`."""
        return [self.to_ids(run) for run in segments.cut(self.pieces(text), limit, quick)]


def spaced(text: str) -> str:
    """Write capitals, and every CJK sign as a word of its own.

    >>> spaced("GPT-五 是模型")
    'GPT- 五 是 模 型'
    """
    return " ".join(_CJK_SIGN.sub(r" \1 ", text).split()).upper()
