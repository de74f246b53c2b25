"""Say how takes are written: how loud, in how many bits, under which name."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any, Self

from daw_bridge.level import Level
from daw_bridge.name_pattern import USUAL_PATTERN, NamePattern
from daw_bridge.sample_format import FORMATS, USUAL_BITS
from daw_bridge.timeline import ProjectError

RANGES: Mapping[str, tuple[str, float, float, str]] = {
    "loudness": ("the loudness", -50.0, -5.0, "LUFS"),
    "ceiling": ("the true-peak ceiling", -20.0, 0.0, "dBTP"),
    "whisper": ("the offset of a whisper", -20.0, 0.0, "LU"),
    "shout": ("the offset of a shout", 0.0, 20.0, "LU"),
}
"""Of each number of a `Finish`: what it is called, its lowest, its highest, its unit."""

_DIGITS = 2
"""Decimals of a target: sums of tenths stay tenths."""


@dataclass(frozen=True, slots=True)
class TakeFinish:
    """Ask for the finish of one take.

    Args:
        target: loudness in LUFS; None leaves the take as loud as it was spoken.
        ceiling: of the true peak, in dBTP; None where there is no target.
        bit_depth: of a sample.
    """

    target: float | None = None
    ceiling: float | None = None
    bit_depth: int = USUAL_BITS

    def shortfall(self, loudness: float | None) -> float:
        """Give by how many LU a take stays below its target; 0 where it has none or reaches it.

        >>> TakeFinish(-16.0, -1.0).shortfall(-18.34)
        2.3
        """
        if self.target is None or loudness is None:
            return 0.0
        return max(round(self.target - loudness, 1), 0.0)


@dataclass(frozen=True, slots=True)
class Finish:
    """Hold what all takes of a set have in common.

    Args:
        loudness: integrated, in LUFS; None leaves takes as loud as they were spoken.
        ceiling: that the true peak of a take brought to a loudness never passes, in dBTP.
        whisper: how far below the others a whispered take lies, in LU; 0 or less.
        shout: how far above the others a shouted take lies, in LU; 0 or more.
        bit_depth: of a sample, one of `sample_format.FORMATS`.
        name: pattern of the names of files, as `NamePattern` reads it.

    Raises:
        ProjectError: a value is out of its range.
    """

    loudness: float | None = None
    ceiling: float = -1.0
    whisper: float = -6.0
    shout: float = 3.0
    bit_depth: int = USUAL_BITS
    name: str = USUAL_PATTERN

    def __post_init__(self) -> None:
        for name in RANGES:
            value = getattr(self, name)
            if not (name == "loudness" and value is None):
                _check(name, value)
        if type(self.bit_depth) is not int or self.bit_depth not in FORMATS:
            known = ", ".join(map(str, FORMATS))
            raise ProjectError(f"the bit depth must be one of {known}, not {self.bit_depth}")
        NamePattern.parse(self.name)

    @classmethod
    def from_dict(cls, data: Any) -> Self:
        """Read plain data; what it leaves out is as usual.

        Raises:
            ProjectError: it holds something else.
        """
        if not isinstance(data, dict) or set(data) - {field.name for field in fields(cls)}:
            raise ProjectError(f"{data!r} says no finish of takes")
        return cls(**data)

    def as_dict(self) -> dict[str, Any]:
        """Give plain data for JSON."""
        return asdict(self)

    def of(self, level: Level) -> TakeFinish:
        """Give what is asked for a take of a level.

        >>> Finish(loudness=-23.0).of(Level.WHISPER)
        TakeFinish(target=-29.0, ceiling=-1.0, bit_depth=24)
        """
        if self.loudness is None:
            return TakeFinish(bit_depth=self.bit_depth)
        offsets = {Level.NORMAL: 0.0, Level.WHISPER: self.whisper, Level.SHOUT: self.shout}
        target = round(self.loudness + offsets[level], _DIGITS)
        return TakeFinish(target, self.ceiling, self.bit_depth)


def _check(name: str, value: Any) -> None:
    what, lowest, highest, unit = RANGES[name]
    number = isinstance(value, int | float) and not isinstance(value, bool)
    if not number or not math.isfinite(value) or not lowest <= value <= highest:
        raise ProjectError(f"{what} must be from {lowest:g} to {highest:g} {unit}, not {value}")
