"""Name and shape every tensor of an official checkpoint, from its sizes alone.

The same functions describe the recorded small checkpoints and the full size; tests hold them
against both, so that a folder made of other sizes is in the makers' layout too.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

Shapes = Iterator[tuple[str, tuple[int, ...]]]

PARITY = Path(__file__).parents[2] / "data" / "parity"

HEAD_DIM, KERNEL, POSITIONS = 64, 15, 5000
FREQUENCIES, DIT_POSITIONS = 128, 16_384
LANGUAGES = 107
KALDI_MELS = 80
TAPS = 12


@dataclass(frozen=True, slots=True)
class Conformer:
    """Size a conformer, and the perceiver that reads it into latents."""

    dim: int
    hidden: int
    heads: int
    blocks: int
    latents: int
    width: int
    mult: int = 2


@dataclass(frozen=True, slots=True)
class Gpt:
    dim: int
    heads: int
    layers: int
    text: int
    codes: int
    max_text: int
    max_codes: int
    speaker: Conformer
    emotion: Conformer


@dataclass(frozen=True, slots=True)
class Codec:
    code_dim: int
    width: int
    hidden: int
    blocks: int


@dataclass(frozen=True, slots=True)
class CampPlus:
    head: int
    dim: int
    growth: int
    bottleneck: int
    depths: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Flow:
    dim: int
    heads: int
    depth: int
    hidden: int
    content: int
    regulator: int
    wavenet_layers: int
    kernel: int
    dilation: int
    latent_chain: tuple[int, ...]
    codes: int
    codebook: int


@dataclass(frozen=True, slots=True)
class BigVgan:
    dim: int
    rates: tuple[int, ...]
    kernels: tuple[int, ...]
    residual_kernels: tuple[int, ...]
    dilations: tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True)
class SpeechEncoder:
    hidden: int
    heads: int
    layers: int
    kernel: int
    left: int
    right: int


@dataclass(frozen=True, slots=True)
class Sizes:
    """Size a checkpoint; `features` and `style` are what w2v-bert and CAMPPlus give."""

    features: int
    style: int
    mels: int
    w2v: SpeechEncoder
    gpt: Gpt
    codec: Codec
    camp_plus: CampPlus
    flow: Flow
    bigvgan: BigVgan


def gpt(sizes: Sizes, multilingual: bool) -> Shapes:
    """Describe `gpt.pth` of 2.0 or of 2.5."""
    one = sizes.gpt
    if multilingual:
        yield from linear("spk_emb_proj", sizes.style, one.dim)
        yield "lang_embedding.weight", (LANGUAGES, one.dim)
    else:
        yield from conditioner("", one.speaker, sizes.features)
        yield "speed_emb.weight", (2, one.dim)
    yield from conditioner("emo_", one.emotion, sizes.features)
    yield from linear("emovec_layer", one.emotion.width, one.dim)
    yield from linear("emo_layer", one.dim, one.dim)
    yield "text_embedding.weight", (one.text + 1, one.dim)
    yield "mel_embedding.weight", (one.codes + 2, one.dim)
    for layer in range(one.layers):
        block = f"gpt.h.{layer}"
        yield from norm(f"{block}.ln_1", one.dim)
        yield from norm(f"{block}.ln_2", one.dim)
        maps = {"attn.c_attn": (1, 3), "attn.c_proj": (1, 1), "mlp.c_fc": (1, 4)}
        for name, (rows, columns) in (maps | {"mlp.c_proj": (4, 1)}).items():
            yield f"{block}.{name}.weight", (rows * one.dim, columns * one.dim)
            yield f"{block}.{name}.bias", (columns * one.dim,)
    yield from norm("gpt.ln_f", one.dim)
    yield "mel_pos_embedding.emb.weight", (one.max_codes + 3, one.dim)
    yield "text_pos_embedding.emb.weight", (one.max_text + 2, one.dim)
    yield from norm("final_norm", one.dim)
    yield from linear("text_head", one.dim, one.text + 1)
    yield from linear("mel_head", one.dim, one.codes + 2)


def conditioner(prefix: str, one: Conformer, features: int) -> Shapes:
    """Describe a conformer and its perceiver."""
    place, dim = f"{prefix}conditioning_encoder", one.dim
    yield from conv(f"{place}.embed.conv.0", 1, dim, 3, 3)
    yield from linear(f"{place}.embed.out.0", dim * ((features - 1) // 2), dim)
    yield f"{place}.embed.pos_enc.pe", (1, POSITIONS, dim)
    yield from norm(f"{place}.after_norm", dim)
    for number in range(one.blocks):
        block = f"{place}.encoders.{number}"
        for bias in "uv":
            yield f"{block}.self_attn.pos_bias_{bias}", (one.heads, dim // one.heads)
        for name in ("q", "k", "v", "out"):
            yield from linear(f"{block}.self_attn.linear_{name}", dim, dim)
        yield f"{block}.self_attn.linear_pos.weight", (dim, dim)
        yield from linear(f"{block}.feed_forward.w_1", dim, one.hidden)
        yield from linear(f"{block}.feed_forward.w_2", one.hidden, dim)
        yield from conv(f"{block}.conv_module.pointwise_conv1", dim, 2 * dim, 1)
        yield from conv(f"{block}.conv_module.depthwise_conv", 1, dim, KERNEL)
        yield from norm(f"{block}.conv_module.norm", dim)
        yield from conv(f"{block}.conv_module.pointwise_conv2", dim, dim, 1)
        for name in ("ff", "mha", "conv", "final"):
            yield from norm(f"{block}.norm_{name}", dim)
    place, width, inner = f"{prefix}perceiver_encoder", one.width, one.heads * HEAD_DIM
    hidden = int(width * one.mult * 2 / 3)
    yield f"{place}.latents", (one.latents, width)
    yield from linear(f"{place}.proj_context", dim, width)
    for layer in range(2):
        yield f"{place}.layers.{layer}.0.to_q.weight", (inner, width)
        yield f"{place}.layers.{layer}.0.to_kv.weight", (2 * inner, width)
        yield f"{place}.layers.{layer}.0.to_out.weight", (width, inner)
        yield from linear(f"{place}.layers.{layer}.1.0", width, 2 * hidden)
        yield from linear(f"{place}.layers.{layer}.1.2", hidden, width)
    yield f"{place}.norm.gamma", (width,)


def codec(sizes: Sizes, halves_rate: bool) -> Shapes:
    """Describe the tokenizer of 2.0, or that of 2.5 at half the rate."""
    one, dim = sizes.codec, sizes.features
    for stack in ("encoder", "decoder"):
        yield from conv(f"{stack}.0.embed", dim, one.width, 7)
        yield from norm(f"{stack}.0.norm", one.width)
        for number in range(one.blocks):
            block = f"{stack}.0.convnext.{number}"
            yield f"{block}.gamma", (one.width,)
            yield from conv(f"{block}.dwconv", 1, one.width, 7)
            yield from norm(f"{block}.norm", one.width)
            yield from linear(f"{block}.pwconv1", one.width, one.hidden)
            yield from linear(f"{block}.pwconv2", one.hidden, one.width)
        yield from norm(f"{stack}.0.final_layer_norm", one.width)
        yield from linear(f"{stack}.1", one.width, dim)
    quantizer = "quantizer.quantizers.0"
    yield from normed(f"{quantizer}.in_project", one.code_dim, dim, 1)
    yield from normed(f"{quantizer}.out_project", dim, one.code_dim, 1)
    yield f"{quantizer}.codebook.weight", (sizes.gpt.codes, one.code_dim)
    if halves_rate:
        yield from conv("down", dim, dim, 3)
        yield from conv("up", dim, dim, 3)


def flow(sizes: Sizes) -> Shapes:
    """Describe `s2mel.pth`, its three parts under their names."""
    one, dim = sizes.flow, sizes.flow.dim
    place = "cfm.estimator"
    yield f"{place}.input_pos", (DIT_POSITIONS,)
    for number in range(one.depth):
        layer = f"{place}.transformer.layers.{number}"
        yield f"{layer}.attention.wqkv.weight", (3 * dim, dim)
        yield f"{layer}.attention.wo.weight", (dim, dim)
        for name in ("w1", "w3"):
            yield f"{layer}.feed_forward.{name}.weight", (one.hidden, dim)
        yield f"{layer}.feed_forward.w2.weight", (dim, one.hidden)
        for name in ("ffn_norm", "attention_norm"):
            yield from adaptive(f"{layer}.{name}", dim)
        yield from linear(f"{layer}.skip_in_linear", 2 * dim, dim)
    yield from adaptive(f"{place}.transformer.norm", dim)
    yield from normed(f"{place}.x_embedder", dim, sizes.mels)
    yield f"{place}.cond_embedder.weight", (one.codebook, dim)
    yield from linear(f"{place}.cond_projection", one.content, dim)
    for name in ("t_embedder", "t_embedder2"):
        yield f"{place}.{name}.freqs", (FREQUENCIES,)
        yield from linear(f"{place}.{name}.mlp.0", 2 * FREQUENCIES, dim)
        yield from linear(f"{place}.{name}.mlp.2", dim, dim)
    yield from linear(f"{place}.conv1", dim, dim)
    yield from conv(f"{place}.conv2", dim, sizes.mels, 1)
    for number in range(one.wavenet_layers):
        last = number + 1 == one.wavenet_layers
        wave = f"{place}.wavenet"
        yield from normed(f"{wave}.in_layers.{number}.conv.conv", 2 * dim, dim, one.kernel)
        wide = dim if last else 2 * dim
        yield from normed(f"{wave}.res_skip_layers.{number}.conv.conv", wide, dim, 1)
    yield from normed(f"{place}.wavenet.cond_layer.conv.conv", 2 * dim * one.wavenet_layers, dim, 1)
    yield from normed(f"{place}.final_layer.linear", dim, dim)
    yield from linear(f"{place}.final_layer.adaLN_modulation.1", dim, 2 * dim)
    yield from linear(f"{place}.res_projection", dim, dim)
    yield f"{place}.content_mask_embedder.weight", (1, dim)
    yield from linear(f"{place}.skip_linear", dim + sizes.mels, dim)
    yield from linear(f"{place}.cond_x_merge_linear", 2 * sizes.mels + dim + sizes.style, dim)
    yield "length_regulator.mask_token", (1, one.content)
    yield "length_regulator.embedding.weight", (one.codes, one.content)
    yield from linear("length_regulator.content_in_proj", sizes.features, one.content)
    for number in range(one.regulator):
        yield from conv(f"length_regulator.model.{3 * number}", one.content, one.content, 3)
        yield from norm(f"length_regulator.model.{3 * number + 1}", one.content)
    yield from conv(f"length_regulator.model.{3 * one.regulator}", one.content, one.content, 1)
    chain = (sizes.gpt.dim, *one.latent_chain, sizes.features)
    for number, (wide, narrow) in enumerate(pairwise(chain)):
        yield from linear(f"gpt_layer.{number}", wide, narrow)


def camp_plus(sizes: Sizes) -> Shapes:
    """Describe the speaker encoder."""
    one, head = sizes.camp_plus, sizes.camp_plus.head
    yield "head.conv1.weight", (head, 1, 3, 3)
    yield from batch_norm("head.bn1", head)
    for layer in ("layer1", "layer2"):
        for number in range(2):
            for part in (1, 2):
                yield f"head.{layer}.{number}.conv{part}.weight", (head, head, 3, 3)
                yield from batch_norm(f"head.{layer}.{number}.bn{part}", head)
        yield f"head.{layer}.0.shortcut.0.weight", (head, head, 1, 1)
        yield from batch_norm(f"head.{layer}.0.shortcut.1", head)
    yield "head.conv2.weight", (head, head, 3, 3)
    yield from batch_norm("head.bn2", head)
    yield "xvector.tdnn.linear.weight", (one.dim, head * (KALDI_MELS // 8), 5)
    yield from batch_norm("xvector.tdnn.nonlinear.batchnorm", one.dim)
    dim = one.dim
    for number, depth in enumerate(one.depths, start=1):
        for layer in range(1, depth + 1):
            place = f"xvector.block{number}.tdnnd{layer}"
            yield from batch_norm(f"{place}.nonlinear1.batchnorm", dim)
            yield f"{place}.linear1.weight", (one.bottleneck, dim, 1)
            yield from batch_norm(f"{place}.nonlinear2.batchnorm", one.bottleneck)
            context = one.bottleneck // 2
            yield f"{place}.cam_layer.linear_local.weight", (one.growth, one.bottleneck, 3)
            yield from conv(f"{place}.cam_layer.linear1", one.bottleneck, context, 1)
            yield from conv(f"{place}.cam_layer.linear2", context, one.growth, 1)
            dim += one.growth
        yield from batch_norm(f"xvector.transit{number}.nonlinear.batchnorm", dim)
        yield f"xvector.transit{number}.linear.weight", (dim // 2, dim, 1)
        dim //= 2
    yield from batch_norm("xvector.out_nonlinear.batchnorm", dim)
    yield "xvector.dense.linear.weight", (sizes.style, 2 * dim, 1)
    yield from batch_norm("xvector.dense.nonlinear.batchnorm", sizes.style, affine=False)


def bigvgan(sizes: Sizes) -> Shapes:
    """Describe the vocoder."""
    one, dim = sizes.bigvgan, sizes.bigvgan.dim
    n_blocks = len(one.residual_kernels)
    yield from normed("conv_pre", dim, sizes.mels, 7)
    for number, kernel in enumerate(one.kernels):
        yield f"ups.{number}.0.bias", (dim // 2,)
        yield f"ups.{number}.0.weight_g", (dim, 1, 1)
        yield f"ups.{number}.0.weight_v", (dim, dim // 2, kernel)
        dim //= 2
        for block, (size, dilations) in enumerate(
            zip(one.residual_kernels, one.dilations, strict=True)
        ):
            place = f"resblocks.{number * n_blocks + block}"
            for layer in range(len(dilations)):
                yield from normed(f"{place}.convs1.{layer}", dim, dim, size)
                yield from normed(f"{place}.convs2.{layer}", dim, dim, size)
                yield from snake(f"{place}.activations.{2 * layer}", dim)
                yield from snake(f"{place}.activations.{2 * layer + 1}", dim)
    yield from snake("activation_post", dim)
    yield "conv_post.weight_g", (1, 1, 1)
    yield "conv_post.weight_v", (1, dim, 7)


def linear(name: str, wide: int, narrow: int) -> Shapes:
    yield f"{name}.weight", (narrow, wide)
    yield f"{name}.bias", (narrow,)


def conv(name: str, wide: int, narrow: int, *kernel: int) -> Shapes:
    yield f"{name}.weight", (narrow, wide, *kernel)
    yield f"{name}.bias", (narrow,)


def normed(name: str, narrow: int, wide: int, *kernel: int) -> Shapes:
    """Describe a map whose weight is kept as length and direction."""
    yield f"{name}.bias", (narrow,)
    yield f"{name}.weight_g", (narrow, 1, *[1] * len(kernel))
    yield f"{name}.weight_v", (narrow, wide, *kernel)


def norm(name: str, dim: int) -> Shapes:
    yield f"{name}.weight", (dim,)
    yield f"{name}.bias", (dim,)


def adaptive(name: str, dim: int) -> Shapes:
    yield from linear(f"{name}.project_layer", dim, 2 * dim)
    yield f"{name}.norm.weight", (dim,)


def batch_norm(name: str, dim: int, affine: bool = True) -> Shapes:
    if affine:
        yield from norm(name, dim)
    yield f"{name}.running_mean", (dim,)
    yield f"{name}.running_var", (dim,)
    yield f"{name}.num_batches_tracked", ()


def snake(name: str, dim: int) -> Shapes:
    yield f"{name}.act.alpha", (dim,)
    yield f"{name}.act.beta", (dim,)
    yield f"{name}.upsample.filter", (1, 1, TAPS)
    yield f"{name}.downsample.lowpass.filter", (1, 1, TAPS)
