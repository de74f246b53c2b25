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
from model.listener_config import (
    CampPlusConfig,
    MelConfig,
    PromptListenerConfig,
    RepCodecConfig,
    SpeechEncoderConfig,
)
from model.official.faults import naming
from model.official.pickles import read_matrix, read_weights
from model.official.prompt import (
    camp_plus_config,
    codec_config,
    convert_camp_plus,
    convert_codec,
    convert_speech_encoder,
    convert_statistics,
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
    transformer_file = _file(official, settings, "gpt_checkpoint", "gpt.pth")
    told = read_weights(transformer_file)
    multilingual = "spk_emb_proj.weight" in told
    with naming(transformer_file):
        _copy_words(official, settings, ours, told)
    report("voices: listening")
    listener, heard = _listener(official, settings, multilingual)
    checkpoint.write(ours, "listener", heard)
    del heard
    with naming(transformer_file):
        config = _config(official, settings, told, listener)
        found = _told(official, settings, told, config)
    checkpoint.write(ours, "text_to_semantic", found)
    del found
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
    flow_file = _file(official, settings, "s2mel_checkpoint", "s2mel.pth")
    shapes = _shapes(read_weights(flow_file))
    codec_frames_per_token = 2 if listener.codec.halves_rate else 1
    rows = settings.value("emo_num")
    if (
        not isinstance(rows, list)
        or len(rows) != len(EMOTIONS)
        or not all(isinstance(n, int) and n > 0 for n in rows)
    ):
        raise CheckpointError(f"config.yaml does not say emo_num, a number for each of {EMOTIONS}")
    with naming(flow_file):
        flow = semantic_to_mel_config(settings, shapes, codec_frames_per_token)
    return ModelConfig(
        name="IndexTTS-2.5" if multilingual else "IndexTTS-2",
        text="multilingual" if multilingual else "pieces",
        mel=_mel(official, settings),
        listener=listener,
        text_to_semantic=text_to_semantic_config(settings, _shapes(told), tuple(rows)),
        semantic_to_mel=flow,
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
    statistics = _file(official, settings, "w2v_stat", "wav2vec2bert_stats.pt")
    speech_encoder, heard = _speech_encoder(cache / SPEECH_ENCODER, statistics)
    speaker, known = _speaker(cache / CAMP_PLUS)
    codec, said = _codec(official / CODEC_2_5 if multilingual else cache / CODEC)
    parts = {"speech_encoder": heard, "speaker": known, "codec": said}
    return PromptListenerConfig(speech_encoder, speaker, codec), {
        f"{part}.{name}": tensor for part, found in parts.items() for name, tensor in found.items()
    }


def _speech_encoder(folder: Path, statistics: Path) -> tuple[SpeechEncoderConfig, Weights]:
    config, file = speech_encoder_config(folder / "config.json"), folder / "model.safetensors"
    ours = _shapes_in(lambda: SpeechEncoder(config))
    encoder, means = read_safetensors(file), read_weights(statistics)
    with naming(statistics):
        scaling = convert_statistics(means, ours)
    with naming(file):
        return config, convert_speech_encoder(encoder, ours) | scaling


def _speaker(file: Path) -> tuple[CampPlusConfig, Weights]:
    speaker = read_weights(file)
    with naming(file):
        config = camp_plus_config(_shapes(speaker), N_MELS)
        return config, convert_camp_plus(speaker, _shapes_in(lambda: CampPlus(config)))


def _codec(file: Path) -> tuple[RepCodecConfig, Weights]:
    codec = read_weights(file) if file.name == CODEC_2_5 else read_safetensors(file)
    with naming(file):
        config = codec_config(_shapes(codec))
        return config, convert_codec(codec, _shapes_in(lambda: RepCodec(config)))


def _told(official: Path, settings: Settings, told: Weights, config: ModelConfig) -> Weights:
    """Give the tensors of text-to-semantic; the emotion library comes from files of its own."""
    sizes, listener = config.text_to_semantic, config.listener
    wanted = _shapes_in(lambda: TextToSemantic(sizes, listener.n_features, listener.speaker_dim))
    files = {
        "emotion_matrix": _file(official, settings, "emo_matrix", "feat2.pt"),
        "emotion_speakers": _file(official, settings, "spk_matrix", "feat1.pt"),
    }
    library = {name: read_matrix(file) for name, file in files.items()}
    for name, tensor in library.items():
        if tensor.shape != (shape := wanted.pop(name)):
            raise CheckpointError(
                f"{files[name]} has shape {tuple(tensor.shape)}, not {tuple(shape)}; it is of "
                "another release: copy or download it again"
            )
    if "speed_emb.weight" not in told:
        library["slots"] = torch.zeros(wanted.pop("slots"))
    found = convert(told, wanted, TEXT_TO_SEMANTIC, UNUSED_TEXT_TO_SEMANTIC)
    return found | {name: tensor.float() for name, tensor in library.items()}


def _flow(official: Path, settings: Settings, config: ModelConfig) -> Weights:
    """Give the tensors of semantic-to-mel; without latents the map of theirs is left out."""
    file = _file(official, settings, "s2mel_checkpoint", "s2mel.pth")
    with naming(file):
        return _flowing(read_weights(file), config)


def _flowing(flow: Weights, config: ModelConfig) -> Weights:
    chain = {name: tensor for name, tensor in flow.items() if name.startswith("gpt_layer.")}
    rest = {name: tensor for name, tensor in flow.items() if name not in chain}
    told = config.text_to_semantic
    if told.passes_latents:
        rest |= collapsed(chain, "gpt_layer")
    sizes = (
        config.mel.n_mels,
        config.listener.speaker_dim,
        config.listener.content_dim,
        told.dim if told.passes_latents else 0,
    )
    wanted = _shapes_in(lambda: SemanticToMel(config.semantic_to_mel, *sizes))
    scale = {"mel_mean": torch.zeros, "mel_scale": torch.ones}
    plain = {name: make(wanted.pop(name)) for name, make in scale.items()}
    rules = semantic_to_mel_rules(config.semantic_to_mel.regulator_layers)
    return convert(rest, wanted, rules, UNUSED_SEMANTIC_TO_MEL) | plain


def _vocoder(official: Path, config: ModelConfig) -> Weights:
    sizes = bigvgan_config(cache_folder(official) / VOCODER / "config.json")
    with torch.device("meta"):
        BigVgan(sizes, config.mel)
    file = cache_folder(official) / VOCODER / "bigvgan_generator.pt"
    weights = read_weights(file)
    with naming(file):
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


def _shapes_in(make: Callable[[], nn.Module]) -> dict[str, torch.Size]:
    """Give the shapes that a network needs, without room for its weights."""
    with torch.device("meta"):
        return _shapes(make().state_dict())


def _shapes(weights: Mapping[str, Tensor]) -> dict[str, torch.Size]:
    return {name: tensor.shape for name, tensor in weights.items()}
