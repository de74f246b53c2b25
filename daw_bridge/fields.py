"""Read what a letter or a state says, field by field, and believe nothing of it.

Scripts inside DAWs are ours, but files can be damaged, and anybody can write one. Every number has
its limits, and what is not as it must be is one sentence that names the place.

>>> Fields({"start": 1.5}, "region 3").number("start", 0, 100)
1.5
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, TypeGuard

from daw_bridge.clip_lines import LONGEST
from daw_bridge.spool import SpoolError


class Fields:
    """Hold an object of JSON.

    Args:
        data: what should be one.
        called: what it is, in errors: "region 3".

    Raises:
        SpoolError: `data` is no object; every method says so when a field is not as it must be.
    """

    def __init__(self, data: Any, called: str) -> None:
        if not isinstance(data, dict):
            raise SpoolError(f"{called} is damaged")
        self._data = data
        self._called = called

    def __contains__(self, key: str) -> bool:
        return key in self._data

    def text(self, key: str) -> str:
        """Give a text, which can be written in UTF-8 and has no null character; long ones end."""
        value = self._data.get(key)
        if not isinstance(value, str):
            raise self._damage(key, "text")
        value = value[:LONGEST].replace("\0", "")
        return value.encode("utf-8", "replace").decode()

    def number(self, key: str, lowest: float, highest: float) -> float:
        """Give a finite number between two limits."""
        value = self._data.get(key)
        if not is_number(value, lowest, highest):
            raise self._damage(key, f"number from {lowest:g} to {highest:g}")
        return float(value)

    def whole(self, key: str, lowest: int, highest: int) -> int:
        """Give a whole number between two limits, which may be written as 3.0."""
        value = self._data.get(key)
        if not is_number(value, lowest, highest) or value != int(value):
            raise self._damage(key, f"whole number from {lowest} to {highest}")
        return int(value)

    def flag(self, key: str) -> bool:
        """Give true or false."""
        value = self._data.get(key)
        if not isinstance(value, bool):
            raise self._damage(key, "true or false")
        return value

    def items(self, key: str) -> list[Any]:
        """Give a list of whatever it is."""
        value = self._data.get(key)
        if not isinstance(value, list):
            raise self._damage(key, "list")
        return value

    def inside(self, key: str) -> Fields:
        """Give an object in this one."""
        return Fields(self._data.get(key), f"the {key} of {self._called}")

    def objects(self, key: str, called: str) -> Iterator[Fields]:
        """Yield the objects of a list, called "region 1" and so on."""
        for number, item in enumerate(self.items(key), 1):
            yield Fields(item, f"{called} {number} of {self._called}")

    def _damage(self, key: str, expected: str) -> SpoolError:
        return SpoolError(f'{self._called} has no {expected} as its "{key}"')


def is_number(value: Any, lowest: float, highest: float) -> TypeGuard[float]:
    """Tell whether a value is a number within limits; what is not finite never is.

    >>> [is_number(value, 0, 3) for value in (2, True, float("nan"), "2")]
    [True, False, False, False]
    """
    return type(value) in (int, float) and lowest <= value <= highest
