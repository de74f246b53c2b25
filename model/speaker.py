"""Turn a voice prompt into a speaker embedding: who speaks, whatever is said and however."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

from model.listener_config import MelConfig, SpeakerConfig

DILATIONS = (1, 2, 3, 1)


class SpeakerEncoder(nn.Module):
    """Map features `(B, n_mels, S)` to unit vectors `(B, C)` by dilated layers and statistics."""

    def __init__(self, config: SpeakerConfig, features: MelConfig) -> None:
        super().__init__()
        widths = [features.n_mels] + [config.dim] * len(DILATIONS)
        self.layers = nn.ModuleList(
            nn.Conv1d(a, b, 5, dilation=dilation, padding=2 * dilation)
            for a, b, dilation in zip(widths[:-1], widths[1:], DILATIONS, strict=True)
        )
        self.norms = nn.ModuleList(nn.LayerNorm(config.dim) for _ in DILATIONS)
        self.leave = nn.Linear(2 * config.dim, config.embed_dim)

    def forward(self, features: Tensor, mask: Tensor | None = None) -> Tensor:
        """Embed; `mask` `(B, S)` is true where features are real."""
        # Level is delivery, not identity: take it out before anything can listen to it.
        x = features - features.mean(dim=(1, 2), keepdim=True)
        for layer, norm in zip(self.layers, self.norms, strict=True):
            x = functional.gelu(norm(layer(x).transpose(1, 2))).transpose(1, 2)
        real = torch.ones_like(x[:, :1]) if mask is None else mask[:, None].to(x.dtype)
        count = real.sum(-1).clamp(min=1)
        mean = (x * real).sum(-1) / count
        variance = ((x - mean[..., None]).square() * real).sum(-1) / count
        pooled = torch.cat([mean, torch.sqrt(variance + 1e-5)], dim=-1)
        return functional.normalize(self.leave(pooled).float(), dim=-1)
