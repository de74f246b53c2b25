"""Rows go through a layer as the formulas of torch say, with weights and rows of 8 bits."""

import pytest
import torch
from torch.nn import functional

from model.kernels.layer import Gate, Norm, Panels, Product, Turn, run
from model.kernels.library import DOT, PLAIN, WIDE

EPSILON = 1e-5


@pytest.fixture(params=[PLAIN, WIDE, DOT], ids=["plain", "wide", "dot"])
def level(request):
    return request.param


@pytest.fixture(autouse=True)
def seed():
    torch.manual_seed(3)


def in_8_bits(x):
    step = (x.abs().amax(-1, keepdim=True) / 127).clamp(min=1e-30)
    return torch.round(x * (1 / step)) * step


def product(x, weight, bias=0.0):
    return (in_8_bits(x).double() @ in_8_bits(weight).double().t()).float() + bias


def near(made, true):
    return (made - true).abs().max() < 1e-4 * true.abs().max()


@pytest.mark.parametrize("n_rows", [1, 5, 97, 200])
@pytest.mark.parametrize("n_in", [1, 30, 64])
@pytest.mark.parametrize("n_out", [1, 64, 130])
def test_a_product_is_that_of_8_bits(n_rows, n_in, n_out, level):
    x, weight, bias = torch.randn(n_rows, n_in), torch.randn(n_out, n_in), torch.randn(n_out)
    made = torch.empty(n_rows, n_out)
    run(x, Product(Panels.of(weight, bias), made), level=level)
    assert near(made, product(x, weight, bias))


@pytest.mark.parametrize("volume", [0.0, 1e-20, 1e20])
def test_rows_of_any_volume_are_multiplied(volume, level):
    x, weight, made = torch.randn(7, 20) * volume, torch.randn(9, 20), torch.empty(7, 9)
    run(x, Product(Panels.of(weight), made), level=level)
    assert torch.allclose(made, product(x, weight), rtol=1e-4, atol=1e-4 * volume)


def test_a_loud_row_does_not_change_the_quiet_ones():
    x, panels = torch.randn(20, 30), Panels.of(torch.randn(40, 30))
    alone, beside = torch.empty(20, 40), torch.empty(20, 40)
    run(x, Product(panels, alone))
    x[3] *= 1e6
    run(x, Product(panels, beside))
    assert torch.equal(alone[4:], beside[4:])


def test_a_product_is_added_to_rows_that_lie_apart(level):
    x, weight = torch.randn(11, 60)[:, 30:], torch.randn(20, 30)
    base, made = torch.randn(11, 50)[:, :20], torch.zeros(11, 40)
    run(x, Product(Panels.of(weight), made[:, 20:], base), level=level)
    assert near(made[:, 20:], base + product(x, weight))
    assert not made[:, :20].any()


def test_the_bias_can_be_shifted():
    x, weight, bias, by = torch.randn(2, 5), torch.randn(70, 5), torch.randn(70), torch.randn(70)
    made = torch.empty(2, 70)
    run(x, Product(Panels.of(weight, bias).shifted(by), made))
    assert near(made, product(x, weight, bias + by))


def test_rows_are_normalised_before(level):
    x, made = torch.randn(9, 33), torch.empty(9, 20)
    norm, weight = Norm(torch.randn(33), torch.randn(33), EPSILON), torch.randn(20, 33)
    run(x, Product(Panels.of(weight), made), norm=norm, level=level)
    normed = functional.rms_norm(x, (33,), norm.weight, EPSILON) + norm.bias
    assert (made - product(normed, weight)).norm() < 2e-3 * made.norm()  # one may round otherwise


@pytest.mark.parametrize("is_tanh", [False, True])
@pytest.mark.parametrize("hidden", [1, 64, 100])
def test_a_product_gates_another_one(is_tanh, hidden, level):
    x, made = 3 * torch.randn(9, 33), torch.empty(9, 20)
    content, gate, out = torch.randn(hidden, 33), torch.randn(hidden, 33), torch.randn(20, hidden)
    gated = Gate(Panels.of(content), Panels.of(gate), is_tanh)
    run(x, Product(Panels.of(out), made), gate=gated, level=level)
    first, second = product(x, content), product(x, gate)
    bent = torch.tanh(first) * torch.sigmoid(second)
    true = product(bent if is_tanh else first * functional.silu(second), out)
    assert (made - true).norm() < 2e-3 * true.norm()


def test_heads_are_turned_by_their_place(level):
    length, head = 5, 8
    x, weight = torch.randn(2 * length, 12), torch.randn(3 * head, 12)
    turn, made = torch.randn(length, 1, head // 2, 2), torch.empty(2 * length, 3 * head)
    run(x, Product(Panels.of(weight), made), turn=Turn(turn, 2 * head), level=level)
    pairs = product(x, weight).view(2, length, 3, head // 2, 2)
    turned = torch.view_as_real(torch.view_as_complex(pairs) * torch.view_as_complex(turn))
    turned[:, :, 2] = pairs[:, :, 2]
    assert near(made, turned.view_as(made))


def test_rows_are_alike_on_any_number_of_threads():
    x, panels, found = torch.randn(301, 40), Panels.of(torch.randn(50, 40)), []
    before = torch.get_num_threads()
    for n_threads in (1, 2, 3, 7):
        torch.set_num_threads(n_threads)
        found.append(torch.empty(301, 50))
        run(x, Product(panels, found[-1]))
    torch.set_num_threads(before)
    assert all(torch.equal(one, found[0]) for one in found)


def test_a_row_that_is_no_number_stays_none_and_alone(level):
    x, made = torch.randn(5, 30), torch.empty(5, 9)
    x[2, 3] = torch.nan
    gate = Gate(Panels.of(torch.randn(20, 30)), Panels.of(torch.randn(20, 30)))
    run(x, Product(Panels.of(torch.randn(9, 20)), made), gate=gate, level=level)
    assert made.isnan().any(1).tolist() == [False, False, True, False, False]


@pytest.mark.parametrize("n_rows", [0, 1])
def test_few_rows_and_none_go_through(n_rows, level):
    x, weight, made = torch.randn(n_rows, 20), torch.randn(9, 20), torch.empty(n_rows, 9)
    run(x, Product(Panels.of(weight), made), level=level)
    assert torch.allclose(made, product(x, weight), atol=1e-4)


X, OUT = torch.zeros(4, 6), Panels.of(torch.zeros(8, 6))


@pytest.mark.parametrize(
    ("rows", "given"),
    [
        (X.double(), {}),
        (X[:, :5], {}),
        (X.t().contiguous().t(), {}),
        (X, {"product": Product(OUT, torch.zeros(3, 8))}),
        (X, {"product": Product(OUT, torch.zeros(4, 8), torch.zeros(4, 7))}),
        (X, {"norm": Norm(torch.zeros(5), torch.zeros(6), EPSILON)}),
        (X, {"gate": Gate(OUT, OUT)}),
        (X, {"turn": Turn(torch.zeros(4, 1, 2, 2), 6)}),
        (X, {"turn": Turn(torch.zeros(4, 1, 2, 2), 12)}),
    ],
)
def test_what_a_kernel_would_read_wrong_is_refused(rows, given):
    with pytest.raises(ValueError, match=r"kernel|gate|columns"):
        run(rows, **{"product": Product(OUT, torch.zeros(4, 8)), **given})
