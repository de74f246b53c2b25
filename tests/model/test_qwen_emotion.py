"""The small Qwen3 is asked as officially, replies the same ids, and bad folders are named."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import load_file, save_file

from model.emotion import EmotionVector
from model.qwen_emotion import BadEmotionModelError, QwenEmotion

pytest.importorskip("transformers", reason="transformers asks the text-to-emotion model")

DATA = Path(__file__).parents[1] / "data/parity/tiny"
FOLDER = DATA / "qwen0.6bemo4-merge"
GOLDENS = dict(np.load(DATA / "goldens_qwen.npz"))
TEXT = "今天真开心 great!"


@pytest.fixture(scope="module")
def qwen():
    return QwenEmotion.load(FOLDER)


@pytest.fixture
def folder(tmp_path):
    return Path(shutil.copytree(FOLDER, tmp_path / "qwen"))


def test_prompt(qwen):
    assert qwen.prompt(TEXT) == (DATA / "goldens_qwen_prompt.txt").read_text("utf-8")
    assert qwen.prompt_ids(TEXT).tolist() == GOLDENS["qwen_prompt_ids"].tolist()


def test_logits(qwen):
    with torch.inference_mode():
        logits = qwen.network(qwen.prompt_ids(TEXT)).logits[0].numpy()
    assert np.abs(logits - GOLDENS["qwen_logits"]).max() < 1e-4


def test_greedy_reply(qwen):
    reply = qwen.generate(qwen.prompt_ids(TEXT), max_tokens=24)
    assert reply.tolist() == GOLDENS["qwen_greedy"].tolist()


def test_thoughts_are_left_out(qwen):
    think = qwen.tokenizer.convert_tokens_to_ids(["<think>", "</think>"])
    thought, answer = qwen.tokenizer(['{"sad": 1}', '\n\n{"高兴": 1}']).input_ids
    ids = [think[0], *thought, think[1], *answer, qwen.tokenizer.eos_token_id]
    assert qwen.answer(ids) == '{"高兴": 1}'
    assert qwen.answer(thought) == '{"sad": 1}'


def test_scores_become_weights(qwen, monkeypatch):
    monkeypatch.setattr(QwenEmotion, "reply", lambda self, text: '{"愤怒": 5, "自然": 0.25}')
    assert qwen.scores("x")["angry"] == 1.2
    assert qwen.emotion("x") == EmotionVector(angry=1.0, calm=0.25)
    assert qwen.emotion("  ") == EmotionVector(calm=1.0)


def test_loading_is_silent(folder, capfd):
    QwenEmotion.load(folder)
    assert capfd.readouterr() == ("", "")


def truncate(folder):
    weights = folder / "model.safetensors"
    weights.write_bytes(weights.read_bytes()[:-5000])


def drop_a_tensor(folder):
    weights = folder / "model.safetensors"
    tensors = load_file(weights)
    del tensors["model.layers.0.mlp.up_proj.weight"]
    save_file(tensors, weights, metadata={"format": "pt"})


def misshape_a_tensor(folder):
    weights = folder / "model.safetensors"
    save_file(load_file(weights) | {"model.norm.weight": torch.ones(7)}, weights, {"format": "pt"})


def empty_the_tokenizer(folder):
    (folder / "tokenizer.json").write_text(json.dumps({}))


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        (truncate, "holds no text-to-emotion model"),
        (drop_a_tensor, r"no weights for model\.layers\.0\.mlp\.up_proj\.weight"),
        (misshape_a_tensor, "holds no text-to-emotion model"),
        (empty_the_tokenizer, r"tokenizer\.json has no 'model'"),
        (lambda folder: (folder / "chat_template.jinja").unlink(), "no chat template"),
        (lambda folder: (folder / "config.json").write_text("{"), "holds no text-to-emotion"),
        (lambda folder: shutil.rmtree(folder), "holds no text-to-emotion model"),
    ],
)
def test_bad_folder(folder, damage, said):
    damage(folder)
    with pytest.raises(BadEmotionModelError, match=said):
        QwenEmotion.load(folder)
