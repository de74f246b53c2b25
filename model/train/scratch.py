"""Size the scratch voice and the budget of its training."""

from __future__ import annotations

from model.config import (
    ConditionerConfig,
    ModelConfig,
    SemanticToMelConfig,
    TextToSemanticConfig,
    VocoderConfig,
)
from model.emotion import EMOTIONS
from model.listener_config import (
    CodecConfig,
    ConvNextConfig,
    ListenerConfig,
    MelConfig,
    SpeakerConfig,
)
from model.text.symbols import TEXT_SYMBOLS
from model.train.loop import Stage
from model.train.teacher import PHONES

SAMPLE_RATE = 16_000
"""The teachers' own; more would be empty bandwidth."""

_CONDITIONER = {"dim": 96, "hidden_dim": 192, "n_heads": 4, "n_blocks": 2, "n_latent_heads": 2}
_SPEAKER = {"latent_dim": 192, "latent_hidden_dim": 256, "n_latents": 8}
_EMOTION = {"latent_dim": 128, "latent_hidden_dim": 170, "n_latents": 1}

VOCODER = VocoderConfig(
    pitch=ConvNextConfig(dim=96, hidden_dim=288, n_blocks=4),
    envelopes=ConvNextConfig(dim=256, hidden_dim=768, n_blocks=8),
    n_fft=512,
    frames_per_mel_frame=2,
)

SCRATCH = ModelConfig(
    name="scratch",
    text="phones",
    mel=MelConfig(SAMPLE_RATE, n_fft=1024, hop_length=256, n_mels=80),
    listener=ListenerConfig(
        features=MelConfig(SAMPLE_RATE, n_fft=1024, hop_length=320, n_mels=80),
        codec=CodecConfig(
            encoder=ConvNextConfig(dim=192, hidden_dim=576, n_blocks=6),
            phones=PHONES,
            pitch_steps=(-6.0, -3.0, 0.0, 3.0, 6.0, 9.0),
            effort_steps=(-1.5, -0.5, 0.5, 1.5),
            embed_dim=128,
        ),
        speaker=SpeakerConfig(dim=128, embed_dim=64),
    ),
    text_to_semantic=TextToSemanticConfig(
        dim=192,
        n_layers=6,
        n_heads=3,
        n_text_symbols=len(TEXT_SYMBOLS),
        n_semantic_tokens=len(PHONES) * 6 * 4,
        max_text_tokens=300,
        max_semantic_tokens=700,
        speaker=ConditionerConfig(**_CONDITIONER, **_SPEAKER),
        emotion=ConditionerConfig(**_CONDITIONER, **_EMOTION),
        emotion_rows=(1,) * len(EMOTIONS),
        n_languages=0,
        passes_latents=True,
    ),
    semantic_to_mel=SemanticToMelConfig(
        frames_per_token=320 / 256,
        dim=192,
        hidden_dim=512,
        n_heads=3,
        n_blocks=5,
        content_dim=128,
        projected_dim=128,
        wavenet_dim=192,
        wavenet_layers=3,
    ),
    vocoder=VOCODER,
)

STAGES: dict[str, Stage] = {
    "codec": Stage("codec", 800, 1e-3),
    "base": Stage("base", 1000, 1e-3),
    "emotion": Stage("emotion", 3250, 1e-3),
    "robust": Stage("robust", 300, 4e-4),
    "vocoder": Stage("vocoder", 3600, 1e-3),
    "semantic_to_mel": Stage("semantic_to_mel", 2600, 1e-3),
    "semantic_to_mel_latents": Stage("semantic_to_mel_latents", 2600, 6e-4),
}
"""What a machine with two cores does."""
