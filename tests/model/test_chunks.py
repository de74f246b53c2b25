"""Chunks of frames cover everything once, the first one soon."""

from hypothesis import given
from hypothesis import strategies as st

from model.chunks import FIRST_FRAMES, MOST_FRAMES, chunks


@given(n_frames=st.integers(1, 5000), reach=st.integers(0, 100))
def test_chunks_cover_every_frame_once(n_frames, reach):
    found = list(chunks(n_frames, reach))
    assert [frame for c in found for frame in range(c.first, c.last)] == list(range(n_frames))
    assert all(c.left == max(c.first - reach, 0) for c in found)
    assert all(c.right == min(c.last + reach, n_frames) for c in found)
    assert found[0].last == min(FIRST_FRAMES, n_frames)
    assert max(c.last - c.first for c in found) <= MOST_FRAMES


@given(n_frames=st.integers(FIRST_FRAMES + 1, 5000))
def test_long_chunks_are_about_equal(n_frames):
    lengths = [c.last - c.first for c in chunks(n_frames, 0)][1:]
    assert max(lengths) - min(lengths) < len(lengths)
