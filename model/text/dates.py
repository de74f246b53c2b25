"""Write dates, years and times of day out in words."""

from __future__ import annotations

import re

from model.text.numerals import Pass, cardinal, digits, ordinal, year

MONTHS = (
    "January February March April May June July August September October November December"
).split()
_MONTH_OF = {name[:n].lower(): name for name in MONTHS for n in (3, 4, len(name))}
_MONTH = (
    r"(January|February|March|April|May|June|July|August|September|October|November|December"
    r"|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec)\b\.?)"
)
_DAY = r"([12]\d|3[01]|0?[1-9])"
_YEAR = r"(\d{4})"
_SUFFIX = r"(?:st|nd|rd|th)?"
_HOUR, _MINUTE = r"([01]?\d|2[0-3])", r"([0-5]\d)"
_HALF = r"([ap])(?:m\b|\.m\.)"
_DECADES = {
    "2": "twenties", "3": "thirties", "4": "forties", "5": "fifties",
    "6": "sixties", "7": "seventies", "8": "eighties", "9": "nineties",
}  # fmt: skip


def full_stop(found: re.Match[str]) -> str:
    """Keep the full stop of an abbreviation where it ends the sentence as well."""
    rest = found.string[found.end() :]
    ends = not rest.strip() or re.match(r"\s+[A-Z]", rest)
    return "." if found[0].endswith(".") and ends else ""


def _month(text: str) -> str:
    return _MONTH_OF[text.rstrip(".").lower()]


def _numbered(day: str, month: str, years: str) -> str:
    return f"{MONTHS[int(month) - 1]} {ordinal(str(int(day)))} {year(years)}"


def _iso(found: re.Match[str]) -> str:
    return _numbered(found[3], found[2], found[1])


def _day_first(found: re.Match[str]) -> str:
    return _numbered(found[1], found[2], found[3])


def _month_first(found: re.Match[str]) -> str:
    return _numbered(found[2], found[1], found[3])


def _day_and_month(found: re.Match[str]) -> str:
    before = "" if re.search(r"\bthe\s+$", found.string[: found.start()], re.I) else "the "
    spoken = f"{before}{ordinal(str(int(found[1])))} of {_month(found[2])}"
    return f"{spoken} {year(found[3])}" if found[3] else spoken + full_stop(found)


def _month_and_day(found: re.Match[str]) -> str:
    spoken = f"{_month(found[1])} {ordinal(str(int(found[2])))}"
    return f"{spoken}{found[3]} {year(found[4])}" if found[4] else spoken


def _month_and_year(found: re.Match[str]) -> str:
    return f"{_month(found[1])} {year(found[2])}"


def _short_year(found: re.Match[str]) -> str:
    return f"{MONTHS[int(found[1]) - 1]} {ordinal(str(int(found[2])))} {_two_digits(found[3])}"


def _two_digits(text: str) -> str:
    """Read the last two digits of a year, or the minutes of a time: `05` is oh five."""
    return digits(text).replace("zero", "oh") if text < "10" else cardinal(text)


def _military(found: re.Match[str]) -> str:
    hour, minute = found.groups()
    return f"{_two_digits(hour)} {'hundred' if minute == '00' else _two_digits(minute)}"


def _century(found: re.Match[str]) -> str:
    return "two thousands" if found[1] == "20" else f"{cardinal(found[1])} hundreds"


def _decade(found: re.Match[str]) -> str:
    century, decade = found[1], found[2]
    tens = _DECADES[decade]
    return f"{cardinal(century)} {tens}" if century else tens


def _clock(found: re.Match[str]) -> str:
    hour, minute, second, half = found.groups()
    spoken = f"{_hour(hour)} {_minute(hour, minute, bool(half))}".strip()
    seconds = f" and {cardinal(str(int(second)))} seconds" if second else ""
    return spoken + seconds + (_half(found, half) if half else "")


def _hour_alone(found: re.Match[str]) -> str:
    return _hour(found[1]) + _half(found, found[2])


def _hour(hour: str) -> str:
    return cardinal(str(int(hour)))


def _minute(hour: str, minute: str, has_half: bool) -> str:
    if minute != "00":
        return _two_digits(minute)
    if has_half:
        return ""
    return "o'clock" if 1 <= int(hour) <= 12 else "hundred"


def _half(found: re.Match[str], half: str) -> str:
    return f" {half.upper()} M{full_stop(found)}"


PASSES: tuple[Pass, ...] = (
    (re.compile(rf"\b{_YEAR}-(1[0-2]|0[1-9])-{_DAY}\b"), _iso),
    (re.compile(rf"\b(1[0-2]|0?[1-9])/{_DAY}/{_YEAR}\b"), _month_first),
    (re.compile(rf"(?<![\w/])(1[0-2]|0?[1-9])/{_DAY}/(\d\d)(?![\w/])"), _short_year),
    (re.compile(rf"\b{_DAY}[/.](1[0-2]|0?[1-9])[/.]{_YEAR}\b"), _day_first),
    (re.compile(rf"\b{_DAY}{_SUFFIX}\s+(?:of\s+)?{_MONTH}(?:,?\s+{_YEAR}\b)?"), _day_and_month),
    (re.compile(rf"\b{_MONTH}\s+{_DAY}{_SUFFIX}\b(?![:.]\d)(?:(,?)\s+{_YEAR}\b)?"), _month_and_day),
    (re.compile(rf"\b{_MONTH}\s+{_YEAR}\b"), _month_and_year),
    (re.compile(r"\b(1[1-9]|20)00'?s\b"), _century),
    (re.compile(r"(?:\b(1[1-9]|20)|'|\b)([2-9])0'?s\b"), _decade),
    (re.compile(r"\b([01]\d|2[0-3])([0-5]\d)(?=\s(?:hours|hrs)\b)"), _military),
    (
        re.compile(rf"\b{_HOUR}:{_MINUTE}(?::{_MINUTE})?(?:\s*{_HALF})?(?![\d:])", re.I),
        _clock,
    ),
    (re.compile(rf"\b(1[0-2]|0?[1-9])\s*{_HALF}", re.I), _hour_alone),
)
"""American order where a date leaves it open: 5/12/2026 is the twelfth of May."""
