"""Turn semantic tokens into mel frames of an exact count by flow matching.

The length regulator spreads token content over the wanted frames; a diffusion transformer with
U-shaped skips and a WaveNet tail then predicts the velocity from noise to mel, guided by the
prompt's mel in front, the speaker embedding, and the content (paper, section 3.3).
"""

from __future__ import annotations

import math

import torch
from torch import Tensor, nn
from torch.nn import functional

from model.config import SemanticToMelConfig

N_FREQUENCIES = 128
REGULATOR_LAYERS = 4


class LengthRegulator(nn.Module):
    """Stretch content `(B, S, C)` to `(B, F, C)`: nearest token, then smoothing convolutions."""

    def __init__(self, in_dim: int, dim: int) -> None:
        super().__init__()
        self.enter = nn.Linear(in_dim, dim)
        self.convs = nn.ModuleList(
            nn.Conv1d(dim, dim, 3, padding=1) for _ in range(REGULATOR_LAYERS)
        )
        self.norms = nn.ModuleList(nn.GroupNorm(1, dim) for _ in range(REGULATOR_LAYERS))
        self.leave = nn.Conv1d(dim, dim, 1)

    def forward(self, content: Tensor, n_frames: int) -> Tensor:
        """Stretch to `n_frames` and smooth."""
        x = functional.interpolate(self.enter(content).transpose(1, 2), n_frames, mode="nearest")
        for conv, norm in zip(self.convs, self.norms, strict=True):
            x = functional.mish(norm(conv(x)))
        return self.leave(x).transpose(1, 2)


class TimeEmbedding(nn.Module):
    """Embed flow time `(B,)` in [0, 1] as `(B, C)`."""

    def __init__(self, dim: int) -> None:
        super().__init__()
        self.mlp = nn.Sequential(nn.Linear(2 * N_FREQUENCIES, dim), nn.SiLU(), nn.Linear(dim, dim))

    def forward(self, time: Tensor) -> Tensor:
        """Embed."""
        steps = torch.arange(N_FREQUENCIES, device=time.device) / N_FREQUENCIES
        angle = 1000.0 * time[:, None].float() * torch.exp(-math.log(10_000.0) * steps)
        return self.mlp(torch.cat([angle.cos(), angle.sin()], dim=-1))


class AdaptiveNorm(nn.Module):
    """Normalise by root mean square, then scale and shift as the time embedding says."""

    def __init__(self, dim: int) -> None:
        super().__init__()
        self.norm = nn.RMSNorm(dim, eps=1e-5)
        self.modulate = nn.Linear(dim, 2 * dim)
        nn.init.zeros_(self.modulate.weight)
        with torch.no_grad():
            self.modulate.bias.copy_(torch.cat([torch.ones(dim), torch.zeros(dim)]))

    def forward(self, x: Tensor, time: Tensor) -> Tensor:
        """Normalise `(B, F, C)` under time `(B, C)`."""
        weight, bias = self.modulate(time)[:, None].chunk(2, dim=-1)
        return weight * self.norm(x) + bias


def rotation(length: int, head_dim: int, device: torch.device) -> Tensor:
    """Give cosine and sine `(2, length, head_dim / 2)` of rotary positions."""
    rate = 10_000.0 ** (-torch.arange(0, head_dim, 2, device=device) / head_dim)
    angle = torch.arange(length, device=device)[:, None] * rate
    return torch.stack([angle.cos(), angle.sin()])


def rotate(x: Tensor, turn: Tensor) -> Tensor:
    """Rotate neighbouring pairs of `(B, H, F, D)` by their position."""
    even, odd = x[..., ::2], x[..., 1::2]
    cosine, sine = turn.to(x.dtype)
    return torch.stack([even * cosine - odd * sine, odd * cosine + even * sine], -1).flatten(-2)


class FlowBlock(nn.Module):
    """Attend both ways with rotary positions, feed forward (SwiGLU); an optional skip comes in."""

    def __init__(self, config: SemanticToMelConfig, takes_skip: bool) -> None:
        super().__init__()
        dim, hidden = config.dim, config.hidden_dim
        self.n_heads = config.n_heads
        self.merge = nn.Linear(2 * dim, dim) if takes_skip else None
        self.attend_norm = AdaptiveNorm(dim)
        self.query_key_value = nn.Linear(dim, 3 * dim, bias=False)
        self.out = nn.Linear(dim, dim, bias=False)
        self.feed_norm = AdaptiveNorm(dim)
        self.gate = nn.Linear(dim, hidden, bias=False)
        self.widen = nn.Linear(dim, hidden, bias=False)
        self.narrow = nn.Linear(hidden, dim, bias=False)

    def forward(
        self, x: Tensor, skip: Tensor | None, time: Tensor, turn: Tensor, mask: Tensor | None
    ) -> Tensor:
        """Map `(B, F, C)` to the same."""
        if self.merge is not None and skip is not None:
            x = self.merge(torch.cat([x, skip], dim=-1))
        parts = self.query_key_value(self.attend_norm(x, time)).chunk(3, dim=-1)
        query, key, value = (p.unflatten(-1, (self.n_heads, -1)).transpose(1, 2) for p in parts)
        mixed = functional.scaled_dot_product_attention(
            rotate(query, turn), rotate(key, turn), value, attn_mask=mask
        )
        x = x + self.out(mixed.transpose(1, 2).flatten(2))
        y = self.feed_norm(x, time)
        return x + self.narrow(functional.silu(self.gate(y)) * self.widen(y))


class WaveNet(nn.Module):
    """Refine `(B, C, F)` by gated convolutions under the time embedding."""

    def __init__(self, config: SemanticToMelConfig) -> None:
        super().__init__()
        dim, n_layers = config.wavenet_dim, config.wavenet_layers
        self.pad = config.wavenet_kernel // 2
        self.time = nn.Linear(config.dim, 2 * dim * n_layers)
        self.convs = nn.ModuleList(
            nn.Conv1d(dim, 2 * dim, config.wavenet_kernel) for _ in range(n_layers)
        )
        last = n_layers - 1
        self.outs = nn.ModuleList(
            nn.Conv1d(dim, dim if i == last else 2 * dim, 1) for i in range(n_layers)
        )

    def forward(self, x: Tensor, time: Tensor) -> Tensor:
        """Sum the skips of all layers."""
        moods = self.time(time)[..., None].chunk(len(self.convs), dim=1)
        total = torch.zeros_like(x)
        for conv, out, mood in zip(self.convs, self.outs, moods, strict=True):
            wide = conv(functional.pad(x, (self.pad, self.pad), mode="reflect")) + mood
            content, gate = wide.chunk(2, dim=1)
            made = out(torch.tanh(content) * torch.sigmoid(gate))
            if made.shape[1] > x.shape[1]:
                residual, made = made.chunk(2, dim=1)
                x = x + residual
            total = total + made
        return total


class FlowEstimator(nn.Module):
    """Predict the velocity `(B, F, n_mels)` of the flow."""

    def __init__(self, config: SemanticToMelConfig, n_mels: int, speaker_dim: int) -> None:
        super().__init__()
        dim, wide = config.dim, config.wavenet_dim
        n_down = config.n_blocks // 2
        self.head_dim = dim // config.n_heads
        self.content = nn.Linear(config.content_dim, config.content_dim)
        self.enter = nn.Linear(2 * n_mels + config.content_dim + speaker_dim, dim)
        self.block_time = TimeEmbedding(dim)
        self.tail_time = TimeEmbedding(dim)
        self.blocks = nn.ModuleList(
            FlowBlock(config, takes_skip=number > n_down) for number in range(config.n_blocks)
        )
        self.n_down = n_down
        self.leave_norm = AdaptiveNorm(dim)
        self.long_skip = nn.Linear(dim + n_mels, dim)
        self.tail_enter = nn.Linear(dim, wide)
        self.tail = WaveNet(config)
        self.tail_skip = nn.Linear(dim, wide)
        self.tail_norm = nn.LayerNorm(wide, eps=1e-6, elementwise_affine=False)
        self.tail_modulate = nn.Linear(dim, 2 * wide)
        self.tail_leave = nn.Linear(wide, wide)
        self.leave = nn.Linear(wide, n_mels)

    def forward(
        self,
        x: Tensor,
        prompt: Tensor,
        content: Tensor,
        speaker: Tensor,
        time: Tensor,
        mask: Tensor | None = None,
    ) -> Tensor:
        """Estimate.

        Args:
            x: where the flow stands `(B, F, n_mels)`.
            prompt: mel of the voice prompt in front, zeros after it `(B, F, n_mels)`.
            content: of every frame `(B, F, C)`.
            speaker: embedding `(B, C)`.
            time: `(B,)` from 0 (noise) to 1 (mel).
            mask: `(B, F)`, true where frames are real.
        """
        who = speaker[:, None].expand(-1, x.shape[1], -1)
        h = self.enter(torch.cat([x, prompt, self.content(content), who], dim=-1))
        when = self.block_time(time)
        turn = rotation(x.shape[1], self.head_dim, x.device)
        seen = None if mask is None else mask[:, None, None]
        skips: list[Tensor] = []
        for number, block in enumerate(self.blocks):
            h = block(h, skips.pop() if number > self.n_down else None, when, turn, seen)
            if number < self.n_down:
                skips.append(h)
        h = self.long_skip(torch.cat([self.leave_norm(h, when), x], dim=-1))
        tail = self.tail(self.tail_enter(h).transpose(1, 2), self.tail_time(time))
        return self._leave(tail.transpose(1, 2), h, when)

    def _leave(self, tail: Tensor, h: Tensor, when: Tensor) -> Tensor:
        shift, scale = self.tail_modulate(functional.silu(when))[:, None].chunk(2, dim=-1)
        y = self.tail_norm(tail + self.tail_skip(h)) * (1 + scale) + shift
        return self.leave(self.tail_leave(y))


class SemanticToMel(nn.Module):
    """Join token content and latents, regulate their length, and flow to mel."""

    def __init__(
        self,
        config: SemanticToMelConfig,
        n_mels: int,
        speaker_dim: int,
        token_dim: int,
        latent_dim: int,
    ) -> None:
        super().__init__()
        self.n_mels = n_mels
        self.latent = nn.Linear(latent_dim, token_dim)
        self.regulator = LengthRegulator(token_dim, config.content_dim)
        self.estimator = FlowEstimator(config, n_mels, speaker_dim)
        # The networks see mels of about unit variance; the numbers are the corpus'.
        self.register_buffer("mel_mean", torch.zeros(n_mels))
        self.register_buffer("mel_scale", torch.ones(n_mels))

    mel_mean: Tensor
    mel_scale: Tensor

    def normalised(self, mel: Tensor) -> Tensor:
        """Bring log-mel `(B, F, n_mels)` to about unit variance."""
        return (mel - self.mel_mean) / self.mel_scale

    def content(self, embedded: Tensor, latents: Tensor | None, n_frames: int) -> Tensor:
        """Give `(B, F, C)` for embedded tokens `(B, S, C)` and, if there are any, latents."""
        joined = embedded if latents is None else embedded + self.latent(latents)
        return self.regulator(joined, n_frames)

    @torch.inference_mode()
    def sample(
        self,
        content: Tensor,
        prompt: Tensor,
        speaker: Tensor,
        noise: Tensor,
        n_steps: int,
        cfg_scale: float,
    ) -> Tensor:
        """Flow from noise to log-mel by Euler steps under classifier-free guidance.

        Args:
            content: of prompt and target frames `(1, F, C)`.
            prompt: log-mel of the voice prompt `(1, F_prompt, n_mels)`.
            speaker: embedding `(1, C)`.
            noise: `(1, F, n_mels)`.
            n_steps: of the Euler integration.
            cfg_scale: 0 is no guidance.

        Returns:
            log-mel `(1, F - F_prompt, n_mels)` of the target.
        """
        n_prompt = prompt.shape[1]
        known = torch.zeros_like(noise)
        known[:, :n_prompt] = self.normalised(prompt)
        blank = [torch.zeros_like(part) for part in (known, content, speaker)]
        guides = [
            torch.cat([part, empty])
            for part, empty in zip((known, content, speaker), blank, strict=True)
        ]
        x = noise.clone()
        x[:, :n_prompt] = 0.0
        for step in range(n_steps):
            time = torch.full((2,), step / n_steps, device=x.device)
            if cfg_scale > 0:
                guided, free = self.estimator(x.expand(2, -1, -1), *guides, time).chunk(2)
                velocity = (1 + cfg_scale) * guided - cfg_scale * free
            else:
                velocity = self.estimator(x, *(g[:1] for g in guides), time[:1])
            x = x + velocity / n_steps
            x[:, :n_prompt] = 0.0
        return x[:, n_prompt:] * self.mel_scale + self.mel_mean
