"""Turn semantic tokens into mel frames of an exact count by flow matching.

The length regulator spreads token content over the wanted frames; a diffusion transformer with
U-shaped skips and a WaveNet tail then predicts the velocity from noise to mel, guided by the
prompt's mel in front, the speaker embedding, and the content (paper, section 3.3).
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from typing import cast

import torch
from torch import Tensor, nn
from torch.nn import functional

from model.config import SemanticToMelConfig
from model.flow import SOLVERS
from model.phrase import Sampling
from model.rotary import rotate, rotation


class LengthRegulator(nn.Module):
    """Stretch content `(B, S, C)` to `(B, F, C)`: nearest token, then smoothing convolutions."""

    def __init__(self, in_dim: int, dim: int, n_layers: int) -> None:
        super().__init__()
        self.enter = nn.Linear(in_dim, dim)
        self.convs = nn.ModuleList(nn.Conv1d(dim, dim, 3, padding=1) for _ in range(n_layers))
        self.norms = nn.ModuleList(nn.GroupNorm(1, dim) for _ in range(n_layers))
        self.leave = nn.Conv1d(dim, dim, 1)

    def forward(self, content: Tensor, n_frames: int) -> Tensor:
        """Stretch to `n_frames` and smooth."""
        x = functional.interpolate(self.enter(content).transpose(1, 2), n_frames, mode="nearest")
        for conv, norm in zip(self.convs, self.norms, strict=True):
            x = functional.mish(norm(conv(x)))
        return self.leave(x).transpose(1, 2)


class TimeEmbedding(nn.Module):
    """Embed flow time `(B,)` in [0, 1] as `(B, C)`."""

    def __init__(self, dim: int, n_frequencies: int) -> None:
        super().__init__()
        self.n_frequencies = n_frequencies
        self.mlp = nn.Sequential(nn.Linear(2 * n_frequencies, dim), nn.SiLU(), nn.Linear(dim, dim))

    def forward(self, time: Tensor) -> Tensor:
        """Embed."""
        steps = torch.arange(self.n_frequencies, device=time.device) / self.n_frequencies
        angle = 1000.0 * time[:, None].float() * torch.exp(-math.log(10_000.0) * steps)
        return self.mlp(torch.cat([angle.cos(), angle.sin()], dim=-1))


class AdaptiveNorm(nn.Module):
    """Normalise by root mean square, then scale and shift as the time embedding says."""

    EPSILON = 1e-5

    def __init__(self, dim: int) -> None:
        super().__init__()
        self.norm = nn.RMSNorm(dim, eps=self.EPSILON)
        self.modulate = nn.Linear(dim, 2 * dim)
        nn.init.zeros_(self.modulate.weight)
        with torch.no_grad():
            self.modulate.bias.copy_(torch.cat([torch.ones(dim), torch.zeros(dim)]))

    def forward(self, x: Tensor, mood: Tensor) -> Tensor:
        """Normalise `(B, F, C)` as `modulate` said of the time, `(B, 2C)`."""
        weight, bias = mood[:, None].chunk(2, dim=-1)
        return torch.addcmul(bias, weight, self.norm(x))


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Hold what the estimator sees beside the flow itself, the same at every step.

    Args:
        rows: what prompt, content and speaker add to the input `(B, F, C)`.
        turn: rotary positions.
        mask: `(B, 1, 1, F)`, true where frames are real.
    """

    rows: Tensor
    turn: Tensor
    mask: Tensor | None = None


@dataclass(frozen=True, slots=True)
class Moods:
    """Hold what times say to the layers, a row per time: they depend on nothing else."""

    blocks: tuple[tuple[Tensor, Tensor], ...]
    leave: Tensor
    tail: Tensor
    last: Tensor

    def at(self, row: int) -> Moods:
        """Give those of one time."""
        pick = slice(row, row + 1)
        blocks = tuple((attend[pick], feed[pick]) for attend, feed in self.blocks)
        return Moods(blocks, self.leave[pick], self.tail[pick], self.last[pick])


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

    def moods(self, time: Tensor) -> tuple[Tensor, Tensor]:
        """Say what time `(T, C)` means to both norms, `(T, 2C)` each."""
        return self.attend_norm.modulate(time), self.feed_norm.modulate(time)

    def forward(
        self,
        x: Tensor,
        skip: Tensor | None,
        moods: tuple[Tensor, Tensor],
        around: Surroundings,
        first: int = 0,
    ) -> Tensor:
        """Map `(B, F, C)` to the same, but for the frames before `first`, which are only seen."""
        if skip is not None:
            x = self.join(x, skip)
        turned, value = self.ask(x, moods[0], around.turn)
        query, key = turned.chunk(2, dim=2)
        mixed = self.attend(query[:, first:], key, value, around.mask)
        return self.feed(self.answer(x[:, first:], mixed), moods[1])

    def join(self, x: Tensor, skip: Tensor) -> Tensor:
        """Let the skip come in."""
        assert self.merge is not None
        return self.merge(torch.cat([x, skip], dim=-1)).to(x.dtype)

    def ask(self, x: Tensor, mood: Tensor, turn: Tensor) -> tuple[Tensor, Tensor]:
        """Give queries and keys `(B, F, 2H, D)`, turned, and values `(B, F, H, D)`."""
        made = self.query_key_value(self.attend_norm(x, mood))
        heads = made.unflatten(-1, (3 * self.n_heads, -1))
        return rotate(heads[:, :, : 2 * self.n_heads], turn), heads[:, :, 2 * self.n_heads :]

    def attend(self, query: Tensor, key: Tensor, value: Tensor, mask: Tensor | None) -> Tensor:
        """Let queries `(B, F, H, D)` find `(B, F, H * D)`."""
        query, key, value = (one.transpose(1, 2) for one in (query, key, value))
        found = functional.scaled_dot_product_attention(query, key, value, attn_mask=mask)
        return found.transpose(1, 2).flatten(2)

    def answer(self, x: Tensor, mixed: Tensor) -> Tensor:
        """Add what attention found."""
        return x + self.out(mixed)

    def feed(self, x: Tensor, mood: Tensor) -> Tensor:
        """Add what every row makes of itself."""
        y = self.feed_norm(x, mood)
        return x + self.narrow(functional.silu(self.gate(y)) * self.widen(y))


class RowConvolution(nn.Conv1d):
    """Convolve rows `(B, F, C)` without turning them round; what stands beyond them is given."""

    def forward(self, x: Tensor) -> Tensor:
        """Give a row for every place where the whole kernel lies on rows."""
        # As images of one line: only those may have their channels last without a copy.
        lines = x.transpose(1, 2)[:, :, None]
        weight, apart = self.weight[:, :, None], (1, *self.dilation)
        found = functional.conv2d(lines, weight, self.bias, dilation=apart)
        return found[:, :, 0].transpose(1, 2)


class WaveNet(nn.Module):
    """Refine `(B, F, C)` by gated convolutions under the time embedding."""

    def __init__(self, config: SemanticToMelConfig) -> None:
        super().__init__()
        dim, n_layers, kernel = config.wavenet_dim, config.wavenet_layers, config.wavenet_kernel
        dilations = [config.wavenet_dilation**number for number in range(n_layers)]
        self.edges = [dilation * (kernel // 2) for dilation in dilations]
        self.reach = sum(self.edges)
        self.time = nn.Linear(config.dim, 2 * dim * n_layers)
        self.convs = nn.ModuleList(
            RowConvolution(dim, 2 * dim, kernel, dilation=dilation) for dilation in dilations
        )
        last = n_layers - 1
        self.outs = nn.ModuleList(
            RowConvolution(dim, dim if i == last else 2 * dim, 1) for i in range(n_layers)
        )

    def forward(self, x: Tensor, mood: Tensor) -> Tensor:
        """Sum the skips of all layers; `mood` is what `time` said, `(B, 2C * layers)`."""
        total = torch.zeros_like(x)
        moods = mood[:, None].chunk(len(self.edges), dim=-1)
        for number, (edge, mood) in enumerate(zip(self.edges, moods, strict=True)):
            made = self.layer(number, _mirrored(x, edge), mood)
            if made.shape[-1] > x.shape[-1]:
                residual, made = made.chunk(2, dim=-1)
                x = x + residual
            total = total + made
        return total

    def layer(self, number: int, x: Tensor, mood: Tensor) -> Tensor:
        """Give what a layer makes of rows `(B, F, C)` and those beyond: changes and skips."""
        content, gate = (self.convs[number](x) + mood).chunk(2, dim=-1)
        return self.outs[number](torch.tanh(content) * torch.sigmoid(gate))


def _mirrored(x: Tensor, n_rows: int) -> Tensor:
    """Put the mirror image of the rows `(B, F, C)` beyond both ends."""
    before, behind = x[:, 1 : n_rows + 1].flip(1), x[:, -n_rows - 1 : -1].flip(1)
    return torch.cat([before, x, behind], dim=1)


class FlowEstimator(nn.Module):
    """Predict the velocity `(B, F, n_mels)` of the flow."""

    def __init__(self, config: SemanticToMelConfig, n_mels: int, speaker_dim: int) -> None:
        super().__init__()
        dim, wide = config.dim, config.wavenet_dim
        n_down = config.n_blocks // 2
        self.head_dim = dim // config.n_heads
        self.content = nn.Linear(config.content_dim, config.projected_dim)
        self.enter = nn.Linear(2 * n_mels + config.projected_dim + speaker_dim, dim)
        self.block_time = TimeEmbedding(dim, config.n_frequencies)
        self.tail_time = TimeEmbedding(dim, config.n_frequencies)
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

    def surroundings(
        self, prompt: Tensor, content: Tensor, speaker: Tensor, mask: Tensor | None = None
    ) -> Surroundings:
        """Prepare what stays the same along the flow.

        Args:
            prompt: mel of the voice prompt in front, zeros after it `(B, F, n_mels)`.
            content: of every frame `(B, F, C)`.
            speaker: embedding `(B, C)`.
            mask: `(B, F)`, true where frames are real.
        """
        who = speaker[:, None].expand(-1, prompt.shape[1], -1)
        still = torch.cat([prompt, self.content(content), who], dim=-1)
        weight = self.enter.weight[:, prompt.shape[-1] :]
        return Surroundings(
            functional.linear(still, weight, self.enter.bias).to(prompt.dtype),
            rotation(prompt.shape[1], self.head_dim, prompt.device),
            None if mask is None else mask[:, None, None],
        )

    def moods(self, time: Tensor) -> Moods:
        """Say what times `(T,)`, from 0 (noise) to 1 (mel), mean to every layer."""
        when = self.block_time(time)
        return Moods(
            tuple(block.moods(when) for block in cast("Iterable[FlowBlock]", self.blocks)),
            self.leave_norm.modulate(when),
            self.tail.time(self.tail_time(time)),
            self.tail_modulate(functional.silu(when)),
        )

    def forward(self, x: Tensor, around: Surroundings, moods: Moods, first: int = 0) -> Tensor:
        """Estimate the velocity where the flow stands, `(B, F - first, n_mels)`.

        The frames before `first` take part, but nobody asks where they go; so the last layers
        leave out those of them that no later frame sees.
        """
        unseen, last = max(first - self.tail.reach, 0), len(self.blocks) - 1
        h = around.rows + functional.linear(x, self.enter.weight[:, : x.shape[-1]])
        skips: list[Tensor] = []
        for number, (block, mood) in enumerate(zip(self.blocks, moods.blocks, strict=True)):
            skip = skips.pop() if number > self.n_down else None
            h = block(h, skip, mood, around, unseen if number == last else 0)
            if number < self.n_down:
                skips.append(h)
        seen = x[:, unseen:].expand(len(h), -1, -1)
        h = self.long_skip(torch.cat([self.leave_norm(h, moods.leave), seen], -1))
        tail = self.tail(self.tail_enter(h), moods.tail)[:, first - unseen :]
        shift, scale = moods.last[:, None].chunk(2, dim=-1)
        y = self.tail_norm(tail + self.tail_skip(h[:, first - unseen :])) * (1 + scale) + shift
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
        self.latent = nn.Linear(latent_dim, token_dim) if latent_dim else None
        self.regulator = LengthRegulator(token_dim, config.content_dim, config.regulator_layers)
        self.estimator = FlowEstimator(config, n_mels, speaker_dim)
        # The networks see mels of about unit variance; the numbers are the corpus'.
        self.register_buffer("mel_mean", torch.zeros(n_mels))
        self.register_buffer("mel_scale", torch.ones(n_mels))

        self.arithmetic = torch.float32

    mel_mean: Tensor
    mel_scale: Tensor

    def narrow(self) -> None:
        """Hold the estimator's matrices in bfloat16, and compute with them so; the flow stays."""
        self.arithmetic = torch.bfloat16
        for module in self.estimator.modules():
            if isinstance(module, (nn.Linear, nn.Conv1d)):
                module.to(self.arithmetic)

    def computing(self) -> AbstractContextManager[object]:
        """Give the context that the estimator runs in."""
        if self.arithmetic == torch.float32:
            return nullcontext()
        return torch.autocast(self.mel_mean.device.type, self.arithmetic)

    def normalised(self, mel: Tensor) -> Tensor:
        """Bring log-mel `(B, F, n_mels)` to about unit variance."""
        return (mel - self.mel_mean) / self.mel_scale

    def content(self, embedded: Tensor, latents: Tensor | None, n_frames: int) -> Tensor:
        """Give `(B, F, C)` for embedded tokens `(B, S, C)` and, if there are any, latents."""
        joined = embedded
        if self.latent is not None and latents is not None:
            joined = embedded + self.latent(latents)
        return self.regulator(joined, n_frames)

    @torch.inference_mode()
    def sample(
        self, content: Tensor, prompt: Tensor, speaker: Tensor, noise: Tensor, sampling: Sampling
    ) -> Tensor:
        """Flow from noise to log-mel under classifier-free guidance.

        Args:
            content: of prompt and target frames `(1, F, C)`.
            prompt: log-mel of the voice prompt `(1, F_prompt, n_mels)`.
            speaker: embedding `(1, C)`.
            noise: `(1, F, n_mels)`.
            sampling: how many steps, of which solver, how firmly guided.

        Returns:
            log-mel `(1, F - F_prompt, n_mels)` of the target.
        """
        solver, scale, n_prompt = SOLVERS[sampling.solver], sampling.cfg_scale, prompt.shape[1]
        times = solver.times(sampling.n_steps)
        n_guided = int((times[:-1] < solver.guided_until).sum()) if scale > 0 else 0
        known = torch.zeros_like(noise)
        known[:, :n_prompt] = self.normalised(prompt)
        guides = [torch.cat([part, torch.zeros_like(part)]) for part in (known, content, speaker)]
        with self.computing():
            both = self.estimator.surroundings(*guides)
            moods = self.estimator.moods(times[:-1].to(noise.device))
        alone = replace(both, rows=both.rows[:1])

        def velocity(x: Tensor, step: int) -> Tensor:
            around = both if step < n_guided else alone
            with self.computing():
                whole = functional.pad(x, (0, 0, n_prompt, 0))  # the prompt does not flow
                made = self.estimator(whole, around, moods.at(step), n_prompt).float()
            if step < n_guided:
                guided, free = made.chunk(2)
                made = (1 + scale) * guided - scale * free
            return made

        mel = solver.follow(velocity, noise[:, n_prompt:], times)
        return mel * self.mel_scale + self.mel_mean
