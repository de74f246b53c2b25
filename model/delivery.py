"""Know how an engine performs: how it draws, in how many steps, with which weights."""

from __future__ import annotations

import zlib
from dataclasses import dataclass, field, fields
from typing import Literal, get_args

import presets
from model.phrase import Sampling

KIND = "delivery"
USUAL = "final"

Precision = Literal["float32", "half", "int8", "int4"]
PRECISIONS: tuple[Precision, ...] = get_args(Precision)


@dataclass(frozen=True, slots=True)
class Delivery:
    """Hold what stands in `presets/delivery.toml` under an engine and a name.

    Args:
        damped: whether the eight weights are held back as the release's own window does.
    """

    sampling: Sampling = field(default_factory=Sampling)
    precision: Precision = "float32"
    damped: bool = False

    @property
    def fingerprint(self) -> str:
        """Give a short hash: another delivery is another take."""
        return f"{zlib.crc32(repr(self).encode()):08x}"


def delivery(engine: str, name: str = USUAL) -> Delivery:
    """Read how an engine delivers.

    Raises:
        ValueError: the preset does not exist, or holds something that is no setting.
    """
    tables = presets.load(KIND, engine)
    if name not in tables:
        raise ValueError(f"{engine} has no delivery {name!r}; there are {', '.join(tables)}")
    values = dict(tables[name])
    precision, damped = values.pop("precision", PRECISIONS[0]), values.pop("damped", False)
    known = {setting.name for setting in fields(Sampling)}
    unknown = sorted(set(values) - known)
    if unknown or precision not in PRECISIONS:
        wrong = unknown[0] if unknown else f"precision {precision!r}"
        raise ValueError(f"the delivery {name!r} of {engine}: {wrong} is no setting")
    return Delivery(Sampling(**values), precision, bool(damped))
