"""Write a text out in plain English words and punctuation, ready to be pronounced."""

from __future__ import annotations

import re
import unicodedata

from model.text import dates, quantities, shorthand
from model.text.numerals import Pass
from model.text.symbols import PUNCTUATION

_FOLDED = str.maketrans(
    {
        **dict.fromkeys("‘’‚‛ʼ`´′", "'"),
        **dict.fromkeys("“”„‟«»″", '"'),
        **dict.fromkeys("‐‑‒−", "-"),
        **dict.fromkeys("–―⸺", "—"),
        **dict.fromkeys("⁄∕", "/"),
        **dict.fromkeys("™®©", " "),
        **{"²": "^2", "³": "^3", "№": "#", "¿": " ", "¡": " "},
        **{"ß": "ss", "æ": "ae", "Æ": "Ae", "œ": "oe", "Œ": "Oe", "ø": "o", "Ø": "O"},
        **{"ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "ð": "th", "þ": "th", "Þ": "Th", "ı": "i"},
        **{"。": ". ", "、": ", ", "，": ", ", "！": "! ", "？": "? ", "：": ": ", "；": "; "},
    }
)
_STRENGTH = "?!….—;:,"
"""Of punctuation in a row the mark that comes first here is kept."""

_MARKS = re.escape("".join(PUNCTUATION))


def _strongest(found: re.Match[str]) -> str:
    return min("".join(found[1].split()), key=_STRENGTH.index) + " "


_TIDYING: tuple[Pass, ...] = (
    (re.compile(r"\.{2,}"), "…"),
    (re.compile(r"(?<=\d)—(?=\d)"), "-"),
    (re.compile(r"-{2,}|(?<=\s)-(?=\s)"), "—"),
    (re.compile(r"\b([B-DF-HJ-NP-TV-Z])—(?=\1)", re.I), r"\1-"),  # a stammer
)
_CLEANING: tuple[Pass, ...] = (
    (re.compile(r"(?<=\w)\s+[(\[](?=\w)|(?<=\w)[)\]](?=\s+\w)"), ", "),
    (re.compile(rf"[^A-Za-z'\-{_MARKS}]+"), " "),
    (re.compile(r"(?<![A-Za-z])-+|-+(?![A-Za-z])"), " "),
    (re.compile(rf"\s*((?:[{_MARKS}]\s*)+)"), _strongest),
    (re.compile(r"\s+"), " "),
)
_PASSES = (
    *_TIDYING,
    *shorthand.BEFORE_NUMBERS,
    *dates.PASSES,
    *quantities.PASSES,
    *shorthand.AFTER_NUMBERS,
    *_CLEANING,
)


def normalise(text: str) -> str:
    """Write numbers, dates, abbreviations and symbols out; drop what cannot be spoken.

    >>> normalise("Dr. Voss paid $3.50 at 07:05…")
    'Doctor Voss paid three dollars and fifty cents at seven oh five…'
    """
    text = fold(text)
    for pattern, spoken in _PASSES:
        text = pattern.sub(spoken, text)
    return text.strip()


def fold(text: str) -> str:
    """Bring typographic punctuation, accents, digits and ligatures down to plain characters."""
    text = "".join(_unfolded(sign) for sign in text).translate(_FOLDED)
    text = "".join(_plain(sign) for sign in unicodedata.normalize("NFKD", text))
    return text.translate(_FOLDED)


def _unfolded(sign: str) -> str:
    """Keep `2½` from becoming 21/2."""
    is_fraction = unicodedata.decomposition(sign).startswith("<fraction>")
    return " " + unicodedata.normalize("NFKD", sign) + " " if is_fraction else sign


def _plain(sign: str) -> str:
    if unicodedata.combining(sign):
        return ""
    return str(unicodedata.decimal(sign)) if sign.isdecimal() else sign
