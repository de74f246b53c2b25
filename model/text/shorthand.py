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
    "Cdr": "Commander", "Det": "Detective", "Insp": "Inspector",
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
_DOTTED = {
    "e.g.": "for example", "i.e.": "that is", "a.k.a.": "also known as", "Ph.D.": "P H D",
}  # fmt: skip
_BEFORE_DIGITS = {"apt": "apartment", "mk": "mark", "no": "number"}
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
_COUNTED = frozenset(
    "Part Chapter Act Scene Volume Book Level Episode Phase Stage Type Mark War Section".split()
)
_OPENERS = frozenset(
    "A An The This That These Those There Then And But So Or If When Where Who What Why How I You "
    "He She It We They My Your His Her Its Our Their No Yes Now Not Do Did Is Are Was Were".split()
)
"""Words that begin the next sentence behind initials, rather than go on with a name."""
_NO_NAMES = frozenset("The An A My Your His Her Their Our This That".split())
_WEB_SIGNS = {
    "@": " at ", ".": " dot ", "/": " slash ", "-": " dash ", "_": " underscore ",
    ":": " colon ", "?": " question mark ", "=": " equals ", "&": " and ", "#": " hash ",
    "~": " tilde ", "%": " percent ", "+": " plus ",
}  # fmt: skip
_SIGNS = {
    "&": " and ", "@": " at ", "+": " plus ", "=": " equals ", "×": " times ",
    "÷": " divided by ", "%": " percent ", "°": " degrees ", "≈": " about ",
    "§": " section ", "#": " hash ", "$": " dollars ", "€": " euros ", "£": " pounds ",
}  # fmt: skip
_TOP = "com|org|net|io|dev|ai|gg|tv|gov|edu|info|co|uk|de|fr|eu|fm|app|me"


_DOTTED_BY_LETTERS = {short.lower(): said for short, said in _DOTTED.items()}


def _one_of(table: dict[str, str]) -> str:
    return "|".join(re.escape(key) for key in sorted(table, key=len, reverse=True))


def _title(found: re.Match[str]) -> str:
    title = found[1]
    return _TITLES.get(title) or _TITLES[title.capitalize()].upper()


def _ending(found: re.Match[str]) -> str:
    return _ENDINGS[found[1]] + full_stop(found)


def _short(found: re.Match[str]) -> str:
    return _SHORT[found[1].lower()] + full_stop(found)


def _dotted(found: re.Match[str]) -> str:
    return _DOTTED_BY_LETTERS[found[0].lower()]


def _calendar(found: re.Match[str]) -> str:
    return _CALENDAR[found[1]] + full_stop(found)


def _initials(found: re.Match[str]) -> str:
    letters = " ".join(found[0].replace(".", "").upper())
    following = re.match(r"\s+([A-Z]\w*)", found.string[found.end() :])
    named = following and following[1] not in _OPENERS
    return letters if named else letters + full_stop(found)


def _spaced(found: re.Match[str]) -> str:
    """Spell letters that stand right before digits, as in MI6."""
    return f" {' '.join(found[0])} "


def _paired(found: re.Match[str]) -> str:
    return f"{' '.join(found[1])} and {' '.join(found[2])}"


def _before_digits(found: re.Match[str]) -> str:
    return _BEFORE_DIGITS[found[1].lower()] + " "


def _numbered(found: re.Match[str]) -> str:
    ruler, name, numeral = found.groups()
    value = roman(numeral)
    single = len(numeral) == 1
    if value is None or name in _NO_NAMES:
        return found[0]
    if name in _COUNTED:
        return f"{ruler or ''}{name} {cardinal(str(value))}"
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
    (re.compile(rf"\b({_one_of(_BEFORE_DIGITS)})\.\s*(?=\d)", re.I), _before_digits),
    (re.compile(r"(?<!\w)#(?=\d)"), "number "),
    (re.compile(r"~(?=\s*\d)"), " about "),
    (re.compile(r"\bUS(?=\$)"), ""),
    (re.compile(r"\bWW(?:II|2)\b"), "World War two"),
    (re.compile(r"\bWW[I1]\b"), "World War one"),
    (re.compile(r"\b([A-Z]{1,3})&([A-Z]{1,3})\b"), _paired),
    (re.compile(r"\b[A-Z]{2,3}(?=\d)"), _spaced),
    (re.compile(r"(?<=[A-Za-z\d])\^2\b"), " squared"),
    (re.compile(r"(?<=[A-Za-z\d])\^3\b"), " cubed"),
    (re.compile(r"(?<=[A-Za-z\d])\^(?=\d)"), " to the power of "),
    (re.compile(r"(?<!\w)#(?=[A-Za-z])"), "hashtag "),
    (re.compile(r"\bpp?\.\s*(?=\d)"), "page "),
    (re.compile(r"\bw/o\b"), "without"),
    (re.compile(r"\bw/(?=\s)"), "with"),
)
"""Addresses and marks that hold or announce digits."""

AFTER_NUMBERS: tuple[Pass, ...] = (
    (re.compile(rf"\b({_WITHOUT_STOP})\b\.?(?=\s+[A-Z&])"), _title),
    (re.compile(rf"\b({_one_of(_TITLES)})\.(?=\s+[A-Z])"), _title),
    (re.compile(rf"\b({_one_of(_TITLES).upper()})\.(?=\s+[A-Z]{{2}}|\s+[A-Z]')"), _title),
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
