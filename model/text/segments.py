"""Cut a long line of pieces where a speaker would breathe, as the official checkpoints expect."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

SENTENCE_ENDS = frozenset({".", "!", "?", "▁.", "▁?", "▁..."})
PAUSES = frozenset({",", "▁,", "-"})
APOSTROPHES = frozenset({"'", "▁'"})

SHORTEST_SENTENCE = 3
"""A mark after fewer pieces than this, itself counted, ends no sentence."""

SPEAKS_CLOSING_QUOTE_TWICE = True
"""Keep an oversight of the official front end of 2.0, which its golden segments hold: a quote
right after a sentence end closes that sentence and, never taken off, also opens the next one."""


def cut(
    pieces: Sequence[str],
    limit: int,
    quick: int = 0,
    *,
    quote_twice: bool = SPEAKS_CLOSING_QUOTE_TWICE,
) -> list[list[str]]:
    """Cut pieces into segments of at most `limit`, as long as they may be.

    Args:
        pieces: as SentencePiece gives them, "▁" for a space.
        limit: most pieces in a segment; a quote spoken twice may stand over it.
        quick: as long as a segment ends within this many pieces of the start it only gets half
            as long, so that the first sound is there sooner.
        quote_twice: see `SPEAKS_CLOSING_QUOTE_TWICE`.

    Raises:
        ValueError: the limit is below one.

    >>> cut(["▁OH", ",", "▁YOU", "▁TOO", "!", "▁GO", "."], 5)
    [['▁OH', ',', '▁YOU', '▁TOO', '!'], ['▁GO', '.']]
    """
    if limit < 1:
        raise ValueError(f"a segment needs room for at least one token, not {limit}")
    return _merged(_runs(pieces, limit, quote_twice), limit, quick)


def _runs(pieces: Sequence[str], limit: int, quote_twice: bool) -> Iterator[list[str]]:
    """Cut at every mark, and where a run gets too long."""
    run: list[str] = []
    for piece, following in pairwise([*pieces, ""]):
        run.append(piece)
        ends = piece in SENTENCE_ENDS and len(run) >= SHORTEST_SENTENCE
        if len(run) > limit:
            yield run[:limit]
            yield run[limit:]
        elif ends or piece in PAUSES:
            if ends and quote_twice and following in APOSTROPHES:
                run.append(following)
            yield run
        else:
            continue
        run = []
    if run:
        yield run


def _merged(runs: Iterable[list[str]], limit: int, quick: int) -> list[list[str]]:
    """Lay neighbours together while there is room."""
    segments: list[list[str]] = []
    seen = 0
    for run in runs:
        seen += len(run)
        room = limit if seen > quick else limit // 2
        if segments and len(segments[-1]) + len(run) <= room:
            segments[-1] += run
        else:
            segments.append(run)
    return segments
