"""Prompts are read in pieces, and the pieces are not to be found in what was read."""

from __future__ import annotations

import pytest
import torch

from model import conditioning
from model.conditioning import Subsampling


@pytest.mark.parametrize("n_rows", [3, 4, 63, 64, 65])
def test_a_prompt_read_in_pieces_is_the_same_as_one_read_whole(n_rows, monkeypatch):
    torch.manual_seed(0)
    subsample = Subsampling(20, 8).eval()
    features = torch.randn(2, n_rows, 20)
    with torch.inference_mode():
        whole = subsample(features)
        monkeypatch.setattr(conditioning, "VALUES_AT_ONCE", 10 * subsample.project.in_features)
        pieces = subsample(features)
    assert whole.shape == pieces.shape == (2, (n_rows - 1) // 2, 8)
    torch.testing.assert_close(pieces, whole)


def test_what_is_shorter_than_the_kernel_is_refused():
    with pytest.raises(RuntimeError, match=r"[Kk]ernel"):
        Subsampling(20, 8)(torch.randn(1, 2, 20))
