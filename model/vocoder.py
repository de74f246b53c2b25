"""Turn mel frames into a waveform: a pulse train and noise, shaped as the mel says.

A source and a filter, as in the neural source-filter vocoders (Wang et al., arXiv 1904.12088): one
small network reads the pitch off the mel, another one the spectral envelopes of voice and breath.
The pitch is a number, so it holds still, and overlap-add does the upsampling, so a CPU is fast.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

import torch
from torch import Tensor, nn
from torch.nn import functional

from model.chunks import chunks
from model.config import VocoderConfig
from model.layers import ConvNext
from model.listener_config import MelConfig

MAX_LOG_MAGNITUDE = 6.0
MIDDLE_PITCH = 128.0
"""Hertz that the pitch network's zero means; its output counts octaves from there."""

LOWEST_PITCH, HIGHEST_PITCH = 40.0, 800.0


class Vocoder(nn.Module):
    """Map log-mel `(B, n_mels, F)` to waveform `(B, F * hop_length)`."""

    def __init__(self, config: VocoderConfig, mel: MelConfig) -> None:
        super().__init__()
        self.mel = mel
        self.n_fft, self.hop = config.n_fft, mel.hop_length // config.frames_per_mel_frame
        self.pitch = ConvNext(mel.n_mels, 1, config.pitch)
        n_outputs = config.frames_per_mel_frame * 2 * (config.n_fft // 2 + 1)
        self.envelopes = ConvNext(mel.n_mels, n_outputs, config.envelopes)

    @property
    def reach(self) -> int:
        """Count the frames on either side that an output frame's shape depends on."""
        return self.envelopes.reach + math.ceil(self.n_fft / self.mel.hop_length)

    def forward(self, mel: Tensor, pitch: Tensor | None = None) -> Tensor:
        """Synthesize, at the pitch `(B, F)` in hertz that is given or else read off the mel."""
        return self._shape(mel, self._source(self.pitch_of(mel) if pitch is None else pitch))

    def stream(self, mel: Tensor) -> Iterator[Tensor]:
        """Yield the waveform in chunks `(B, n)`; together they are the whole, sample by sample."""
        source = self._source(self.pitch_of(mel))
        hop = self.mel.hop_length
        for chunk in chunks(mel.shape[-1], self.reach):
            seen = source[..., chunk.left * hop : chunk.right * hop]
            yield self._shape(mel[..., chunk.left : chunk.right], seen)[:, chunk.samples(hop)]

    def pitch_of(self, mel: Tensor) -> Tensor:
        """Read the pitch `(B, F)` in hertz; where nothing is voiced it goes on as if."""
        octaves = self.pitch(mel)[..., 0].float()
        return (MIDDLE_PITCH * torch.exp2(octaves)).clamp(LOWEST_PITCH, HIGHEST_PITCH)

    def _source(self, pitch: Tensor) -> Tensor:
        """Give a pulse train at the pitch and noise, `(B, 2, N)`, both of unit power."""
        sample_rate, hop = self.mel.sample_rate, self.mel.hop_length
        hertz = functional.interpolate(pitch[:, None], scale_factor=hop, mode="linear")[:, 0]
        # Double precision: a take of a minute turns tens of thousands of times.
        phase = torch.cumsum(hertz.double() / sample_rate, dim=-1) % 1.0
        n_harmonics = torch.floor(sample_rate / 2 / hertz.double())
        half = math.pi * phase
        sine = torch.sin(half)
        # The sum of all cosines below half the sample rate (Dirichlet's kernel).
        closed = torch.sin((2 * n_harmonics + 1) * half) / sine.where(
            sine.abs() > 1e-6, sine + 1e-6
        )
        pulses = torch.where(sine.abs() > 1e-6, (closed - 1) / 2, n_harmonics)
        pulses = (pulses * torch.sqrt(2.0 / n_harmonics)).float()
        noise = torch.randn(pulses.shape, generator=None if self.training else _same_noise())
        return torch.stack([pulses, noise.to(pulses.device)], dim=1)

    def _shape(self, mel: Tensor, source: Tensor) -> Tensor:
        """Filter the source `(B, 2, N)` by the envelopes of the mel, frame by frame."""
        n_bins = self.n_fft // 2 + 1
        log_magnitude = self.envelopes(mel).float().clamp(max=MAX_LOG_MAGNITUDE)
        voice, breath = log_magnitude.unflatten(-1, (-1, 2, n_bins)).flatten(1, 2).unbind(2)
        edge = (self.n_fft - self.hop) // 2
        window = torch.hann_window(self.n_fft, device=mel.device)
        frames = functional.pad(source, (edge, edge)).unfold(-1, self.n_fft, self.hop) * window
        pulses, noise = torch.fft.rfft(frames).unbind(1)
        spectrum = pulses * _minimum_phase(voice) + noise * breath.exp()
        return self._overlap_add(torch.fft.irfft(spectrum, self.n_fft) * window, window)

    def _overlap_add(self, frames: Tensor, window: Tensor) -> Tensor:
        """Add windowed frames `(B, F, n_fft)` at the hop and undo the windows' sum."""
        n_frames = frames.shape[1]
        length = (n_frames - 1) * self.hop + self.n_fft
        windows = window.square().expand(1, n_frames, -1)
        both = torch.cat([frames, windows]).transpose(1, 2)
        size, stride = (1, self.n_fft), (1, self.hop)
        added = functional.fold(both, (1, length), size, stride=stride)[:, 0, 0]
        edge = (self.n_fft - self.hop) // 2
        waveform, envelope = added[:-1], added[-1:]
        return (waveform / envelope.clamp(min=1e-3))[:, edge : length - edge]


def _same_noise() -> torch.Generator:
    """Give the generator that makes every rendering of a mel alike."""
    return torch.Generator().manual_seed(0)


def _minimum_phase(log_magnitude: Tensor) -> Tensor:
    """Give the spectrum of the causal filter with this log magnitude `(..., bins)`.

    Its cepstrum is the even one with the negative times folded onto the positive ones; a vocal
    tract rings after the pulse, not before it.
    """
    cepstrum = torch.fft.irfft(log_magnitude)
    n = cepstrum.shape[-1]
    fold = torch.zeros(n, device=cepstrum.device)
    fold[0] = fold[n // 2] = 1.0
    fold[1 : n // 2] = 2.0
    return torch.exp(torch.fft.rfft(cepstrum * fold))
