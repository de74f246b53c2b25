"""Hear speech as w2v-bert 2.0 does: features that say what is spoken and how.

The network is that of transformers, cut after the layer whose states are used; it is imported when
it is first built, because that takes seconds.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn

from model.fbank import is_whole
from model.listener_config import SpeechEncoderConfig


class SpeechEncoder(nn.Module):
    """Map filter-bank features `(1, S, n)` to normalised hidden states `(1, S, C)`."""

    def __init__(self, config: SpeechEncoderConfig) -> None:
        super().__init__()
        from transformers import Wav2Vec2BertConfig, Wav2Vec2BertModel

        self.network = Wav2Vec2BertModel(
            Wav2Vec2BertConfig(
                hidden_size=config.dim,
                intermediate_size=config.hidden_dim,
                num_hidden_layers=config.n_layers,
                num_attention_heads=config.n_heads,
                feature_projection_input_dim=config.n_features,
                conv_depthwise_kernel_size=config.kernel,
                left_max_position_embeddings=config.left,
                right_max_position_embeddings=config.right,
                layer_norm_eps=config.norm_floor,
                position_embeddings_type="relative_key",
                hidden_act="swish",
                add_adapter=False,
                apply_spec_augment=False,
                layerdrop=0.0,
            )
        )
        del self.network.masked_spec_embed  # for training only
        self.register_buffer("mean", torch.zeros(config.dim))
        self.register_buffer("scale", torch.ones(config.dim))

    mean: Tensor
    scale: Tensor

    def forward(self, features: Tensor) -> Tensor:
        """Encode; a pair of frames that holds padding is heard by no other."""
        states = self.network(features, attention_mask=is_whole(features)).last_hidden_state
        return (states - self.mean) / self.scale
