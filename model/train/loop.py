"""Run one training stage: steps within a budget, resumable, bf16 where the machine likes it."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn
from tqdm import tqdm

from model.train.data import moved

Losses = dict[str, Tensor]


@dataclass(frozen=True, slots=True)
class Stage:
    """Set one stage of training.

    Args:
        name: of the stage and of its file under the run folder.
        n_steps: after which it is done.
        learning_rate: at its peak; warmed up over `warmup` steps, then cosine to a tenth.
        minutes: stop earlier when this much wall time is used up (0: never).
        keep: share of the running average of weights kept at every step.
    """

    name: str
    n_steps: int
    learning_rate: float
    warmup: int = 200
    minutes: float = 0.0
    keep: float = 0.998
    save_every: int = 250


def learning_rate(stage: Stage, step: int) -> float:
    """Give the learning rate at a step."""
    if step < stage.warmup:
        return stage.learning_rate * (step + 1) / stage.warmup
    done = min((step - stage.warmup) / max(stage.n_steps - stage.warmup, 1), 1.0)
    return stage.learning_rate * (0.1 + 0.45 * (1 + math.cos(math.pi * done)))


def run(
    stage: Stage,
    network: nn.Module,
    draw: Iterator[Any],
    loss_of: Callable[[Any], Losses],
    folder: Path,
    device: torch.device,
) -> None:
    """Train `network` on drawn batches; leaves the averaged weights in it and on disk.

    An interrupted stage goes on where its file left off.
    """
    path = folder / f"{stage.name}.pt"
    network.to(device)
    trained = [p for p in network.parameters() if p.requires_grad]
    optimiser = torch.optim.AdamW(trained, lr=stage.learning_rate, betas=(0.9, 0.98))
    average = {k: v.detach().clone().float() for k, v in network.state_dict().items()}
    first = 0
    if path.exists():
        state = torch.load(path, map_location=device, weights_only=True)
        network.load_state_dict(state["network"])
        optimiser.load_state_dict(state["optimiser"])
        average, first = state["average"], state["step"]
    started = time.monotonic()
    bar = tqdm(range(first, stage.n_steps), initial=first, total=stage.n_steps, desc=stage.name)
    shown: dict[str, float] = {}
    for step in bar:
        for group in optimiser.param_groups:
            group["lr"] = learning_rate(stage, step)
        batch = moved(next(draw), device)
        with torch.autocast(device.type, dtype=torch.bfloat16):
            losses = loss_of(batch)
        total = torch.stack([value.float() for value in losses.values()]).sum()
        optimiser.zero_grad(set_to_none=True)
        total.backward()
        nn.utils.clip_grad_norm_(trained, 1.0)
        optimiser.step()
        _average(average, network, min(stage.keep, (step + 1) / (step + 10)))
        for name, value in losses.items():
            shown[name] = 0.98 * shown.get(name, value.item()) + 0.02 * value.item()
        if step % 20 == 0:
            bar.set_postfix({name: f"{value:.4f}" for name, value in shown.items()})
        late = stage.minutes and time.monotonic() - started > stage.minutes * 60
        if late or (step + 1) % stage.save_every == 0 or step + 1 == stage.n_steps:
            _save(path, network, optimiser, average, step + 1)
        if late:
            break
    network.load_state_dict(average)


def _average(average: dict[str, Tensor], network: nn.Module, keep: float) -> None:
    with torch.no_grad():
        for name, value in network.state_dict().items():
            if value.is_floating_point():
                average[name].lerp_(value.float(), 1.0 - keep)
            else:
                average[name] = value.clone()


def _save(
    path: Path,
    network: nn.Module,
    optimiser: torch.optim.Optimizer,
    average: dict[str, Tensor],
    step: int,
) -> None:
    """Write the stage's state at once, so that an interruption cannot spoil the last one."""
    state = {
        "network": network.state_dict(),
        "optimiser": optimiser.state_dict(),
        "average": average,
        "step": step,
    }
    torch.save(state, path.with_suffix(".new"))
    path.with_suffix(".new").replace(path)


def averaged(network: nn.Module, folder: Path, name: str) -> nn.Module:
    """Load the averaged weights that a finished stage left.

    Raises:
        FileNotFoundError: the stage has not run.
    """
    state = torch.load(folder / f"{name}.pt", map_location="cpu", weights_only=True)
    network.load_state_dict(state["average"])
    return network
