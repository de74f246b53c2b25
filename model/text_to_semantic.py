"""Write semantic tokens for a text: an autoregressive transformer that can be told how many.

Sequence (paper, section 3.1): speaker latents plus emotion, two slots, text, semantic tokens. The
second slot carries the duration: row T of the semantic position table, the very vector that the
T-th token's place adds, says "make T tokens"; a zero row leaves the length free.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import torch
from torch import Tensor, nn
from torch.nn import functional
from torch.nn.utils.rnn import pad_sequence

from model.conditioning import Conditioner, sinusoids
from model.config import TextToSemanticConfig
from model.key_values import Keep, Prefilled, kept_from

START_TEXT = 0
STOP_TEXT = 1
POSITION_SCALE = 0.04
EMOTION_SCALE = 0.3
"""Beginning size of what is added to speaker latents of size 1: small enough to be beside them."""
FEWEST_ROWS = 4
"""On CPUs the product of a large matrix with two or three rows takes twice as long as with four."""


class FewRows(Protocol):
    """Run one row of each of a few sequences through the stack and both norms."""

    def room(self, prefix: Prefilled, batch: int, n_rows: int) -> Tensor:
        """Give a cache `(layers, 2, B, H, length, D)` as `Prefilled.continued` does."""

    def __call__(self, rows: Tensor, cache: Tensor, at: int) -> Tensor:
        """Map rows `(B, C)` that stand at place `at` of the cache, which keeps them."""


class FewRowsLinear(nn.Linear):
    """A linear map that does not slow down when a few beams or takes go through it side by side."""

    def forward(self, x: Tensor) -> Tensor:
        """Map `(..., n)`."""
        n_rows = x.shape[:-1].numel()
        if not (1 < n_rows < FEWEST_ROWS and x.device.type == "cpu"):
            return super().forward(x)
        rows = functional.pad(x.reshape(n_rows, -1), (0, 0, 0, FEWEST_ROWS - n_rows))
        return super().forward(rows)[:n_rows].view(*x.shape[:-1], -1)


class Block(nn.Module):
    """One pre-norm transformer block with causal attention (GPT-2)."""

    def __init__(self, dim: int, n_heads: int) -> None:
        super().__init__()
        self.n_heads = n_heads
        self.attend_norm = nn.LayerNorm(dim)
        self.query_key_value = FewRowsLinear(dim, 3 * dim)
        self.out = FewRowsLinear(dim, dim)
        self.feed_norm = nn.LayerNorm(dim)
        self.widen = FewRowsLinear(dim, 4 * dim)
        self.narrow = FewRowsLinear(4 * dim, dim)

    def forward(self, x: Tensor, keep: Keep | None = None, mask: Tensor | None = None) -> Tensor:
        """Map `(B, L, C)`; `keep` gives what there is to attend to beside the rows' own.

        `mask` tells what each row may see of it; a lone row sees all, and rows that start a
        sequence need none.
        """
        parts = self.query_key_value(self.attend_norm(x)).unflatten(-1, (3, self.n_heads, -1))
        query, key, value = parts.permute(2, 0, 3, 1, 4)
        if keep is not None:
            key, value = keep(key, value)
        is_causal = mask is None and x.shape[1] > 1
        mixed = functional.scaled_dot_product_attention(
            query, key, value, attn_mask=mask, is_causal=is_causal
        )
        x = x + self.out(mixed.transpose(1, 2).flatten(2))
        wide = functional.gelu(self.widen(self.feed_norm(x)), approximate="tanh")
        return x + self.narrow(wide)


class TextToSemantic(nn.Module):
    """Hold tables, conditioners and transformer; decoding lives in `model.decoding`."""

    def __init__(self, config: TextToSemanticConfig, n_features: int, speaker_dim: int) -> None:
        super().__init__()
        self.config = config
        dim = config.dim
        self.speaker = (
            nn.Linear(speaker_dim, dim)
            if config.speaker is None
            else Conditioner(n_features, config.speaker)
        )
        self.emotion = Conditioner(n_features, config.emotion)
        self.emotion_enter = nn.Linear(config.emotion.latent_dim, dim)
        self.emotion_leave = nn.Linear(dim, dim)
        n_rows = sum(config.emotion_rows)
        self.emotion_matrix = nn.Parameter(torch.randn(n_rows, dim) * EMOTION_SCALE)
        self.emotion_speakers = nn.Parameter(torch.zeros(n_rows, speaker_dim), requires_grad=False)
        self.slots = nn.Parameter(torch.zeros(2, dim), requires_grad=False)
        self.text_table = nn.Embedding(config.n_text_symbols, dim)
        if config.n_languages:
            self.language_table = nn.Embedding(config.n_languages, dim)
        self.text_position = nn.Embedding(config.max_text_tokens + 2, dim)
        self.semantic_table = nn.Embedding(config.n_semantic_tokens + 2, dim)
        self.semantic_position = nn.Embedding(config.max_semantic_tokens + 3, dim)
        for table in (self.text_table, self.semantic_table):
            nn.init.normal_(table.weight, std=0.02)
        for table in (self.text_position, self.semantic_position):
            # Neighbouring places start out alike, so that a duration never heard is still a length.
            n_places = table.num_embeddings
            start = sinusoids(n_places, dim, table.weight.device)
            table.weight = nn.Parameter(POSITION_SCALE * start)
        self.blocks = nn.ModuleList(Block(dim, config.n_heads) for _ in range(config.n_layers))
        self.stack_norm = nn.LayerNorm(dim)
        self.final_norm = nn.LayerNorm(dim)
        self.head = FewRowsLinear(dim, config.n_semantic_tokens + 2)
        self.few_rows: FewRows | None = None
        """What runs one token of each sequence through the stack, where something is faster."""

    def speaker_latents(self, features: Tensor, speaker: Tensor) -> Tensor:
        """Give `(B, L, C)` for a prompt's features `(B, S, n)` and speaker embedding `(B, C)`."""
        if self.config.speaker is None:
            return self.speaker(speaker)[:, None]
        return self.speaker(features)

    def emotion_of_prompt(self, features: Tensor, mask: Tensor | None = None) -> Tensor:
        """Embed the mood of a prompt's features `(B, S, n)` as `(B, C)`."""
        return self.emotion_leave(self.emotion_enter(self.emotion(features, mask)[:, 0]))

    def emotion_choice(self, speaker: Tensor) -> Tensor:
        """Choose for a speaker `(1, C)` the row of each emotion that the likest speaker made."""
        likeness = functional.cosine_similarity(self.emotion_speakers, speaker)
        groups = likeness.split(self.config.emotion_rows)
        return torch.stack([group.argmax() for group in groups])

    def emotion_prototypes(self, speaker: Tensor) -> Tensor:
        """Give the chosen embedding of each emotion `(8, C)` for a speaker `(1, C)`."""
        first = torch.tensor([0, *self.config.emotion_rows[:-1]]).cumsum(0)
        return self.emotion_matrix[self.emotion_choice(speaker) + first.to(speaker.device)]

    @staticmethod
    def emotion_of_weights(weights: Tensor, base: Tensor, prototypes: Tensor) -> Tensor:
        """Embed eight weights `(B, 8)`: prototypes, and as much of `base` `(B, C)` as is left."""
        left = (1.0 - weights.sum(-1, keepdim=True)).clamp(min=0.0)
        return weights @ prototypes + left * base

    def conditioning_rows(
        self, speaker: Tensor, emotion: Tensor, n_tokens: Tensor | None
    ) -> Tensor:
        """Give `(B, L + 2, C)`: latents plus emotion, the first slot, the duration slot.

        Args:
            speaker: latents `(B, L, C)`.
            emotion: `(B, C)`.
            n_tokens: `(B,)` semantic tokens to make; 0 or None leaves the length free.
        """
        first, free = self.slots.expand(len(speaker), -1, -1).unbind(1)
        asked = free
        if n_tokens is not None:
            n_tokens = n_tokens.to(self.slots.device)
            told = self.semantic_position(n_tokens)
            asked = torch.where((n_tokens > 0)[:, None], told, free)
        return torch.cat([speaker + emotion[:, None], first[:, None], asked[:, None]], dim=1)

    def duration_slot(self, n_tokens: int | None) -> Tensor:
        """Give the last conditioning row `(1, C)`: how many tokens to make, or that it is free."""
        return self.slots[1:] if n_tokens is None else self.semantic_position.weight[n_tokens][None]

    def text_rows(self, text: Tensor, language: int | None = None) -> Tensor:
        """Embed text ids `(T,)` between start and stop as `(T + 2, C)`."""
        text = text.to(self.slots.device)
        edges = text.new_tensor([START_TEXT, STOP_TEXT])
        ids = torch.cat([edges[:1], text, edges[1:]])
        rows = self.text_table(ids) + self.text_position.weight[: len(ids)]
        return rows if language is None else rows + self.language_table.weight[language]

    def semantic_rows(self, tokens: Tensor, first: int = 0) -> Tensor:
        """Embed tokens `(..., S)` that stand at places `first`, `first + 1`, ..."""
        places = self.semantic_position.weight[first : first + tokens.shape[-1]]
        return self.semantic_table(tokens) + places

    def forward(
        self, conditioning: Tensor, texts: list[Tensor], tokens: list[Tensor]
    ) -> tuple[Tensor, Tensor]:
        """Run known tokens through; the latents are what semantic-to-mel receives.

        Args:
            conditioning: rows `(B, L, C)`.
            texts: ids `(T,)` of each text.
            tokens: semantic ids `(S,)` of each, without start and stop.

        Returns:
            latents `(B, S + 1, C)` at start and every token, padded at the end, and their logits.
        """
        start = tokens[0].new_tensor([self.config.start_token])
        rows = [
            torch.cat([c, self.text_rows(t), self.semantic_rows(torch.cat([start, s]))])
            for c, t, s in zip(conditioning, texts, tokens, strict=True)
        ]
        hidden = self.transform(pad_sequence(rows, batch_first=True))
        before = [len(row) - len(s) - 1 for row, s in zip(rows, tokens, strict=True)]
        latents = pad_sequence(
            [h[b : len(r)] for h, b, r in zip(hidden, before, rows, strict=True)], batch_first=True
        )
        return latents, self.head(latents)

    def transform(self, rows: Tensor, cache: Tensor | None = None, at: int = 0) -> Tensor:
        """Run rows `(B, L, C)` through the stack and both norms; a cache holds those before."""
        n_rows, mask = rows.shape[1], None
        if at > 0 and n_rows > 1:
            mask = torch.ones(n_rows, at + n_rows, dtype=torch.bool, device=rows.device).tril(at)
        if cache is None:
            return self.through(rows, [None] * len(self.blocks), mask)
        return self.through(rows, [kept_from(layer, at) for layer in cache.unbind()], mask)

    def through(self, rows: Tensor, keeps: Sequence[Keep | None], mask: Tensor | None) -> Tensor:
        """Run rows `(B, L, C)` through the stack and both norms, with a `keep` for every block."""
        for block, keep in zip(self.blocks, keeps, strict=True):
            rows = block(rows, keep, mask)
        return self.final_norm(self.stack_norm(rows))

    @torch.inference_mode()
    def prefill(self, rows: Tensor, after: Prefilled | None = None) -> Prefilled:
        """Run rows `(1, L, C)` that begin a sequence, or go on after those that began it."""
        if after is None:
            config = self.config
            shape = (config.n_layers, 2, 1, config.n_heads, 0, config.dim // config.n_heads)
            after = Prefilled(rows.new_empty(shape))
        cache = after.continued(1, rows.shape[1])
        self.transform(rows, cache, len(after))
        return Prefilled(cache)

    def room(self, prefix: Prefilled, batch: int, n_rows: int) -> Tensor:
        """Give the cache that `step` goes on in after `prefix`, with room for `n_rows` more."""
        if self.few_rows is not None:
            return self.few_rows.room(prefix, batch, n_rows)
        return prefix.continued(batch, n_rows)

    def step(self, tokens: Tensor, place: int, cache: Tensor, at: int) -> Tensor:
        """Go on by tokens `(B,)` that stand at `place` after `at` rows; give the states `(B, C)`.

        While decoding, the first token takes the position row that the config says.
        """
        row = place and place - 1 + self.config.first_place
        rows, at = self.semantic_rows(tokens[:, None], row), at + place
        if self.few_rows is not None:
            return self.few_rows(rows[:, 0], cache, at)
        return self.transform(rows, cache, at)[:, 0]

    def latents(self, tokens: Tensor, prefix: Prefilled) -> Tensor:
        """Give the states `(B, S, C)` that foresee each of the tokens `(B, S)` after `prefix`."""
        start = torch.full_like(tokens[:, :1], self.config.start_token)
        rows = self.semantic_rows(torch.cat([start, tokens[:, :-1]], dim=1))
        return self.transform(rows, prefix.continued(*tokens.shape), len(prefix))

    def said_before(self, batch: int) -> Tensor:
        """Mark `(B, V)` what the repetition penalty counts from the beginning."""
        said = torch.zeros_like(self.head.bias, dtype=torch.bool)
        said[list(self.config.always_penalised)] = True
        return said.repeat(batch, 1)
