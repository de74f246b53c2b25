"""Lay figures out: one table for people, JSON for programs."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from model.evaluate.metrics import Figure

HEAD = ("suite", "figure", "value", "95 %", "n", "goal", "")
VERDICTS = {None: "", True: "met", False: "missed"}


def table(figures: Sequence[Figure], notes: Sequence[str]) -> str:
    """Give a Markdown table, aligned for a terminal, with the notes below."""
    rows = [HEAD, *(_cells(figure) for figure in figures)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEAD))]
    lines = [_line(row, widths) for row in rows]
    rule = "|" + "|".join("-" * (width + 2) for width in widths) + "|"
    return "\n".join([lines[0], rule, *lines[1:], *(f"\n{note}" for note in notes)])


def _cells(figure: Figure) -> tuple[str, ...]:
    return (
        figure.suite,
        figure.name,
        f"{figure.value:.2f} {figure.unit}".rstrip(),
        "" if figure.low is None else f"{figure.low:.1f} – {figure.high:.1f}",
        str(figure.n),
        "" if figure.goal is None else f"{figure.goal.sign} {figure.goal.bound:g}",
        VERDICTS[figure.met],
    )


def _line(row: Sequence[str], widths: Sequence[int]) -> str:
    cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
    return f"| {' | '.join(cells)} |"


def as_json(figures: Sequence[Figure], about: Mapping[str, object], notes: Sequence[str]) -> str:
    """Give one object: how it was measured, `figures` and `notes`."""
    rows = [_row(figure) for figure in figures]
    return json.dumps({**about, "figures": rows, "notes": list(notes)}, indent=1, allow_nan=False)


def _row(figure: Figure) -> dict[str, object]:
    return {
        "suite": figure.suite,
        "name": figure.name,
        "value": figure.value,
        "unit": figure.unit,
        "n": figure.n,
        "low": figure.low,
        "high": figure.high,
        "goal": None if figure.goal is None else f"{figure.goal.sign} {figure.goal.bound:g}",
        "met": figure.met,
    }
