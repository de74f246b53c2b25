"""Assemble the five networks of an engine from its config."""

from __future__ import annotations

from torch import nn

from model.config import ModelConfig
from model.semantic_codec import SemanticCodec
from model.semantic_to_mel import SemanticToMel
from model.speaker import SpeakerEncoder
from model.text_to_semantic import TextToSemantic
from model.vocoder import Vocoder


class Networks(nn.Module):
    """Hold tokenizer, speaker encoder, both acoustic stages and vocoder under their names."""

    def __init__(self, config: ModelConfig) -> None:
        super().__init__()
        self.config = config
        self.codec = SemanticCodec(config.codec, config.features)
        self.speaker = SpeakerEncoder(config.speaker, config.features)
        self.text_to_semantic = TextToSemantic(config.text_to_semantic, config.features.n_mels)
        self.semantic_to_mel = SemanticToMel(
            config.semantic_to_mel,
            config.mel.n_mels,
            config.speaker.embed_dim,
            config.codec.embed_dim,
            config.text_to_semantic.dim,
        )
        self.vocoder = Vocoder(config.vocoder, config.mel)
