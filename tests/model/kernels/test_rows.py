"""A kernel gives what torch gives: at any size, with any instructions, on any number of threads."""

import math

import pytest
import torch

from model import snake
from model.kernels import rows
from model.kernels.library import DOT, PLAIN, WIDE
from model.snake import Snake


@pytest.fixture(params=[PLAIN, WIDE, DOT], ids=["plain", "wide", "dot"])
def level(request):
    return request.param


def bent_by_torch(layer, x):
    frequency, damping = layer.log_frequency.exp(), layer.log_damping.exp()
    return snake._in_blocks(x, frequency, (frequency / damping).sqrt())


def bent(layer, x, level=DOT):
    frequency, gain = layer.log_frequency.exp() / math.pi, 1 / layer.log_damping.exp()
    return rows.bend(x, snake.kaiser_sinc().float(), frequency, gain, level)


def any_snake(dim):
    torch.manual_seed(dim)
    layer = Snake(dim).requires_grad_(False)
    layer.log_frequency.normal_().mul_(0.5)
    layer.log_damping.normal_().mul_(0.5)
    return layer


@pytest.mark.parametrize("n_samples", [1, 2, 7, 128, 129, 300])
@pytest.mark.parametrize("dim", [1, 15, 16, 17, 24, 48, 70])
def test_a_bent_signal_is_that_of_torch(n_samples, dim, level):
    layer = any_snake(dim)
    x = torch.randn(n_samples, dim) * 3
    assert torch.allclose(bent(layer, x, level), bent_by_torch(layer, x), rtol=1e-5, atol=1e-5)


@pytest.mark.parametrize("volume", [1e2, 1e6, 1e12, 1e30])
def test_a_loud_signal_stays_as_it_is_but_for_what_is_added(volume, level):
    layer = any_snake(32)
    x = torch.randn(200, 32) * volume
    room = 1.5 / layer.log_damping.exp() + 1e-5 * volume  # the filter overshoots
    flat = Snake(32).requires_grad_(False)
    flat.log_damping.fill_(80.0)
    assert ((bent(layer, x, level) - bent(flat, x, level)).abs() < room).all()


def test_a_signal_is_bent_alike_on_any_number_of_threads():
    layer, x = any_snake(40), torch.randn(1000, 40)
    found, before = [], torch.get_num_threads()
    for n_threads in (1, 2, 3):
        torch.set_num_threads(n_threads)
        found.append(bent(layer, x))
    torch.set_num_threads(before)
    assert all(torch.equal(one, found[0]) for one in found)


def test_a_signal_of_any_layout_is_bent_alike():
    layer, x = any_snake(20), torch.randn(20, 50)
    assert torch.equal(bent(layer, x.t()), bent(layer, x.t().contiguous()))


def test_kernels_are_for_32_bits_on_the_processor():
    x = torch.zeros(3)
    assert rows.fit(x)
    assert not rows.fit(x, x.double())
    assert not rows.fit(torch.zeros(3, device="meta"))


def test_what_learns_is_left_to_torch():
    x = torch.zeros(3, requires_grad=True)
    assert not rows.fit(x)
    with torch.no_grad():
        assert rows.fit(x)


def test_a_snake_runs_in_the_kernel(monkeypatch):
    ran = []
    monkeypatch.setattr(rows, "bend", lambda x, *_: ran.append(x))
    any_snake(4)(torch.zeros(5, 4))
    assert len(ran) == 1


def test_what_the_kernel_would_read_wrong_is_refused():
    layer, x = any_snake(4), torch.zeros(5, 4)
    for wrong in (x[:, :3], x.double()):
        with pytest.raises(ValueError, match="a kernel"):
            bent(layer, wrong)
    assert bent(layer, x[:0]).shape == (0, 4)
