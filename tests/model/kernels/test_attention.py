"""Rows attend in C as in torch, at any size."""

import pytest
import torch
from torch.nn import functional

from model.kernels.attention import attend
from model.kernels.library import DOT, PLAIN, WIDE


@pytest.fixture(params=[PLAIN, WIDE, DOT], ids=["plain", "wide", "dot"])
def level(request):
    return request.param


def drawn(batch, n_rows, heads, dim, volume=1.0):
    torch.manual_seed(n_rows)
    made = volume * torch.randn(batch, n_rows, 3 * heads * dim)
    return made.unflatten(-1, (3, heads, dim)).unbind(2)


def by_torch(query, key, value):
    heads = (one.transpose(1, 2).double() for one in (query, key, value))
    return functional.scaled_dot_product_attention(*heads).transpose(1, 2).flatten(2).float()


@pytest.mark.parametrize("n_rows", [1, 6, 63, 64, 130])
@pytest.mark.parametrize("dim", [1, 16, 64, 70])
@pytest.mark.parametrize(("batch", "heads"), [(1, 1), (2, 3)])
def test_rows_find_what_they_find_in_torch(n_rows, dim, batch, heads, level):
    rows = drawn(batch, n_rows, heads, dim)
    assert torch.allclose(attend(*rows, level=level), by_torch(*rows), atol=2e-6)


@pytest.mark.parametrize("volume", [1e-3, 30.0, 1e6])
def test_rows_of_any_volume_attend(volume, level):
    query, key, value = drawn(1, 70, 2, 8, volume)
    made = attend(query, key, value / volume, level)
    assert torch.allclose(made, by_torch(query, key, value / volume), atol=2e-4)


def test_some_rows_attend_to_all():
    query, key, value = drawn(2, 50, 2, 16)
    assert torch.allclose(
        attend(query[:, 20:], key, value), by_torch(query, key, value)[:, 20:], atol=2e-6
    )


def test_rows_find_the_same_on_any_number_of_threads():
    rows, before, found = drawn(1, 100, 4, 16), torch.get_num_threads(), []
    for n_threads in (1, 2, 3, 5):
        torch.set_num_threads(n_threads)
        found.append(attend(*rows))
    torch.set_num_threads(before)
    assert all(torch.allclose(one, found[0], atol=1e-6) for one in found)


def test_what_is_no_number_is_none_for_those_who_attend_to_it(level):
    query, key, value = (one.clone() for one in drawn(1, 70, 2, 8))
    key[0, 3, 1] = torch.nan
    made = attend(query, key, value, level).unflatten(-1, (2, 8))
    assert made[:, :, 0].isfinite().all()
    assert made[:, :, 1].isnan().all()


def test_there_has_to_be_something_to_attend_to():
    query, key, value = drawn(1, 5, 2, 8)
    with pytest.raises(ValueError, match="no rows"):
        attend(query, key[:, :0], value[:, :0])
    assert attend(query[:, :0], key, value).shape == (1, 0, 16)


def test_what_the_kernel_would_read_wrong_is_refused():
    query, key, value = drawn(1, 5, 2, 8)
    heads_apart = key.transpose(1, 2).contiguous().transpose(1, 2)
    for wrong in (key.double(), key[..., :4], key[:, :4], heads_apart):
        with pytest.raises(ValueError, match="a kernel"):
            attend(query, value, wrong)
