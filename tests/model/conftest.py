"""Give the tests a tiny engine with random weights."""

import pytest
import torch

from model.config import (
    CodecConfig,
    ConditionerConfig,
    ConvNextConfig,
    ListenerConfig,
    MelConfig,
    ModelConfig,
    SemanticToMelConfig,
    SpeakerConfig,
    TextToSemanticConfig,
    VocoderConfig,
)
from model.networks import Networks
from model.symbols import TEXT_SYMBOLS

PHONES = ("pau", "aa", "b", "s")
CONDITIONER = {"dim": 16, "hidden_dim": 24, "n_heads": 2, "n_blocks": 1, "n_latent_heads": 1}


def tiny_config():
    return ModelConfig(
        name="tiny",
        text="phones",
        mel=MelConfig(16_000, n_fft=512, hop_length=128, n_mels=20),
        listener=ListenerConfig(
            features=MelConfig(16_000, n_fft=512, hop_length=320, n_mels=20),
            codec=CodecConfig(
                ConvNextConfig(16, 24, 1), PHONES, (-3.0, 0.0, 3.0), (-1.0, 0.0, 1.0), embed_dim=12
            ),
            speaker=SpeakerConfig(dim=16, embed_dim=8),
        ),
        text_to_semantic=TextToSemanticConfig(
            dim=32,
            n_layers=2,
            n_heads=2,
            n_text_symbols=len(TEXT_SYMBOLS),
            n_semantic_tokens=36,
            max_text_tokens=80,
            max_semantic_tokens=200,
            speaker=ConditionerConfig(latent_dim=32, n_latents=3, **CONDITIONER),
            emotion=ConditionerConfig(latent_dim=24, n_latents=1, **CONDITIONER),
            emotion_rows=(1,) * 8,
            n_languages=0,
            passes_latents=True,
        ),
        semantic_to_mel=SemanticToMelConfig(
            frames_per_token=320 / 128,
            dim=32,
            hidden_dim=96,
            n_heads=2,
            n_blocks=3,
            content_dim=16,
            wavenet_dim=16,
            wavenet_layers=2,
        ),
        vocoder=VocoderConfig(ConvNextConfig(8, 16, 1), ConvNextConfig(16, 24, 2), 128, 2),
    )


@pytest.fixture
def config():
    return tiny_config()


@pytest.fixture
def networks(config):
    torch.manual_seed(7)
    return Networks(config).eval().requires_grad_(False)
