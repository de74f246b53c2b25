"""Turn the official IndexTTS-2 tensors into ours; only here are the upstream names of both stages.

One table per stage gives, for every tensor of ours, the official one and what is done to it. What
is left over must stand among the tensors that upstream itself does not use at inference.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

import torch
from torch import Tensor

from model.official.faults import TensorError

Weights = Mapping[str, Tensor]


def _kept(tensor: Tensor) -> Tensor:
    return tensor


@dataclass(frozen=True, slots=True)
class Rule:
    """Say where a tensor of ours comes from.

    Args:
        ours: regular expression of our name; groups fill the template.
        theirs: template of the official name.
        change: what is done to the official tensor.
    """

    ours: str
    theirs: str
    change: Callable[[Tensor], Tensor] = _kept


def _transposed(tensor: Tensor) -> Tensor:
    return tensor.mT


def _flipped(tensor: Tensor) -> Tensor:
    return tensor.flip(0)


def one_tap(tensor: Tensor) -> Tensor:
    """Take a convolution of one tap for the linear map it is."""
    return tensor.squeeze(-1)


_CONFORMER = (
    (r"subsample\.conv\.", "embed.conv.0."),
    (r"subsample\.project\.", "embed.out.0."),
    (r"conformer_norm\.", "after_norm."),
    (r"blocks\.(\d+)\.attend\.content_bias", "encoders.{}.self_attn.pos_bias_u"),
    (r"blocks\.(\d+)\.attend\.position_bias", "encoders.{}.self_attn.pos_bias_v"),
    (r"blocks\.(\d+)\.attend\.query\.", "encoders.{}.self_attn.linear_q."),
    (r"blocks\.(\d+)\.attend\.key\.", "encoders.{}.self_attn.linear_k."),
    (r"blocks\.(\d+)\.attend\.value\.", "encoders.{}.self_attn.linear_v."),
    (r"blocks\.(\d+)\.attend\.out\.", "encoders.{}.self_attn.linear_out."),
    (r"blocks\.(\d+)\.attend\.position\.", "encoders.{}.self_attn.linear_pos."),
    (r"blocks\.(\d+)\.attend_norm\.", "encoders.{}.norm_mha."),
    (r"blocks\.(\d+)\.convolve_norm\.", "encoders.{}.norm_conv."),
    (r"blocks\.(\d+)\.widen\.", "encoders.{}.conv_module.pointwise_conv1."),
    (r"blocks\.(\d+)\.depthwise\.", "encoders.{}.conv_module.depthwise_conv."),
    (r"blocks\.(\d+)\.depthwise_norm\.", "encoders.{}.conv_module.norm."),
    (r"blocks\.(\d+)\.narrow\.", "encoders.{}.conv_module.pointwise_conv2."),
    (r"blocks\.(\d+)\.feed_norm\.", "encoders.{}.norm_ff."),
    (r"blocks\.(\d+)\.feed\.0\.", "encoders.{}.feed_forward.w_1."),
    (r"blocks\.(\d+)\.feed\.2\.", "encoders.{}.feed_forward.w_2."),
    (r"blocks\.(\d+)\.leave_norm\.", "encoders.{}.norm_final."),
)
_PERCEIVER = (
    (r"enter\.", "proj_context."),
    (r"latents", "latents"),
    (r"gamma", "norm.gamma"),
    (r"layers\.(\d+)\.query\.", "layers.{}.0.to_q."),
    (r"layers\.(\d+)\.key_value\.", "layers.{}.0.to_kv."),
    (r"layers\.(\d+)\.out\.", "layers.{}.0.to_out."),
    (r"layers\.(\d+)\.widen\.", "layers.{}.1.0."),
    (r"layers\.(\d+)\.narrow\.", "layers.{}.1.2."),
)


def _under(ours: str, theirs: str, pairs: Iterable[tuple[str, str]]) -> tuple[Rule, ...]:
    return tuple(Rule(rf"{ours}\.{a}(.*)", f"{theirs}.{b}{{}}") for a, b in pairs)


TEXT_TO_SEMANTIC: tuple[Rule, ...] = (
    *_under("speaker", "conditioning_encoder", _CONFORMER),
    *_under("speaker", "perceiver_encoder", _PERCEIVER),
    *_under("emotion", "emo_conditioning_encoder", _CONFORMER),
    *_under("emotion", "emo_perceiver_encoder", _PERCEIVER),
    Rule(r"speaker\.(weight|bias)", "spk_emb_proj.{}"),
    Rule(r"language_table\.(.*)", "lang_embedding.{}"),
    Rule(r"emotion_enter\.(.*)", "emovec_layer.{}"),
    Rule(r"emotion_leave\.(.*)", "emo_layer.{}"),
    Rule(r"slots", "speed_emb.weight", _flipped),
    Rule(r"text_table\.(.*)", "text_embedding.{}"),
    Rule(r"text_position\.(.*)", "text_pos_embedding.emb.{}"),
    Rule(r"semantic_table\.(.*)", "mel_embedding.{}"),
    Rule(r"semantic_position\.(.*)", "mel_pos_embedding.emb.{}"),
    Rule(r"blocks\.(\d+)\.attend_norm\.(.*)", "gpt.h.{}.ln_1.{}"),
    Rule(r"blocks\.(\d+)\.feed_norm\.(.*)", "gpt.h.{}.ln_2.{}"),
    *(
        Rule(rf"blocks\.(\d+)\.{ours}\.{part}", f"gpt.h.{{}}.{theirs}.{part}", change)
        for ours, theirs in {
            "query_key_value": "attn.c_attn",
            "out": "attn.c_proj",
            "widen": "mlp.c_fc",
            "narrow": "mlp.c_proj",
        }.items()
        for part, change in {"weight": _transposed, "bias": _kept}.items()
    ),
    Rule(r"stack_norm\.(.*)", "gpt.ln_f.{}"),
    Rule(r"final_norm\.(.*)", "final_norm.{}"),
    Rule(r"head\.(.*)", "mel_head.{}"),
)
UNUSED_TEXT_TO_SEMANTIC = (r"text_head\..*", r".*\.pos_enc\.pe", r"gpt\.w[tp]e\.weight")

_ESTIMATOR = "cfm.estimator"
_LAYER = "cfm.estimator.transformer.layers.{}"
_FLOW: tuple[Rule, ...] = (
    Rule(r"regulator\.enter\.(.*)", "length_regulator.content_in_proj.{}"),
    Rule(r"estimator\.content\.(.*)", f"{_ESTIMATOR}.cond_projection.{{}}"),
    Rule(r"estimator\.enter\.(.*)", f"{_ESTIMATOR}.cond_x_merge_linear.{{}}"),
    Rule(r"estimator\.block_time\.(.*)", f"{_ESTIMATOR}.t_embedder.{{}}"),
    Rule(r"estimator\.tail_time\.(.*)", f"{_ESTIMATOR}.t_embedder2.{{}}"),
    *(
        Rule(rf"estimator\.blocks\.(\d+)\.{ours}\.(.*)", f"{_LAYER}.{theirs}.{{}}")
        for ours, theirs in {
            "merge": "skip_in_linear",
            r"attend_norm\.norm": "attention_norm.norm",
            r"attend_norm\.modulate": "attention_norm.project_layer",
            "query_key_value": "attention.wqkv",
            "out": "attention.wo",
            r"feed_norm\.norm": "ffn_norm.norm",
            r"feed_norm\.modulate": "ffn_norm.project_layer",
            "gate": "feed_forward.w1",
            "widen": "feed_forward.w3",
            "narrow": "feed_forward.w2",
        }.items()
    ),
    Rule(r"estimator\.leave_norm\.norm\.(.*)", f"{_ESTIMATOR}.transformer.norm.norm.{{}}"),
    Rule(
        r"estimator\.leave_norm\.modulate\.(.*)",
        f"{_ESTIMATOR}.transformer.norm.project_layer.{{}}",
    ),
    Rule(r"estimator\.long_skip\.(.*)", f"{_ESTIMATOR}.skip_linear.{{}}"),
    Rule(r"estimator\.tail_enter\.(.*)", f"{_ESTIMATOR}.conv1.{{}}"),
    Rule(r"estimator\.tail_skip\.(.*)", f"{_ESTIMATOR}.res_projection.{{}}"),
    Rule(r"estimator\.tail_modulate\.(.*)", f"{_ESTIMATOR}.final_layer.adaLN_modulation.1.{{}}"),
    Rule(r"estimator\.tail_leave\.(.*)", f"{_ESTIMATOR}.final_layer.linear.{{}}"),
    Rule(
        r"estimator\.tail\.time\.(.*)", f"{_ESTIMATOR}.wavenet.cond_layer.conv.conv.{{}}", one_tap
    ),
    Rule(
        r"estimator\.tail\.convs\.(\d+)\.(.*)",
        f"{_ESTIMATOR}.wavenet.in_layers.{{}}.conv.conv.{{}}",
    ),
    Rule(
        r"estimator\.tail\.outs\.(\d+)\.(.*)",
        f"{_ESTIMATOR}.wavenet.res_skip_layers.{{}}.conv.conv.{{}}",
    ),
    Rule(r"estimator\.leave\.weight", f"{_ESTIMATOR}.conv2.weight", one_tap),
    Rule(r"estimator\.leave\.bias", f"{_ESTIMATOR}.conv2.bias"),
    Rule(r"latent\.(.*)", "gpt_layer.{}"),
)


def semantic_to_mel_rules(regulator_layers: int) -> tuple[Rule, ...]:
    """Give the table of semantic-to-mel; upstream numbers all layers of the regulator in a row."""
    kinds = (r"convs\.{}", r"norms\.{}", "")  # what bends has no tensors
    ours = [kind.format(layer) for layer in range(regulator_layers) for kind in kinds]
    return _FLOW + tuple(
        Rule(rf"regulator\.{name}\.(.*)", f"length_regulator.model.{place}.{{}}")
        for place, name in enumerate([*ours, "leave"])
    )


UNUSED_SEMANTIC_TO_MEL = (
    r"cfm\.estimator\.(input_pos|x_embedder\..*|cond_embedder\..*|content_mask_embedder\..*)",
    r"cfm\.estimator\.t_embedder2?\.freqs",
    r"cfm\.estimator\.transformer\.(freqs_cis|causal_mask)",
    r"cfm\.estimator\.transformer\.layers\.\d+\.skip_in_linear\..*",
    r"length_regulator\.(embedding\.weight|mask_token)",
)


def convert(
    official: Weights,
    shapes: Mapping[str, torch.Size],
    rules: Iterable[Rule],
    unused: Iterable[str],
) -> dict[str, Tensor]:
    """Rename and reshape official tensors to ours, weight norm folded.

    Args:
        official: tensors by upstream name; a leading "module." is dropped.
        shapes: of our tensors.
        rules: one for every tensor of ours.
        unused: regular expressions of the upstream tensors that may be left over.

    Raises:
        TensorError: a tensor is missing, unknown or misshapen.
    """
    rest = {name.removeprefix("module."): tensor for name, tensor in official.items()}
    table = [(re.compile(rule.ours), rule) for rule in rules]
    found = {name: _found(rest, name, shape, table) for name, shape in shapes.items()}
    known = re.compile("|".join(unused))
    unknown = sorted(name for name in rest if not known.fullmatch(name))
    if unknown:
        raise TensorError(f"the tensor {unknown[0]} is unknown")
    return found


def _found(
    rest: dict[str, Tensor],
    name: str,
    shape: torch.Size,
    table: Iterable[tuple[re.Pattern[str], Rule]],
) -> Tensor:
    """Take the tensor of one of our names out of the rest."""
    match, rule = next((m, rule) for pattern, rule in table if (m := pattern.fullmatch(name)))
    theirs = rule.theirs.format(*match.groups())
    tensor = _folded(rest, theirs)
    if tensor is None:
        raise TensorError(f"the tensor {theirs} is missing")
    if not tensor.is_floating_point():
        raise TensorError(f"the tensor {theirs} is of {tensor.dtype}, not of real numbers")
    changed = rule.change(tensor) if tensor.dim() > 1 else tensor
    if changed.shape != shape:
        raise TensorError(
            f"the tensor {theirs} has shape {tuple(tensor.shape)}, which does not fit {name}"
        )
    return finite(changed.float(), theirs)


def finite(tensor: Tensor, name: str) -> Tensor:
    """Give the tensor back if all of it are numbers.

    Raises:
        TensorError: it holds infinities or what is no number.
    """
    # A sum needs no second tensor of that size, and tells as much.
    if not tensor.is_meta and not tensor.sum(dtype=torch.float64).isfinite():
        raise TensorError(f"the tensor {name} holds what is no number")
    return tensor


def _folded(rest: dict[str, Tensor], name: str) -> Tensor | None:
    """Take a tensor, or length and direction of a weight, out of the rest."""
    if name in rest:
        return rest.pop(name)
    length, direction = rest.pop(f"{name}_g", None), rest.pop(f"{name}_v", None)
    if length is None or direction is None:
        return None
    dims = tuple(range(1, direction.dim()))
    norm = torch.linalg.vector_norm(direction, dim=dims, keepdim=True)
    if length.shape != norm.shape:
        raise TensorError(
            f"the tensor {name}_g has shape {tuple(length.shape)}, which does not fit {name}_v"
        )
    return length * direction / norm


def collapsed(weights: Weights, prefix: str) -> dict[str, Tensor]:
    """Multiply a chain of linear maps `prefix.0`, `prefix.1`, ... into one `prefix`.

    Raises:
        TensorError: a tensor is missing, or two maps do not follow each other.
    """
    try:
        weight, bias = weights[f"{prefix}.0.weight"].double(), weights[f"{prefix}.0.bias"].double()
        number = 1
        while f"{prefix}.{number}.weight" in weights:
            following = weights[f"{prefix}.{number}.weight"].double()
            weight = following @ weight
            bias = following @ bias + weights[f"{prefix}.{number}.bias"].double()
            number += 1
    except KeyError as error:
        raise TensorError(f"the tensor {error.args[0]} is missing") from None
    except RuntimeError as error:
        raise TensorError(f"the maps {prefix}.* do not follow each other") from error
    return {f"{prefix}.weight": weight.float(), f"{prefix}.bias": bias.float()}
