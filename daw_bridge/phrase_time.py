"""Share a region's time out to its phrases, with pauses between them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

from daw_bridge.line_marks import asked_pauses
from daw_bridge.timeline import ProjectError

SENTENCE_PAUSE = 0.35
PAUSE = 0.2
"""Natural pauses in seconds, after a sentence and between phrases that were split otherwise."""

MAX_STRETCH = 1.4
"""Speech with pauses is never slowed beyond this; the pauses take the rest."""

SHORTEST = 0.2
"""Seconds below which nothing can be spoken: neither a region nor a phrase may be shorter."""

SLOWEST_PACE, FASTEST_PACE = 0.5, 2.0
"""Of a `pace=` tag; 1 is as nobody hurries."""

_SENTENCE_MARKS = ".!?…。！？"


@dataclass(frozen=True, slots=True)
class PhraseSpan:
    """Place one phrase on the timeline."""

    text: str
    start: float
    end: float

    @property
    def duration(self) -> float:
        """Give the length in seconds."""
        return self.end - self.start


def phrase_spans(
    texts: Sequence[str], start: float, end: float, natural_duration: Callable[[str], float]
) -> tuple[PhraseSpan, ...]:
    """Fill `[start, end]` exactly: the first phrase begins at `start`, the last ends at `end`.

    Speech and pauses are squeezed or stretched alike, so that phrases share the time in proportion
    to their natural lengths; only the pauses that a line asks for stay as they are. Where that
    would slow the speech beyond `MAX_STRETCH`, it stays there and only the pauses between phrases
    grow on; a phrase alone has none and always fills its region.
    Phrases that would come out shorter than `SHORTEST` are spoken in one with their neighbour.
    """
    if not texts:
        return ()
    spans = _spans(texts, start, end, natural_duration)
    short = min(range(len(spans)), key=lambda index: spans[index].duration)
    if len(spans) == 1 or round(spans[short].duration, 6) >= SHORTEST:
        return spans
    first = max(short - 1, 0)
    joined = [*texts[:first], " ".join(texts[first : first + 2]), *texts[first + 2 :]]
    return phrase_spans(joined, start, end, natural_duration)


def parse_pace(text: str) -> float:
    """Read a `pace=` tag.

    Raises:
        ProjectError: it is no number from `SLOWEST_PACE` to `FASTEST_PACE`.

    >>> parse_pace("1.2")
    1.2
    """
    try:
        pace = float(text)
    except ValueError:
        pace = 0.0
    if not SLOWEST_PACE <= pace <= FASTEST_PACE:
        raise ProjectError(
            f"the pace must be a number from {SLOWEST_PACE:g} to {FASTEST_PACE:g}, not {text!r}"
        )
    return pace


def paced_end(
    texts: Sequence[str],
    start: float,
    end: float,
    natural_duration: Callable[[str], float],
    pace: float,
) -> float:
    """Tell when a line is over that begins at `start` and has a pace; `end` where that is sooner.

    The pauses that it asks for stay as they are.
    """
    asked = sum(map(asked_pauses, texts))
    free = natural_length(texts, natural_duration) - asked
    return min(start + asked + max(free / pace, SHORTEST), end)


def cut_spans(spans: tuple[PhraseSpan, ...], cuts: Sequence[float]) -> tuple[PhraseSpan, ...]:
    """Bound phrases where a hand has put them; `cuts` are those of a `Region`.

    The spans stay as they are where the cuts are not for so many phrases, are not in order, or
    would leave a phrase less than `least_duration`: then the line or its region is another by now.
    """
    if len(cuts) != 2 * (len(spans) - 1) or not cuts:
        return spans
    start, end = spans[0].start, spans[-1].end
    times = [start, *(start + share * (end - start) for share in cuts), end]
    if any(a > b for a, b in pairwise(times)):
        return spans
    texts = (span.text for span in spans)
    cut = tuple(map(PhraseSpan, texts, times[::2], times[1::2]))
    long_enough = all(round(span.duration - least_duration(span.text), 6) >= 0 for span in cut)
    return cut if long_enough else spans


def least_duration(text: str) -> float:
    """Give the seconds that a hand must leave a phrase: its pauses, and some for words."""
    return asked_pauses(text) + SHORTEST


def natural_length(texts: Sequence[str], natural_duration: Callable[[str], float]) -> float:
    """Add up phrases and the pauses between them, in seconds, when nobody hurries."""
    speech = sum(max(natural_duration(text), SHORTEST) for text in texts)
    return speech + sum(map(_pause_after, texts[:-1]))


def _spans(
    texts: Sequence[str], start: float, end: float, natural_duration: Callable[[str], float]
) -> tuple[PhraseSpan, ...]:
    kept = [asked_pauses(text) for text in texts]
    if sum(kept) >= end - start:
        kept = [0.0] * len(texts)
    lengths = [max(natural_duration(text), SHORTEST) for text in texts]
    words = [max(length - fixed, SHORTEST) for length, fixed in zip(lengths, kept, strict=True)]
    pauses = [_pause_after(text) for text in texts[:-1]]
    words, pauses = _fitted(words, pauses, end - start - sum(kept))
    lengths = [spoken + fixed for spoken, fixed in zip(words, kept, strict=True)]
    steps = [step for pair in zip(lengths, pauses, strict=False) for step in pair]
    times = [start, *(start + offset for offset in accumulate(steps)), end]
    return tuple(map(PhraseSpan, texts, times[::2], times[1::2]))


def _pause_after(text: str) -> float:
    closed = text.rstrip("\"'”’)]» ")
    return SENTENCE_PAUSE if closed.endswith(tuple(_SENTENCE_MARKS)) else PAUSE


def _fitted(
    lengths: list[float], pauses: list[float], duration: float
) -> tuple[list[float], list[float]]:
    """Scale speech and pauses to add up to `duration`."""
    speech, silence = sum(lengths), sum(pauses)
    stretch = longer = duration / (speech + silence)
    if pauses and stretch > MAX_STRETCH:
        stretch = MAX_STRETCH
        longer = (duration - speech * stretch) / silence
    return [length * stretch for length in lengths], [pause * longer for pause in pauses]
