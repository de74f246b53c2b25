"""Choose between the sounds of one spelling (read, lead, close) by the words beside it."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from model.text.lexicon import Phones, parse_phones

ANY = "*"
EDGE = "^"
"""Stands before the first word and after the last; punctuation stands for itself."""

_FILE = files("presets") / "lexicon" / "heteronyms.toml"


@dataclass(frozen=True, slots=True)
class Rule:
    """Say `phones` where the word before and the word after are among the cues.

    `before` may name two cues: of the second word before, and of the nearest.
    """

    before: str
    after: str
    phones: Phones


@dataclass(frozen=True, slots=True)
class Heteronyms:
    """Hold the rules of every spelling with more than one sound; the first that fits wins.

    Args:
        cues: named lists of words that rules speak of.
        rules: by spelling.
        skipped: adverbs that a rule looks past: `have never read`.
    """

    cues: Mapping[str, frozenset[str]]
    rules: Mapping[str, tuple[Rule, ...]]
    skipped: frozenset[str]

    @classmethod
    def from_presets(cls) -> Heteronyms:
        """Read the rules that ship with Takelane."""
        return _shipped()

    def choose(self, words: Sequence[str], index: int) -> Phones | None:
        """Give the sound of one of the words, or None if it is no heteronym.

        Args:
            words: a text in lower case, with its punctuation.
            index: which of the words is meant.
        """
        rules = self.rules.get(words[index], ())
        before, after = self._before(words, index), [*words, EDGE][index + 1]
        fits = (
            rule.phones
            for rule in rules
            if all(map(self._is, before, reversed(rule.before.split())))
            and self._is(after, rule.after)
        )
        return next(fits, None)

    def _before(self, words: Sequence[str], index: int) -> list[str]:
        """Give the words before, the nearest first, and the edge twice behind the first one."""
        earlier = [word for word in reversed(words[:index]) if word not in self.skipped]
        return [*earlier, EDGE, EDGE]

    def _is(self, word: str, cue: str) -> bool:
        return cue == ANY or word in self.cues[cue]


def parse(table: Mapping[str, Any]) -> Heteronyms:
    """Read cues, rules and the pairs that share one rule.

    Raises:
        ValueError: a pronunciation is none.
        KeyError: a rule speaks of a cue that is not there.
    """
    cues = {name: frozenset(words.split()) for name, words in table["cues"].items()}
    rules = {
        word: tuple(Rule(before, after, parse_phones(said)) for before, after, said in rows)
        for word, rows in table["words"].items()
    }
    for word, (noun, verb) in table["nouns_and_verbs"].items():
        rules[word] = _noun_or_verb(parse_phones(noun), parse_phones(verb))
    spoken_of = (rule for rows in rules.values() for rule in rows)
    unknown = {cue for rule in spoken_of for cue in (*rule.before.split(), rule.after)}
    if missing := unknown - {*cues, ANY}:
        raise KeyError(f"heteronyms.toml has no cue called {', '.join(sorted(missing))}")
    return Heteronyms(cues, rules, cues["adverb"])


def _noun_or_verb(noun: Phones, verb: Phones) -> tuple[Rule, ...]:
    return (Rule("verbal", ANY, verb), Rule("start", "object", verb), Rule(ANY, ANY, noun))


@cache
def _shipped() -> Heteronyms:
    return parse(tomllib.loads(_FILE.read_text(encoding="utf-8")))
