"""Fill trees of dataclasses from plain data; nothing may be missing, and nothing may be left."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from typing import Any, get_args, get_type_hints


def filled(kind: Any, data: Any, place: str) -> Any:
    """Fill a dataclass from nested dictionaries.

    Raises:
        ValueError: a key, named after its `place`, is missing or unknown.
    """
    hints = get_type_hints(kind)
    names = {field.name for field in fields(kind)}
    if not isinstance(data, dict) or set(data) != names:
        found = set(data) if isinstance(data, dict) else set()
        wrong = sorted(names ^ found)
        raise ValueError(f"{place} does not fit this version of Takelane; check {', '.join(wrong)}")
    return kind(**{name: _value(hints[name], data[name], f"{place}.{name}") for name in names})


def _value(hint: Any, value: Any, place: str) -> Any:
    """Build one field; of several dataclasses that may stand there, the one that fits best."""
    choices = get_args(hint) or (hint,)
    kinds = [kind for kind in choices if is_dataclass(kind)]
    if not kinds or (value is None and type(None) in choices):
        return tuple(value) if isinstance(value, list) else value
    keys = set(value) if isinstance(value, dict) else set()
    fitting = max(kinds, key=lambda kind: len(keys & {field.name for field in fields(kind)}))
    return filled(fitting, value, place)
