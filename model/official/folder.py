"""Turn a folder in the official layout into one of ours: a config and weights, written once.

Part after part is read, renamed and written, so that memory holds little more than one of them.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import torch
from torch import Tensor, nn

from model import checkpoint
from model.bigvgan import BigVgan
from model.camp_plus import CampPlus
from model.checkpoint import CheckpointError
from model.config import ModelConfig
from model.emotion import EMOTIONS
from model.engines import EMOTION_MODEL
from model.fbank import N_MELS
from model.listener_config import MelConfig, PromptListenerConfig
from model.official.pickles import read_matrix, read_weights
from model.official.prompt import (
    camp_plus_config,
    codec_config,
    convert_camp_plus,
    convert_codec,
    convert_speech_encoder,
    read_safetensors,
    speech_encoder_config,
)
from model.official.rules import (
    TEXT_TO_SEMANTIC,
    UNUSED_SEMANTIC_TO_MEL,
    UNUSED_TEXT_TO_SEMANTIC,
    collapsed,
    convert,
    semantic_to_mel_rules,
)
from model.official.sizes import (
    Settings,
    mel_config,
    semantic_to_mel_config,
    shape_of,
    text_to_semantic_config,
)
from model.official.vocoder import bigvgan_config, bigvgan_mel, convert_bigvgan
from model.official.words import copy_byte_pairs, copy_emotion_model, copy_pieces
from model.rep_codec import RepCodec
from model.semantic_to_mel import SemanticToMel
from model.speech_encoder import SpeechEncoder
from model.text_to_semantic import TextToSemantic

Weights = dict[str, Tensor]

CACHE = "hf_cache"
"""Folder of the parts that upstream fetches from other makers; the four below stand in it."""

CODEC = "semantic_codec_model.safetensors"
CAMP_PLUS = "campplus_cn_common.bin"
SPEECH_ENCODER = "w2v-bert-2.0"
VOCODER = "bigvgan"

CODEC_2_5 = "codec.pth"
BYTE_PAIRS = "multilingual_zh_ja_yue_char_del.tiktoken"
MEL_POWER_FLOOR = 1e-9
LONGEST_LINK = 4096


def convert_folder(official: Path, ours: Path, report: Callable[[str], None]) -> None:
    """Write config, weights and vocabularies of an official folder to `ours`.

    Args:
        official: with `config.yaml`, `gpt.pth` and the rest.
        ours: a folder; it is made, and must be empty.
        report: told what is being done, a few words each.

    Raises:
        CheckpointError: a file is missing or broken, or a tensor missing, unknown or misshapen.
    """
    settings = Settings.load(official / "config.yaml")
    ours.mkdir(parents=True, exist_ok=True)
    report("voices: text to semantic tokens")
    told = read_weights(_file(official, settings, "gpt_checkpoint", "gpt.pth"))
    multilingual = "spk_emb_proj.weight" in told
    _copy_words(official, settings, ours, told)
    report("voices: listening")
    listener, heard = _listener(official, settings, multilingual)
    checkpoint.write(ours, "listener", heard)
    del heard
    config = _config(official, settings, told, listener)
    with torch.device("meta"):
        transformer = TextToSemantic(
            config.text_to_semantic, listener.n_features, listener.speaker_dim
        )
    checkpoint.write(ours, "text_to_semantic", _told(official, settings, told, transformer))
    del told
    report("semantic tokens to mel")
    checkpoint.write(ours, "semantic_to_mel", _flow(official, settings, config))
    report("vocoder")
    checkpoint.write(ours, "vocoder", _vocoder(official, config))
    text = json.dumps(config.to_dict(), indent=1)
    (ours / checkpoint.CONFIG_NAME).write_text(text + "\n")
    checkpoint.write_fingerprint(ours)


def cache_folder(official: Path) -> Path:
    """Find the parts of other makers; a link may have been copied as a file that says where to."""
    cache = official / CACHE
    if cache.is_file() and cache.stat().st_size < LONGEST_LINK:
        return official / cache.read_text(encoding="utf-8", errors="replace").strip()
    return cache


def _file(official: Path, settings: Settings, key: str, usual: str) -> Path:
    """Find a file by the config, which may name a path of the machine it was written on."""
    named = str(settings.value(key) or usual)
    for candidate in (official / named, official / Path(named).name, official / usual):
        if candidate.is_file():
            return candidate
    raise CheckpointError(f"{official} has no {Path(named).name}; copy or download it again")


def _config(
    official: Path, settings: Settings, told: Weights, listener: PromptListenerConfig
) -> ModelConfig:
    multilingual = "spk_emb_proj.weight" in told
    flow = read_weights(_file(official, settings, "s2mel_checkpoint", "s2mel.pth"))
    codec_frames_per_token = 2 if listener.codec.halves_rate else 1
    rows = settings.value("emo_num")
    if (
        not isinstance(rows, list)
        or len(rows) != len(EMOTIONS)
        or not all(isinstance(n, int) and n > 0 for n in rows)
    ):
        raise CheckpointError(f"config.yaml does not say emo_num, a number for each of {EMOTIONS}")
    return ModelConfig(
        name="IndexTTS-2.5" if multilingual else "IndexTTS-2",
        text="multilingual" if multilingual else "pieces",
        mel=_mel(official, settings),
        listener=listener,
        text_to_semantic=text_to_semantic_config(settings, _shapes(told), tuple(rows)),
        semantic_to_mel=semantic_to_mel_config(settings, _shapes(flow), codec_frames_per_token),
        vocoder=bigvgan_config(cache_folder(official) / VOCODER / "config.json"),
    )


def _mel(official: Path, settings: Settings) -> MelConfig:
    mel = mel_config(settings, MEL_POWER_FLOOR)
    vocoders = bigvgan_mel(cache_folder(official) / VOCODER / "config.json")
    if replace(mel, power_floor=0.0, win_length=None, lowest=0.0, highest=None) != vocoders:
        raise CheckpointError("config.yaml and the vocoder do not agree about the mel")
    return mel


def _listener(
    official: Path, settings: Settings, multilingual: bool
) -> tuple[PromptListenerConfig, Weights]:
    cache = cache_folder(official)
    codec = read_weights(official / CODEC_2_5) if multilingual else read_safetensors(cache / CODEC)
    speaker = read_weights(cache / CAMP_PLUS)
    config = PromptListenerConfig(
        speech_encoder_config(cache / SPEECH_ENCODER / "config.json"),
        camp_plus_config(_shapes(speaker), N_MELS),
        codec_config(_shapes(codec)),
    )
    encoder = read_safetensors(cache / SPEECH_ENCODER / "model.safetensors")
    statistics = read_weights(_file(official, settings, "w2v_stat", "wav2vec2bert_stats.pt"))
    with torch.device("meta"):
        networks: dict[str, nn.Module] = {
            "speech_encoder": SpeechEncoder(config.speech_encoder),
            "speaker": CampPlus(config.speaker),
            "codec": RepCodec(config.codec),
        }
    ours = {name: _shapes(network.state_dict()) for name, network in networks.items()}
    found = {
        "speech_encoder": convert_speech_encoder(encoder, statistics, ours["speech_encoder"]),
        "speaker": convert_camp_plus(speaker, ours["speaker"]),
        "codec": convert_codec(codec, ours["codec"]),
    }
    return config, {
        f"{part}.{name}": tensor
        for part, part_found in found.items()
        for name, tensor in part_found.items()
    }


def _told(official: Path, settings: Settings, told: Weights, network: TextToSemantic) -> Weights:
    """Give the tensors of text-to-semantic; the emotion library comes from files of its own."""
    library = {
        "emotion_matrix": read_matrix(_file(official, settings, "emo_matrix", "feat2.pt")),
        "emotion_speakers": read_matrix(_file(official, settings, "spk_matrix", "feat1.pt")),
    }
    if "speed_emb.weight" not in told:
        library["slots"] = torch.zeros(2, network.config.dim)
    wanted = _shapes(network.state_dict())
    for name, tensor in library.items():
        if tensor.shape != wanted.pop(name):
            raise CheckpointError(f"{name} has shape {tuple(tensor.shape)}, which does not fit")
    found = convert(told, wanted, TEXT_TO_SEMANTIC, UNUSED_TEXT_TO_SEMANTIC)
    return found | {name: tensor.float() for name, tensor in library.items()}


def _flow(official: Path, settings: Settings, config: ModelConfig) -> Weights:
    """Give the tensors of semantic-to-mel; without latents the map of theirs is left out."""
    flow = read_weights(_file(official, settings, "s2mel_checkpoint", "s2mel.pth"))
    chain = {name: tensor for name, tensor in flow.items() if name.startswith("gpt_layer.")}
    rest = {name: tensor for name, tensor in flow.items() if name not in chain}
    told = config.text_to_semantic
    if told.passes_latents:
        rest |= collapsed(chain, "gpt_layer")
    with torch.device("meta"):
        network = SemanticToMel(
            config.semantic_to_mel,
            config.mel.n_mels,
            config.listener.speaker_dim,
            config.listener.content_dim,
            told.dim if told.passes_latents else 0,
        )
    wanted = _shapes(network.state_dict())
    scale = {"mel_mean": torch.zeros, "mel_scale": torch.ones}
    plain = {name: make(wanted.pop(name)) for name, make in scale.items()}
    rules = semantic_to_mel_rules(config.semantic_to_mel.regulator_layers)
    return convert(rest, wanted, rules, UNUSED_SEMANTIC_TO_MEL) | plain


def _vocoder(official: Path, config: ModelConfig) -> Weights:
    sizes = bigvgan_config(cache_folder(official) / VOCODER / "config.json")
    with torch.device("meta"):
        BigVgan(sizes, config.mel)
    weights = read_weights(cache_folder(official) / VOCODER / "bigvgan_generator.pt")
    return convert_bigvgan(weights, sizes, config.mel)


def _copy_words(official: Path, settings: Settings, ours: Path, told: Weights) -> None:
    """Copy the vocabulary, and the text-to-emotion model where there is one."""
    if "spk_emb_proj.weight" in told:
        copy_byte_pairs(official / BYTE_PAIRS, ours)
    else:
        n_rows = shape_of(_shapes(told), "text_embedding.weight", 2)[0]
        copy_pieces(_file(official, settings, "dataset.bpe_model", "bpe.model"), ours, n_rows)
    name = Path(str(settings.value("qwen_emo_path") or "")).name
    if name not in ("", "..") and (official / name).is_dir():
        copy_emotion_model(official / name, ours / EMOTION_MODEL)


def _shapes(weights: Mapping[str, Tensor]) -> dict[str, torch.Size]:
    return {name: tensor.shape for name, tensor in weights.items()}
