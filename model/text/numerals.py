"""Write single numbers out in words."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

Pass = tuple[re.Pattern[str], str | Callable[[re.Match[str]], str]]
"""One class of written forms, and how a find of it is spoken."""

NUMBER = r"(?<!\d)(?:\d{1,3}(?:,\d{3})+(?!\d)|\d+)(?:\.\d+)?"
"""A number as people write it: `1,250.75`; it is no group of its own."""

_MOST_DIGITS = 15
_YEARS = range(1100, 2100)
_ROMAN = ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")
_ROMAN_NUMBERS = {
    "X" * tens + ones: 10 * tens + value for tens in range(4) for value, ones in enumerate(_ROMAN)
}


def digits(text: str) -> str:
    """Read digit by digit, leaving everything else out.

    >>> digits("007")
    'zero zero seven'
    """
    return " ".join(_words(int(digit), "cardinal") for digit in text if digit.isdecimal())


def cardinal(text: str) -> str:
    """Read a whole number; one with a leading zero, or longer than people count, by its digits.

    >>> cardinal("1,250")
    'one thousand two hundred and fifty'
    """
    return _whole(text, "cardinal")


def ordinal(text: str) -> str:
    """Read a whole number as a place in a row.

    >>> ordinal("21")
    'twenty-first'
    """
    return _whole(text, "ordinal")


def year(text: str) -> str:
    """Read four digits the way years are read, and anything else as a number.

    >>> year("1987")
    'nineteen eighty-seven'
    """
    is_year = len(text) == 4 and int(text) in _YEARS
    return _whole(text, "year" if is_year else "cardinal")


def number(text: str) -> str:
    """Read a number with or without a fraction.

    >>> number("44.1")
    'forty-four point one'
    """
    whole, _, fraction = text.partition(".")
    spoken = cardinal(whole) if whole else ""
    return f"{spoken} point {digits(fraction)}".strip() if fraction else spoken


def is_one(text: str) -> bool:
    """Tell whether what is counted stands in the singular."""
    return text == "1"


def roman(text: str) -> int | None:
    """Give the value of a Roman numeral below forty, or None if it is none."""
    return _ROMAN_NUMBERS.get(text)


def _whole(text: str, kind: str) -> str:
    plain = text.replace(",", "")
    if len(plain) > _MOST_DIGITS or (plain.startswith("0") and len(plain) > 1):
        return digits(plain)
    return _words(int(plain), kind)


@cache
def _words(value: int, kind: str) -> str:
    from num2words import num2words  # it loads every language it knows: not before a number comes

    return str(num2words(value, to=kind)).replace(",", "")
