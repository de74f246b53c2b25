"""Give Kaldi's filter-bank features, as the speaker encoder and w2v-bert were trained on them.

Two programs computed them, in two precisions. Roundings show: in faint bands, and where a band
hardly moves and is divided by its spread. So numbers are rounded here where they were rounded then.
"""

from __future__ import annotations

import math
from functools import cache

import torch
from torch import Tensor
from torch.nn import functional

SAMPLE_RATE = 16_000
WINDOW, HOP, N_FFT = 400, 160, 512
N_MELS = 80
LOWEST_HERTZ = 20.0
PRE_EMPHASIS = 0.97
POVEY_POWER = 0.85

SPEAKER_FLOOR = torch.finfo(torch.float32).eps
SEAMLESS_FLOOR = 1.192092955078125e-07
INT16_SCALE = 2.0**15
VARIANCE_FLOOR = 1e-7
PADDING = 1.0
"""What stands in a pair of frames where there is no second one."""


def speaker_features(waveform: Tensor) -> Tensor:
    """Give `(1, F, 80)` of `(N,)` at 16 kHz in [-1, 1], with no mean over time."""
    features = fbank(waveform, mel_bank(torch.float32), SPEAKER_FLOOR)
    return (features - features.mean(dim=0))[None]


def seamless_features(waveform: Tensor) -> Tensor:
    """Give `(1, S, 160)` of `(N,)` at 16 kHz: two frames in one, at 50 a second.

    An odd frame at the end is paired with padding, which `is_whole` finds again.
    """
    bank = mel_bank(torch.float64)
    features = fbank(waveform.double() * INT16_SCALE, bank, SEAMLESS_FLOOR)
    frames = features.numpy(force=True)  # sums in another order than torch
    spread = (frames.var(axis=0, ddof=1) + frames.dtype.type(VARIANCE_FLOOR)) ** 0.5
    normalised = torch.from_numpy((frames - frames.mean(axis=0)) / spread).to(features.device)
    even = functional.pad(normalised, (0, 0, 0, len(normalised) % 2), value=PADDING)
    return even.reshape(1, -1, 2 * N_MELS)


def is_whole(features: Tensor) -> Tensor:
    """Tell `(B, S)` which pairs `(B, S, 160)` are of two frames; the others are masked."""
    return (features.chunk(2, dim=-1)[1] != PADDING).any(dim=-1)


def fbank(waveform: Tensor, bank: Tensor, floor: float) -> Tensor:
    """Give log energies `(F, 80)` of `(N,)`: only whole windows count."""
    frames = waveform.unfold(0, WINDOW, HOP)
    frames = frames - frames.mean(dim=1, keepdim=True)
    before = functional.pad(frames[None], (1, 0), mode="replicate")[0, :, :-1]
    window = torch.hann_window(WINDOW, periodic=False, dtype=frames.dtype) ** POVEY_POWER
    spectrum = torch.fft.rfft((frames - PRE_EMPHASIS * before) * window, n=N_FFT)
    parts = torch.view_as_real(spectrum).float().to(bank.dtype)
    power = torch.linalg.vector_norm(parts, dim=-1).square()
    return torch.log((bank @ power.T).clamp(min=floor)).float().T


@cache
def mel_bank(precision: torch.dtype) -> Tensor:
    """Give Kaldi's triangular filters `(80, 257)`."""
    low, high = _mels(LOWEST_HERTZ), _mels(SAMPLE_RATE / 2)
    step = (high - low) / (N_MELS + 1)
    number = torch.arange(N_MELS, dtype=precision)[:, None]
    left, centre, right = (low + (number + i) * step for i in range(3))
    hertz = SAMPLE_RATE / N_FFT * torch.arange(N_FFT // 2, dtype=precision)
    place = 1127.0 * (1.0 + hertz / 700.0).double().log().to(precision)
    rising, falling = (place - left) / (centre - left), (right - place) / (right - centre)
    with torch.inference_mode(mode=False):
        return functional.pad(torch.minimum(rising, falling).clamp(min=0.0), (0, 1))


def _mels(hertz: float) -> float:
    return 1127.0 * math.log(1.0 + hertz / 700.0)
