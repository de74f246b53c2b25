"""Estimate how long a text takes when nobody hurries: what each symbol takes, added up."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from model.text.symbols import TEXT_SYMBOLS


@dataclass(frozen=True, slots=True)
class Pace:
    """Know the mean length of every text symbol in seconds, measured on the training corpus.

    Args:
        seconds: by symbol; symbols that were never heard take no time.
        edge: what an utterance takes beside its symbols.
    """

    seconds: dict[str, float]
    edge: float

    def duration(self, symbols: tuple[str, ...]) -> float:
        """Add up the symbols of a text; the last punctuation is where the sound ends."""
        spoken = symbols
        while spoken and not spoken[-1][0].isalpha():
            spoken = spoken[:-1]
        return self.edge + sum(self.seconds.get(symbol, 0.0) for symbol in spoken)

    def save(self, path: Path) -> None:
        """Write as JSON."""
        path.write_text(json.dumps({"edge": self.edge, "seconds": self.seconds}, indent=1))

    @classmethod
    def load(cls, path: Path) -> Pace:
        """Read from JSON.

        Raises:
            ValueError: a symbol is none of ours.
        """
        data = json.loads(path.read_text())
        unknown = set(data["seconds"]) - set(TEXT_SYMBOLS)
        if unknown:
            raise ValueError(f"{path} knows symbols that Takelane does not: {sorted(unknown)}")
        return cls(data["seconds"], data["edge"])
