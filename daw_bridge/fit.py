"""Tell before rendering how a line's natural length relates to the time it has."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from daw_bridge.phrasing import Line, Studio


class Verdict(StrEnum):
    """Name how a line sits in its time."""

    TOO_TIGHT = "too tight"
    BRISK = "brisk"
    COMFORTABLE = "comfortable"
    TOO_LOOSE = "too loose"


_LIMITS: tuple[tuple[float, Verdict], ...] = (
    (0.7, Verdict.TOO_TIGHT),
    (0.9, Verdict.BRISK),
    (1.4, Verdict.COMFORTABLE),
    (float("inf"), Verdict.TOO_LOOSE),
)
"""Up to which share of its natural length a line is which; the voices learned 0.7 to 1.4."""


@dataclass(frozen=True, slots=True)
class Fit:
    """Hold how a line sits in its time.

    Args:
        natural: seconds that the words and the pauses between phrases take unhurried.
        available: seconds of the region.
        syllables: of the words.
    """

    natural: float
    available: float
    syllables: int

    @property
    def share(self) -> float:
        """Give the time that there is over the time that it takes; 1 is just right."""
        return self.available / self.natural

    @property
    def rate(self) -> float:
        """Give the syllables that have to be spoken in a second."""
        return self.syllables / self.available

    @property
    def verdict(self) -> Verdict:
        """Name the fit."""
        return next(verdict for limit, verdict in _LIMITS if self.share <= limit)


def fit(line: Line, studio: Studio) -> Fit | None:
    """Tell how a line fits; None where there is nothing to speak."""
    if not line.phrases:
        return None
    spoken = sum(phrase.end - phrase.start for phrase in line.phrases)
    natural = sum(studio.natural_duration(phrase.text, line.voice) for phrase in line.phrases)
    syllables = sum(studio.syllables(phrase.text) for phrase in line.phrases)
    # Pauses shrink and grow with the speech, so the share of the speech is that of the whole.
    return Fit(natural * line.region.duration / spoken, line.region.duration, syllables)
