"""The official checkpoints in small are loaded as any voice and give the recorded outputs."""

import json
import shutil
from pathlib import Path

import pytest
import torch

from gui.__main__ import main
from model.camp_plus import CampPlus
from model.checkpoint import CheckpointError, fingerprint
from model.listener_config import SpeechEncoderConfig
from model.official.folder import convert_folder
from model.official.prompt import (
    camp_plus_config,
    codec_config,
    convert_camp_plus,
    convert_codec,
    convert_speech_encoder,
)
from model.official.rules import (
    TEXT_TO_SEMANTIC,
    UNUSED_SEMANTIC_TO_MEL,
    UNUSED_TEXT_TO_SEMANTIC,
    collapsed,
    convert,
    semantic_to_mel_rules,
)
from model.official.sizes import Settings, semantic_to_mel_config, text_to_semantic_config
from model.parity.recording import Recording
from model.parity.run import run
from model.rep_codec import RepCodec
from model.semantic_to_mel import SemanticToMel
from model.speech_encoder import SpeechEncoder
from model.text_to_semantic import TextToSemantic
from tests.model.official.threads import single_thread

for package in ("kaldifst", "sentencepiece", "tiktoken"):
    pytest.importorskip(package, reason=f"{package} comes with the extra indextts")

DATA = Path(__file__).parents[1] / "data" / "parity"
OFFICIAL_ROWS = (3, 17, 2, 8, 4, 5, 10, 24)
LEFT_OUT = {
    "tiny": ["gpt beam3_sample_codes", "gpt sample_codes"],  # drawn: optional
    "tiny_v25": [],
}


@pytest.fixture(autouse=True)
def alone():
    with single_thread():
        yield


@pytest.mark.parametrize("name", ["tiny", "tiny_v25"])
def test_every_array_is_as_recorded(name, capsys):
    assert main(["parity", str(DATA / name), "--json"]) == 0
    said = capsys.readouterr()
    found = json.loads(said.out)
    assert (found["ok"], set(found)) == (True, {"stages", "ok"})
    assert all(row["ok"] and row["max_abs"] <= row["threshold"] for row in found["stages"])
    lines = said.err.splitlines()
    assert [w.removesuffix(": not compared") for w in lines if "not compared" in w] == LEFT_OUT[
        name
    ]


@pytest.fixture
def folder(tmp_path):
    return Path(shutil.copytree(DATA / "tiny", tmp_path / "tiny"))


def test_a_weight_that_is_a_little_off_is_noticed(folder):
    path = folder / "s2mel.pth"
    data = torch.load(path, weights_only=True)
    data["net"]["cfm"]["estimator.cond_projection.weight"] *= 1.01
    torch.save(data, path)
    bad = {comparison.array for comparison in run(Recording.of(folder)) if not comparison.ok}
    assert "dit_out_t036" in bad
    assert "latent" not in bad


def test_a_folder_without_goldens_is_refused(folder, capsys):
    for path in folder.glob("goldens_*"):
        path.unlink()
    assert main(["parity", str(folder)]) == 2
    assert "no goldens" in capsys.readouterr().err


def rename(folder, name, change):
    path = folder / name
    weights = torch.load(path, weights_only=True)
    change(weights)
    torch.save(weights, path)


@pytest.mark.parametrize(
    ("file", "change", "named"),
    [
        ("gpt.pth", lambda w: w.pop("mel_head.bias"), "mel_head.bias is missing"),
        ("gpt.pth", lambda w: w.update(extra=torch.zeros(2)), "extra is unknown"),
        ("gpt.pth", lambda w: w.update({"final_norm.bias": torch.zeros(3)}), "final_norm.bias has"),
        ("s2mel.pth", lambda w: w["net"]["cfm"].popitem(), "cfm"),
        ("hf_cache/campplus_cn_common.bin", lambda w: w.pop("head.bn1.bias"), "head.bn1.bias"),
        ("wav2vec2bert_stats.pt", lambda w: w.pop("var"), "var is missing"),
        ("gpt.pth", lambda w: w["gpt.ln_f.bias"].fill_(torch.nan), "ln_f.bias holds what is no"),
        ("gpt.pth", lambda w: w["mel_head.bias"][:1].fill_(torch.inf), "mel_head.bias holds"),
        ("hf_cache/bigvgan/bigvgan_generator.pt",
         lambda w: w["generator"]["conv_pre.bias"].fill_(torch.nan), "conv_pre.bias holds"),
        ("hf_cache/bigvgan/bigvgan_generator.pt",
         lambda w: w["generator"].update(extra=torch.zeros(2)), "extra is unknown"),
    ],
)  # fmt: skip
def test_a_tensor_that_is_not_as_it_should_be_is_named(folder, tmp_path, file, change, named):
    rename(folder, file, change)
    with pytest.raises(CheckpointError, match=rf"{Path(file).name}: .*{named}"):
        convert_folder(folder, tmp_path / "ours", lambda _: None)


@pytest.mark.parametrize("file", ["feat1.pt", "feat2.pt"])
def test_an_emotion_library_of_another_size_is_named(folder, tmp_path, file):
    torch.save(torch.zeros(3, 5), folder / file)
    with pytest.raises(CheckpointError, match=rf"{file} has shape \(3, 5\)"):
        convert_folder(folder, tmp_path / "ours", lambda _: None)


@pytest.mark.parametrize(
    "file", ["gpt.pth", "s2mel.pth", "feat1.pt", "hf_cache/bigvgan/bigvgan_generator.pt",
             "hf_cache/w2v-bert-2.0/model.safetensors", "config.yaml"]
)  # fmt: skip
def test_a_file_that_is_cut_off_or_missing_is_named(folder, tmp_path, file):
    path = folder / file
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2] + b"\0:{")
    with pytest.raises(CheckpointError, match=path.name):
        convert_folder(folder, tmp_path / "ours", lambda _: None)
    path.unlink()
    with pytest.raises(CheckpointError, match=path.name):
        convert_folder(folder, tmp_path / "theirs", lambda _: None)


@pytest.mark.parametrize(
    "wrap",
    [
        lambda w: {"model": w},
        lambda w: {f"module.{k}": v for k, v in w.items()},
        lambda w: {"model": {f"module.{k}": v for k, v in w.items()}, "epoch": 3},
        lambda w: {"module": w, "optimizer": {"state": {0: torch.zeros(2)}}},
    ],
)
def test_wrapped_and_prefixed_weights_are_accepted(folder, tmp_path, wrap):
    convert_folder(folder, tmp_path / "plain", lambda _: None)
    path = folder / "gpt.pth"
    torch.save(wrap(torch.load(path, weights_only=True)), path)
    convert_folder(folder, tmp_path / "ours", lambda _: None)
    assert fingerprint(tmp_path / "ours") == fingerprint(tmp_path / "plain")


def manifest(name):
    keys = json.loads((DATA / "manifests" / f"manifest_{name}.json").read_text())["keys"]
    kinds = {"int64": torch.int64}
    return {
        key: torch.empty(row["shape"], dtype=kinds.get(row["dtype"]), device="meta")
        for key, row in keys.items()
    }


def shapes(weights):
    return {name: tensor.shape for name, tensor in weights.items()}


@pytest.fixture(scope="module")
def settings():
    return Settings.load(DATA / "manifests" / "official_config.yaml")


@pytest.mark.parametrize(("name", "count"), [("gpt", 865_980_639), ("gpt_v25", 812_289_460)])
def test_text_to_semantic_takes_every_tensor_of_the_full_size(settings, name, count):
    official = manifest(name)
    config = text_to_semantic_config(settings, shapes(official), OFFICIAL_ROWS)
    with torch.device("meta"):
        network = TextToSemantic(config, 1024, 192)
    ours = shapes(network.state_dict())
    for library in ("emotion_matrix", "emotion_speakers"):
        ours.pop(library)
    if name == "gpt_v25":
        ours.pop("slots")
    convert(official, ours, TEXT_TO_SEMANTIC, UNUSED_TEXT_TO_SEMANTIC)
    learned = {k: v for k, v in official.items() if not k.endswith(".pe")}
    assert sum(v.numel() for v in learned.values()) == count


def test_semantic_to_mel_takes_every_tensor_of_the_full_size(settings):
    official = {k.removeprefix("models."): v for k, v in manifest("s2mel").items()}
    config = semantic_to_mel_config(settings, shapes(official), 1)
    chain = {k: v for k, v in official.items() if k.startswith("gpt_layer.")}
    rest = {k: v for k, v in official.items() if k not in chain}
    with torch.device("meta"):
        network = SemanticToMel(config, 80, 192, 1024, 1280)
    ours = shapes(network.state_dict())
    del ours["mel_mean"], ours["mel_scale"]
    found = convert(
        rest | collapsed(chain, "gpt_layer"),
        ours,
        semantic_to_mel_rules(config.regulator_layers),
        UNUSED_SEMANTIC_TO_MEL,
    )
    assert set(found) == set(ours)


@pytest.mark.parametrize(("name", "count"), [("codec", 44_289_808), ("codec_v25", 50_583_312)])
def test_the_codec_takes_every_tensor_of_the_full_size(name, count):
    official = manifest(name)
    with torch.device("meta"):
        network = RepCodec(codec_config(shapes(official)))
    found = convert_codec(official, shapes(network.state_dict()))
    assert set(found) == set(network.state_dict())
    assert sum(v.numel() for v in official.values()) == count


def test_the_speaker_encoder_takes_every_tensor_of_the_full_size():
    official = manifest("campplus")
    with torch.device("meta"):
        network = CampPlus(camp_plus_config(shapes(official), 80))
    found = convert_camp_plus(official, shapes(network.state_dict()))
    assert set(found) == set(network.state_dict())


def test_the_speech_encoder_takes_every_tensor_of_the_full_size():
    config = SpeechEncoderConfig(160, 1024, 4096, 17, 16, 31, 64, 8, 1e-5)
    with torch.device("meta"):
        network = SpeechEncoder(config)
    found = convert_speech_encoder(manifest("w2vbert"), shapes(network.state_dict()))
    assert set(found) == set(network.state_dict()) - {"mean", "scale"}
