"""Take over what the official engines hear prompts with: w2v-bert, CAMPPlus and the codec."""

from __future__ import annotations

import json
import re
from pathlib import Path

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file
from torch import Tensor

from model.checkpoint import CheckpointError
from model.fbank import N_MELS
from model.listener_config import (
    CampPlusConfig,
    ConvNextConfig,
    RepCodecConfig,
    SpeechEncoderConfig,
)
from model.official.faults import present
from model.official.rules import Rule, Weights, convert, one_tap
from model.official.sizes import Shapes, count_layers, shape_of, whole

USED_LAYERS = 17
"""Layers of w2v-bert up to the one whose states are used."""

SPEECH_ENCODER = {
    "hidden_act": "swish",
    "position_embeddings_type": "relative_key",
    "feature_projection_input_dim": 2 * N_MELS,
}
"""What the config of w2v-bert must not contradict for our network to be the one it describes."""

_CONV_NEXT = {
    r"enter\.": "0.embed.",
    r"enter_norm\.": "0.norm.",
    r"blocks\.(\d+)\.mix_time\.": "0.convnext.{}.dwconv.",
    r"blocks\.(\d+)\.norm\.": "0.convnext.{}.norm.",
    r"blocks\.(\d+)\.expand\.": "0.convnext.{}.pwconv1.",
    r"blocks\.(\d+)\.contract\.": "0.convnext.{}.pwconv2.",
    r"blocks\.(\d+)\.scale": "0.convnext.{}.gamma",
    r"leave_norm\.": "0.final_layer_norm.",
    r"leave\.": "1.",
}
_QUANTIZER = "quantizer.quantizers.0"
CODEC: tuple[Rule, ...] = (
    *(
        Rule(rf"{stack}\.{ours}(.*)", f"{stack}.{theirs}{{}}")
        for stack in ("encoder", "decoder")
        for ours, theirs in _CONV_NEXT.items()
    ),
    Rule(r"project\.(.*)", f"{_QUANTIZER}.in_project.{{}}", one_tap),
    Rule(r"codebook", f"{_QUANTIZER}.codebook.weight"),
    Rule(r"(down|up)\.(.*)", "{}.{}"),
    Rule(r"leave_project\.(.*)", f"{_QUANTIZER}.out_project.{{}}", one_tap),
)
UNUSED_CODEC = (r"decoder\..*",)
"""The decoder is used at half the rate only."""

AS_THEY_ARE = (Rule(r"(.*)", "{}"),)
UNUSED_CAMP_PLUS = (r".*\.num_batches_tracked",)
UNUSED_SPEECH_ENCODER = (
    rf"encoder\.layers\.(?!({'|'.join(map(str, range(USED_LAYERS)))})\.)\d+\..*",
    r"masked_spec_embed",
)


def codec_config(shapes: Shapes) -> RepCodecConfig:
    """Size the tokenizer by its tensors.

    Raises:
        TensorError: one that tells a size is missing or misshapen.
    """
    n_tokens, code_dim = shape_of(shapes, f"{_QUANTIZER}.codebook.weight", 2)
    width, dim, _ = shape_of(shapes, "encoder.0.embed.weight", 3)
    return RepCodecConfig(
        dim=dim,
        n_tokens=n_tokens,
        code_dim=code_dim,
        encoder=ConvNextConfig(
            dim=width,
            hidden_dim=shape_of(shapes, "encoder.0.convnext.0.pwconv1.weight", 2)[0],
            n_blocks=count_layers(shapes, r"encoder\.0\.convnext\.(\d+)\."),
        ),
        halves_rate="down.weight" in shapes,
    )


def convert_codec(official: Weights, shapes: Shapes) -> dict[str, Tensor]:
    """Give the weights of a `RepCodec`; what a code is embedded as is computed once.

    Raises:
        TensorError: a tensor is missing, unknown or misshapen.
    """
    dim, code_dim = shapes["table.weight"][1], shapes["codebook"][1]
    wanted = {name: shape for name, shape in shapes.items() if name != "table.weight"}
    leave = {
        "leave_project.weight": torch.Size((dim, code_dim)),
        "leave_project.bias": torch.Size((dim,)),
    }
    unused = () if "down.weight" in shapes else UNUSED_CODEC
    found = convert(official, wanted | leave, CODEC, unused)
    weight, bias = found.pop("leave_project.weight"), found.pop("leave_project.bias")
    return found | {"table.weight": found["codebook"] @ weight.T + bias}


def camp_plus_config(shapes: Shapes, n_mels: int) -> CampPlusConfig:
    """Size the speaker encoder by its tensors.

    Raises:
        TensorError: one that tells a size is missing or misshapen.
    """
    layer = "xvector.block1.tdnnd1"
    growth, bottleneck, _ = shape_of(shapes, f"{layer}.cam_layer.linear_local.weight", 3)
    return CampPlusConfig(
        n_mels=n_mels,
        head_dim=shape_of(shapes, "head.conv1.weight", 4)[0],
        dim=shape_of(shapes, "xvector.tdnn.linear.weight", 3)[0],
        growth=growth,
        bottleneck_dim=bottleneck,
        context_dim=shape_of(shapes, f"{layer}.cam_layer.linear1.weight", 3)[0],
        depths=tuple(
            count_layers(shapes, rf"xvector\.block{number}\.tdnnd(\d+)\.") for number in (1, 2, 3)
        ),
        embed_dim=shape_of(shapes, "xvector.dense.linear.weight", 3)[0],
    )


def convert_camp_plus(official: Weights, shapes: Shapes) -> dict[str, Tensor]:
    """Give the weights of a `CampPlus`.

    Raises:
        TensorError: a tensor is missing, unknown or misshapen.
    """
    counters = {name for name in shapes if re.fullmatch(UNUSED_CAMP_PLUS[0], name)}
    wanted = {name: shape for name, shape in shapes.items() if name not in counters}
    found = convert(official, wanted, AS_THEY_ARE, UNUSED_CAMP_PLUS)
    return found | {name: torch.zeros((), dtype=torch.int64) for name in counters}


def speech_encoder_config(path: Path) -> SpeechEncoderConfig:
    """Read the sizes of w2v-bert from its `config.json`.

    Raises:
        CheckpointError: the file cannot be read, or does not say.
    """
    present(path)
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        others = {name for name, ours in SPEECH_ENCODER.items() if data.get(name, ours) != ours}
        config = SpeechEncoderConfig(
            n_features=whole(data["feature_projection_input_dim"]),
            dim=whole(data["hidden_size"]),
            hidden_dim=whole(data["intermediate_size"]),
            n_layers=USED_LAYERS,
            n_heads=whole(data["num_attention_heads"]),
            kernel=whole(data["conv_depthwise_kernel_size"]),
            left=whole(data["left_max_position_embeddings"]),
            right=whole(data["right_max_position_embeddings"]),
            norm_floor=float(data["layer_norm_eps"]),
        )
    except (OSError, ValueError, TypeError, AttributeError) as error:
        raise CheckpointError(f"{path} cannot be read: {error}") from error
    except KeyError as error:
        raise CheckpointError(f"{path} does not say {error.args[0]}") from None
    for name in sorted(others):
        raise CheckpointError(
            f"{path} describes another network: {name} is {data[name]!r}, "
            f"not {SPEECH_ENCODER[name]!r}"
        )
    return config


def convert_speech_encoder(official: Weights, shapes: Shapes) -> dict[str, Tensor]:
    """Give the weights of a `SpeechEncoder` of the layers that are used.

    Raises:
        TensorError: a tensor is missing, unknown or misshapen.
    """
    prefix = "network."
    wanted = {name.removeprefix(prefix): shape for name, shape in shapes.items() if prefix in name}
    found = convert(official, wanted, AS_THEY_ARE, UNUSED_SPEECH_ENCODER)
    return {prefix + name: tensor for name, tensor in found.items()}


def convert_statistics(official: Weights, shapes: Shapes) -> dict[str, Tensor]:
    """Give those weights of a `SpeechEncoder` that tell how its states are normalised.

    Raises:
        TensorError: there is no mean or no variance, or they are misshapen.
    """
    sizes = {"mean": shapes["mean"], "var": shapes["scale"]}
    scaling = convert(official, sizes, AS_THEY_ARE, unused=())
    return {"mean": scaling["mean"], "scale": scaling["var"].sqrt()}


def read_safetensors(path: Path) -> dict[str, Tensor]:
    """Read tensors by name.

    Raises:
        CheckpointError: the file is missing or no safetensors.
    """
    try:
        return load_file(present(path))
    except (OSError, SafetensorError) as error:
        raise CheckpointError(
            f"{path} cannot be read as weights ({error}); copy or download it again"
        ) from error
