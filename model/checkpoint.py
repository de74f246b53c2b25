"""Save and load our checkpoint format, strictly: `config.json` beside `model.safetensors`."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file, save_file

from model.config import ModelConfig
from model.networks import Networks

CONFIG_NAME = "config.json"
WEIGHTS_NAME = "model.safetensors"


class CheckpointError(ValueError):
    """Tell which part of a checkpoint is missing, broken, or does not fit."""


def save(networks: Networks, folder: Path) -> None:
    """Write config and weights; the weights as 16-bit floats, half the size and as good."""
    folder.mkdir(parents=True, exist_ok=True)
    text = json.dumps(networks.config.to_dict(), indent=1)
    (folder / CONFIG_NAME).write_text(text + "\n")
    weights = {
        name: (value.half() if value.is_floating_point() else value).contiguous()
        for name, value in networks.state_dict().items()
    }
    save_file(weights, folder / WEIGHTS_NAME)


def load(folder: Path) -> Networks:
    """Read a checkpoint into networks ready to run, as 32-bit floats.

    Raises:
        CheckpointError: a file is missing or broken, or a tensor is missing, unknown or misshapen.
    """
    config = read_config(folder)
    try:
        weights = load_file(folder / WEIGHTS_NAME)
    except (OSError, SafetensorError) as error:
        raise CheckpointError(f"{folder / WEIGHTS_NAME} cannot be read: {error}") from error
    with torch.device("meta"):
        networks = Networks(config)
    _check(networks, weights, folder)
    floats = {k: v.float() if v.is_floating_point() else v for k, v in weights.items()}
    networks.load_state_dict(floats, assign=True)
    return networks.eval().requires_grad_(False)


def read_config(folder: Path) -> ModelConfig:
    """Read the config of a checkpoint.

    Raises:
        CheckpointError: there is none, or it is not ours.
    """
    path = folder / CONFIG_NAME
    try:
        return ModelConfig.from_dict(json.loads(path.read_text()))
    except FileNotFoundError:
        raise CheckpointError(f"{folder} is not a checkpoint: it has no {CONFIG_NAME}") from None
    except (OSError, ValueError) as error:
        raise CheckpointError(f"{path} is not a config of Takelane's: {error}") from error


def fingerprint(folder: Path) -> str:
    """Give a short hash of the weights, so that takes know which checkpoint spoke them."""
    with (folder / WEIGHTS_NAME).open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()[:12]


def _check(networks: Networks, weights: dict[str, torch.Tensor], folder: Path) -> None:
    """Name the first tensor that is missing, unknown or misshapen."""
    wanted = {name: tuple(value.shape) for name, value in networks.state_dict().items()}
    found = {name: tuple(value.shape) for name, value in weights.items()}
    for name in sorted(wanted.keys() | found.keys()):
        if name not in found:
            raise CheckpointError(f"{folder}: the tensor {name} is missing")
        if name not in wanted:
            raise CheckpointError(f"{folder}: the tensor {name} is unknown")
        if wanted[name] != found[name]:
            raise CheckpointError(
                f"{folder}: the tensor {name} has shape {found[name]}, not {wanted[name]}"
            )
