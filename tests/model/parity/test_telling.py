"""A recorded search is let go on as long as the makers' code let it."""

import pytest
import torch

from model.parity.telling import BEAM_LIMIT, limited
from model.phrase import Sampling

STOP = 9


@pytest.mark.parametrize(
    ("codes", "limit"),
    [
        ([3, 4, STOP], BEAM_LIMIT),
        ([3] * BEAM_LIMIT + [4, STOP], BEAM_LIMIT + 2),
        ([3, 4, 5], 3),
        ([STOP], BEAM_LIMIT),
    ],
)
def test_only_what_did_not_end_by_itself_tells_where_it_was_cut(codes, limit):
    sampling = Sampling(temperature=0.0, n_beams=3)
    found = limited(sampling, torch.tensor([codes]), STOP)
    assert (found.max_tokens, found.n_beams) == (limit, 3)
