"""Segments are eased in and out, and keep their lengths."""

import numpy as np
import pytest

from model.joining import FADE_SECONDS, eased

RATE = 16_000
FADE = round(FADE_SECONDS * RATE)


@pytest.mark.parametrize("lengths", [[1000], [500, 700], [300, 200, 400], [3], [3, 500, 2]])
def test_ends_are_silent_and_lengths_stay(lengths):
    pieces = [np.ones(n, np.float32) for n in lengths]
    made = list(eased(iter(pieces), RATE))
    assert [len(piece) for piece in made] == lengths
    whole = np.concatenate(made)
    assert whole[0] == whole[-1] == 0.0
    assert np.abs(np.diff(np.concatenate([[0.0], whole, [0.0]]))).max() <= 1.0


def test_only_the_ends_are_touched():
    made = np.concatenate(list(eased([np.ones(400, np.float32)] * 3, RATE)))
    assert (made[FADE:-FADE] == 1.0).all()
    assert np.abs(np.diff(made)).max() < 2.0 / FADE


def test_nothing_is_nothing():
    assert list(eased([], RATE)) == []
