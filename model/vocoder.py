"""Turn mel frames into a waveform: a ConvNeXt backbone under an inverse-STFT head.

The head follows Vocos (arXiv 2306.00814): every frame predicts magnitude and phase of a short
spectrum, and overlap-add does the upsampling, which is what makes it fast on a CPU.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

from model.config import MelConfig, VocoderConfig
from model.layers import ConvNext

MAX_LOG_MAGNITUDE = 6.0


class Vocoder(nn.Module):
    """Map log-mel `(B, n_mels, F)` to waveform `(B, F * hop_length)`."""

    def __init__(self, config: VocoderConfig, mel: MelConfig) -> None:
        super().__init__()
        self.mel = mel
        self.backbone = ConvNext(mel.n_mels, mel.n_fft + 2, config.backbone)

    @property
    def reach(self) -> int:
        """Count the frames on either side that an output frame depends on."""
        return self.backbone.reach + self.mel.n_fft // self.mel.hop_length

    def forward(self, mel: Tensor) -> Tensor:
        """Synthesize; samples at the edges see zeros beyond the mel, as at a real start and end."""
        log_magnitude, phase = self.backbone(mel).float().chunk(2, dim=-1)
        magnitude = torch.exp(log_magnitude.clamp(max=MAX_LOG_MAGNITUDE))
        spectrum = torch.complex(magnitude * torch.cos(phase), magnitude * torch.sin(phase))
        window = torch.hann_window(self.mel.n_fft, device=mel.device)
        return self._overlap_add(torch.fft.irfft(spectrum, self.mel.n_fft) * window, window)

    def _overlap_add(self, frames: Tensor, window: Tensor) -> Tensor:
        """Add windowed frames `(B, F, n_fft)` at the hop and undo the windows' sum."""
        n_fft, hop = self.mel.n_fft, self.mel.hop_length
        n_frames = frames.shape[1]
        length = (n_frames - 1) * hop + n_fft
        windows = window.square().expand(1, n_frames, -1)
        both = torch.cat([frames, windows]).transpose(1, 2)
        added = functional.fold(both, (1, length), (1, n_fft), stride=(1, hop))[:, 0, 0]
        edge = (n_fft - hop) // 2
        waveform, envelope = added[:-1], added[-1:]
        return (waveform / envelope.clamp(min=1e-3))[:, edge : length - edge]

    def stream(self, mel: Tensor, chunk_frames: int) -> list[tuple[int, int, int]]:
        """Plan chunks of a mel: (first frame with context, first, last) so that stream is batch."""
        n_frames = mel.shape[-1]
        starts = range(0, n_frames, chunk_frames)
        return [(max(s - self.reach, 0), s, min(s + chunk_frames, n_frames)) for s in starts]
