from pathlib import Path

import pytest
import torch

from model.checkpoint import CheckpointError
from model.official.pickles import read_weights
from model.official.prompt import codec_config, convert_codec, read_safetensors
from model.rep_codec import RepCodec

DATA = Path(__file__).parents[1] / "data/parity"
FRONT = "tiny/goldens_front.npz"


def shapes(weights):
    return {name: tensor.shape for name, tensor in weights.items()}


def built(weights):
    network = RepCodec(codec_config(shapes(weights)))
    network.load_state_dict(convert_codec(weights, shapes(network.state_dict())))
    return network.eval().requires_grad_(False)


@pytest.fixture(scope="module")
def weights_2():
    return read_safetensors(DATA / "tiny/hf_cache/semantic_codec_model.safetensors")


@pytest.fixture(scope="module")
def weights_2_5():
    return read_weights(DATA / "tiny_v25/codec.pth")


def near(found, golden):
    return torch.allclose(found, golden, rtol=0, atol=1e-5)


def test_features_are_tokenized_as_recorded(weights_2, goldens):
    codec, golden = built(weights_2), goldens("tiny/goldens_s2mel.npz")
    heard = golden["codec_in"]
    assert near(codec.encoded(heard), golden["codec_encoder"])
    assert torch.equal(codec.encode(heard), golden["codec_indices"])
    assert near(codec.embed(codec.encode(heard)), golden["codec_quantized"])


def test_tokens_are_embedded_as_recorded(weights_2, goldens):
    codes = goldens("tiny/goldens_gpt.npz")["latent_codes"]
    embedded = built(weights_2).embed(codes).transpose(1, 2)
    assert near(embedded, goldens("tiny/goldens_s2mel.npz")["vq2emb"])


def test_at_half_the_rate_all_is_as_recorded(weights_2_5, goldens):
    codec, golden = built(weights_2_5), goldens("tiny_v25/goldens_v25.npz")
    codes = golden["codes"]
    assert near(codec.table(codes).transpose(1, 2), golden["codec_vq"])
    assert near(codec.embed(codes), golden["codec_decode"])
    heard = goldens(FRONT)["spk_cond_emb"]
    assert torch.equal(codec.encode(heard), golden["codec_quantize_codes"])


def test_a_token_stands_for_two_frames_at_half_the_rate(weights_2_5):
    codec = built(weights_2_5)
    features = torch.randn(1, 21, codec.table.embedding_dim)
    assert codec.encode(features).shape == (1, 11)
    assert codec.embed(torch.zeros(1, 7, dtype=torch.long)).shape == (1, 14, features.shape[2])


def test_the_code_of_the_least_angle_is_taken_whatever_its_length(weights_2):
    codec = built(weights_2)
    features = torch.randn(1, 30, codec.table.embedding_dim)
    codes = codec.encode(features)
    codec.codebook.mul_(torch.rand(len(codec.codebook), 1) * 9 + 0.1)
    assert torch.equal(codec.encode(features), codes)


QUANTIZER = "quantizer.quantizers.0"


@pytest.mark.parametrize(
    ("name", "shape"),
    [
        (f"{QUANTIZER}.codebook.weight", (3,)),
        (f"{QUANTIZER}.codebook.weight", None),
        (f"{QUANTIZER}.out_project.bias", (3,)),
        ("encoder.0.embed.weight", ()),
        ("encoder.0.convnext.0.pwconv1.weight", (2, 3, 1)),
        ("encoder.0.convnext.1.gamma", None),
        ("encoder.0.extra", (2,)),
    ],
)
def test_a_tensor_that_is_not_as_it_should_be_is_named(weights_2, name, shape):
    weights = {k: v for k, v in weights_2.items() if k != name}
    if shape is not None:
        weights[name] = torch.zeros(shape)
    with pytest.raises(CheckpointError, match=name):
        built(weights)


def test_a_decoder_is_asked_for_only_where_it_is_used(weights_2, weights_2_5):
    built({k: v for k, v in weights_2.items() if not k.startswith("decoder.")})
    with pytest.raises(CheckpointError, match=r"decoder\."):
        built({k: v for k, v in weights_2_5.items() if not k.startswith("decoder.")})
    with pytest.raises(CheckpointError, match=r"decoder\.9\.extra"):
        built(weights_2_5 | {"decoder.9.extra": torch.zeros(2)})
