"""Give the tests a tiny engine with random weights, and tiny ones in the official layout."""

from pathlib import Path

import numpy as np
import pytest
import torch

from model.config import (
    ConditionerConfig,
    ModelConfig,
    SemanticToMelConfig,
    TextToSemanticConfig,
    VocoderConfig,
)
from model.listener_config import (
    CodecConfig,
    ConvNextConfig,
    ListenerConfig,
    MelConfig,
    SpeakerConfig,
)
from model.networks import Networks
from model.official.rules import TEXT_TO_SEMANTIC, convert
from model.text.symbols import TEXT_SYMBOLS
from model.text_to_semantic import TextToSemantic

PARITY = Path(__file__).parents[1] / "data" / "parity"
PHONES = ("pau", "aa", "b", "s")
CONDITIONER = {"dim": 16, "hidden_dim": 24, "n_heads": 2, "n_blocks": 1, "n_latent_heads": 1}
SPEAKER = {"latent_dim": 32, "latent_hidden_dim": 42, "n_latents": 3}
EMOTION = {"latent_dim": 24, "latent_hidden_dim": 32, "n_latents": 1}


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
            speaker=ConditionerConfig(**CONDITIONER, **SPEAKER),
            emotion=ConditionerConfig(**CONDITIONER, **EMOTION),
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
            projected_dim=16,
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


def decoder_of(folder):
    """Load what decodes tokens from a checkpoint in the official layout; the rest stays random."""
    weights = torch.load(PARITY / folder / "gpt.pth", weights_only=True)
    config = TextToSemanticConfig(
        dim=64,
        n_layers=2,
        n_heads=4,
        n_text_symbols=4,
        n_semantic_tokens=128,
        max_text_tokens=4,
        max_semantic_tokens=150,
        speaker=None,
        emotion=ConditionerConfig(**CONDITIONER, **EMOTION),
        emotion_rows=(1,) * 8,
        n_languages=0,
        passes_latents=True,
        first_place=2,
        always_penalised=(1, 128),
        may_draw_start=True,
    )
    network = TextToSemantic(config, n_features=8, speaker_dim=4)
    parts = ("blocks.", "stack_norm.", "final_norm.", "head.", "semantic_")
    shapes = {k: v.shape for k, v in network.state_dict().items() if k.startswith(parts)}
    found = convert(weights, shapes, TEXT_TO_SEMANTIC, unused=(r".*",))
    network.load_state_dict(found, strict=False)
    return network.eval().requires_grad_(False)


@pytest.fixture(scope="session")
def official():
    return decoder_of("tiny")


@pytest.fixture(scope="session")
def official_v25():
    return decoder_of("tiny_v25")


@pytest.fixture(scope="session")
def goldens():
    """Give the golden arrays of a file, as tensors by name."""

    def read(name):
        with np.load(PARITY / name) as arrays:
            return {key: torch.from_numpy(arrays[key]) for key in arrays}

    return read
