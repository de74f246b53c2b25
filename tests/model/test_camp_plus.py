from pathlib import Path

import pytest
import torch

from model.camp_plus import CampPlus, ContextMask
from model.checkpoint import CheckpointError
from model.official.pickles import read_weights
from model.official.prompt import camp_plus_config, convert_camp_plus

WEIGHTS = Path(__file__).parents[1] / "data/parity/tiny/hf_cache/campplus_cn_common.bin"
N_MELS = 80


def shapes(weights):
    return {name: tensor.shape for name, tensor in weights.items()}


def built(weights):
    network = CampPlus(camp_plus_config(shapes(weights), N_MELS))
    network.load_state_dict(convert_camp_plus(weights, shapes(network.state_dict())))
    return network.eval().requires_grad_(False)


@pytest.fixture(scope="module")
def official_weights():
    return read_weights(WEIGHTS)


@pytest.fixture(scope="module")
def network(official_weights):
    return built(official_weights)


@pytest.mark.parametrize(
    ("given", "told"), [("fbank_centered", "style"), ("camp_in_short", "camp_out_short")]
)
def test_speakers_are_embedded_as_recorded(network, goldens, given, told):
    golden = goldens("tiny/goldens_front.npz")
    features = golden[given].view(1, -1, N_MELS)
    assert torch.allclose(network(features), golden[told], rtol=0, atol=1e-5)


def test_what_is_embedded_does_not_depend_on_the_batch(network):
    features = torch.randn(3, 130, N_MELS)
    alone = torch.cat([network(row[None]) for row in features])
    assert torch.allclose(network(features), alone, atol=1e-4)


def test_the_last_segment_is_averaged_over_its_own_length():
    layer = ContextMask(2, 2, 1, dilation=1).requires_grad_(False)
    with torch.no_grad():
        layer.linear_local.weight.zero_()[:, :, 1] = 1.0  # the frame itself
        layer.linear1.weight.copy_(torch.eye(2)[..., None])
        layer.linear1.bias.zero_()
        layer.linear2.weight.fill_(1.0)
        layer.linear2.bias.zero_()
    x = torch.rand(1, 2, 130)
    whole, early, late = x.mean(-1), x[..., :100].mean(-1), x[..., 100:].mean(-1)
    masks = [torch.sigmoid((whole + part).sum()) for part in (early, late)]
    summed = x[0].sum(0)
    expected = torch.cat([summed[:100] * masks[0], summed[100:] * masks[1]])
    assert torch.allclose(layer(x)[0, 0], expected, atol=1e-5)


@pytest.mark.parametrize(
    "name",
    ["head.conv1.weight", "xvector.tdnn.linear.weight", "xvector.dense.linear.weight",
     "xvector.block2.tdnnd3.linear1.weight", "xvector.block1.tdnnd1.cam_layer.linear1.weight"],
)  # fmt: skip
@pytest.mark.parametrize("shape", [None, (), (3,), (2, 3, 1, 2)])
def test_a_tensor_that_is_not_as_it_should_be_is_named(official_weights, name, shape):
    weights = dict(official_weights)
    weights.pop(name)
    if shape is not None:
        weights[name] = torch.zeros(shape)
    with pytest.raises(CheckpointError, match=name):
        built(weights)


def test_a_layer_too_many_is_named(official_weights):
    extra = {"xvector.block3.tdnnd99.linear1.weight": torch.zeros(2)}
    with pytest.raises(CheckpointError, match="tdnnd"):
        built(official_weights | extra)
