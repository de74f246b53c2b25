import json
import math
from pathlib import Path

import pytest
import torch

from model.checkpoint import CheckpointError
from model.fbank import is_whole, seamless_features
from model.listener_config import SpeechEncoderConfig
from model.official.pickles import read_weights
from model.official.prompt import (
    USED_LAYERS,
    convert_speech_encoder,
    convert_statistics,
    read_safetensors,
    speech_encoder_config,
)
from model.speech_encoder import SpeechEncoder

transformers = pytest.importorskip("transformers")

TINY = Path(__file__).parents[1] / "data/parity/tiny"
FOLDER = TINY / "hf_cache/w2v-bert-2.0"
CONFIG = speech_encoder_config(FOLDER / "config.json")


def shapes_of(config):
    with torch.device("meta"):
        network = SpeechEncoder(config)
    return {name: tensor.shape for name, tensor in network.state_dict().items()}


@pytest.fixture(scope="module")
def shapes():
    return shapes_of(CONFIG)


@pytest.fixture(scope="module")
def official_weights():
    return read_safetensors(FOLDER / "model.safetensors")


@pytest.fixture(scope="module")
def statistics():
    return read_weights(TINY / "wav2vec2bert_stats.pt")


@pytest.fixture(scope="module")
def network(official_weights, statistics, shapes):
    network = SpeechEncoder(CONFIG)
    found = convert_speech_encoder(official_weights, shapes)
    network.load_state_dict(found | convert_statistics(statistics, shapes))
    return network.eval().requires_grad_(False)


def test_hidden_states_are_as_recorded(network, goldens):
    golden = goldens("tiny/goldens_front.npz")
    heard = network(golden["w2v_input_features"])
    assert torch.allclose(heard, golden["spk_cond_emb"], rtol=0, atol=1e-5)
    states = heard * network.scale + network.mean
    assert torch.allclose(states, golden["w2v_hidden_17"], rtol=0, atol=1e-5)
    mood = network(seamless_features(golden["emo_16k"][0]))
    assert torch.allclose(mood, golden["emo_cond_emb"], rtol=0, atol=1e-5)


@pytest.mark.parametrize("n_samples", [4000, 4160, 36_960])
def test_any_length_is_heard_as_by_the_whole_library(network, statistics, n_samples):
    whole = transformers.Wav2Vec2BertModel.from_pretrained(FOLDER).eval()
    features = seamless_features(torch.randn(n_samples) * 0.1)
    with torch.inference_mode():
        told = whole(features, attention_mask=is_whole(features), output_hidden_states=True)
    state = told.hidden_states[USED_LAYERS]
    expected = (state - statistics["mean"]) / statistics["var"].sqrt()
    assert torch.allclose(network(features), expected, rtol=0, atol=1e-5)


def test_only_what_is_used_is_kept(network):
    assert len(network.network.encoder.layers) == USED_LAYERS
    assert all(tensor.isfinite().all() for tensor in network.state_dict().values())


def test_layers_beyond_the_last_used_may_be_missing(official_weights, shapes):
    fewer = {k: v for k, v in official_weights.items() if f"layers.{USED_LAYERS}." not in k}
    assert len(fewer) < len(official_weights)
    assert set(convert_speech_encoder(fewer, shapes)) == set(shapes) - {"mean", "scale"}


@pytest.mark.parametrize(
    ("name", "shape"),
    [
        ("encoder.layers.16.ffn1.output_dense.weight", None),
        ("encoder.layers.3.self_attn.linear_q.weight", (2, 3)),
        ("encoder.layers.3.extra.weight", (2,)),
        ("feature_projection.projection.weight", ()),
    ],
)
def test_a_tensor_that_is_not_as_it_should_be_is_named(official_weights, shapes, name, shape):
    weights = {k: v for k, v in official_weights.items() if k != name}
    if shape is not None:
        weights[name] = torch.zeros(shape)
    with pytest.raises(CheckpointError, match=name):
        convert_speech_encoder(weights, shapes)


@pytest.mark.parametrize(
    "change", [{"mean": torch.zeros(3)}, {"var": torch.zeros(())}, {"extra": torch.zeros(2)}]
)
def test_statistics_of_another_size_are_named(statistics, shapes, change):
    with pytest.raises(CheckpointError, match=next(iter(change))):
        convert_statistics(statistics | change, shapes)


def test_a_network_with_too_few_layers_is_refused(official_weights, shapes):
    fewer = {k: v for k, v in official_weights.items() if "layers.12." not in k}
    with pytest.raises(CheckpointError, match=r"layers\.12\."):
        convert_speech_encoder(fewer, shapes)


def test_a_config_that_does_not_say_a_size_is_told(tmp_path):
    path = tmp_path / "config.json"
    data = json.loads((FOLDER / "config.json").read_text())
    del data["hidden_size"]
    path.write_text(json.dumps(data))
    with pytest.raises(CheckpointError, match="hidden_size"):
        speech_encoder_config(path)
    path.write_text("{")
    with pytest.raises(CheckpointError, match="cannot be read"):
        speech_encoder_config(path)


def test_the_full_size_is_counted():
    full = SpeechEncoderConfig(160, 1024, 4096, USED_LAYERS, 16, 31, 64, 8, 1e-5)
    statistics = 2 * full.dim
    count = sum(math.prod(shape) for shape in shapes_of(full).values()) - statistics
    manifest = json.loads((TINY.parent / "manifests/manifest_w2vbert.json").read_text())["keys"]
    unused = sum(
        math.prod(row["shape"])
        for name, row in manifest.items()
        if name == "masked_spec_embed"
        or any(f"layers.{i}." in name for i in range(USED_LAYERS, 24))
    )
    assert count == sum(math.prod(row["shape"]) for row in manifest.values()) - unused
