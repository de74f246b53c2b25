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
from model.config import ConditionerConfig, SemanticToMelConfig, TextToSemanticConfig
from model.listener_config import MelConfig
from model.official.faults import TensorError
from model.text_to_semantic import START_TEXT, STOP_TEXT

Shapes = Mapping[str, torch.Size]

FRAMES_PER_CODEC_FRAME = 1.72
"""Mel frames per 20 ms as upstream multiplies; 22,050 / 256 / 50 would be 1.7227."""

LEFT_OPEN = (None, "None")
"""How the config says that the mel filters have no lowest or highest frequency."""

TELLING: dict[str, object] = {
    "gpt.start_text_token": START_TEXT,
    "gpt.stop_text_token": STOP_TEXT,
    "gpt.condition_type": "conformer_perceiver",
    "gpt.condition_module.input_layer": "conv2d2",
    "gpt.emo_condition_module.input_layer": "conv2d2",
}
FLOWING: dict[str, object] = {
    "s2mel.dit_type": "DiT",
    "s2mel.DiT.final_layer_type": "wavenet",
    "s2mel.DiT.style_condition": True,
    "s2mel.DiT.long_skip_connection": True,
    "s2mel.DiT.uvit_skip_connection": True,
    "s2mel.DiT.style_as_token": False,
    "s2mel.DiT.time_as_token": False,
    "s2mel.DiT.is_causal": False,
    "s2mel.DiT.f0_condition": False,
    "s2mel.wavenet.style_condition": True,
    "s2mel.length_regulator.f0_condition": False,
}
"""What the config must not contradict for our networks to be those that it describes."""


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
            raise CheckpointError(
                f"{path} cannot be read ({_reason(error)}); copy or download it again"
            ) from error
        if not isinstance(values, dict):
            raise CheckpointError(f"{path} is not the config of a checkpoint")
        return cls(values, str(path))

    def number(self, place: str, least: int = 0) -> int:
        """Give the whole number, `least` at least, at a dotted place.

        Raises:
            CheckpointError: there is none.
        """
        value = self.value(place)
        if not isinstance(value, int) or isinstance(value, bool) or value < least:
            raise CheckpointError(f"{self._source} has no number at {place}")
        return value

    def heads(self, place: str, dim: int) -> int:
        """Give how many heads share the channels of an attention.

        Raises:
            CheckpointError: it does not say, or they cannot share them evenly.
        """
        count = self.number(place, least=1)
        if dim % count:
            raise CheckpointError(
                f"{self._source} says {count} at {place}, which cannot share {dim} channels"
            )
        return count

    def hertz(self, place: str) -> float | None:
        """Give the frequency at a dotted place; None where the config leaves it open.

        Raises:
            CheckpointError: something else stands there.
        """
        value = self.value(place)
        if value in LEFT_OPEN:
            return None
        if not isinstance(value, int | float) or isinstance(value, bool) or not value >= 0:
            raise CheckpointError(f"{self._source} has no frequency at {place}")
        return float(value)

    def check(self, expected: Mapping[str, object]) -> None:
        """Refuse what says something else at a dotted place than is expected there.

        Raises:
            CheckpointError: it does.
        """
        for place, wanted in expected.items():
            found = self.value(place)
            if found is not None and found != wanted:
                raise CheckpointError(
                    f"{self._source} describes another network: {place} is {found!r}, "
                    f"not {wanted!r}"
                )

    def value(self, place: str) -> Any:
        """Give what stands at a dotted place, or None."""
        found: Any = self._values
        for key in place.split("."):
            found = found.get(key) if isinstance(found, dict) else None
        return found


def mel_config(settings: Settings, power_floor: float) -> MelConfig:
    """Size the mel between flow and vocoder.

    Raises:
        CheckpointError: a number that tells a size is missing.
    """
    place = "s2mel.preprocess_params"
    spectrum = f"{place}.spect_params"
    return MelConfig(
        sample_rate=settings.number(f"{place}.sr"),
        n_fft=settings.number(f"{spectrum}.n_fft"),
        hop_length=settings.number(f"{spectrum}.hop_length"),
        n_mels=settings.number(f"{spectrum}.n_mels"),
        power_floor=power_floor,
        win_length=settings.number(f"{spectrum}.win_length", least=1),
        lowest=settings.hertz(f"{spectrum}.fmin") or 0.0,
        highest=settings.hertz(f"{spectrum}.fmax"),
    )


def text_to_semantic_config(
    settings: Settings, shapes: Shapes, emotion_rows: tuple[int, ...]
) -> TextToSemanticConfig:
    """Size the transformer; a layout with `spk_emb_proj` is 2.5.

    Raises:
        CheckpointError: a tensor or a number that tells a size is missing.
    """
    settings.check(TELLING)
    multilingual = "spk_emb_proj.weight" in shapes
    n_semantic, dim = shape_of(shapes, "mel_embedding.weight", 2)
    stop = settings.number("gpt.stop_mel_token")
    if stop != n_semantic - 1 or settings.number("gpt.start_mel_token") != n_semantic - 2:
        raise CheckpointError("start and stop token do not end the semantic vocabulary")
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
    settings.check(FLOWING)
    estimator = "cfm.estimator"
    layer, convs = f"{estimator}.transformer.layers", f"{estimator}.wavenet.in_layers"
    wave_dim, _, kernel = _either(shapes, f"{convs}.0.conv.conv.weight", 3)
    hidden, dim = shape_of(shapes, f"{layer}.0.feed_forward.w1.weight", 2)
    return SemanticToMelConfig(
        frames_per_token=FRAMES_PER_CODEC_FRAME * codec_frames_per_token,
        dim=dim,
        hidden_dim=hidden,
        n_heads=settings.heads("s2mel.DiT.num_heads", dim),
        n_blocks=count_layers(shapes, re.escape(layer) + r"\.(\d+)\."),
        content_dim=shape_of(shapes, "length_regulator.content_in_proj.weight", 2)[0],
        projected_dim=shape_of(shapes, f"{estimator}.cond_projection.weight", 2)[0],
        wavenet_dim=wave_dim // 2,
        wavenet_layers=count_layers(shapes, re.escape(convs) + r"\.(\d+)\."),
        wavenet_kernel=kernel,
        wavenet_dilation=settings.number("s2mel.wavenet.dilation_rate", least=1),
        # Each layer is a convolution and a norm; one convolution more ends them.
        regulator_layers=count_layers(shapes, r"length_regulator\.model\.(\d+)\.") // 2,
        n_frequencies=shape_of(shapes, f"{estimator}.t_embedder.mlp.0.weight", 2)[1] // 2,
    )


def _conditioner(settings: Settings, shapes: Shapes, module: str, prefix: str) -> ConditionerConfig:
    """Size a conformer and its perceiver; one number says how many heads both have."""
    conformer, perceiver = f"{prefix}conditioning_encoder.encoders", f"{prefix}perceiver_encoder"
    hidden, dim = shape_of(shapes, f"{conformer}.0.feed_forward.w_1.weight", 2)
    n_latents, latent_dim = shape_of(shapes, f"{perceiver}.latents", 2)
    inner = shape_of(shapes, f"{perceiver}.layers.0.0.to_q.weight", 2)[0]
    heads = f"gpt.{module}.attention_heads"
    n_latent_heads = settings.heads(heads, inner)
    return ConditionerConfig(
        dim=dim,
        hidden_dim=hidden,
        n_heads=settings.heads(heads, dim),
        n_blocks=count_layers(shapes, re.escape(conformer) + r"\.(\d+)\."),
        latent_dim=latent_dim,
        n_latents=n_latents,
        n_latent_heads=n_latent_heads,
        latent_hidden_dim=shape_of(shapes, f"{perceiver}.layers.0.1.2.weight", 2)[1],
        latent_head_dim=inner // n_latent_heads,
        n_latent_layers=count_layers(shapes, re.escape(perceiver) + r"\.layers\.(\d+)\."),
        kernel=shape_of(shapes, f"{conformer}.0.conv_module.depthwise_conv.weight", 3)[2],
    )


def _reason(error: Exception) -> str:
    """Tell in a few words why a file cannot be read; YAML would draw a picture of the place."""
    if isinstance(error, yaml.MarkedYAMLError) and error.problem_mark is not None:
        return f"line {error.problem_mark.line + 1}: {error.problem}"
    return " ".join(str(error).split())


def shape_of(shapes: Shapes, name: str, n_dims: int) -> torch.Size:
    """Give the shape of a tensor of so many dimensions.

    Raises:
        TensorError: it is missing or misshapen.
    """
    if name not in shapes:
        raise TensorError(f"the tensor {name} is missing")
    shape = shapes[name]
    if len(shape) != n_dims:
        raise TensorError(f"the tensor {name} has shape {tuple(shape)}, not {n_dims} sizes")
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
