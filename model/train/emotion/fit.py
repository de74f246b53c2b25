"""Fit the weights of text-to-emotion to soft labels, and measure them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from model.emotion import EMOTIONS, EmotionVector
from model.text_to_emotion import BUCKETS, TextToEmotion, features
from model.train.emotion.compose import Sample

CLASSES = len(EMOTIONS) + 1
AUDIBLE = 0.35
"""A text whose weights add up to less counts as neutral."""


@dataclass(frozen=True, slots=True)
class Fit:
    """Set how the weights are fitted; chosen on the dev split."""

    width: int = 14
    epochs: int = 12
    batch: int = 64
    learning_rate: float = 3e-3
    dropout: float = 0.3
    feature_dropout: float = 0.15
    decay: float = 0.0
    seed: int = 1


class Bag(nn.Module):
    """Learn what `TextToEmotion` computes."""

    def __init__(self, fit: Fit) -> None:
        super().__init__()
        self.embedding = nn.EmbeddingBag(BUCKETS, fit.width, mode="sum")
        nn.init.normal_(self.embedding.weight, std=0.02)
        self.hidden_bias = nn.Parameter(torch.full((fit.width,), 0.1))
        self.dropout = nn.Dropout(fit.dropout)
        self.output = nn.Linear(fit.width, CLASSES)

    def forward(self, buckets: Tensor, starts: Tensor, values: Tensor) -> Tensor:
        """Give logits of shape `(texts, 9)` for texts laid end to end."""
        hidden = self.embedding(buckets, starts, per_sample_weights=values) + self.hidden_bias
        return self.output(self.dropout(functional.relu(hidden)))


def _targets(samples: Sequence[Sample]) -> Tensor:
    weights = np.array([emotion.values for _, emotion in samples], dtype=np.float32)
    neutral = np.clip(1.0 - weights.sum(axis=1, keepdims=True), 0.0, 1.0)
    shares = np.concatenate([weights, neutral], axis=1)
    return torch.from_numpy(shares / shares.sum(axis=1, keepdims=True))


def train(samples: Sequence[Sample], fit: Fit, version: str) -> TextToEmotion:
    """Fit the weights by soft-label cross-entropy; the same samples give the same weights."""
    torch.manual_seed(fit.seed)
    bags = [features(text) for text, _ in samples]
    targets = _targets(samples)
    bag = Bag(fit)
    optimizer = torch.optim.Adam(bag.parameters(), lr=fit.learning_rate)
    steps = fit.epochs * math.ceil(len(samples) / fit.batch)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, fit.learning_rate, steps)
    for _ in range(fit.epochs):
        for chosen in torch.randperm(len(samples)).split(fit.batch):
            logits = bag(*_laid_out([bags[int(index)] for index in chosen], fit))
            loss = functional.cross_entropy(logits, targets[chosen])
            loss = loss + fit.decay * bag.embedding.weight.square().sum()
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            schedule.step()
    return _frozen(bag, version)


def _laid_out(
    bags: Sequence[tuple[np.ndarray, np.ndarray]], fit: Fit
) -> tuple[Tensor, Tensor, Tensor]:
    """Lay texts end to end, dropping some features as unknown words would."""
    starts = np.cumsum([0] + [len(buckets) for buckets, _ in bags[:-1]])
    values = torch.from_numpy(np.concatenate([values for _, values in bags]))
    kept = torch.rand(len(values)) >= fit.feature_dropout
    buckets = torch.from_numpy(np.concatenate([buckets for buckets, _ in bags]))
    return buckets, torch.from_numpy(starts), values * kept / (1.0 - fit.feature_dropout)


def _frozen(bag: Bag, version: str) -> TextToEmotion:
    def array(tensor: Tensor) -> np.ndarray:
        return tensor.detach().numpy().astype(np.float16).astype(np.float32)

    return TextToEmotion(
        embedding=array(bag.embedding.weight),
        hidden_bias=array(bag.hidden_bias),
        output=array(bag.output.weight.T),
        output_bias=array(bag.output.bias),
        version=version,
    )


def top(emotion: EmotionVector) -> str:
    """Name the strongest emotion, or "neutral" where the weights are too small to be heard."""
    if emotion.total < AUDIBLE:
        return "neutral"
    return EMOTIONS[int(np.argmax(emotion.values))]
