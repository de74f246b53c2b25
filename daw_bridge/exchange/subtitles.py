"""Take subtitle files apart into cues: the lines above a time, the time, and the words under it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from daw_bridge.clip_lines import LONGEST
from daw_bridge.exchange.clock_text import parse_time
from daw_bridge.exchange.text_file import lines_of

ARROW = " --> "

_TIMING = re.compile(r"\s*([\d:.,]+)\s*-->\s*([\d:.,]+)(?:\s.*)?", re.ASCII)
_DASH = re.compile(r"^\s*[-–—‐]\s*(?=[^\W\d_]|[(\[<\"'“‘])")
"""Before the words of each of two people who speak in one cue."""


@dataclass(frozen=True, slots=True)
class SubtitleCue:
    """Hold a cue of a subtitle file as it is written.

    Args:
        line: of its time, counted from 1.
        heading: the line above the time: a number, a name, or nothing.
        timing: the two times.
        words: the lines of text.
    """

    line: int
    heading: str
    timing: tuple[str, str]
    words: tuple[str, ...]

    @property
    def place(self) -> str:
        """Say where it stands."""
        return f"line {self.line}"

    def times(self) -> tuple[float, float]:
        """Read when it begins and ends.

        Raises:
            ValueError: one of the times is none.
        """
        start, end = map(parse_time, self.timing)
        return start, end


def subtitle_cues(text: str) -> Iterator[SubtitleCue]:
    """Yield the cues of a file; a blank line ends one, and whatever has no time is left out."""
    lines = lines_of(text)
    at = 0
    while at < len(lines):
        timing = _TIMING.fullmatch(lines[at])
        if timing is None:
            at += 1
            continue
        end = next((n for n in range(at + 1, len(lines)) if _ends(lines, n)), len(lines))
        heading = lines[at - 1].strip() if at else ""
        words = tuple(filter(None, map(str.strip, lines[at + 1 : end])))
        yield SubtitleCue(at + 1, heading, (timing[1], timing[2]), words)
        at = end


def joined(words: Sequence[str]) -> tuple[str, bool]:
    """Give the lines of a cue as one, without dashes before speakers; tell if there are several."""
    dashed = sum(1 for line in words if _DASH.match(line))
    line = " ".join(_DASH.sub("", line, count=1) for line in words)
    return " ".join(line[:LONGEST].split()), dashed > 1


def _ends(lines: Sequence[str], at: int) -> bool:
    """Tell whether a cue ends before a line: it is blank, or begins the next cue."""
    if not lines[at].strip() or _TIMING.fullmatch(lines[at]):
        return True
    follows = at + 1 < len(lines) and _TIMING.fullmatch(lines[at + 1])
    return bool(follows) and lines[at].strip().isdigit()
