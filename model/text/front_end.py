"""Turn a text into segments, each spoken in one breath; every engine has its own way."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar, Protocol

from model.config import ModelConfig
from model.pace import Pace
from model.text.languages import language_of, language_row
from model.text.multilingual import MultilingualFrontEnd
from model.text.phones import TextFrontEnd, encode
from model.text.pieces import PieceFrontEnd
from model.text.script import Script, write_script
from model.text.symbols import FULL_STOP, PUNCTUATION
from model.text.tempo import natural_seconds

PIECES_NAME = "bpe.model"
BYTE_PAIRS_NAME = "multilingual.tiktoken"
EDGE_IDS = frozenset({0, 1})
"""Ids that open and close a text upstream, and are taken out of its middle there."""

MAX_SEGMENT_TOKENS = 60

SHORTEST_UTTERANCE = 0.3
"""Seconds that nobody falls below when a word stands alone."""

DRAWN_OUT, MOST_DRAWN_OUT = 0.1, 0.6
"""Seconds that each repeated letter of `Nooo!` adds, and the most that one run of them does."""

_RUN = re.compile(r"([^\W\d_])\1{2,}", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Segment:
    """Hold what is spoken in one breath.

    Args:
        ids: of the text, without start and stop.
        seconds: that it takes when nobody hurries.
        language: row of the language table, for engines that have one.
        script: the sounds in order, for engines whose semantic tokens name phones.
    """

    ids: tuple[int, ...]
    seconds: float
    language: int | None = None
    script: Script | None = None


class FrontEnd(Protocol):
    """Read a text for one engine.

    Args:
        knows_voices: whether lengths were measured on the voices that speak, not on anybody.
    """

    knows_voices: ClassVar[bool]

    def segments(self, text: str, longest: float = math.inf) -> tuple[Segment, ...]:
        """Cut a text into segments of `longest` natural seconds at most, where that can be.

        Raises:
            ValueError: there is nothing to speak, or no way to cut it short enough.
        """


@dataclass(frozen=True, slots=True)
class PhoneReading:
    """Read for the scratch engine: phones of a dictionary, and how long each takes."""

    front_end: TextFrontEnd
    pace: Pace
    phones: tuple[str, ...]
    limit: int
    knows_voices: ClassVar[bool] = True

    def segments(self, text: str, longest: float = math.inf) -> tuple[Segment, ...]:
        """Give the whole text as one segment; like every text in training it ends with a mark."""
        symbols = self.front_end.phonemize(text)
        if not any(symbol[0].isalpha() for symbol in symbols):
            raise ValueError(f"there is nothing to speak in {text!r}; this voice speaks English")
        if symbols[-1] not in PUNCTUATION:
            symbols = (*symbols, FULL_STOP)
        if len(symbols) > self.limit:
            raise ValueError("this phrase is too long to speak in one breath; split it with |")
        script = write_script(symbols, self.phones, self.pace)
        seconds = max(self.pace.duration(symbols), SHORTEST_UTTERANCE) + _drawn_out(text)
        return (Segment(tuple(encode(symbols)), seconds, script=script),)


def _drawn_out(text: str) -> float:
    repeats = (len(run[0]) - 1 for run in _RUN.finditer(text))
    return sum(min(DRAWN_OUT * count, MOST_DRAWN_OUT) for count in repeats)


@dataclass(frozen=True, slots=True)
class PieceReading:
    """Read for IndexTTS-2: pieces of words."""

    front_end: PieceFrontEnd
    limit: int = MAX_SEGMENT_TOKENS
    knows_voices: ClassVar[bool] = False

    def segments(self, text: str, longest: float = math.inf) -> tuple[Segment, ...]:
        """Cut where a speaker would breathe."""

        def runs(limit: int) -> list[list[int]]:
            return self.front_end.segments(text, limit)

        return _short_enough(text, runs, self.limit, longest, None)


@dataclass(frozen=True, slots=True)
class MultilingualReading:
    """Read for IndexTTS-2.5: bytes paired.

    Args:
        language: of the text, as "en"; None: its script tells.
    """

    front_end: MultilingualFrontEnd
    limit: int = MAX_SEGMENT_TOKENS
    language: str | None = None
    knows_voices: ClassVar[bool] = False

    def segments(self, text: str, longest: float = math.inf) -> tuple[Segment, ...]:
        """Cut where a speaker would breathe."""
        language = self.language or language_of(text)

        def runs(limit: int) -> list[list[int]]:
            return self.front_end.segments(text, language, limit)

        return _short_enough(text, runs, self.limit, longest, language_row(language))


def _short_enough(
    text: str,
    runs: Callable[[int], Sequence[Sequence[int]]],
    limit: int,
    longest: float,
    language: int | None,
) -> tuple[Segment, ...]:
    """Cut at `limit` ids, or at fewer where that many take too long."""
    segments = _shared_out(text, runs(limit), language)
    slowest = max(segments, key=lambda segment: segment.seconds)
    if slowest.seconds <= longest:
        return segments
    room = int(len(slowest.ids) * longest / slowest.seconds)
    return _shared_out(text, runs(max(room, 1)), language)


def _shared_out(
    text: str, runs: Sequence[Sequence[int]], language: int | None
) -> tuple[Segment, ...]:
    """Share the length of a text out to its runs of ids, by how many they are."""
    spoken = [tuple(number for number in run if number not in EDGE_IDS) for run in runs]
    spoken = [ids for ids in spoken if ids]
    if not spoken or not any(sign.isalnum() for sign in text):
        raise ValueError("there is nothing to speak in this text")
    per_id = natural_seconds(text) / sum(map(len, spoken))
    return tuple(Segment(ids, per_id * len(ids), language) for ids in spoken)


def _phones(folder: Path, config: ModelConfig) -> FrontEnd:
    pace, front_end = Pace.load(folder / "pace.json"), TextFrontEnd.from_presets()
    limit = config.text_to_semantic.max_text_tokens
    return PhoneReading(front_end, pace, config.own_listener.codec.phones, limit)


FRONT_ENDS: Mapping[str, Callable[[Path, ModelConfig], FrontEnd]] = {
    "phones": _phones,
    "pieces": lambda folder, _: PieceReading(PieceFrontEnd.load(folder / PIECES_NAME)),
    "multilingual": lambda folder, _: MultilingualReading(
        MultilingualFrontEnd.load(folder / BYTE_PAIRS_NAME)
    ),
}
"""How the front end of each kind is read from the folder of an engine."""
