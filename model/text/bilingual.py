"""Write Chinese and English out as the front end of IndexTTS-2 does, before it cuts pieces."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Self

from model.text.grammar import Grammar
from model.text.pinyin import SYLLABLE, respelled

CJK_IDEOGRAPHS = "\u4e00-\u9fff"

ANNOTATION = r"<([^<>|]+)\|([^<>|]+)>"
"""Match a word with the reading that the text gives it: `<重|CHONG2>`."""

_HELD = "\ue000"
"""Stands in the text for what the grammars must not touch; nobody speaks a private character."""

_PRIVATE = re.compile(r"[\ue000-\uf8ff]")
_LINE_BREAK = re.compile(r"\s*[\r\n]+\s*")
_NAME = rf"[{CJK_IDEOGRAPHS}]+(?:[·-][{CJK_IDEOGRAPHS}]+)+"
_TERM = r"(?<![A-Za-z0-9])[A-Za-z][A-Za-z0-9]*(?:-[A-Za-z0-9]+)+"
_HOLDING = re.compile(
    rf"{ANNOTATION}|(?P<name>{_NAME})|(?P<pinyin>{SYLLABLE})|(?P<term>{_TERM})",
    re.IGNORECASE,
)
_HELD_AGAIN = re.compile(rf" ?{_HELD} ?")

_CHINESE = re.compile(rf"[{CJK_IDEOGRAPHS}]|{SYLLABLE}", re.IGNORECASE)
_LATIN = re.compile(r"[A-Za-z]")
_EMAIL = re.compile(r"\s*[\w.+-]+@[\w-]+(?:\.[\w-]+)+\s*", re.ASCII)
_IS = re.compile(
    r"\b(what|where|who|which|how|here|there|it|he|she|that|this)['’]s\b", re.IGNORECASE
)

MARKS: Mapping[str, str] = {
    **dict.fromkeys("，、：；;:", ","),
    **dict.fromkeys("。．", "."),
    **dict.fromkeys("！", "!"),
    **dict.fromkeys("？", "?"),
    **dict.fromkeys('“”‘’"「」『』（）()《》〈〉【】[]', "'"),
    **dict.fromkeys("·—–～~", "-"),
    **dict.fromkeys(("……", "..."), "…"),
}
"""The few marks that the pieces know, by the marks that people write."""

_MARK = re.compile("|".join(re.escape(mark) for mark in sorted(MARKS, key=len, reverse=True)))


@dataclass(frozen=True, slots=True)
class Bilingual:
    """Write numbers and signs out in the language of the text, in the marks the pieces know."""

    chinese: Grammar
    english: Grammar

    @classmethod
    def from_presets(cls) -> Self:
        """Read the two grammars that ship with Takelane.

        Raises:
            MissingExtraError: kaldifst is not installed.
        """
        return cls(Grammar.from_presets("zh"), Grammar.from_presets("en"))

    def normalise(self, text: str) -> str:
        """Write a text out; `<word|reading>`, pinyin and hyphens within names are kept."""
        text = _LINE_BREAK.sub(" ", _PRIVATE.sub("", text)).strip()
        chinese = is_chinese(text)
        grammar = self.chinese if chinese else self.english
        held = _Held()
        spoken = held.back_into(grammar.write_out(held.out_of(_IS.sub(r"\1 is", text))))
        return plain_marks(spoken.replace("$", ".") if chinese else spoken)


class _Held:
    """Keep the parts of one text that no grammar may touch, in their order."""

    def __init__(self) -> None:
        self._parts: list[str] = []

    def out_of(self, text: str) -> str:
        """Put a stand-in where a part is held."""
        return _HOLDING.sub(self._hold, text)

    def back_into(self, text: str) -> str:
        """Put every part where its stand-in is, hyphens without spaces around them."""
        parts = iter(self._parts)
        return _HELD_AGAIN.sub(lambda found: _placed(found[0], parts), text)

    def _hold(self, found: re.Match[str]) -> str:
        part = found[0]
        if found["term"]:
            self._parts += "-" * part.count("-")
            return part.replace("-", _HELD)
        self._parts.append(respelled(part) if found["pinyin"] else part)
        return _HELD


def _placed(stand_in: str, parts: Iterator[str]) -> str:
    part = next(parts, "")
    return part if part == "-" else stand_in.replace(_HELD, part)


def is_chinese(text: str) -> bool:
    """Tell whether the Chinese grammar reads a text: also where there is no letter at all."""
    return bool(_CHINESE.search(text) or not _LATIN.search(text) or _EMAIL.fullmatch(text))


def plain_marks(text: str) -> str:
    """Bring all marks down to the few that the pieces know.

    >>> plain_marks("“好的……”")
    "'好的…'"
    """
    return _MARK.sub(lambda found: MARKS[found[0]], text)
