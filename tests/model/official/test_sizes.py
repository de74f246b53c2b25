"""Sizes that no network can have are refused where they are read, in one sentence."""

import json
import re
from pathlib import Path

import pytest
import torch
import yaml

from model.checkpoint import CheckpointError
from model.official.prompt import speech_encoder_config
from model.official.rules import collapsed
from model.official.sizes import FLOWING, TELLING, Settings, mel_config, shape_of
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


CONFIG = CACHE.parent / "config.yaml"


def settings(place=None, value=None):
    """Read the small config, with another value at a dotted place."""
    data = inner = yaml.safe_load(CONFIG.read_text())
    if place is not None:
        *way, last = place.split(".")
        for key in way:
            inner = inner[key]
        inner[last] = value
    return Settings(data, "config.yaml")


@pytest.mark.parametrize("place", [*TELLING, *FLOWING])
def test_a_config_of_another_network_is_refused(place):
    for expected in (TELLING, FLOWING):
        settings().check(expected)
        settings(place, None).check(expected)  # upstream has a default for it
    with pytest.raises(CheckpointError, match=re.escape(place)):
        settings(place, "another").check(TELLING | FLOWING)


SPECTRUM = "s2mel.preprocess_params.spect_params"


@pytest.mark.parametrize("value", [None, "None"])
def test_filters_reach_as_far_as_there_are_frequencies_unless_the_config_says_less(value):
    assert mel_config(settings(f"{SPECTRUM}.fmax", value), 0.0).highest is None
    assert mel_config(settings(f"{SPECTRUM}.fmax", 8000), 0.0).highest == 8000.0
    assert mel_config(settings(f"{SPECTRUM}.fmin", 20.5), 0.0).lowest == 20.5


@pytest.mark.parametrize("key", ["fmin", "fmax", "win_length", "n_fft"])
@pytest.mark.parametrize("value", ["all", True, -1])
def test_a_spectrum_that_cannot_be_is_refused(key, value):
    with pytest.raises(CheckpointError, match=key):
        mel_config(settings(f"{SPECTRUM}.{key}", value), 0.0)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("hidden_act", "gelu"),
        ("position_embeddings_type", "rotary"),
        ("feature_projection_input_dim", 128),
    ],
)
def test_another_speech_encoder_is_refused(tmp_path, key, value):
    data = json.loads((CACHE / "w2v-bert-2.0" / "config.json").read_text())
    path = tmp_path / "config.json"
    path.write_text(json.dumps(data | {key: value}))
    with pytest.raises(CheckpointError, match=f"another network: {key} is {value!r}"):
        speech_encoder_config(path)
