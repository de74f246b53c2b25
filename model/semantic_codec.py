"""Turn speech features into semantic tokens and tokens into embeddings.

A supervised tokenizer (as in CosyVoice, arXiv 2407.05407): a token says which phone sounds, how
high the pitch lies over the speaker's own mean, and with how much effort it is spoken. Timbre is
in none of the three, so a voice cannot leak through the tokens.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn

from model.layers import ConvNext
from model.listener_config import CodecConfig, MelConfig


class SemanticCodec(nn.Module):
    """Tokenize log-mel features and embed the tokens."""

    def __init__(self, config: CodecConfig, features: MelConfig) -> None:
        super().__init__()
        self.config = config
        n_phones, dim = len(config.phones), config.embed_dim
        self.encoder = ConvNext(features.n_mels, n_phones + 2, config.encoder)
        self.phone_table = nn.Embedding(n_phones, dim)
        self.pitch_table = nn.Embedding(len(config.pitch_steps), dim)
        self.effort_table = nn.Embedding(len(config.effort_steps), dim)

    def forward(self, features: Tensor) -> tuple[Tensor, Tensor]:
        """Hear features `(B, n_mels, S)`: phone logits `(B, S, P)`, pitch and effort `(B, S, 2)`.

        Pitch is in semitones over the speaker's mean; effort is 1 for a raised voice, -1 for a
        subdued one.
        """
        heard = self.encoder(features)
        return heard[..., :-2], heard[..., -2:]

    def encode(self, features: Tensor) -> Tensor:
        """Tokenize features `(B, n_mels, S)` to ids `(B, S)`."""
        logits, delivery = self(features)
        return self.token_of(logits.argmax(-1), delivery)

    def token_of(self, phone: Tensor, delivery: Tensor) -> Tensor:
        """Give ids `(...)` for phones `(...)` and their pitch and effort `(..., 2)`."""
        pitch = _nearest(delivery[..., 0], self.config.pitch_steps)
        effort = _nearest(delivery[..., 1], self.config.effort_steps)
        n_phones, n_pitches = len(self.config.phones), len(self.config.pitch_steps)
        return phone + n_phones * (pitch + n_pitches * effort)

    def embed(self, token: Tensor) -> Tensor:
        """Embed ids `(B, S)` as `(B, S, C)`."""
        n_phones, n_pitches = len(self.config.phones), len(self.config.pitch_steps)
        delivery = token // n_phones
        return (
            self.phone_table(token % n_phones)
            + self.pitch_table(delivery % n_pitches)
            + self.effort_table(delivery // n_pitches)
        )


def _nearest(value: Tensor, steps: tuple[float, ...]) -> Tensor:
    """Give the index of the nearest of evenly spaced steps."""
    spacing = steps[1] - steps[0]
    return torch.round((value.float() - steps[0]) / spacing).clamp(0, len(steps) - 1).long()
