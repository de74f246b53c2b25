"""Write numbers, dates, money and signs out with the graphs in `presets/grammar`."""

from __future__ import annotations

import lzma
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal, Self

from model.extras import extra
from presets import folder

Graph = Callable[[str], str]
"""Take a text to the best of its readings; to nothing where there is none."""

Order = Mapping[str, tuple[str, ...]]

ORDERS: Mapping[str, Order] = {
    "zh": {
        "date": ("year", "month", "day"),
        "fraction": ("denominator", "numerator"),
        "measure": ("denominator", "numerator", "value"),
        "money": ("value", "currency"),
        "time": ("noon", "hour", "minute", "second"),
    },
    "en": {
        "date": ("preserve_order", "text", "day", "month", "year"),
        "money": ("integer_part", "fractional_part", "quantity", "currency_maj"),
    },
}
"""By token, the order in which its parts are spoken; tokens left out are spoken as written."""

_QUOTED = r'"(?:[^"\\]|\\.)*"'
_PART = re.compile(rf"(\w+): ({_QUOTED})", re.DOTALL)
_TOKEN = re.compile(rf"(\w+) {{((?: +\w+: {_QUOTED})*) *}}", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Grammar:
    """Write a text out in words: tag its tokens, put their parts in order, say them.

    Args:
        tagger: takes text to tokens, as `money { currency: "美元" value: "五" }`.
        verbalizer: takes tokens to words.
        order: how the parts of a token are spoken.
    """

    tagger: Graph
    verbalizer: Graph
    order: Order

    @classmethod
    def from_presets(cls, language: Literal["en", "zh"]) -> Self:
        """Read the graphs that ship with Takelane.

        Raises:
            MissingExtraError: kaldifst is not installed.
        """
        tagger, verbalizer = (_read(f"{language}_{part}") for part in ("tagger", "verbalizer"))
        return cls(tagger, verbalizer, ORDERS[language])

    def write_out(self, text: str) -> str:
        """Write a text out; what the graphs have no reading for stays as it is."""
        tokens = _TOKEN.sub(self._ordered, self.tagger(text)) if text else ""
        return (self.verbalizer(tokens) if tokens else "") or text

    def _ordered(self, token: re.Match[str]) -> str:
        name, parts = token[1], dict(_PART.findall(token[2]))
        kept = parts.get("preserve_order") == '"true"'
        order = parts if kept else self.order.get(name, tuple(parts))
        said = (f" {part}: {parts[part]}" for part in order if part in parts)
        return f"{name} {{{''.join(said)} }}"


def _read(name: str) -> Graph:
    """Unpack a graph; kaldifst reads it from a file of its own only."""
    kaldifst = extra("kaldifst")
    with TemporaryDirectory() as unpacked:
        path = Path(unpacked) / "graph.fst"
        path.write_bytes(lzma.decompress((folder("grammar") / f"{name}.fst.xz").read_bytes()))
        graph: Graph = kaldifst.TextNormalizer(str(path))
    return graph
