"""Sizes that no network can have are refused where they are read, in one sentence."""

import json
from pathlib import Path

import pytest
import torch

from model.checkpoint import CheckpointError
from model.official.prompt import speech_encoder_config
from model.official.rules import collapsed
from model.official.sizes import Settings, shape_of
from model.official.vocoder import bigvgan_config

CACHE = Path(__file__).parents[2] / "data" / "parity" / "tiny" / "hf_cache"
NO_SIZES = [None, "x", 0, -1, 1.5, True, [], float("nan")]


@pytest.mark.parametrize("count", [None, "x", 0, -1, 7, True, 1.5])
def test_heads_share_their_channels_evenly(count):
    with pytest.raises(CheckpointError, match=r"gpt\.heads"):
        Settings({"gpt": {"heads": count}}, "config.yaml").heads("gpt.heads", 64)
    assert Settings({"gpt": {"heads": 4}}, "config.yaml").heads("gpt.heads", 64) == 4


def test_a_tensor_of_other_dimensions_is_named():
    shapes = {"table": torch.Size([3, 4])}
    assert shape_of(shapes, "table", 2) == (3, 4)
    for name, n_dims in (("table", 3), ("chair", 2)):
        with pytest.raises(CheckpointError, match=name):
            shape_of(shapes, name, n_dims)


@pytest.mark.parametrize("value", NO_SIZES)
@pytest.mark.parametrize(
    ("read", "place", "key"),
    [
        (bigvgan_config, "bigvgan", "upsample_initial_channel"),
        (bigvgan_config, "bigvgan", "resblock_kernel_sizes"),
        (bigvgan_config, "bigvgan", "resblock_dilation_sizes"),
        (speech_encoder_config, "w2v-bert-2.0", "hidden_size"),
        (speech_encoder_config, "w2v-bert-2.0", "conv_depthwise_kernel_size"),
    ],
)
def test_what_is_no_size_is_refused(tmp_path, value, read, place, key):
    data = json.loads((CACHE / place / "config.json").read_text())
    data[key] = [[value]] if "dilation" in key else [value] if "kernel_sizes" in key else value
    (tmp_path / "config.json").write_text(json.dumps(data))
    with pytest.raises(CheckpointError) as said:
        read(tmp_path / "config.json")
    assert str(tmp_path) in str(said.value)


def test_maps_that_do_not_follow_each_other_are_named():
    def linear(i, rows, columns):
        return {f"map.{i}.weight": torch.ones(rows, columns), f"map.{i}.bias": torch.ones(rows)}

    assert collapsed(linear(0, 3, 4) | linear(1, 2, 3), "map")["map.weight"].shape == (2, 4)
    with pytest.raises(CheckpointError, match=r"map\.\*"):
        collapsed(linear(0, 3, 4) | linear(1, 2, 5), "map")
    with pytest.raises(CheckpointError, match=r"map\.0\.weight is missing"):
        collapsed(linear(1, 2, 5), "map")
