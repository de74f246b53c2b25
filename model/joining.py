"""Join segments without clicks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np

from model.phrase import Waveform

FADE_SECONDS = 0.005


def eased(pieces: Iterable[Waveform], sample_rate: int) -> Iterator[Waveform]:
    """Fade the first piece `(N,)` in and the last one out; lengths stay."""
    n_fade = round(FADE_SECONDS * sample_rate)
    held: Waveform | None = None
    for piece in pieces:
        if held is None:
            held = _faded_in(piece, n_fade)
        else:
            yield held
            held = piece
    if held is not None:
        yield _faded_in(held[::-1], n_fade)[::-1]


def _faded_in(waveform: Waveform, n_fade: int) -> Waveform:
    n = min(n_fade, len(waveform))
    ramp = np.sin(np.linspace(0.0, np.pi / 2, n, dtype=np.float32))
    return np.concatenate([waveform[:n] * ramp, waveform[n:]])
