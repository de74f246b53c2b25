"""What kernels do is counted as torch counts the same work."""

import pytest
import torch
from torch.nn import functional
from torch.utils.flop_counter import FlopCounterMode, sdpa_flop_count

from model.kernels.attention import attend
from model.kernels.layer import Gate, Panels, Product, run
from model.kernels.tally import tally


def of_torch(work):
    with FlopCounterMode(display=False) as counter:
        work()
    return counter.get_total_flops()


@pytest.mark.parametrize("is_gated", [False, True])
def test_products_are_those_of_the_matrices(is_gated):
    rows, gate, out = (
        torch.randn(7, 40),
        torch.randn(70, 40),
        torch.randn(30, 70 if is_gated else 40),
    )
    packed = Gate(Panels.of(gate), Panels.of(gate)) if is_gated else None

    def exact():
        wide = functional.linear(rows, gate) * functional.linear(rows, gate) if is_gated else rows
        functional.linear(wide, out)

    with tally() as counted:
        run(rows, Product(Panels.of(out), torch.empty(7, 30)), gate=packed)
    assert counted.integers == of_torch(exact)
    assert counted.floats == 0


def test_attention_is_two_products_for_every_pair_of_rows():
    query, key = torch.randn(2, 5, 3, 8), torch.randn(2, 9, 3, 8)
    shapes = [one.transpose(1, 2).shape for one in (query, key, key)]
    with tally() as counted:
        attend(query, key, key)
    assert counted.floats == sdpa_flop_count(*shapes)
    assert counted.integers == 0


def test_nobody_counts_when_nobody_asks():
    with tally() as counted:
        pass
    attend(*[torch.randn(1, 2, 1, 4)] * 3)
    assert counted.floats == 0


def test_who_counts_inside_another_ends_alone():
    rows = torch.randn(1, 5, 2, 8)
    with tally() as outer:
        with tally() as inner:
            attend(rows, rows, rows)
        attend(rows, rows, rows)
    assert outer.floats == 2 * inner.floats > 0
