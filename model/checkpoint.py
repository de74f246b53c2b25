"""Save and load our checkpoint format, strictly: `config.json` beside `model.safetensors`."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save_file
from torch import Tensor, nn

from model.config import ModelConfig
from model.delivery import Precision
from model.filling import filled, n_weights
from model.memory import free_memory
from model.networks import Networks

CONFIG_NAME = "config.json"
WEIGHTS_NAME = "model.safetensors"
FINGERPRINT_NAME = "fingerprint"
SHARD_BYTES = 1 << 29
"""Weights are written in files of about this size, so that neither writing nor
reading needs much more memory than the weights."""


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


def write(folder: Path, part: str, weights: dict[str, Tensor]) -> None:
    """Write the 32-bit weights of one network as files that `load` reads together."""
    shard: dict[str, Tensor] = {}
    number = 0
    for name, value in weights.items():
        if shard and _n_bytes(shard) + value.nbytes > SHARD_BYTES:
            save_file(shard, folder / f"{part}-{number}.safetensors")
            shard, number = {}, number + 1
        shard[f"{part}.{name}"] = value.contiguous().clone()
    save_file(shard, folder / f"{part}-{number}.safetensors")


def load(folder: Path, precision: Precision = "float32", device: str = "cpu") -> Networks:
    """Read a checkpoint into networks ready to run on a device, as torch names them.

    Raises:
        CheckpointError: a file is missing or broken, or a tensor is missing, unknown or misshapen.
    """
    with torch.device("meta"):
        networks = Networks(read_config(folder))
    shapes = {path: _shapes(path) for path in sorted(folder.glob("*.safetensors"))}
    _check(networks, shapes, folder)
    _check_memory(networks, precision)

    def fill(part: str, network: nn.Module) -> None:
        network.load_state_dict(_read(shapes, f"{part}."), assign=True)

    return filled(networks, fill, precision, device)


def _shapes(path: Path) -> dict[str, tuple[int, ...]]:
    """Give the shape of every tensor in a file, without reading them."""
    try:
        with safe_open(path, framework="pt") as file:
            names = file.keys()
            return {name: tuple(file.get_slice(name).get_shape()) for name in names}
    except (OSError, SafetensorError) as error:
        raise CheckpointError(
            f"{path} cannot be read ({error}); remove the engine and install it again"
        ) from error


def _read(shapes: Mapping[Path, Mapping[str, tuple[int, ...]]], prefix: str) -> dict[str, Tensor]:
    """Read one network; copied, because what is mapped would stay in memory with its file."""
    weights: dict[str, Tensor] = {}
    for path, inside in shapes.items():
        names = [name for name in inside if name.startswith(prefix)]
        if not names:
            continue
        with safe_open(path, framework="pt") as file:
            for name in names:
                tensor = file.get_tensor(name)
                whole = tensor.float() if tensor.is_floating_point() else tensor
                weights[name.removeprefix(prefix)] = whole.clone() if whole is tensor else whole
    return weights


def _check_memory(networks: Networks, precision: Precision) -> None:
    """Refuse what cannot be loaded: all weights in 32 bits, or the largest part before its turn."""
    sizes = [4 * n_weights(network) for network in networks.children()]
    free, needed = free_memory(), sum(sizes) if precision == "float32" else max(sizes)
    if free is not None and needed > free:
        raise CheckpointError(
            f"{free / 1e9:.1f} GB of memory are free and {needed / 1e9:.1f} GB are needed to load "
            "this engine; close other programs, then run this again"
        )


def _n_bytes(weights: dict[str, Tensor]) -> int:
    return sum(value.nbytes for value in weights.values())


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
    written = folder / FINGERPRINT_NAME
    return written.read_text().strip() if written.is_file() else _hash(folder)


def write_fingerprint(folder: Path) -> None:
    """Keep the hash of large weights beside them, because taking it takes seconds."""
    (folder / FINGERPRINT_NAME).write_text(_hash(folder) + "\n")


def _hash(folder: Path) -> str:
    total = hashlib.sha256()
    for path in sorted(folder.glob("*.safetensors")):
        with path.open("rb") as file:
            total.update(hashlib.file_digest(file, "sha256").digest())
    return total.hexdigest()[:12]


def _check(
    networks: Networks, shapes: Mapping[Path, Mapping[str, tuple[int, ...]]], folder: Path
) -> None:
    """Name the first tensor that is missing, unknown or misshapen."""
    if not shapes:
        raise CheckpointError(f"{folder} has no weights; copy or download it again")
    wanted = {name: tuple(value.shape) for name, value in networks.state_dict().items()}
    found = {name: shape for inside in shapes.values() for name, shape in inside.items()}
    for name in sorted(wanted.keys() | found.keys()):
        if name not in found:
            raise CheckpointError(f"{folder}: the tensor {name} is missing")
        if name not in wanted:
            raise CheckpointError(f"{folder}: the tensor {name} is unknown")
        if wanted[name] != found[name]:
            raise CheckpointError(
                f"{folder}: the tensor {name} has shape {found[name]}, not {wanted[name]}"
            )
