"""Make a folder in the official layout, of any sizes and with random weights."""

from __future__ import annotations

import base64
import json
import shutil
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import soundfile
import torch
import transformers
import yaml
from safetensors.torch import save_file
from torch import Tensor

from tests.model.official import layout
from tests.model.official.checkpoint import Spectrum
from tests.model.official.layout import PARITY, Conformer, Shapes, Sizes

SOURCE = PARITY / "tiny"
SPECTRUM = Spectrum(n_fft=1280, win=900, lowest=40.0, highest=9000.0)
ROWS = (2, 4, 1, 3, 5, 2, 1, 6)
N_SPECIALS = 1673
MERGES = ("th", "in", "the", "er", " the", "\xe4\xbd", "\xe4\xbd\xa0")
"""Byte pairs beside the single bytes, each made of two before it."""

QUIET, LOUD = 0.45, 1.6
"""Gains of the vocoder's maps, whose residuals would clip, and of CAMPPlus, which weakens."""

QWEN = {
    "hidden_size": 44, "intermediate_size": 78, "num_attention_heads": 6, "num_key_value_heads": 2,
    "head_dim": 14, "num_hidden_layers": 5, "vocab_size": 271,
}  # fmt: skip


@dataclass(slots=True)
class Weights:
    """Draw weights under which signals live: maps keep the size of what goes through them."""

    generator: torch.Generator

    def fill(self, shapes: Shapes, gain: float = 1.0) -> dict[str, Tensor]:
        """Fill every tensor by its name and shape.

        Args:
            shapes: by name.
            gain: of the maps.
        """
        found = {name: self._one(name, shape, gain) for name, shape in shapes}
        for name in [name for name in found if name.endswith("weight_g")]:
            direction = found[name.replace("_g", "_v")]
            size = direction.flatten(1).norm(dim=1) * direction[0].numel() ** -0.5 * gain
            found[name] = (size * (0.7 + self._rand(len(size)))).view(found[name].shape)
        return found

    def _one(self, name: str, shape: tuple[int, ...], gain: float) -> Tensor:
        last = name.rpartition(".")[2]
        if last in ("num_batches_tracked", "input_pos"):
            return torch.zeros(shape, dtype=torch.int64)
        if last == "filter":
            return _taps().clone()
        noise = self.normal(shape)
        if last in ("running_var", "var"):
            return noise.abs() + 0.5
        if len(shape) == 1:
            return noise * 0.1 + (last in ("weight", "gamma"))
        if name == "mel_head.weight":
            return noise * 0.5  # so that no two codes are nearly as likely
        return noise if last == "weight_v" else noise * gain * noise[0].numel() ** -0.5

    def normal(self, shape: tuple[int, ...]) -> Tensor:
        """Draw normal numbers."""
        return torch.randn(shape, generator=self.generator)

    def _rand(self, n: int) -> Tensor:
        return torch.rand(n, generator=self.generator)


def make(folder: Path, sizes: Sizes, multilingual: bool, texts: Iterable[str], seed: int) -> Sizes:
    """Write every file but the goldens.

    Returns:
        the sizes, with as many text ids as the vocabulary came to have.
    """
    weights, cache = Weights(torch.Generator().manual_seed(seed)), folder / "hf_cache"
    for part in ("w2v-bert-2.0", "bigvgan"):
        (cache / part).mkdir(parents=True)
    n_text = _byte_pairs(folder) if multilingual else _pieces(folder, texts)
    sizes = replace(sizes, gpt=replace(sizes.gpt, text=n_text))
    _config(folder, sizes, multilingual)
    torch.save(weights.fill(layout.gpt(sizes, multilingual)), folder / "gpt.pth")
    parts: dict[str, dict[str, Tensor]] = {}
    for name, tensor in weights.fill(layout.flow(sizes)).items():
        part, _, rest = name.partition(".")
        parts.setdefault(part, {})[rest] = tensor
    torch.save({"net": parts, "epoch": 3}, folder / "s2mel.pth")
    codec = weights.fill(layout.codec(sizes, multilingual))
    if multilingual:
        torch.save({"model": codec}, folder / "codec.pth")
    else:
        save_file(codec, cache / "semantic_codec_model.safetensors")
    torch.save(weights.fill(layout.camp_plus(sizes), LOUD), cache / "campplus_cn_common.bin")
    vocoder = {"generator": weights.fill(layout.bigvgan(sizes), QUIET)}
    torch.save(vocoder, cache / "bigvgan" / "bigvgan_generator.pt")
    torch.save(weights.normal((sum(ROWS), sizes.style)), folder / "feat1.pt")
    torch.save(weights.normal((sum(ROWS), sizes.gpt.dim)) * 0.3, folder / "feat2.pt")
    shapes = ((name, (sizes.features,)) for name in ("mean", "var"))
    torch.save(weights.fill(shapes), folder / "wav2vec2bert_stats.pt")
    _speech_encoder(cache / "w2v-bert-2.0", sizes, weights)
    _vocoder_config(cache / "bigvgan" / "config.json", sizes)
    _prompts(folder, weights)
    if not multilingual:
        _emotion_model(folder / "qwen0.6bemo4-merge", weights)
    return sizes


def _config(folder: Path, sizes: Sizes, multilingual: bool) -> None:
    data = yaml.safe_load((SOURCE / "config.yaml").read_text())
    one, flow = sizes.gpt, sizes.flow
    data["gpt"] |= {
        "model_dim": one.dim, "heads": one.heads, "layers": one.layers,
        "max_mel_tokens": one.max_codes, "max_text_tokens": one.max_text,
        "number_text_tokens": one.text, "number_mel_codes": one.codes + 2,
        "start_mel_token": one.codes, "stop_mel_token": one.codes + 1,
    }  # fmt: skip
    data["gpt"]["condition_module"] |= _conformer(one.speaker)
    data["gpt"]["emo_condition_module"] |= _conformer(one.emotion)
    data["semantic_codec"] = {
        "codebook_size": one.codes, "hidden_size": sizes.features,
        "codebook_dim": sizes.codec.code_dim, "vocos_dim": sizes.codec.width,
        "vocos_intermediate_dim": sizes.codec.hidden, "vocos_num_layers": sizes.codec.blocks,
    }  # fmt: skip
    mel = data["s2mel"]
    mel["preprocess_params"]["spect_params"] |= {
        "n_fft": SPECTRUM.n_fft, "win_length": SPECTRUM.win, "n_mels": sizes.mels,
        "fmin": int(SPECTRUM.lowest), "fmax": int(SPECTRUM.highest or 0),
    }  # fmt: skip
    mel["style_encoder"]["dim"] = sizes.style
    mel["length_regulator"] |= {
        "channels": flow.content, "in_channels": sizes.features,
        "content_codebook_size": flow.codes, "sampling_ratios": [1] * flow.regulator,
    }  # fmt: skip
    mel["DiT"] |= {
        "hidden_dim": flow.dim, "num_heads": flow.heads, "depth": flow.depth,
        "in_channels": sizes.mels, "content_dim": flow.content,
        "content_codebook_size": flow.codebook,
    }  # fmt: skip
    mel["wavenet"] |= {
        "hidden_dim": flow.dim, "num_layers": flow.wavenet_layers, "kernel_size": flow.kernel,
        "dilation_rate": flow.dilation,
    }  # fmt: skip
    data |= {"emo_num": list(ROWS), "version": 2.5 if multilingual else 2.0}
    (folder / "config.yaml").write_text(yaml.safe_dump(data))


def _conformer(one: Conformer) -> dict[str, int]:
    return {
        "output_size": one.dim, "linear_units": one.hidden, "attention_heads": one.heads,
        "num_blocks": one.blocks, "perceiver_mult": one.mult,
    }  # fmt: skip


def _pieces(folder: Path, texts: Iterable[str]) -> int:
    """Learn a vocabulary; give how many pieces it has."""
    import sentencepiece

    made = folder / "bpe"
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(texts),
        model_prefix=str(made),
        model_type="bpe",
        vocab_size=300,
        hard_vocab_limit=False,
        character_coverage=1.0,
        bos_id=0,
        eos_id=1,
        unk_id=2,
        minloglevel=2,
    )
    made.with_suffix(".vocab").unlink()
    pieces = sentencepiece.SentencePieceProcessor()
    pieces.Load(str(made.with_suffix(".model")))
    return int(pieces.GetPieceSize())


def _byte_pairs(folder: Path) -> int:
    """Write single bytes and a few pairs; give how many ids there are with the special ones."""
    name = "multilingual_zh_ja_yue_char_del.tiktoken"
    lines = (SOURCE.parent / "tiny_v25" / name).read_bytes().splitlines()[:256]
    pairs = [base64.b64encode(pair.encode("latin-1")) for pair in MERGES]
    lines += [pair + f" {256 + number}".encode() for number, pair in enumerate(pairs)]
    (folder / name).write_bytes(b"\n".join(lines) + b"\n")
    return len(lines) + N_SPECIALS


def _speech_encoder(folder: Path, sizes: Sizes, weights: Weights) -> None:
    one = sizes.w2v
    data = _json(SOURCE / "hf_cache" / "w2v-bert-2.0" / "config.json") | {
        "hidden_size": sizes.features, "output_hidden_size": sizes.features,
        "num_attention_heads": one.heads, "intermediate_size": one.hidden,
        "num_hidden_layers": one.layers, "conv_depthwise_kernel_size": one.kernel,
        "left_max_position_embeddings": one.left, "right_max_position_embeddings": one.right,
        "layer_norm_eps": 3e-5,
    }  # fmt: skip
    (folder / "config.json").write_text(json.dumps(data))
    shutil.copy(SOURCE / "hf_cache" / "w2v-bert-2.0" / "preprocessor_config.json", folder)
    network = transformers.Wav2Vec2BertModel(transformers.Wav2Vec2BertConfig(**data))
    _save(network, folder, weights)


def _emotion_model(folder: Path, weights: Weights) -> None:
    shutil.copytree(SOURCE / folder.name, folder)
    data = _json(folder / "config.json") | QWEN
    (folder / "config.json").write_text(json.dumps(data))
    network = transformers.Qwen3ForCausalLM(transformers.Qwen3Config(**data))
    _save(network, folder, weights)


def _save(network: Any, folder: Path, weights: Weights) -> None:
    shapes = ((name, tuple(t.shape)) for name, t in network.state_dict().items())
    found = weights.fill(one for one in shapes if one[0] != "lm_head.weight")
    save_file(found, folder / "model.safetensors", {"format": "pt"})


def _vocoder_config(path: Path, sizes: Sizes) -> None:
    one = sizes.bigvgan
    data = _json(SOURCE / "hf_cache" / "bigvgan" / "config.json") | {
        "upsample_rates": one.rates, "upsample_kernel_sizes": one.kernels,
        "upsample_initial_channel": one.dim, "resblock_kernel_sizes": one.residual_kernels,
        "resblock_dilation_sizes": one.dilations, "num_mels": sizes.mels,
        "n_fft": SPECTRUM.n_fft, "win_size": SPECTRUM.win,
    }  # fmt: skip
    path.write_text(json.dumps(data))


def _prompts(folder: Path, weights: Weights) -> None:
    """Write two recordings of other lengths, rates and numbers of channels than the known ones."""
    for name, rate, seconds, channels in (("spk", 44_100, 1.07, 2), ("emo", 22_050, 0.83, 1)):
        times = np.arange(round(rate * seconds)) / rate
        tone = np.sin(2 * np.pi * 171 * times) * np.sin(2 * np.pi * 2.3 * times) ** 2
        noise = weights.normal((len(times), channels)).numpy() * 0.03
        soundfile.write(folder / f"{name}.wav", 0.4 * tone[:, None] + noise, rate)


@cache
def _taps() -> Tensor:
    """Give the taps that the vocoder's resamplers have at any size."""
    name = "activation_post.upsample.filter"
    path = SOURCE / "hf_cache" / "bigvgan" / "bigvgan_generator.pt"
    return torch.load(path, weights_only=True)["generator"][name]


def _json(path: Path) -> dict[str, Any]:
    data: dict[str, Any] = json.loads(path.read_text())
    return data
