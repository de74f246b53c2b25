"""Write abbreviations, initials, Roman numerals, addresses and symbols out in words."""

from __future__ import annotations

import re

from model.text.dates import MONTHS, full_stop
from model.text.numerals import Pass, cardinal, ordinal, roman

_TITLES = {
    "Mr": "Mister", "Mrs": "Missus", "Ms": "Miz", "Dr": "Doctor", "Prof": "Professor",
    "Capt": "Captain", "Lt": "Lieutenant", "Sgt": "Sergeant", "St": "Saint", "Mt": "Mount",
    "Col": "Colonel", "Gen": "General", "Rev": "Reverend", "Hon": "Honorable",
    "Sen": "Senator", "Gov": "Governor", "Maj": "Major", "Cpl": "Corporal", "Pvt": "Private",
    "Adm": "Admiral", "Cmdr": "Commander", "Pres": "President", "Fr": "Father", "Ft": "Fort",
}  # fmt: skip
_WITHOUT_STOP = "Mr|Mrs|Ms|Dr|Prof|Capt|Lt|Sgt|St|Mt"
_ENDINGS = {
    "St": "Street", "Dr": "Drive", "Ave": "Avenue", "Rd": "Road", "Blvd": "Boulevard",
    "Jr": "Junior", "Sr": "Senior", "Inc": "Incorporated", "Ltd": "Limited",
    "Corp": "Corporation", "Co": "Company", "Dept": "Department", "Univ": "University",
}  # fmt: skip
_SHORT = {
    "etc": "et cetera", "approx": "approximately", "vol": "volume",
    "fig": "figure", "ch": "chapter", "est": "established", "min": "minimum",
    "max": "maximum", "ext": "extension", "cont": "continued", "misc": "miscellaneous",
}  # fmt: skip
_DOTTED = {"e.g.": "for example", "i.e.": "that is", "a.k.a.": "also known as"}
_DAYS = {
    "Mon": "Monday", "Tue": "Tuesday", "Tues": "Tuesday", "Wed": "Wednesday",
    "Thu": "Thursday", "Thurs": "Thursday", "Fri": "Friday", "Sat": "Saturday",
    "Sun": "Sunday",
}  # fmt: skip
_CALENDAR = _DAYS | {name[:3]: name for name in MONTHS if name != "May"} | {"Sept": "September"}
_MONARCHS = frozenset(
    "Henry Louis Elizabeth Charles George Edward James William Richard Philip Pius Paul John "
    "Benedict Leo Frederick Catherine Nicholas Napoleon Ivan Alexander Victor Ramses Mary "
    "Francis Robert Peter Otto Gustav Christian Constantine Ptolemy Xerxes Darius Wilhelm "
    "Leopold Baldwin Alfonso Ferdinand Clement Gregory Urban Boniface Sixtus Harald Olaf".split()
)
_RULERS = frozenset("King Queen Pope Emperor Empress Tsar Czar Sultan Prince Princess".split())
_NO_NAMES = frozenset("The An A My Your His Her Their Our This That".split())
_WEB_SIGNS = {
    "@": " at ", ".": " dot ", "/": " slash ", "-": " dash ", "_": " underscore ",
    ":": " colon ", "?": " question mark ", "=": " equals ", "&": " and ", "#": " hash ",
    "~": " tilde ", "%": " percent ", "+": " plus ",
}  # fmt: skip
_SIGNS = {
    "&": " and ", "@": " at ", "+": " plus ", "=": " equals ", "×": " times ",
    "÷": " divided by ", "%": " percent ", "°": " degrees ", "≈": " about ", "~": " about ",
    "§": " section ", "#": " hash ", "$": " dollars ", "€": " euros ", "£": " pounds ",
}  # fmt: skip
_TOP = "com|org|net|io|dev|ai|gg|tv|gov|edu|info|co|uk|de|fr|eu|fm|app|me"


def _one_of(table: dict[str, str]) -> str:
    return "|".join(re.escape(key) for key in sorted(table, key=len, reverse=True))


def _title(found: re.Match[str]) -> str:
    return _TITLES[found[1]]


def _ending(found: re.Match[str]) -> str:
    return _ENDINGS[found[1]] + full_stop(found)


def _short(found: re.Match[str]) -> str:
    return _SHORT[found[1].lower()] + full_stop(found)


def _dotted(found: re.Match[str]) -> str:
    return _DOTTED[found[0].lower()]


def _calendar(found: re.Match[str]) -> str:
    return _CALENDAR[found[1]] + full_stop(found)


def _initials(found: re.Match[str]) -> str:
    return " ".join(found[0].replace(".", "").upper()) + full_stop(found)


def _numbered(found: re.Match[str]) -> str:
    ruler, name, numeral = found.groups()
    value = roman(numeral)
    single = len(numeral) == 1
    if value is None or name in _NO_NAMES:
        return found[0]
    if ruler or (name in _MONARCHS and numeral != "X"):
        return f"{ruler or ''}{name} the {ordinal(str(value))}"
    return found[0] if single else f"{name} {cardinal(str(value))}"


def _web(found: re.Match[str]) -> str:
    address = re.sub(r"^https?://", "", found[0], flags=re.I)
    end = re.search(r"[.,;:!?'\")\]/]*$", address)
    tail = end[0] if end else ""
    spoken = address.removesuffix(tail) if tail else address
    spoken = re.sub(r"^www\.", "W W W.", spoken, flags=re.I)
    return "".join(_WEB_SIGNS.get(sign, sign) for sign in spoken) + tail.replace("/", "")


def _sign(found: re.Match[str]) -> str:
    return _SIGNS[found[0]]


BEFORE_NUMBERS: tuple[Pass, ...] = (
    (re.compile(r"\b(?:https?://|www\.)\S+|(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+", re.I), _web),
    (re.compile(rf"(?<![\w.-])[a-z0-9-]+(?:\.[a-z0-9-]+)*\.(?:{_TOP})\b(?:/\S*)?", re.I), _web),
    (re.compile(_one_of(_DOTTED), re.I), _dotted),
    (re.compile(r"\bNo\.\s*(?=\d)|(?<!\w)#(?=\d)", re.I), "number "),
    (re.compile(r"(?<!\w)#(?=[A-Za-z])"), "hashtag "),
    (re.compile(r"\bpp?\.\s*(?=\d)"), "page "),
    (re.compile(r"\bw/o\b"), "without"),
    (re.compile(r"\bw/(?=\s)"), "with"),
)
"""Addresses and marks that hold or announce digits."""

AFTER_NUMBERS: tuple[Pass, ...] = (
    (re.compile(rf"\b({_WITHOUT_STOP})\b\.?(?=\s+[A-Z&])"), _title),
    (re.compile(rf"\b({_one_of(_TITLES)})\.(?=\s+[A-Z])"), _title),
    (re.compile(rf"\b({_one_of(_ENDINGS)})\."), _ending),
    (re.compile(rf"\b({_one_of(_CALENDAR)})\."), _calendar),
    (re.compile(rf"\b({_one_of(_SHORT)})\.", re.I), _short),
    (re.compile(r"\bvs\b\.?"), "versus"),
    (re.compile(r"\b(?:[A-Za-z]\.){2,}"), _initials),
    (re.compile(r"(?<![A-Z] )\b([A-HJ-Z](?=\.\s*[A-Z])|I(?=\.\s*[A-Z]\.))\."), r"\1"),
    (
        re.compile(
            rf"\b((?:{'|'.join(sorted(_RULERS))})\s+)?([A-Z][a-z]+)\s+"
            r"([IVX]{2,}|[VX]|I(?=[.,;:!?]|$))(?![\w'])"
        ),
        _numbered,
    ),
    (re.compile("|".join(map(re.escape, _SIGNS))), _sign),
)
"""What is left when the numbers are words."""
