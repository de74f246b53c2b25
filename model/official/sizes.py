"""Size our networks for official weights: from `config.yaml` and the shapes of the tensors.

What a shape says is read from the shape; only head counts and the sound settings need the file.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch
import yaml

from model.checkpoint import CheckpointError
from model.conditioning import PerceiverLayer
from model.config import ConditionerConfig, SemanticToMelConfig, TextToSemanticConfig
from model.listener_config import MelConfig
from model.text_to_semantic import START_TEXT

Shapes = Mapping[str, torch.Size]

FRAMES_PER_CODEC_FRAME = 1.72
"""Mel frames per 20 ms as upstream multiplies; 22,050 / 256 / 50 would be 1.7227."""


class Settings:
    """Read numbers of `config.yaml`, and name what is missing."""

    def __init__(self, values: Mapping[str, Any], source: str) -> None:
        self._values = values
        self._source = source

    @classmethod
    def load(cls, path: Path) -> Settings:
        """Read the file.

        Raises:
            CheckpointError: it is missing or no YAML table.
        """
        try:
            values = yaml.safe_load(path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            raise CheckpointError(
                f"{path.parent} is no checkpoint in the makers' layout: it has no {path.name}"
            ) from None
        except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
            told = " ".join(str(error).split())  # YAML draws a picture of the place
            raise CheckpointError(f"{path} cannot be read: {told}") from error
        if not isinstance(values, dict):
            raise CheckpointError(f"{path} is not the config of a checkpoint")
        return cls(values, str(path))

    def number(self, place: str) -> int:
        """Give the whole number at a dotted place.

        Raises:
            CheckpointError: there is none.
        """
        value = self.value(place)
        if not isinstance(value, int) or isinstance(value, bool) or value < 0:
            raise CheckpointError(f"{self._source} has no number at {place}")
        return value

    def heads(self, place: str, dim: int) -> int:
        """Give how many heads share the channels of an attention.

        Raises:
            CheckpointError: it does not say, or they cannot share them evenly.
        """
        count = self.number(place)
        if not count or dim % count:
            raise CheckpointError(
                f"{self._source} says {count} at {place}, which cannot share {dim} channels"
            )
        return count

    def value(self, place: str) -> Any:
        """Give what stands at a dotted place, or None."""
        found: Any = self._values
        for key in place.split("."):
            found = found.get(key) if isinstance(found, dict) else None
        return found


def mel_config(settings: Settings, power_floor: float) -> MelConfig:
    """Size the mel between flow and vocoder."""
    place = "s2mel.preprocess_params"
    return MelConfig(
        sample_rate=settings.number(f"{place}.sr"),
        n_fft=settings.number(f"{place}.spect_params.n_fft"),
        hop_length=settings.number(f"{place}.spect_params.hop_length"),
        n_mels=settings.number(f"{place}.spect_params.n_mels"),
        power_floor=power_floor,
    )


def text_to_semantic_config(
    settings: Settings, shapes: Shapes, emotion_rows: tuple[int, ...]
) -> TextToSemanticConfig:
    """Size the transformer; a layout with `spk_emb_proj` is 2.5.

    Raises:
        CheckpointError: a tensor or a number that tells a size is missing.
    """
    multilingual = "spk_emb_proj.weight" in shapes
    n_semantic, dim = shape_of(shapes, "mel_embedding.weight", 2)
    stop = settings.number("gpt.stop_mel_token")
    if stop != n_semantic - 1 or settings.number("gpt.start_mel_token") != n_semantic - 2:
        raise CheckpointError("start and stop token do not end the semantic vocabulary")
    if settings.number("gpt.start_text_token") != START_TEXT:
        raise CheckpointError("the text does not start with token 0")
    return TextToSemanticConfig(
        dim=dim,
        n_layers=count_layers(shapes, r"gpt\.h\.(\d+)\."),
        n_heads=settings.heads("gpt.heads", dim),
        n_text_symbols=shape_of(shapes, "text_embedding.weight", 2)[0],
        n_semantic_tokens=n_semantic - 2,
        max_text_tokens=shape_of(shapes, "text_pos_embedding.emb.weight", 2)[0] - 2,
        max_semantic_tokens=shape_of(shapes, "mel_pos_embedding.emb.weight", 2)[0] - 3,
        speaker=None if multilingual else _conditioner(settings, shapes, "condition_module", ""),
        emotion=_conditioner(settings, shapes, "emo_condition_module", "emo_"),
        emotion_rows=emotion_rows,
        n_languages=shape_of(shapes, "lang_embedding.weight", 2)[0] if multilingual else 0,
        passes_latents=not multilingual,
        first_place=2,
        always_penalised=(1, n_semantic - 2),
        may_draw_start=True,
    )


def semantic_to_mel_config(
    settings: Settings, shapes: Shapes, codec_frames_per_token: int
) -> SemanticToMelConfig:
    """Size regulator, transformer and tail.

    Raises:
        CheckpointError: a tensor or a number that tells a size is missing.
    """
    layer = "cfm.estimator.transformer.layers"
    convs = "cfm.estimator.wavenet.in_layers"
    wave_dim, _, kernel = _either(shapes, f"{convs}.0.conv.conv.weight", 3)
    hidden, dim = shape_of(shapes, f"{layer}.0.feed_forward.w1.weight", 2)
    return SemanticToMelConfig(
        frames_per_token=FRAMES_PER_CODEC_FRAME * codec_frames_per_token,
        dim=dim,
        hidden_dim=hidden,
        n_heads=settings.heads("s2mel.DiT.num_heads", dim),
        n_blocks=count_layers(shapes, re.escape(layer) + r"\.(\d+)\."),
        content_dim=shape_of(shapes, "length_regulator.content_in_proj.weight", 2)[0],
        wavenet_dim=wave_dim // 2,
        wavenet_layers=count_layers(shapes, re.escape(convs) + r"\.(\d+)\."),
        wavenet_kernel=kernel,
    )


def _conditioner(settings: Settings, shapes: Shapes, module: str, prefix: str) -> ConditionerConfig:
    perceiver, dim = f"{prefix}perceiver_encoder", settings.number(f"gpt.{module}.output_size")
    n_latents, latent_dim = shape_of(shapes, f"{perceiver}.latents", 2)
    inner = shape_of(shapes, f"{perceiver}.layers.0.0.to_q.weight", 2)[0]
    return ConditionerConfig(
        dim=dim,
        hidden_dim=settings.number(f"gpt.{module}.linear_units"),
        n_heads=settings.heads(f"gpt.{module}.attention_heads", dim),
        n_blocks=count_layers(shapes, rf"{prefix}conditioning_encoder\.encoders\.(\d+)\."),
        latent_dim=latent_dim,
        n_latents=n_latents,
        n_latent_heads=inner // PerceiverLayer.HEAD_DIM,
    )


def shape_of(shapes: Shapes, name: str, n_dims: int) -> torch.Size:
    """Give the shape of a tensor of so many dimensions.

    Raises:
        CheckpointError: it is missing or misshapen.
    """
    if name not in shapes:
        raise CheckpointError(f"the tensor {name} is missing")
    shape = shapes[name]
    if len(shape) != n_dims:
        raise CheckpointError(f"the tensor {name} has shape {tuple(shape)}, not {n_dims} sizes")
    return shape


def _either(shapes: Shapes, name: str, n_dims: int) -> torch.Size:
    """Give the shape of a weight that may be kept as length and direction."""
    return shape_of(shapes, f"{name}_v" if f"{name}_v" in shapes else name, n_dims)


def whole(value: object) -> int:
    """Give a size that a JSON config holds.

    Raises:
        ValueError: it is no whole number above 0.
    """
    if not isinstance(value, int) or isinstance(value, bool) or value < 1:
        raise ValueError(f"{value!r} is no size")
    return value


def count_layers(shapes: Shapes, pattern: str) -> int:
    """Count the numbered layers that tensors name."""
    return len({found[1] for name in shapes if (found := re.match(pattern, name))})
