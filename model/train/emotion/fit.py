"""Fit the weights of text-to-emotion to soft labels: a few small networks, laid side by side."""

from __future__ import annotations

import math
import zlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

from model.emotion import EMOTIONS
from model.text_to_emotion import BUCKETS, TextToEmotion, features
from model.train.emotion.compose import Sample

CLASSES = len(EMOTIONS) + 1
STEPS = 127
"""Steps an embedding is rounded to on either side of zero."""

Bag = tuple[NDArray[np.int64], NDArray[np.float32]]


@dataclass(frozen=True, slots=True)
class Fit:
    """Set how the weights are fitted; chosen on the dev split.

    Args:
        members: networks that are fitted apart and averaged.
        width: hidden units of each.
        rank: columns that the embeddings of all members are pressed into.
        feature_dropout: share of the features that are hidden, as unknown words would be.
    """

    members: int = 6
    width: int = 24
    rank: int = 40
    epochs: int = 4
    batch: int = 512
    learning_rate: float = 1e-2
    dropout: float = 0.2
    feature_dropout: float = 0.5
    seed: int = 0


class Member(nn.Module):
    """Learn what `TextToEmotion` computes."""

    def __init__(self, fit: Fit) -> None:
        super().__init__()
        self.embedding = nn.EmbeddingBag(BUCKETS, fit.width, mode="sum")
        nn.init.zeros_(self.embedding.weight)  # what no text taught says nothing
        self.hidden_bias = nn.Parameter(torch.full((fit.width,), 0.1))
        self.dropout = nn.Dropout(fit.dropout)
        self.output = nn.Linear(fit.width, CLASSES)

    def forward(self, buckets: Tensor, starts: Tensor, values: Tensor) -> Tensor:
        """Give logits of shape `(texts, 9)` for texts laid end to end."""
        hidden = self.embedding(buckets, starts, per_sample_weights=values) + self.hidden_bias
        logits: Tensor = self.output(self.dropout(functional.relu(hidden)))
        return logits


def train(samples: Sequence[Sample], fit: Fit) -> TextToEmotion:
    """Fit the weights by soft-label cross-entropy; the same samples give the same weights."""
    bags = [features(text) for text, _ in samples]
    targets = _targets(samples)
    members = [_member(bags, targets, fit, fit.seed + index) for index in range(fit.members)]
    return _side_by_side(members, fit.rank)


def _targets(samples: Sequence[Sample]) -> Tensor:
    weights = np.array([emotion.values for _, emotion in samples], dtype=np.float32)
    neutral = np.clip(1.0 - weights.sum(axis=1, keepdims=True), 0.0, 1.0)
    shares = np.concatenate([weights, neutral], axis=1)
    return torch.from_numpy(shares / shares.sum(axis=1, keepdims=True))


def _member(bags: Sequence[Bag], targets: Tensor, fit: Fit, seed: int) -> Member:
    torch.manual_seed(seed)
    member = Member(fit)
    steps = fit.epochs * math.ceil(len(bags) / fit.batch)
    optimizer = torch.optim.Adam(member.parameters(), lr=fit.learning_rate)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, fit.learning_rate, steps)
    for _ in range(fit.epochs):
        for chosen in torch.chunk(torch.randperm(len(bags)), steps // fit.epochs):
            inputs = _laid_out([bags[int(index)] for index in chosen], fit.feature_dropout)
            optimizer.zero_grad()
            torch.autograd.backward(functional.cross_entropy(member(*inputs), targets[chosen]))
            optimizer.step()
            schedule.step()
    return member


def _laid_out(bags: Sequence[Bag], dropout: float) -> tuple[Tensor, Tensor, Tensor]:
    """Lay texts end to end and hide a share of their features."""
    starts = np.cumsum([0] + [len(buckets) for buckets, _ in bags[:-1]])
    buckets = torch.from_numpy(np.concatenate([buckets for buckets, _ in bags]))
    values = torch.from_numpy(np.concatenate([values for _, values in bags]))
    return buckets, torch.from_numpy(starts), functional.dropout(values, dropout)


def _side_by_side(members: Sequence[Member], rank: int) -> TextToEmotion:
    """Lay the members side by side as one wide network, whose logits are their mean."""
    share = 1.0 / len(members)
    wide = torch.cat([member.embedding.weight for member in members], dim=1).detach().numpy()
    hidden_bias = torch.cat([member.hidden_bias for member in members]).detach().numpy()
    output = torch.cat([member.output.weight.T * share for member in members]).detach().numpy()
    output_bias = sum(member.output.bias.detach().numpy() * share for member in members)
    embedding, mixing = _pressed(wide, rank)
    return TextToEmotion(
        embedding=embedding,
        mixing=mixing,
        hidden_bias=hidden_bias,
        output=output,
        output_bias=np.asarray(output_bias, dtype=np.float32),
        version=f"t2e-{zlib.crc32(embedding.tobytes() + output.tobytes()):08x}",
    )


def _pressed(wide: NDArray[np.float32], rank: int) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    """Factor `(BUCKETS, H)` into whole numbers `(BUCKETS, R)` and a mixing matrix `(R, H)`.

    The members learn much the same, so a few principal directions carry all of them.
    """
    _, directions = np.linalg.eigh(wide.T @ wide)
    kept = directions[:, ::-1][:, :rank]
    columns = wide @ kept
    step = np.abs(columns).max(axis=0) / STEPS
    return np.rint(columns / step).astype(np.int8), np.asarray(step[:, None] * kept.T)
