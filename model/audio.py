"""Turn sound into numbers the networks see: load, resample, log-mel spectrogram."""

from __future__ import annotations

import math
from functools import cache
from pathlib import Path

import numpy as np
import soundfile
import soxr
import torch
from torch import Tensor
from torch.nn import functional

from model.listener_config import MelConfig
from model.phrase import Waveform
from model.prompt_audio import read_prompt

FLOOR = 1e-5
"""Smallest magnitude that is told apart from silence."""

MARGIN = 0.1
"""Seconds read beyond the end, so that the resampler meets no edge there."""


def load(path: Path, sample_rate: int) -> Waveform:
    """Read an audio file as mono `(N,)` at a sample rate.

    Raises:
        ValueError: the file is not audio.
    """
    try:
        data, found = soundfile.read(path, dtype="float32", always_2d=True)
    except (soundfile.LibsndfileError, OSError, TypeError) as error:
        raise ValueError(f"{path} cannot be read as audio: {error}") from error
    return resample(data.mean(axis=1), found, sample_rate)


def load_prompt(path: Path, sample_rate: int, longest: float) -> Tensor:
    """Read the beginning of a voice prompt as mono `(N,)`, `longest` seconds at most.

    Only what is needed of the file is read. The last sample is a zero where the length does not
    divide: resamplers that count so made the data that the official engines were trained on.

    Raises:
        ValueError: the file is not audio, silent, or too short to tell a voice.
    """
    read = read_prompt(path, longest, MARGIN)
    wave, rate = read.waveform, read.sample_rate
    length = math.ceil(len(wave) * sample_rate / rate)
    wave = wave if rate == sample_rate else soxr.resample(wave, rate, sample_rate, quality="HQ")
    wave = np.pad(wave, (0, max(length - len(wave), 0)))[: round(longest * sample_rate)]
    return torch.from_numpy(np.ascontiguousarray(wave, np.float32))


def resample(waveform: Waveform, old_rate: int, new_rate: int) -> Waveform:
    """Change the sample rate of a waveform `(N,)`."""
    if old_rate == new_rate:
        return waveform
    return np.asarray(soxr.resample(waveform, old_rate, new_rate, quality="VHQ"), np.float32)


def log_mel(waveform: Tensor, config: MelConfig) -> Tensor:
    """Give the natural-log mel spectrogram `(B, n_mels, F)` of `(B, N)`; `F = N // hop_length`."""
    pad = (config.n_fft - config.hop_length) // 2
    padded = functional.pad(waveform[:, None], (pad, pad), mode="reflect")[:, 0]
    window = torch.hann_window(config.win_length or config.n_fft, device=waveform.device)
    spectrum = torch.stft(
        padded,
        config.n_fft,
        config.hop_length,
        len(window),
        window,
        center=False,
        return_complex=True,
    )
    bank = mel_bank(
        config.sample_rate, config.n_fft, config.n_mels, config.lowest, config.highest
    ).to(waveform.device)
    magnitude = torch.sqrt(spectrum.abs().square() + config.power_floor)
    return torch.log(torch.clamp(bank @ magnitude, min=FLOOR))


@cache
def mel_bank(
    sample_rate: int, n_fft: int, n_mels: int, lowest: float = 0.0, highest: float | None = None
) -> Tensor:
    """Give the `(n_mels, n_fft // 2 + 1)` Slaney mel filters, over all frequencies by default."""
    low, high = _mels(np.array([lowest, sample_rate / 2 if highest is None else highest]))
    edges = _hertz(np.linspace(low, high, n_mels + 2))
    bins = np.arange(n_fft // 2 + 1) * sample_rate / n_fft
    rising = (bins - edges[:-2, None]) / (edges[1:-1] - edges[:-2])[:, None]
    falling = (edges[2:, None] - bins) / (edges[2:] - edges[1:-1])[:, None]
    weights = np.maximum(0.0, np.minimum(rising, falling))
    weights *= (2.0 / (edges[2:] - edges[:-2]))[:, None]
    with torch.inference_mode(mode=False):  # whoever asks first, training may use it after
        return torch.from_numpy(weights.astype(np.float32))


# Slaney's scale: linear below 1 kHz (3 mels per 200 Hz), logarithmic above (27 mels per 6.4x).
_LINEAR = 3.0 / 200.0
_KNEE = 1000.0
_STEP = 27.0 / np.log(6.4)


def _mels(hertz: np.ndarray) -> np.ndarray:
    above = _KNEE * _LINEAR + np.log(np.maximum(hertz, _KNEE) / _KNEE) * _STEP
    return np.where(hertz < _KNEE, hertz * _LINEAR, above)


def _hertz(mels: np.ndarray) -> np.ndarray:
    above = _KNEE * np.exp((mels - _KNEE * _LINEAR) / _STEP)
    return np.where(mels < _KNEE * _LINEAR, mels / _LINEAR, above)
