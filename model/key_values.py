"""Keys and values of attention: kept from token to token, and from phrase to phrase."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

Keep = Callable[[Tensor, Tensor], tuple[Tensor, Tensor]]
"""Takes keys and values `(B, H, L, D)` of new rows; gives those that there are to attend to."""


@dataclass(frozen=True, slots=True)
class Prefilled:
    """Hold rows that went through the transformer already, as what later rows attend to.

    Args:
        keys_values: `(layers, 2, 1, heads, length, D)`.
    """

    keys_values: Tensor

    def __len__(self) -> int:
        return self.keys_values.shape[-2]

    def continued(self, batch: int, n_rows: int) -> Tensor:
        """Allocate a cache for `batch` sequences that begin so, with room for `n_rows` more.

        The room is not cleared: on a CPU only the part that gets used costs memory.
        """
        layers, two, _, heads, length, dim = self.keys_values.shape
        cache = self.keys_values.new_empty(layers, two, batch, heads, length + n_rows, dim)
        cache[..., :length, :] = self.keys_values
        return cache


def kept_from(layer: Tensor, at: int) -> Keep:
    """Keep rows from place `at` on in a layer of a cache `(2, B, H, length, D)`."""

    def keep(key: Tensor, value: Tensor) -> tuple[Tensor, Tensor]:
        end = at + key.shape[-2]
        layer[0, :, :, at:end], layer[1, :, :, at:end] = key, value
        return layer[0, :, :, :end], layer[1, :, :, :end]

    return keep


def kept_at(layer: Tensor, place: Tensor) -> Keep:
    """Keep one row at a place `(1,)` that only the device knows; give all rows, used or not."""

    def keep(key: Tensor, value: Tensor) -> tuple[Tensor, Tensor]:
        layer[0].index_copy_(2, place, key)
        layer[1].index_copy_(2, place, value)
        return layer[0], layer[1]

    return keep


class Ancestry:
    """Reorder a cache's sequences, copying only the rows in which they differ."""

    def __init__(self, n_beams: int) -> None:
        self._alike = [[0] * n_beams for _ in range(n_beams)]

    def follow(self, parents: Sequence[int], cache: Tensor, start: int, n_rows: int) -> None:
        """Let sequence `i` go on from `parents[i]`; `n_rows` were made after row `start`."""
        moved = [(beam, parent) for beam, parent in enumerate(parents) if beam != parent]
        if moved:
            first = start + min(self._alike[beam][parent] for beam, parent in moved)
            rows = cache[..., first : start + n_rows, :]
            rows.copy_(rows.index_select(2, torch.tensor(parents, device=cache.device)))
        self._alike = [
            [n_rows if one == other else self._alike[one][other] for other in parents]
            for one in parents
        ]
