"""Turn speech features into semantic tokens and back, with the official tokenizers.

RepCodec for 2.0 (arXiv 2309.00169, as MaskGCT trained it); for 2.5 the same at half the rate, with
a decoder that brings tokens back to the rate of the features.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

from model.layers import ConvNext
from model.listener_config import RepCodecConfig


class RepCodec(nn.Module):
    """Hold encoder, codebook, and what every code is embedded as."""

    def __init__(self, config: RepCodecConfig) -> None:
        super().__init__()
        dim = config.dim
        self.encoder = ConvNext(dim, dim, config.encoder)
        self.project = nn.Linear(dim, config.code_dim)
        self.codebook = nn.Parameter(torch.randn(config.n_tokens, config.code_dim))
        self.table = nn.Embedding(config.n_tokens, dim)
        self.halves_rate = config.halves_rate
        if config.halves_rate:
            self.down = nn.Conv1d(dim, dim, 3, stride=2, padding=1)
            self.decoder = ConvNext(dim, dim, config.encoder)
            self.up = nn.Conv1d(dim, dim, 3, padding=1)

    def encoded(self, features: Tensor) -> Tensor:
        """Encode features `(B, S, C)` to the same, or to half as many."""
        x = features.transpose(1, 2)
        if self.halves_rate:
            x = functional.gelu(self.down(x))
        return self.encoder(x)

    def encode(self, features: Tensor) -> Tensor:
        """Tokenize features `(B, S, C)`: the code of the least angle, whatever the lengths."""
        codes = functional.normalize(self.project(self.encoded(features)), dim=-1)
        return (codes @ functional.normalize(self.codebook, dim=-1).T).argmax(-1)

    def embed(self, tokens: Tensor) -> Tensor:
        """Give what tokens `(B, S)` stand for, at the rate of the features."""
        embedded = self.table(tokens)
        if not self.halves_rate:
            return embedded
        decoded = self.decoder(embedded.transpose(1, 2)).transpose(1, 2)
        return self.up(decoded.repeat_interleave(2, dim=-1)).transpose(1, 2)
