"""Train tokenizer and speaker encoder, both supervised by what the corpus knows of itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from model.config import ModelConfig
from model.semantic_codec import SemanticCodec
from model.speaker import SpeakerEncoder
from model.train.cast import SPEAKERS
from model.train.data import Corpus, padded
from model.train.loop import Losses

DELIVERY_SCALE = (6.0, 1.0)
"""Semitones and effort that count as one unit in the loss."""

SPEAKER_SHARPNESS = 20.0


@dataclass(frozen=True, slots=True)
class Batch:
    """Hold crops `(B, S, n)`: phones `(B, S)`, pitch and effort `(B, S, 2)`, speakers `(B,)`."""

    features: Tensor
    mask: Tensor
    phones: Tensor
    delivery: Tensor
    speakers: Tensor


def draw(corpus: Corpus, length: int, batch: int, rng: np.random.Generator) -> Iterator[Batch]:
    """Draw crops of at most `length` tokens."""
    while True:
        rows: list[tuple[Tensor, Tensor, Tensor]] = []
        picked = rng.integers(0, len(corpus.entries), batch)
        for index in picked:
            entry = corpus.entries[index]
            n = min(len(corpus.features[index]), entry.n_labels)
            first = int(rng.integers(0, max(n - length, 0) + 1))
            cut = slice(first, min(first + length, n))
            delivery = corpus.delivery_of(entry)[cut]
            rows.append(
                (corpus.features[index][cut].float(), corpus.labels_of(entry)[cut], delivery)
            )
        features, mask = padded([row[0] for row in rows])
        yield Batch(
            features,
            mask,
            padded([row[1] for row in rows])[0],
            padded([row[2] for row in rows])[0],
            torch.tensor([corpus.entries[i].speaker for i in picked]),
        )


class CodecTrainer(nn.Module):
    """Hold tokenizer and speaker encoder with the classifier that only training needs."""

    def __init__(self, config: ModelConfig) -> None:
        super().__init__()
        self.codec = SemanticCodec(config.own_listener.codec, config.own_listener.features)
        self.speaker = SpeakerEncoder(config.own_listener.speaker, config.own_listener.features)
        self.who = nn.Parameter(torch.randn(len(SPEAKERS), config.own_listener.speaker_dim) * 0.1)

    def losses(self, batch: Batch) -> Losses:
        """Tell phones, delivery and speaker."""
        logits, delivery = self.codec(batch.features.transpose(1, 2))
        scale = delivery.new_tensor(DELIVERY_SCALE)
        gap = functional.smooth_l1_loss(
            delivery[batch.mask] / scale, batch.delivery[batch.mask] / scale, reduction="none"
        ).mean(0)
        embedding = self.speaker(batch.features.transpose(1, 2), batch.mask)
        near = embedding @ functional.normalize(self.who, dim=-1).T
        return {
            "phone": functional.cross_entropy(logits[batch.mask], batch.phones[batch.mask]),
            "pitch": gap[0],
            "effort": gap[1],
            "speaker": functional.cross_entropy(near * SPEAKER_SHARPNESS, batch.speakers),
        }
