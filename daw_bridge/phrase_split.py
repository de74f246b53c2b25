"""Split a line into phrases: at `|` by hand, otherwise where sentences end."""

from __future__ import annotations

import re

from daw_bridge.line_marks import PAUSE
from daw_bridge.region_text import is_speakable

LONGEST = 160
"""Characters one phrase may have, about ten seconds: what is spoken in one breath."""

_SENTENCE_END = re.compile(r"[.!?…]+[\"'”’)\]]*\s+|[。！？]+[”’」』）]*\s*")
_TITLES = (
    "Dr|Mr|Mrs|Ms|St|Mt|Ft|Fr|Prof|Capt|Lt|Sgt|Cpl|Pvt|Maj|Adm|Cmdr|Cdr|Det|Insp|Col|Gen|Rev|Hon"
    "|Sen|Gov|Pres"
)
_ABBREVIATION = re.compile(
    rf"(?:^|[^\w.])(?:{_TITLES}|{_TITLES.upper()}|Jr|Sr|vs|e\.g|i\.e)\.\s+$"
    # Initials (J. R. Hale, U.S. Army), but not the pronoun: "It was I. He ran."
    r"|(?:^|[^\w])[A-HJ-Z]\.\s+$|[A-Z]\.[A-Z]\.\s+$"
)
_BEFORE_NUMBER = re.compile(
    r"\b(?:[Nn]o|[Pp]p?|[Cc]h|[Vv]ol|[Ff]ig|[Ee]xt|[Aa]pt|[Aa]pprox|M[Kk]"
    r"|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\.\s+$"
)
_NEAR = 16
"""Characters around a full stop that tell whether it ends a sentence."""

_BAR = re.compile(r"\|(?![^<>]*>)")
"""A bar outside of `<word|phonemes>`."""

_CLAUSE_END = re.compile(r"(?<=[,;:—–])\s+")
_SPACE = re.compile(r"\s+")


def split_phrases(line: str) -> tuple[str, ...]:
    """Split a line into the phrases that are spoken one after another.

    A part without a letter or digit joins the phrase before it, so that no character is lost. A
    phrase longer than `LONGEST` is split again at the clause end, or the space, nearest its middle.

    >>> split_phrases("Dr. Hale paid 3.5 million. For what? Wait... what?")
    ('Dr. Hale paid 3.5 million.', 'For what?', 'Wait... what?')
    >>> split_phrases("They are | inside the wall. Run!")
    ('They are', 'inside the wall. Run!')
    >>> split_phrases("Wait. [pause 0.8] Listen! Go.")
    ('Wait. [pause 0.8] Listen!', 'Go.')
    >>> split_phrases("Ask <Tobin|T OW1 B IH0 N>. He knows.")
    ('Ask <Tobin|T OW1 B IH0 N>.', 'He knows.')
    """
    parts = _BAR.split(line) if _BAR.search(line) else _sentences(line)
    whole = _attached([part.strip() for part in parts if part.strip()])
    return tuple(piece for phrase in whole for piece in _breaths(phrase))


def _sentences(line: str) -> list[str]:
    """Cut behind every sentence end."""
    cuts = [0, *(m.end() for m in _SENTENCE_END.finditer(line) if _ends(line, m.end()))]
    return [line[a:b] for a, b in zip(cuts, [*cuts[1:], len(line)], strict=True)]


def _ends(line: str, at: int) -> bool:
    """Tell whether a sentence really ends before `at`."""
    if PAUSE.match(line, at):
        return False
    before, after = line[max(at - _NEAR, 0) : at], line[at : at + _NEAR].lstrip("\"'“‘([")
    if after[:1].islower() or _ABBREVIATION.search(before):
        return False
    return not (_BEFORE_NUMBER.search(before) and after[:1].isdigit())


def _attached(parts: list[str]) -> list[str]:
    """Join parts that cannot be spoken alone to the one before them, or the first to the next."""
    joined: list[str] = []
    for part in parts:
        if joined and not (is_speakable(part) and is_speakable(joined[-1])):
            joined[-1] += f" {part}"
        else:
            joined.append(part)
    return joined


def _breaths(phrase: str) -> list[str]:
    """Halve a phrase until each part can be spoken in one breath."""
    if len(phrase) <= LONGEST:
        return [phrase]
    cuts = [m.start() for m in _CLAUSE_END.finditer(phrase)]
    cuts = [cut for cut in cuts if len(phrase) / 4 < cut < len(phrase) * 3 / 4]
    cuts = cuts or [m.start() for m in _SPACE.finditer(phrase)]
    if not cuts:
        return [phrase]
    middle = min(cuts, key=lambda cut: abs(cut - len(phrase) / 2))
    halves = _attached([phrase[:middle].strip(), phrase[middle:].strip()])
    return halves if len(halves) == 1 else [piece for half in halves for piece in _breaths(half)]
