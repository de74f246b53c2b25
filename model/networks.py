"""Assemble the networks of an engine from its config."""

from __future__ import annotations

from torch import nn

from model.bigvgan import BigVgan
from model.config import BigVganConfig, ModelConfig
from model.listener import Listener
from model.listener_config import ListenerConfig
from model.prompt_listener import PromptListener
from model.semantic_to_mel import SemanticToMel
from model.text_to_semantic import TextToSemantic
from model.vocoder import Vocoder


class Networks(nn.Module):
    """Hold listener, both acoustic stages and vocoder under their names."""

    def __init__(self, config: ModelConfig) -> None:
        super().__init__()
        self.config = config
        heard, told = config.listener, config.text_to_semantic
        self.listener: Listener | PromptListener = (
            Listener(heard, config.mel)
            if isinstance(heard, ListenerConfig)
            else PromptListener(heard, config.mel)
        )
        self.text_to_semantic = TextToSemantic(told, heard.n_features, heard.speaker_dim)
        self.semantic_to_mel = SemanticToMel(
            config.semantic_to_mel,
            config.mel.n_mels,
            heard.speaker_dim,
            heard.content_dim,
            told.dim if told.passes_latents else 0,
        )
        self.vocoder = build_vocoder(config)

    @property
    def official_listener(self) -> PromptListener:
        """Give the listener of an engine with official weights.

        Raises:
            ValueError: this engine is of another kind.
        """
        if not isinstance(self.listener, PromptListener):
            raise ValueError(f"{self.config.name} hears prompts in its own way")
        return self.listener

    @property
    def official_vocoder(self) -> BigVgan:
        """Give the vocoder of an engine with official weights.

        Raises:
            ValueError: this engine is of another kind.
        """
        if not isinstance(self.vocoder, BigVgan):
            raise ValueError(f"{self.config.name} has a vocoder of its own")
        return self.vocoder


def build_vocoder(config: ModelConfig) -> Vocoder | BigVgan:
    """Build the vocoder that the config sizes."""
    if isinstance(config.vocoder, BigVganConfig):
        return BigVgan(config.vocoder, config.mel)
    return Vocoder(config.vocoder, config.mel)
