"""Follow a flow from noise to mel: at which times to ask for the velocity, how to go on from there.

The way is nearly straight where it ends, so that the last steps may be longer than the first
(sway sampling, arXiv 2410.06885) and go without guidance; and a velocity and the one before it tell
how the way bends, at no cost (Adams-Bashforth). Ten such steps come as near to the flow's true end
as 25 of Euler's, for a third of the work.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor

from model.phrase import SolverName


@dataclass(frozen=True, slots=True)
class Solver:
    """Describe how a flow is followed.

    Args:
        bends: whether a step follows the bend of the way, not only its direction.
        sway: how much the first steps are shorter than the last, from 0 to 1.
        guided_until: time after which the velocity is not guided any more; 1 is always guided.
    """

    bends: bool = False
    sway: float = 0.0
    guided_until: float = 1.0

    def times(self, n_steps: int) -> Tensor:
        """Give the times `(n_steps + 1,)` from 0 (noise) to 1 (mel)."""
        even = torch.linspace(0, 1, n_steps + 1)
        return even - self.sway * (torch.cos(math.pi / 2 * even) - 1 + even)

    def follow(self, velocity: Callable[[Tensor, int], Tensor], x: Tensor, times: Tensor) -> Tensor:
        """Go from `x` at the first time to the last; `velocity` is asked at each with its index."""
        before, length_before = x, 1.0
        for step, length in enumerate(times.diff().tolist()):
            now = velocity(x, step)
            x = x + length * now
            if self.bends and step > 0:
                x = x + length**2 / (2 * length_before) * (now - before)
            before, length_before = now, length
        return x


SOLVERS: dict[SolverName, Solver] = {
    "euler": Solver(),
    "adams": Solver(bends=True, sway=0.3, guided_until=0.7),
}
