"""Read the official BigVGAN generator: its names become ours, and weight norm is folded."""

from __future__ import annotations

import json
import pickle
import struct
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from model.bigvgan import BigVgan
from model.checkpoint import CheckpointError
from model.config import BigVganConfig
from model.listener_config import MelConfig
from model.official.faults import TensorError, present
from model.official.rules import finite
from model.official.sizes import whole

FILTERS = (".upsample.filter", ".downsample.lowpass.filter")
"""Ends of the names that hold the resamplers' taps, which we compute."""

UNREADABLE = (
    *(OSError, EOFError, RuntimeError, ValueError, pickle.UnpicklingError),
    *(LookupError, TypeError, AttributeError, struct.error),
)
"""What torch.load raises; the second line is what its unpickler does on bytes that are none."""

ARCHITECTURE = {
    "resblock": "1",
    "activation": "snakebeta",
    "snake_logscale": True,
    "use_tanh_at_final": False,
    "use_bias_at_final": False,
}
"""What the official config must say for our network to be the one it describes."""


def bigvgan_config(path: Path) -> BigVganConfig:
    """Read the sizes of the network from the official `config.json`.

    Raises:
        CheckpointError: the file cannot be read, or it describes another network.
    """
    data = _read_json(path)
    for name, ours in ARCHITECTURE.items():
        if data.get(name) != ours:
            raise CheckpointError(
                f"{path} describes another vocoder: {name} is {data.get(name)!r}, not {ours!r}"
            )
    try:
        return BigVganConfig(
            initial_dim=whole(data["upsample_initial_channel"]),
            upsample_rates=tuple(map(whole, data["upsample_rates"])),
            upsample_kernels=tuple(map(whole, data["upsample_kernel_sizes"])),
            residual_kernels=tuple(map(whole, data["resblock_kernel_sizes"])),
            residual_dilations=tuple(
                tuple(map(whole, block)) for block in data["resblock_dilation_sizes"]
            ),
        )
    except KeyError as error:
        raise CheckpointError(f"{path} does not say {error.args[0]}") from None
    except (TypeError, ValueError) as error:
        raise CheckpointError(f"{path} is not the config of a vocoder: {error}") from error


def bigvgan_mel(path: Path) -> MelConfig:
    """Read from the official `config.json` which mel the vocoder was made for.

    Raises:
        CheckpointError: the file cannot be read, or does not say.
    """
    data = _read_json(path)
    try:
        return MelConfig(
            sample_rate=data["sampling_rate"],
            n_fft=data["n_fft"],
            hop_length=data["hop_size"],
            n_mels=data["num_mels"],
        )
    except KeyError as error:
        raise CheckpointError(f"{path} does not say {error.args[0]}") from None


def read_bigvgan(path: Path, config: BigVganConfig, mel: MelConfig) -> dict[str, Tensor]:
    """Read the official generator as the weights of a `BigVgan`.

    Raises:
        CheckpointError: the file cannot be read, or a tensor is missing, unknown or misshapen.
    """
    try:
        # Only the zip format can be mapped into memory; the older one is read.
        data = torch.load(path, "cpu", weights_only=True, mmap=zipfile.is_zipfile(path))
    except UNREADABLE as error:
        raise CheckpointError(f"{path} cannot be read as the weights of a vocoder") from error
    if isinstance(data, dict) and isinstance(data.get("generator"), dict):
        data = data["generator"]
    if not isinstance(data, dict) or not all(isinstance(v, Tensor) for v in data.values()):
        raise CheckpointError(f"{path} does not hold the weights of a vocoder")
    try:
        return convert_bigvgan(data, config, mel)
    except CheckpointError as error:
        raise CheckpointError(f"{path}: {error}") from None


def convert_bigvgan(
    official: dict[str, Tensor], config: BigVganConfig, mel: MelConfig
) -> dict[str, Tensor]:
    """Rename the official tensors, with or without weight norm, to those of a `BigVgan`.

    Raises:
        TensorError: a tensor is missing, unknown or misshapen.
    """
    with torch.device("meta"):
        shapes = {name: v.shape for name, v in BigVgan(config, mel).state_dict().items()}
    rest = {name: v for name, v in official.items() if not name.endswith(FILTERS)}
    weights = {
        ours: finite(_take(rest, theirs, shapes[ours]).float(), theirs)
        for theirs, ours in _names(config)
    }
    if rest:
        raise TensorError(f"the tensor {min(rest)} is unknown")
    return weights


def _take(rest: dict[str, Tensor], name: str, shape: torch.Size) -> Tensor:
    """Take a tensor out of the rest; a weight may be there as length and direction."""
    length, direction = rest.pop(f"{name}_g", None), rest.pop(f"{name}_v", None)
    if length is None and direction is None:
        return _checked(rest.pop(name, None), name, shape)
    lengths = torch.Size([shape[0], *[1] * (len(shape) - 1)])
    length = _checked(length, f"{name}_g", lengths)
    direction = _checked(direction, f"{name}_v", shape)
    dims = tuple(range(1, len(shape)))
    return length * direction / torch.linalg.vector_norm(direction, dim=dims, keepdim=True)


def _checked(found: Tensor | None, name: str, shape: torch.Size) -> Tensor:
    """Give the tensor back if it is there and has the shape."""
    if found is None:
        raise TensorError(f"the tensor {name} is missing")
    if found.shape != shape:
        raise TensorError(f"the tensor {name} has shape {tuple(found.shape)}, not {tuple(shape)}")
    if not found.is_floating_point():
        raise TensorError(f"the tensor {name} is of {found.dtype}, not of real numbers")
    return found


def _names(config: BigVganConfig) -> Iterator[tuple[str, str]]:
    """Pair every official name, weight norm folded, with ours."""
    yield from _both("conv_pre", "enter")
    n_blocks = len(config.residual_kernels)
    for i in range(len(config.upsample_rates)):
        yield from _both(f"ups.{i}.0", f"stages.{i}.up")
        for j, dilations in enumerate(config.residual_dilations):
            block = f"resblocks.{i * n_blocks + j}"
            for k in range(len(dilations)):
                layer = f"stages.{i}.blocks.{j}.layers.{k}"
                yield from _snake(f"{block}.activations.{2 * k}", f"{layer}.first_snake")
                yield from _both(f"{block}.convs1.{k}", f"{layer}.first")
                yield from _snake(f"{block}.activations.{2 * k + 1}", f"{layer}.second_snake")
                yield from _both(f"{block}.convs2.{k}", f"{layer}.second")
    yield from _snake("activation_post", "leave_snake")
    yield "conv_post.weight", "leave.weight"


def _both(theirs: str, ours: str) -> Iterator[tuple[str, str]]:
    """Pair the two tensors of a convolution."""
    for part in ("weight", "bias"):
        yield f"{theirs}.{part}", f"{ours}.{part}"


def _snake(theirs: str, ours: str) -> Iterator[tuple[str, str]]:
    """Pair the two tensors of a snake activation."""
    yield f"{theirs}.act.alpha", f"{ours}.log_frequency"
    yield f"{theirs}.act.beta", f"{ours}.log_damping"


def _read_json(path: Path) -> dict[str, Any]:
    """Read an object from a JSON file."""
    present(path)
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise CheckpointError(f"{path} cannot be read: {error}") from error
    if not isinstance(data, dict):
        raise CheckpointError(f"{path} is not the config of a vocoder")
    return data
