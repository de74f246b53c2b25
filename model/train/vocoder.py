"""Train the vocoder on copies of the corpus: pitch, mel and multi-resolution STFT losses."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

from model.audio import log_mel
from model.train.cast import SPEAKERS
from model.train.corpus import LABEL_RATE
from model.train.data import Corpus, Entry
from model.train.loop import Losses
from model.vocoder import MIDDLE_PITCH, Vocoder

RESOLUTIONS = ((2048, 512), (1024, 256), (512, 128), (256, 64))
"""Window and hop of each STFT the copy is compared in."""


PITCH_WEIGHT = 3.0


@dataclass(frozen=True, slots=True)
class Batch:
    """Hold mel `(B, n_mels, F)`, waveform `(B, N)` and pitch `(B, F)` in hertz."""

    mel: Tensor
    waveform: Tensor
    pitch: Tensor


def draw(corpus: Corpus, n_frames: int, batch: int, rng: np.random.Generator) -> Iterator[Batch]:
    """Draw crops of `n_frames`."""
    hop = corpus.config.mel.hop_length
    long_enough = [i for i, mel in enumerate(corpus.mels) if len(mel) >= n_frames]
    while True:
        mels, waves, pitches = [], [], []
        for index in rng.choice(long_enough, batch):
            entry = corpus.entries[index]
            first = int(rng.integers(0, len(corpus.mels[index]) - n_frames + 1))
            mels.append(corpus.mels[index][first : first + n_frames].float().T)
            waves.append(corpus.waveform(entry)[first * hop : (first + n_frames) * hop])
            pitches.append(_pitch(corpus, entry, np.arange(first, first + n_frames)))
        yield Batch(torch.stack(mels), torch.stack(waves), torch.stack(pitches))


def _pitch(corpus: Corpus, entry: Entry, frames: NDArray[np.int64]) -> Tensor:
    """Give the pitch in hertz that the corpus was acted with, at mel frames `(F,)`."""
    semitones = corpus.delivery_of(entry)[:, 0].numpy()
    centres = (frames + 0.5) * LABEL_RATE / corpus.config.mel.frame_rate - 0.5
    octaves = np.interp(centres, np.arange(len(semitones)), semitones) / 12
    return torch.from_numpy(SPEAKERS[entry.speaker].pitch * 2.0**octaves).float()


def losses(vocoder: Vocoder, batch: Batch) -> Losses:
    """Compare the copy, made at the true pitch, in mel and short-time spectra; and the pitch."""
    wave = batch.waveform
    octaves = vocoder.pitch(batch.mel)[..., 0].float()
    truth = torch.log2(batch.pitch / MIDDLE_PITCH)
    copy = vocoder(batch.mel, batch.pitch)
    with torch.autocast(wave.device.type, enabled=False):
        found = {
            "pitch": PITCH_WEIGHT * functional.l1_loss(octaves, truth),
            "mel": functional.l1_loss(log_mel(copy, vocoder.mel), log_mel(wave, vocoder.mel)),
        }
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
