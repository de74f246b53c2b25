"""Name the languages of IndexTTS-2.5 in the order of its tables, and tell them by their script."""

from __future__ import annotations

import re

TAGGED_LANGUAGES = tuple(
    """
    en zh de es ru ko fr ja pt tr pl ca nl ar sv it id hi fi vi he uk el ms cs ro da hu ta no th ur
    hr bg lt la mi ml cy sk te fa lv bn sr az sl kn et mk br eu is hy ne mn bs kk sq sw gl mr pa si
    km sn yo so af oc ka be tg sd gu am yi lo uz fo ht ps tk nn mt sa lb my bo tl mg as tt haw ln ha
    ba jw su
    """.split()
)
"""The languages with a token of their own, as `<|en|>`: those of Whisper."""

COMMON = "common"
"""Stands for every language without a row of its own."""

LANGUAGE_ROWS = (*TAGGED_LANGUAGES, *"yue minnan wuyu dialect zh/en en/zh".split(), COMMON)
"""The rows of the language table of the text-to-semantic stage."""

_SCRIPTS = (
    ("ja", re.compile("[\u3040-\u30ff]")),
    ("ko", re.compile("[\u1100-\u11ff\uac00-\ud7af]")),
    ("zh", re.compile("[\u4e00-\u9fff]")),
)


def language_row(language: str) -> int:
    """Give the row of a language code, in any case; an unknown one shares the common row.

    >>> language_row("ZH"), language_row("tlh")
    (1, 105)
    """
    known = language.lower()
    return LANGUAGE_ROWS.index(known if known in LANGUAGE_ROWS else COMMON)


def language_of(text: str) -> str:
    """Tell Japanese, Korean and Chinese by their script; all else is taken for English."""
    return next((language for language, script in _SCRIPTS if script.search(text)), "en")
