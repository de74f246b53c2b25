"""Narrow weights give nearly what 32-bit ones do, and are what the networks then hold."""

import copy
from dataclasses import replace

import pytest
import torch
from torch import nn

from model import precision, processor
from model.kernels import stack
from model.kernels.flow import PackedBlock, PackedWaveNet
from model.kernels.stack import Stack
from model.networks import Networks
from model.precision import (
    SIDE_BY_SIDE,
    WEIGHT_BITS,
    DecodingLinear,
    IntegerConvolution,
    IntegerLinear,
    NarrowLinear,
    PackedLinear,
    PiecewiseLinear,
    narrow,
)
from model.semantic_to_mel import RowConvolution

CLOSE = {NarrowLinear: 5e-3, DecodingLinear: 5e-3, IntegerLinear: 2e-2, PackedLinear: 2e-2}
"""Relative error of a product of normally distributed numbers."""


KNOWN = {"integers": processor.INTEGERS, "tiles": processor.TILES, "neither": "avx2"}
"""What kinds of processors have."""


@pytest.fixture(params=KNOWN)
def kind_of_processor(request, monkeypatch):
    monkeypatch.setattr(processor, "has", KNOWN[request.param].__eq__)
    return request.param


@pytest.fixture
def in_integers(kind_of_processor):
    return kind_of_processor == "integers"


@pytest.fixture
def whole_groups(networks):
    """An engine whose transformer comes in whole tiles and groups."""
    config = networks.config
    config = replace(config, text_to_semantic=replace(config.text_to_semantic, dim=64))
    return Networks(config).eval().requires_grad_(False)


@pytest.mark.usefixtures("in_integers")
@pytest.mark.parametrize("kind", CLOSE)
@pytest.mark.parametrize("has_bias", [True, False])
@pytest.mark.parametrize("shape", [(1,), (3,), (1, 1), (2, SIDE_BY_SIDE)])
def test_products_are_close_for_few_rows_and_many(kind, has_bias, shape):
    torch.manual_seed(1)
    linear = nn.Linear(192, 96, bias=has_bias).requires_grad_(False)
    x = torch.randn(*shape, 192)
    true, near = linear(x), kind(linear)(x)
    assert near.shape == true.shape
    assert near.dtype == torch.float32
    assert (near - true).norm() < CLOSE[kind] * true.norm()


def test_a_loud_output_does_not_drown_a_quiet_one():
    linear = nn.Linear(64, 2, bias=False).requires_grad_(False)
    linear.weight[0] *= 1000
    x = torch.randn(1, 64)
    true, near = linear(x)[0, 1], IntegerLinear(linear)(x)[0, 1]
    assert abs(near - true) < 0.05


@pytest.mark.usefixtures("in_integers")
@pytest.mark.parametrize("kind", [IntegerLinear, PackedLinear])
def test_a_loud_row_does_not_drown_the_quiet_ones(kind):
    linear = nn.Linear(64, 32).requires_grad_(False)
    x = torch.randn(2 * SIDE_BY_SIDE, 64)
    x[0] *= 1000
    true, near = linear(x), kind(linear)(x)
    assert torch.allclose(true[1:], near[1:], atol=0.05)


@pytest.mark.usefixtures("in_integers")
@pytest.mark.parametrize("has_bias", [True, False])
@pytest.mark.parametrize("dilation", [1, 3])
def test_a_convolution_of_rows_is_close(has_bias, dilation):
    conv = RowConvolution(24, 16, 5, dilation=dilation, bias=has_bias).requires_grad_(False)
    x = torch.randn(2, 30, 24)
    true, near = conv(x), IntegerConvolution(conv)(x)
    assert near.shape == true.shape
    assert (near - true).norm() < CLOSE[IntegerLinear] * true.norm()


@pytest.mark.parametrize("kind", [IntegerLinear, PackedLinear])
@pytest.mark.parametrize("has_bias", [True, False])
def test_pieces_of_a_long_row_add_up(has_bias, kind):
    linear = nn.Linear(192, 16, bias=has_bias).requires_grad_(False)
    made, x = PiecewiseLinear(linear, kind, 50), torch.randn(3, 192)
    assert made.sizes == [50, 50, 50, 42]
    assert (made(x) - linear(x)).norm() < CLOSE[kind] * linear(x).norm()


def test_many_rows_come_in_the_bits_that_the_processor_is_fastest_in(
    networks, kind_of_processor, in_integers, monkeypatch
):
    monkeypatch.setattr(precision, "reaches", lambda _level: False)
    narrow(networks, "int8")
    stage = networks.semantic_to_mel
    block = stage.estimator.blocks[0]
    assert isinstance(block.gate, IntegerLinear) is in_integers
    assert isinstance(stage.estimator.tail.convs[0], IntegerConvolution) is in_integers
    assert isinstance(block.attend_norm.modulate, nn.Linear)
    in_16_bits = kind_of_processor == "tiles"
    assert stage.arithmetic == (torch.bfloat16 if in_16_bits else torch.float32)
    assert (networks.text_to_semantic.head.weight is None) is in_integers


@pytest.mark.parametrize("is_fast", [True, False])
def test_kernels_run_the_flow_where_they_are_fast(networks, in_integers, is_fast, monkeypatch):
    monkeypatch.setattr(precision, "reaches", lambda _level: is_fast)
    narrow(networks, "int8", "semantic_to_mel")
    estimator = networks.semantic_to_mel.estimator
    assert isinstance(estimator.blocks[0], PackedBlock) is (in_integers and is_fast)
    assert isinstance(estimator.tail, PackedWaveNet) is (in_integers and is_fast)


@pytest.mark.parametrize("is_fast", [True, False])
def test_kernels_multiply_many_rows_where_they_are_fast(
    whole_groups, in_integers, is_fast, monkeypatch
):
    monkeypatch.setattr(precision, "reaches", lambda _level: is_fast)
    narrow(whole_groups, "int4", "text_to_semantic")
    emotion = whole_groups.text_to_semantic.emotion.modules()
    is_packed = any(isinstance(module, PackedLinear) for module in emotion)
    assert is_packed is (in_integers and is_fast)


@pytest.mark.parametrize("precision", ["half", "int8"])
def test_narrowing_replaces_what_decoding_reads(networks, precision):
    exact = copy.deepcopy(networks)
    narrow(networks, precision)
    told = networks.text_to_semantic
    kinds = {type(module) for module in told.blocks.modules()}
    assert not any(issubclass(kind, nn.Linear) for kind in kinds)
    rows = torch.randn(1, 5, 32)
    true = exact.text_to_semantic.prefill(rows).keys_values
    near = told.prefill(rows).keys_values
    assert (near - true).norm() < 0.02 * true.norm()


def test_float32_changes_nothing(networks):
    before = {name: value.data_ptr() for name, value in networks.state_dict().items()}
    narrow(networks, "float32")
    assert {name: value.data_ptr() for name, value in networks.state_dict().items()} == before


def test_one_part_can_be_narrowed_alone(networks):
    narrow(networks, "half", "semantic_to_mel")
    assert networks.semantic_to_mel.arithmetic == torch.bfloat16
    assert isinstance(networks.text_to_semantic.head, nn.Linear)


@pytest.mark.parametrize("precision", ["int8", "int4"])
def test_a_token_goes_through_packed_weights_where_kernels_are_fast(whole_groups, precision):
    narrow(whole_groups, precision)
    told = whole_groups.text_to_semantic
    assert isinstance(told.few_rows, Stack) is stack.is_fast(WEIGHT_BITS[precision])
    assert not isinstance(told.blocks[0].out, nn.Linear)


@pytest.mark.parametrize("precision", ["float32", "half"])
def test_other_precisions_pack_nothing(whole_groups, precision):
    narrow(whole_groups, precision)
    assert whole_groups.text_to_semantic.few_rows is None


def test_without_kernels_torch_decodes(whole_groups, monkeypatch):
    monkeypatch.setattr(stack, "is_fast", lambda bits: False)
    narrow(whole_groups, "int4")
    told = whole_groups.text_to_semantic
    assert told.few_rows is None
    assert isinstance(told.head, IntegerLinear)


@pytest.mark.usefixtures("in_integers")
@pytest.mark.parametrize("kind", [IntegerLinear, PackedLinear])
def test_takes_that_are_drawn_side_by_side_do_not_change_each_other(kind):
    torch.manual_seed(1)
    layer = kind(nn.Linear(64, 48).requires_grad_(False))
    rows = torch.randn(3, 64) * torch.tensor([[0.1], [1.0], [30.0]])
    alone = torch.cat([layer(row[None]) for row in rows])
    assert torch.equal(layer(rows), alone)


@pytest.mark.parametrize("kind", [NarrowLinear, DecodingLinear, IntegerLinear])
def test_many_rows_are_multiplied_in_what_is_fastest(kind, kind_of_processor, monkeypatch):
    layer, seen, linear = kind(nn.Linear(32, 16)), [], nn.functional.linear

    def watched(x, weight, bias=None):
        seen.append((x.dtype, weight.dtype))
        return linear(x, weight, bias)

    monkeypatch.setattr(nn.functional, "linear", watched)
    layer(torch.randn(2 * SIDE_BY_SIDE, 32))
    fast = torch.bfloat16 if kind_of_processor == "tiles" else torch.float32
    in_8_bits = kind is IntegerLinear and kind_of_processor == "integers"
    assert seen == ([] if in_8_bits else [(fast, fast)])


def test_other_devices_are_fast_in_16_bits(monkeypatch):
    monkeypatch.setattr(processor, "has", lambda _feature: False)
    assert processor.fastest(torch.device("cuda")) == torch.bfloat16
    assert processor.fastest(torch.device("cpu")) == torch.float32
