import json

import pytest
import torch
from safetensors.torch import load_file, save_file

from model import checkpoint
from model.config import ModelConfig


def test_round_trip(networks, tmp_path):
    checkpoint.save(networks, tmp_path)
    loaded = checkpoint.load(tmp_path)
    assert loaded.config == networks.config
    for name, value in networks.state_dict().items():
        assert torch.allclose(loaded.state_dict()[name], value, atol=2e-3), name


@pytest.mark.parametrize("change", ["missing", "unknown", "shape"])
def test_a_wrong_tensor_is_named(networks, tmp_path, change):
    checkpoint.save(networks, tmp_path)
    weights = load_file(tmp_path / "model.safetensors")
    if change == "missing":
        del weights["text_to_semantic.head.bias"]
    elif change == "unknown":
        weights["text_to_semantic.head.bias2"] = torch.zeros(3)
    else:
        weights["text_to_semantic.head.bias"] = torch.zeros(3)
    save_file(weights, tmp_path / "model.safetensors")
    with pytest.raises(checkpoint.CheckpointError, match=r"text_to_semantic\.head\.bias"):
        checkpoint.load(tmp_path)


def test_a_truncated_file_is_a_clear_error(networks, tmp_path):
    checkpoint.save(networks, tmp_path)
    path = tmp_path / "model.safetensors"
    path.write_bytes(path.read_bytes()[:1000])
    with pytest.raises(checkpoint.CheckpointError, match="cannot be read"):
        checkpoint.load(tmp_path)


def test_a_folder_without_config_is_not_a_checkpoint(tmp_path):
    with pytest.raises(checkpoint.CheckpointError, match="not a checkpoint"):
        checkpoint.load(tmp_path)


def test_config_refuses_unknown_and_missing_keys(config):
    data = json.loads(json.dumps(config.to_dict()))
    assert ModelConfig.from_dict(data) == config
    data["mel"]["hop_size"] = 128
    with pytest.raises(ValueError, match="hop_size"):
        ModelConfig.from_dict(data)
