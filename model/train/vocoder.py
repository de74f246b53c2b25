"""Train the vocoder on copies of the corpus: mel and multi-resolution STFT losses."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from model.audio import log_mel
from model.train.data import Corpus
from model.train.loop import Losses
from model.vocoder import Vocoder

RESOLUTIONS = ((2048, 512), (1024, 256), (512, 128), (256, 64))
"""Window and hop of each STFT the copy is compared in."""


def draw(
    corpus: Corpus, n_frames: int, batch: int, rng: np.random.Generator
) -> Iterator[tuple[Tensor, Tensor]]:
    """Draw mel `(B, n_mels, F)` and the waveform `(B, N)` it was made from."""
    hop = corpus.config.mel.hop_length
    long_enough = [i for i, mel in enumerate(corpus.mels) if len(mel) >= n_frames]
    while True:
        mels, waves = [], []
        for index in rng.choice(long_enough, batch):
            first = int(rng.integers(0, len(corpus.mels[index]) - n_frames + 1))
            mels.append(corpus.mels[index][first : first + n_frames].float().T)
            wave = corpus.waveform(corpus.entries[index])
            waves.append(wave[first * hop : (first + n_frames) * hop])
        yield torch.stack(mels), torch.stack(waves)


def losses(vocoder: Vocoder, batch: tuple[Tensor, Tensor]) -> Losses:
    """Compare the copy with the original in mel and in several short-time spectra."""
    mel, wave = batch
    copy = vocoder(mel)
    with torch.autocast(wave.device.type, enabled=False):
        found = {"mel": functional.l1_loss(log_mel(copy, vocoder.mel), log_mel(wave, vocoder.mel))}
        for n_fft, hop in RESOLUTIONS:
            ours, theirs = _magnitude(copy, n_fft, hop), _magnitude(wave, n_fft, hop)
            gap = (ours - theirs).norm() / theirs.norm()
            log_gap = functional.l1_loss(ours.log(), theirs.log())
            found[f"stft{n_fft}"] = (gap + log_gap) / len(RESOLUTIONS)
    return found


def _magnitude(wave: Tensor, n_fft: int, hop: int) -> Tensor:
    window = torch.hann_window(n_fft, device=wave.device)
    spectrum = torch.stft(wave, n_fft, hop, window=window, center=True, return_complex=True)
    return spectrum.abs().clamp(min=1e-5)
