"""The bench times every stage, knows its floor, and tells the errors."""

import json

import pytest
import torch
from torch.nn import functional

from gui.__main__ import main
from model.bench.engine import build
from model.bench.errors import errors
from model.bench.stages import Clock
from model.delivery import delivery

STAGES = {"listening", "conditioning", "prefill", "decode", "semantic-to-mel", "vocoder"}


@pytest.mark.parametrize("size", ["tiny", "scratch"])
def test_every_stage_has_a_time_above_its_floor(size, capsys):
    assert main(["bench", "--size", size, "--delivery", "draft", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    rows = {row["stage"]: row for row in found["rows"]}
    assert rows.keys() >= STAGES
    assert all(row["seconds"] > 0 and row["floor"] > 0 for row in rows.values())
    assert found["total"] == pytest.approx(sum(row["seconds"] for row in rows.values()))
    assert found["n_tokens"] > 0
    assert found["machine"]["bytes_per_second"] > 0


def test_the_table_is_for_reading(capsys):
    assert main(["bench", "--size", "tiny", "--delivery", "draft", "--errors"]) == 0
    told = capsys.readouterr().out
    assert "real-time factor" in told
    assert "off the flow's end" in told


def test_exact_weights_are_no_way_off_and_narrow_ones_a_little():
    exact = build("tiny", "float32")
    sampling = delivery("IndexTTS-2").sampling
    assert errors(exact, exact, sampling).logits == 0.0
    found = errors(exact, build("tiny", "int8"), sampling)
    assert 0.0 < found.logits < 0.1
    assert 0.0 < found.divergence < 0.01


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (["--size", "huge"], "huge"),
        (["--threads", "0"], "0 threads"),
        (["--delivery", "x"], "x"),
        (["--device", "tpu"], "tpu"),
    ],
)
def test_bad_input_is_said(arguments, word, capsys):
    assert main(["bench", *arguments]) == 2
    assert word in capsys.readouterr().err


def test_attention_counts_for_the_floor():
    clock = Clock(counts=True)
    rows = [torch.randn(1, 2, 5, 8) for _ in range(3)]
    with clock.time("listening"), torch.inference_mode():
        functional.scaled_dot_product_attention(*rows)
    assert clock.flops["listening"] == 4 * 2 * 5 * 5 * 8
