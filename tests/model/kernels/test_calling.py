"""Kernels are only pointed to what they can read."""

import pytest
import torch

from model.kernels import calling
from model.kernels.calling import call, loaded, place
from model.kernels.library import library


def test_numbers_are_where_they_lie():
    x = torch.zeros(3, 8)
    assert place(x, 3, 8) == x.data_ptr()
    assert place(x[1:, 2:5], 2, 3) == x.data_ptr() + 4 * (8 + 2)


def test_rows_may_lie_apart_where_only_their_numbers_are_joined():
    x = torch.zeros(2, 3, 8)[:, :, :4]
    assert place(x, 2, 3, 4) == x.data_ptr()
    with pytest.raises(ValueError, match="side by side"):
        place(x, 2, 3, 4, joined=2)


@pytest.mark.parametrize("shape", [(0, 3), (1, 1), (2, 1), (1, 5)])
def test_axes_of_one_and_of_none_have_no_gaps(shape):
    x = torch.zeros(9, 9)[: shape[0], : shape[1]]
    assert place(x, *shape) == x.data_ptr()


@pytest.mark.parametrize(
    "wrong",
    [
        torch.zeros(2, 3, dtype=torch.float16),
        torch.zeros(3, 2),
        torch.zeros(6),
        torch.zeros(2, 3, device="meta"),
        torch.zeros(3, 2).t(),
    ],
)
def test_what_lies_otherwise_is_refused(wrong):
    with pytest.raises(ValueError, match="a kernel"):
        place(wrong, 2, 3)


def test_without_kernels_it_is_said_how_to_get_them(monkeypatch):
    monkeypatch.setattr(calling, "library", lambda: None)
    with pytest.raises(RuntimeError, match="with a C compiler"):
        loaded()


def test_a_kernel_without_memory_says_so(monkeypatch):
    class Full:
        takelane_layer = staticmethod(lambda *_: 1)

    monkeypatch.setattr(calling, "library", Full)
    with pytest.raises(MemoryError, match="close other programs"):
        call("takelane_layer", None)


def test_the_kernels_are_those_of_the_library():
    assert loaded() is library()
