"""Read a prompt into a few latents: what a voice is, or a mood.

Timbre and emotion have a conditioner each (paper, section 3.1): a conformer over the prompt, then
a perceiver that reads it into a fixed number of latents.
"""

from __future__ import annotations

import math

import torch
from torch import Tensor, nn
from torch.nn import functional

from model.config import ConditionerConfig

VALUES_AT_ONCE = 1 << 23
"""Held between convolution and projection; memory for many more is got from the system anew."""


class Subsampling(nn.Module):
    """Halve the time of features `(B, S, n)` with a 2-d convolution, then project to `dim`."""

    def __init__(self, in_dim: int, dim: int) -> None:
        super().__init__()
        self.conv = nn.Conv2d(1, dim, 3, stride=2)
        self.project = nn.Linear(dim * ((in_dim - 1) // 2), dim)

    def forward(self, x: Tensor) -> Tensor:
        """Give `(B, (S - 1) // 2, dim)`, a few rows at a time."""
        n_rows = (x.shape[1] - 1) // 2
        step = max(VALUES_AT_ONCE // (len(x) * self.project.in_features), 1)
        rows = [
            self._rows(x[:, 2 * first : 2 * min(first + step, n_rows) + 1])
            for first in range(0, max(n_rows, 1), step)
        ]
        return torch.cat(rows, dim=1) * math.sqrt(self.project.out_features)

    def _rows(self, x: Tensor) -> Tensor:
        wide = self.conv(x[:, None]).relu_()
        return self.project(wide.transpose(1, 2).flatten(2))


class PositionalAttention(nn.Module):
    """Attend over content and absolute key position, each with a learned bias on the query."""

    def __init__(self, dim: int, n_heads: int) -> None:
        super().__init__()
        self.n_heads = n_heads
        self.query = nn.Linear(dim, dim)
        self.key = nn.Linear(dim, dim)
        self.value = nn.Linear(dim, dim)
        self.position = nn.Linear(dim, dim, bias=False)
        self.content_bias = nn.Parameter(torch.zeros(n_heads, dim // n_heads))
        self.position_bias = nn.Parameter(torch.zeros(n_heads, dim // n_heads))
        self.out = nn.Linear(dim, dim)

    def forward(self, x: Tensor, position: Tensor, mask: Tensor) -> Tensor:
        """Attend `(B, S, C)` to itself where `mask` `(B, S)` is true; `position` is `(S, C)`."""
        shape = (*x.shape[:2], self.n_heads, -1)
        query, key, value = (m(x).view(shape) for m in (self.query, self.key, self.value))
        place = self.position(position).view(1, len(position), self.n_heads, -1)
        # (q+u).k + (q+v).p equals one product of widened vectors, so the fused kernel can do it.
        queries = torch.cat([query + self.content_bias, query + self.position_bias], -1)
        keys = torch.cat([key, place.expand_as(key)], -1)
        mixed = functional.scaled_dot_product_attention(
            queries.transpose(1, 2),
            keys.transpose(1, 2),
            value.transpose(1, 2),
            attn_mask=mask[:, None, None],
            scale=1 / math.sqrt(x.shape[-1] // self.n_heads),
        )
        return self.out(mixed.transpose(1, 2).flatten(2))


class ConformerBlock(nn.Module):
    """Attend, convolve, feed forward; each added to its input, normalised before."""

    def __init__(self, config: ConditionerConfig) -> None:
        super().__init__()
        dim = config.dim
        self.attend_norm = nn.LayerNorm(dim)
        self.attend = PositionalAttention(dim, config.n_heads)
        self.convolve_norm = nn.LayerNorm(dim)
        self.widen = nn.Conv1d(dim, 2 * dim, 1)
        self.depthwise = nn.Conv1d(dim, dim, config.kernel, padding=config.kernel // 2, groups=dim)
        self.depthwise_norm = nn.LayerNorm(dim)
        self.narrow = nn.Conv1d(dim, dim, 1)
        self.feed_norm = nn.LayerNorm(dim)
        self.feed = nn.Sequential(
            nn.Linear(dim, config.hidden_dim), nn.SiLU(), nn.Linear(config.hidden_dim, dim)
        )
        self.leave_norm = nn.LayerNorm(dim)

    def forward(self, x: Tensor, position: Tensor, mask: Tensor) -> Tensor:
        """Map `(B, S, C)` to the same."""
        x = x + self.attend(self.attend_norm(x), position, mask)
        x = x + self._convolve(self.convolve_norm(x), mask)
        x = x + self.feed(self.feed_norm(x))
        return self.leave_norm(x)

    def _convolve(self, x: Tensor, mask: Tensor) -> Tensor:
        real = mask[..., None].to(x.dtype)
        gated = functional.glu(self.widen((x * real).transpose(1, 2)), dim=1)
        mixed = self.depthwise_norm(self.depthwise(gated).transpose(1, 2))
        return self.narrow(functional.silu(mixed).transpose(1, 2)).transpose(1, 2) * real


def sinusoids(length: int, dim: int, device: torch.device) -> Tensor:
    """Give the absolute positional table `(length, dim)`, sine and cosine interleaved."""
    rate = torch.exp(torch.arange(0, dim, 2, device=device) * (-math.log(10_000.0) / dim))
    angle = torch.arange(length, device=device)[:, None] * rate
    return torch.stack([angle.sin(), angle.cos()], dim=-1).flatten(1)


class PerceiverLayer(nn.Module):
    """Let latents read latents and context, then feed forward (gated GELU)."""

    def __init__(self, config: ConditionerConfig) -> None:
        super().__init__()
        self.n_heads = config.n_latent_heads
        dim, hidden = config.latent_dim, config.latent_hidden_dim
        inner = self.n_heads * config.latent_head_dim
        self.query = nn.Linear(dim, inner, bias=False)
        self.key_value = nn.Linear(dim, 2 * inner, bias=False)
        self.out = nn.Linear(inner, dim, bias=False)
        self.widen = nn.Linear(dim, 2 * hidden)
        self.narrow = nn.Linear(hidden, dim)

    def forward(self, latents: Tensor, context: Tensor, mask: Tensor) -> Tensor:
        """Update latents `(B, L, C)` from context `(B, S, C)`."""
        seen = torch.cat([latents, context], dim=1)
        key, value = self.key_value(seen).chunk(2, dim=-1)
        parts = (
            part.unflatten(-1, (self.n_heads, -1)).transpose(1, 2)
            for part in (self.query(latents), key, value)
        )
        both = torch.cat([mask.new_ones(mask.shape[0], latents.shape[1]), mask], dim=1)
        query, key, value = parts
        read = functional.scaled_dot_product_attention(
            query, key, value, attn_mask=both[:, None, None]
        )
        latents = latents + self.out(read.transpose(1, 2).flatten(2))
        content, gate = self.widen(latents).chunk(2, dim=-1)
        return latents + self.narrow(content * functional.gelu(gate))


class Conditioner(nn.Module):
    """Read a prompt's features `(B, S, n)` into latents `(B, L, C)`."""

    def __init__(self, in_dim: int, config: ConditionerConfig) -> None:
        super().__init__()
        self.subsample = Subsampling(in_dim, config.dim)
        self.blocks = nn.ModuleList(ConformerBlock(config) for _ in range(config.n_blocks))
        self.conformer_norm = nn.LayerNorm(config.dim)
        self.enter = nn.Linear(config.dim, config.latent_dim)
        self.latents = nn.Parameter(torch.randn(config.n_latents, config.latent_dim) * 0.02)
        self.layers = nn.ModuleList(PerceiverLayer(config) for _ in range(config.n_latent_layers))
        self.gamma = nn.Parameter(torch.ones(config.latent_dim))

    def read(self, features: Tensor, mask: Tensor | None = None) -> tuple[Tensor, Tensor]:
        """Give the conformer's states `(B, S', C)`, and which of them are real `(B, S')`."""
        real = torch.ones_like(features[..., 0], dtype=torch.bool) if mask is None else mask
        x = self.subsample(features)
        real = real.expand(len(x), -1)[:, 2::2]
        position = sinusoids(x.shape[1], x.shape[2], x.device).to(x.dtype)
        for block in self.blocks:
            x = block(x, position, real)
        return self.conformer_norm(x), real

    def forward(self, features: Tensor, mask: Tensor | None = None) -> Tensor:
        """Read; `mask` `(B, S)` is true where features are real."""
        states, real = self.read(features, mask)
        context = self.enter(states)
        latents = self.latents.expand(len(context), -1, -1)
        for layer in self.layers:
            latents = layer(latents, context, real)
        return (
            functional.normalize(latents.float(), dim=-1) * math.sqrt(len(self.gamma)) * self.gamma
        )
