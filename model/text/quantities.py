"""Write amounts out in words: money, measures, fractions, ranges, plain numbers."""

from __future__ import annotations

import re

from model.text.numerals import NUMBER, Pass, cardinal, digits, is_one, number, ordinal, year

_CURRENCIES = {
    "$": ("dollar", "dollars", "cents"),
    "£": ("pound", "pounds", "pence"),
    "€": ("euro", "euros", "cents"),
    "¥": ("yen", "yen", "sen"),
    "₹": ("rupee", "rupees", "paise"),
}
_SIGN = r"[$£€¥₹]"
_SCALES = {
    "k": "thousand", "K": "thousand", "m": "million", "M": "million", "mn": "million",
    "b": "billion", "B": "billion", "bn": "billion", "tn": "trillion",
}  # fmt: skip
_SCALE = r"(?:\s*(k|K|mn|m|M|bn|b|B|tn|thousand|million|billion|trillion)\b)?"
_UNITS = {
    "km/h": "kilometers per hour", "kph": "kilometers per hour", "mph": "miles per hour",
    "m/s": "meters per second", "fps": "frames per second", "bpm": "beats per minute",
    "BPM": "beats per minute", "rpm": "revolutions per minute",
    "km": "kilometers", "cm": "centimeters", "mm": "millimeters", "m": "meters", "mi": "miles",
    "ft": "feet", "yd": "yards", "lb": "pounds", "lbs": "pounds", "oz": "ounces",
    "kg": "kilograms", "mg": "milligrams", "g": "grams", "l": "liters", "L": "liters",
    "ml": "milliliters", "mL": "milliliters",
    "Hz": "hertz", "kHz": "kilohertz", "MHz": "megahertz", "GHz": "gigahertz",
    "dBFS": "decibels full scale", "dB": "decibels", "LUFS": "LUFS",
    "ms": "milliseconds", "s": "seconds", "sec": "seconds", "min": "minutes", "h": "hours",
    "hr": "hours", "hrs": "hours", "V": "volts", "W": "watts", "kW": "kilowatts",
    "KB": "kilobytes", "kB": "kilobytes", "MB": "megabytes", "GB": "gigabytes",
    "TB": "terabytes", "°C": "degrees Celsius", "°F": "degrees Fahrenheit", "°": "degrees",
    "%": "percent", "¢": "cents", "x": "times",
}  # fmt: skip
_UNIT = "|".join(re.escape(unit) for unit in sorted(_UNITS, key=len, reverse=True))
_SINGULARS = {
    "feet": "foot",
    "hertz": "hertz",
    "kilohertz": "kilohertz",
    "percent": "percent",
    "pence": "penny",
}
_PARTS = {"2": ("half", "halves"), "4": ("quarter", "quarters")}
_LARGEST_PART = 20
_POWERS = {"2": "squared", "3": "cubed"}
_PLACES = "room|suite|cell|apartment|flight|route|highway|platform"
"""What is called by the figures of its number rather than counted."""


def _price(found: re.Match[str]) -> str:
    return _money(found["amount"], found["scale"], found["sign"])


def _bill(found: re.Match[str]) -> str:
    """Keep the currency of a five dollar bill in the singular."""
    article, sign, amount, scale = found.groups()
    if "." in amount and not scale:
        return found[0]
    spoken = f"{number(amount)} {_SCALES.get(scale, scale)}" if scale else number(amount)
    return f"{article}{spoken} {_CURRENCIES[sign][0]}"


def _price_range(found: re.Match[str]) -> str:
    sign, low, high = found.groups()
    return f"{number(low)} to {_money(high, None, sign)}"


def _money(amount: str, scale: str | None, sign: str) -> str:
    one, many, hundredths = _CURRENCIES[sign]
    if scale:
        return f"{number(amount)} {_SCALES.get(scale, scale)} {many}"
    whole, _, rest = amount.partition(".")
    spoken = f"{cardinal(whole)} {one if is_one(whole) else many}"
    if len(rest) != 2:
        return f"{number(amount)} {many}" if rest else spoken
    small = f"{cardinal(str(int(rest)))} {_singular(hundredths) if rest == '01' else hundredths}"
    return spoken if rest == "00" else small if whole == "0" else f"{spoken} and {small}"


def _measure(found: re.Match[str]) -> str:
    amount, unit, power = found.groups(default="")
    name = _UNITS[unit]
    name = _singular(name) if is_one(amount) else name
    return f" {number(amount)} {name} {_POWERS.get(power, '')} "


def _singular(name: str) -> str:
    first, *rest = name.split()
    return " ".join((_SINGULARS.get(first, first.removesuffix("s")), *rest))


def _feet(found: re.Match[str]) -> str:
    return f"{cardinal(found[1])} foot {cardinal(found[2])}"


def _phone(found: re.Match[str]) -> str:
    plus = "plus " if found[0].startswith("+") else ""
    return plus + ", ".join(digits(group) for group in re.findall(r"\d+", found[0]))


def _range(found: re.Match[str]) -> str:
    return f"{_bare(found[1])} to {_bare(found[2])}"


def _ratio(found: re.Match[str]) -> str:
    return f"{cardinal(found[1])} to {cardinal(found[2])}"


def _times(found: re.Match[str]) -> str:
    return f"{number(found[1])} by {number(found[2])}"


def _fraction(found: re.Match[str]) -> str:
    whole, top, bottom = found.groups()
    before = f"{cardinal(whole)} and " if whole else ""
    if not 1 < int(bottom[:3]) <= _LARGEST_PART:
        return f"{before}{cardinal(top)} over {cardinal(bottom)}"
    one, many = _PARTS.get(bottom) or (ordinal(bottom), ordinal(bottom) + "s")
    return f"{before}{cardinal(top)} {one if is_one(top) else many}"


def _slashed(found: re.Match[str]) -> str:
    return " ".join(map(cardinal, re.split("[/-]", found[0])))


def _counted_off(found: re.Match[str]) -> str:
    return digits(found[0])


def _emergency(found: re.Match[str]) -> str:
    return found[1] + digits(found[2])


def _numbered(found: re.Match[str]) -> str:
    """Read the number of a room or a flight in two parts: 101 is one oh one."""
    kind, first, rest = found.groups()
    if rest == "00":
        return found[0]
    last = f"oh {digits(rest[1])}" if rest < "10" else cardinal(rest)
    return f"{kind} {cardinal(first)} {last}"


def _version(found: re.Match[str]) -> str:
    return f" {' point '.join(map(cardinal, found[0].split('.')))} "


def _ordinal(found: re.Match[str]) -> str:
    return ordinal(found[1])


def _thousands(found: re.Match[str]) -> str:
    return f"{number(found[1])} thousand"


def _plain(found: re.Match[str]) -> str:
    return f" {_bare(found[0])} "


def _bare(text: str) -> str:
    """Read a number without a unit: it may be a year."""
    return number(text) if "." in text or "," in text else year(text)


PASSES: tuple[Pass, ...] = (
    (re.compile(r"\b((?:call|dial|phone|ring)(?:ed|ing)?\s+)(911|999|112)\b", re.I), _emergency),
    (re.compile(rf"\b({_PLACES})\s+([1-9])(\d\d)\b(?![,.]\d)", re.I), _numbered),
    (re.compile(r"(?<![\w.-])10-4(?![\w.]?\d|-)"), "ten four"),
    (re.compile(r"(?<![\w.-])\d(?:-\d){2,}(?![\w-])"), _counted_off),
    (re.compile(rf"({_SIGN})\s?({NUMBER})-{_SIGN}?({NUMBER})"), _price_range),
    (re.compile(rf"(\b[Aa]\s)({_SIGN})({NUMBER}){_SCALE}(?=\s[a-z])"), _bill),
    (re.compile(rf"(?P<sign>{_SIGN})\s?(?P<amount>{NUMBER})(?P<scale>{_SCALE})"), _price),
    (re.compile(rf"(?P<amount>{NUMBER})(?P<scale>{_SCALE})\s?(?P<sign>{_SIGN})"), _price),
    (re.compile(r"(?<![\w./])(24/7|9/11|50[/-]50)\b(?!/)"), _slashed),
    (re.compile(r"(?<![\w.])\+?\d{1,4}[- ]\(?\d{2,4}\)?[- ]\d{3,4}(?:[- ]\d{3,4})?\b"), _phone),
    (re.compile(r"(?<![\w.-])\d{3}-\d{4}\b(?!-)"), _phone),
    (re.compile(r"\b(\d{1,2})'(\d{1,2})\""), _feet),
    (re.compile(r"(?<![\w.])-(?=\.?\d)"), "minus "),
    (re.compile(r"(?<![\d.])\d+(?:\.\d+){2,}"), _version),
    (re.compile(rf"(?<=\d)-(?={NUMBER}\s?(?:{_UNIT})(?![\w/]))"), " to "),
    (re.compile(rf"({NUMBER})-({NUMBER})(?![\w-])"), _range),
    (re.compile(r"\b(\d{1,3}):(\d{1,3})\b"), _ratio),
    (re.compile(rf"({NUMBER})\s?[x×]\s?({NUMBER})"), _times),
    (re.compile(rf"({NUMBER})[\s-]?({_UNIT})(?:\^?([23]))?(?![\w/])(?:\.(?=\s+[a-z]))?"), _measure),
    (re.compile(r"(?:\b(\d+)\s+)?\b(\d+)\s?/\s?(\d+)\b"), _fraction),
    (re.compile(r"\b(\d+|\d{1,3}(?:,\d{3})+)(?:st|nd|rd|th)\b", re.I), _ordinal),
    (re.compile(rf"({NUMBER})k\b"), _thousands),
    (re.compile(r"(?<!\d)\.\d+"), _plain),
    (re.compile(NUMBER), _plain),
)
"""Later passes find what earlier ones have left."""
