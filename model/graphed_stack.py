"""Run a token through text-to-semantic on a GPU as one recorded graph.

A token is some four hundred small kernels. Starting them one by one takes a processor longer than
a GPU needs to run them; a CUDA graph starts them all at once. A graph repeats what it recorded, in
the same memory, so nothing in it may depend on numbers that Python knows: the place of a row is a
tensor too, the whole cache is attended to, and a mask hides what is not there yet.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor

from model.key_values import Prefilled, kept_at
from model.text_to_semantic import TextToSemantic

LENGTHS = 256
"""Caches come in multiples of so many rows, so that phrases of all lengths share a few graphs."""

KEPT = 4
"""Graphs that are kept, each with its cache; the one that was used longest ago makes room."""

Work = Callable[[], None]
Record = Callable[[Work], Work]
"""Takes work that reads and writes the same tensors each time; gives what does it again."""


def record_on_cuda(work: Work) -> Work:
    """Record work as a CUDA graph, after it ran once beside everything else to warm up."""
    aside = torch.cuda.Stream()
    aside.wait_stream(torch.cuda.current_stream())
    with torch.cuda.stream(aside):
        work()
    torch.cuda.current_stream().wait_stream(aside)
    graph = torch.cuda.CUDAGraph()
    with torch.cuda.graph(graph):
        work()
    return graph.replay


@dataclass(frozen=True, slots=True, eq=False)
class Room:
    """Hold what a graph reads and writes: rows and states `(B, C)`, a place `(1,)`, the cache."""

    rows: Tensor
    place: Tensor
    cache: Tensor
    states: Tensor

    def run(self, network: TextToSemantic) -> None:
        """Run the rows through, as far as tensors know."""
        seen = torch.arange(self.cache.shape[-2], device=self.place.device) <= self.place
        keeps = [kept_at(layer, self.place) for layer in self.cache.unbind()]
        self.states.copy_(network.through(self.rows[:, None], keeps, seen[None])[:, 0])


class GraphedStack:
    """Stand for the blocks and both last norms of text-to-semantic, for one token at a time.

    Only one phrase is decoded at a time: the next one of its size goes on in the same cache.
    """

    def __init__(self, network: TextToSemantic, record: Record = record_on_cuda) -> None:
        self._network, self._record = network, record
        self._rooms: dict[tuple[int, int], tuple[Room, Work]] = {}

    @torch.inference_mode()
    def room(self, prefix: Prefilled, batch: int, n_rows: int) -> Tensor:
        """Give the cache `(layers, 2, B, H, length, D)` after `prefix`, in its place."""
        length = -(-(len(prefix) + n_rows) // LENGTHS) * LENGTHS
        found = self._rooms.pop((batch, length), None) or self._recorded(prefix, batch, length)
        while len(self._rooms) >= KEPT:
            self._rooms.pop(next(iter(self._rooms)))
        self._rooms[batch, length] = found
        cache = found[0].cache
        cache[..., : len(prefix), :] = prefix.keys_values
        return cache

    @torch.inference_mode()
    def __call__(self, rows: Tensor, cache: Tensor, at: int) -> Tensor:
        """Map rows `(B, C)`, each at place `at` of its sequence, which `room` gave the cache of."""
        room, replay = self._rooms[cache.shape[2], cache.shape[-2]]
        room.rows.copy_(rows)
        room.place.fill_(at)
        replay()
        return room.states.clone()

    def _recorded(self, prefix: Prefilled, batch: int, length: int) -> tuple[Room, Work]:
        # Zeros, because what a mask hides must still be numbers.
        layers, two, _, heads, _, dim = prefix.keys_values.shape
        rows = prefix.keys_values.new_zeros(batch, self._network.config.dim)
        room = Room(
            rows,
            torch.zeros(1, dtype=torch.long, device=rows.device),
            rows.new_zeros(layers, two, batch, heads, length, dim),
            torch.empty_like(rows),
        )
        return room, self._record(lambda: room.run(self._network))


def quicken(network: TextToSemantic, device: str) -> None:
    """Let a network that lies on a GPU decode by graphs."""
    if torch.device(device).type == "cuda":
        network.few_rows = GraphedStack(network)
