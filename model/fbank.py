"""Give Kaldi's filter-bank features, as the speaker encoder and w2v-bert were trained on them."""

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


def speaker_features(waveform: Tensor) -> Tensor:
    """Give `(1, F, 80)` of `(N,)` at 16 kHz in [-1, 1], with no mean over time."""
    features = fbank(waveform, mel_bank(torch.float32), SPEAKER_FLOOR)
    return (features - features.mean(dim=0))[None]


def seamless_features(waveform: Tensor) -> Tensor:
    """Give `(1, S, 160)` of `(N,)` at 16 kHz: two frames in one, at 50 a second."""
    bank = mel_bank(torch.float64)
    features = fbank(waveform.double() * INT16_SCALE, bank, SEAMLESS_FLOOR)
    spread = torch.sqrt(features.var(dim=0) + VARIANCE_FLOOR)
    normalised = (features - features.mean(dim=0)) / spread
    pairs = len(normalised) // 2  # an odd frame at the end is masked upstream, and left out here
    return normalised[: 2 * pairs].reshape(1, pairs, 2 * N_MELS)


def fbank(waveform: Tensor, bank: Tensor, floor: float) -> Tensor:
    """Give log energies `(F, 80)` of `(N,)`: only whole windows count."""
    frames = waveform.unfold(0, WINDOW, HOP)
    frames = frames - frames.mean(dim=1, keepdim=True)
    before = functional.pad(frames[None], (1, 0), mode="replicate")[0, :, :-1]
    window = torch.hann_window(WINDOW, periodic=False, dtype=frames.dtype) ** POVEY_POWER
    spectrum = torch.fft.rfft((frames - PRE_EMPHASIS * before) * window, n=N_FFT)
    return torch.log((spectrum.abs().square() @ bank.T).clamp(min=floor)).float()


@cache
def mel_bank(precision: torch.dtype) -> Tensor:
    """Give Kaldi's triangular filters `(80, 257)`.

    The two users computed theirs in different precisions, which shows in the faintest bands.
    """
    low, high = _mels(LOWEST_HERTZ), _mels(SAMPLE_RATE / 2)
    step = (high - low) / (N_MELS + 1)
    left = low + torch.arange(N_MELS, dtype=precision)[:, None] * step
    hertz = SAMPLE_RATE / N_FFT * torch.arange(N_FFT // 2, dtype=precision)
    place = 1127.0 * torch.log(1.0 + hertz / 700.0)
    rising, falling = (place - left) / step, (left + 2 * step - place) / step
    with torch.inference_mode(mode=False):
        return functional.pad(torch.minimum(rising, falling).clamp(min=0.0), (0, 1))


def _mels(hertz: float) -> float:
    return 1127.0 * math.log(1.0 + hertz / 700.0)
