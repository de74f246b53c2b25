"""Parity holds on folders whose sizes nobody ever recorded, and sees every golden that is off."""

import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
import torch

from gui.__main__ import main
from model import weights
from model.official.folder import convert_folder
from model.parity.comparison import GoldenError, Goldens
from model.parity.recording import Recording
from model.parity.run import OFFICIAL, compare
from model.synthesizer import Synthesizer
from tests.model.official import goldens, goldens_2_5, maker
from tests.model.official.known_sizes import NEWER, ODD
from tests.model.official.layout import PARITY
from tests.model.official.threads import single_thread
from tests.model.parity.disturbing import LITTLE, disturb, disturb_folder

for package in ("kaldifst", "sentencepiece", "tiktoken"):
    pytest.importorskip(package, reason=f"{package} comes with the extra indextts")

INPUTS = {
    "camp_in_short": "front",
    "cond_in": "front cond",
    "emo_vector": "front cond",
    "normvec_in": "front cond",
    "emo_vec": "cond front gpt",
    "text_ids": "cond front gpt",
    "tf_codes": "cond front gpt",
    "codec_in": "front gpt cond s2mel",
    "cfm_noise": "front gpt cond s2mel",
    "bigvgan_mel": "front bigvgan",
    "proc_ids": "sampling",
    "proc_logits": "sampling",
    "e2e_segments_seg1_z": "e2e",
}
"""What is computed with and compared with nothing; beside it, the stages that it shows in."""

INPUTS_2_5 = {"text_tokens", "camp_in_short"}


@pytest.fixture(scope="module", autouse=True)
def alone():
    with single_thread():
        yield


@dataclass(frozen=True, slots=True)
class Engine:
    """Hold an official folder, the engine made of it, and what was recorded."""

    official: Path
    ours: Path
    synthesizer: Synthesizer

    @torch.inference_mode()
    def compared(self, stages: dict[str, Goldens]) -> list:
        return list(compare(Recording(self.official, stages), self.ours, self.synthesizer))


@pytest.fixture(scope="module")
def folder_2(tmp_path_factory):
    folder = tmp_path_factory.mktemp("sizes") / "odd"
    texts = [case["cjk"] for case in goldens.texts()]
    with torch.inference_mode():
        sizes = maker.make(folder, ODD, False, texts, seed=1)
        goldens.write(folder, sizes)
    for name in ("goldens_t2e_parse.json", "README.txt"):
        shutil.copy(PARITY / "tiny" / name, folder)
    return folder


@pytest.fixture(scope="module")
def folder_2_5(tmp_path_factory):
    folder = tmp_path_factory.mktemp("sizes") / "newer"
    with torch.inference_mode():
        sizes = maker.make(folder, NEWER, True, [], seed=2)
        goldens_2_5.write(folder, sizes)
    return folder


@pytest.fixture(scope="module")
def engine(folder_2, tmp_path_factory):
    ours = tmp_path_factory.mktemp("engine") / "odd"
    convert_folder(folder_2, ours, lambda _: None)
    return Engine(folder_2, ours, Synthesizer.from_folder(ours, OFFICIAL))


@pytest.fixture(params=["folder_2", "folder_2_5"])
def folder(request):
    return request.getfixturevalue(request.param)


def recorded(folder: Path) -> Iterator[tuple[str, str]]:
    for path in folder.glob("goldens_*.npz"):
        with np.load(path) as arrays:
            yield from ((path.stem.removeprefix("goldens_"), name) for name in arrays)


def told(folder, capsys):
    code = main(["parity", str(folder), "--json"])
    said = capsys.readouterr()
    found = json.loads(said.out)
    assert set(found) == {"stages", "ok"}
    lines = (line.partition(": not compared") for line in said.err.splitlines())
    return code, found | {"left_out": [what for what, mark, _ in lines if mark]}


def test_other_sizes_hold_and_no_array_is_left_out(folder, capsys):
    code, found = told(folder, capsys)
    assert [row for row in found["stages"] if not row["ok"]] == []
    assert (code, found["ok"], found["left_out"]) == (0, True, [])
    compared = {(row["stage"], row["array"]) for row in found["stages"]}
    inputs = {name for _, name in set(recorded(folder)) - compared}
    noise = {name for name in inputs if name.endswith("_z")}
    assert inputs - noise <= set(INPUTS) | INPUTS_2_5


def test_every_golden_that_is_off_is_seen(folder, tmp_path, capsys):
    off = tmp_path / "off"
    shutil.copytree(folder, off)
    disturb_folder(off)
    code, found = told(off, capsys)
    assert (code, found["ok"]) == (1, False)
    errors = {f"reply {n}" for n, case in enumerate(replies(off)) if "__error__" in case["result"]}
    assert {row["array"] for row in found["stages"] if row["ok"]} == errors


def replies(folder):
    path = folder / "goldens_t2e_parse.json"
    return json.loads(path.read_text())["cases"] if path.is_file() else []


def test_a_prompt_that_nobody_recorded_is_heard_by_ourselves(folder_2_5, tmp_path, capsys):
    bare = tmp_path / "bare"
    shutil.copytree(folder_2_5, bare)
    (bare / "goldens_front.npz").unlink()
    code, found = told(bare, capsys)
    assert (code, found["ok"]) == (0, True)
    assert {row["stage"] for row in found["stages"]} == {"v25"}
    (bare / "spk.wav").unlink()
    assert main(["parity", str(bare)]) == 2
    assert "spk.wav" in capsys.readouterr().err


@pytest.mark.parametrize("name", INPUTS)
def test_an_input_that_is_off_is_seen(engine, name):
    stages = {
        stage: Goldens.load(engine.official / f"goldens_{stage}.npz", stage)
        for stage in INPUTS[name].split()
    }
    [golden] = [golden for golden in stages.values() if name in golden]
    array = golden.arrays[name]
    real = array.dtype.kind == "f"
    array = disturb(array + LITTLE * array, seed=0) if real else array - (array > 0)
    changed = Goldens(golden.stage, golden.file, {**golden.arrays, name: array})
    if golden.stage == "e2e":
        kept = {k: v for k, v in changed.arrays.items() if k.startswith("e2e_segments")}
        changed = Goldens(golden.stage, golden.file, kept)
    assert not all(one.ok for one in engine.compared(stages | {golden.stage: changed}))


def small(engine, stage):
    """Give a copy of the goldens of one stage."""
    return Goldens.load(engine.official / f"goldens_{stage}.npz", stage)


def without(golden, *names):
    kept = {name: array for name, array in golden.arrays.items() if name not in names}
    return Goldens(golden.stage, golden.file, kept)


def test_arrays_that_nobody_knows_are_named_and_do_no_harm(engine):
    golden = small(engine, "sampling")
    stages = {
        "sampling": Goldens("sampling", "", {**golden.arrays, "new": np.zeros(3)}),
        "later": Goldens("later", "", {"words": np.array(["a"])}),
    }
    assert all(one.ok for one in engine.compared(stages))
    recording = Recording(engine.official, stages)
    assert list(recording.left_out()) == [("later", "words"), ("sampling", "new")]


@pytest.mark.parametrize(
    ("stage", "names"),
    [
        ("sampling", ["proc_beam"]),
        ("front", ["style", "w2v_hidden_0", "emo_cond_emb"]),
        ("gpt", ["beam3_codes", "greedy_logits", "tf_prefill_logits"]),
        ("e2e", ["e2e_plain_seg0_latent", "e2e_plain_emovec"]),
        ("qwen", ["qwen_greedy"]),
    ],
)
def test_results_that_were_not_recorded_are_not_asked_for(engine, stage, names):
    stages = {"cond": small(engine, "cond"), "front": small(engine, "front")}
    if stage == "e2e":
        plain = small(engine, stage)
        others = [name for name in plain.arrays if "plain" not in name]
        stages = {stage: without(plain, *names, *others)}
    else:
        stages = (stages if stage == "gpt" else {}) | {stage: without(small(engine, stage), *names)}
    found = engine.compared(stages)
    assert all(one.ok for one in found)
    assert {one.array for one in found if one.stage == stage}.isdisjoint(names)


@pytest.mark.parametrize(
    ("stages", "missing", "told"),
    [
        ("s2mel", "", "goldens_gpt.npz is missing, whose latent_codes"),
        ("gpt", "", "goldens_cond.npz is missing, whose cond_latent"),
        ("bigvgan", "", "goldens_front.npz is missing, whose ref_mel"),
        ("front", "spk_22k", "goldens_front.npz has no spk_22k"),
        ("front cond", "cond_in", "goldens_cond.npz has no cond_in"),
    ],
)
def test_what_is_computed_with_must_be_there(engine, stages, missing, told):
    given = {stage: without(small(engine, stage), missing) for stage in stages.split()}
    with pytest.raises(GoldenError, match=told):
        engine.compared(given)


def test_goldens_of_another_checkpoint_are_refused(engine):
    given = {stage: Goldens.load(PARITY / "tiny" / f"goldens_{stage}.npz", stage)
             for stage in ("front", "cond")}  # fmt: skip
    with pytest.raises(GoldenError, match="are of another checkpoint"):
        engine.compared(given)


def test_a_line_that_is_cut_elsewhere_is_far(engine):
    golden = small(engine, "e2e")
    kept = {k: v for k, v in golden.arrays.items() if "_seg1_" not in k and "segments" in k}
    found = {one.array: one for one in engine.compared({"e2e": Goldens("e2e", "", kept)})}
    assert not found["e2e_segments_seg1_codes"].ok
    assert not found["e2e_segments_wav"].ok


@pytest.fixture
def spare(folder_2, tmp_path):
    """Copy a folder without its goldens of whole stages: the command starts sooner so."""
    spare = tmp_path / "spare"
    shutil.copytree(folder_2, spare)
    for path in spare.glob("goldens_*"):
        if path.name != "goldens_sampling.npz":
            path.unlink()
    return spare


def test_the_command_tells_what_it_left_out(spare, capsys):
    np.savez(spare / "goldens_later.npz", words=np.array(["a"]))
    code, found = told(spare, capsys)
    assert (code, found["left_out"]) == (0, ["later words"])
    assert {row["stage"] for row in found["stages"]} == {"sampling"}


def test_a_disk_that_is_too_small_is_told_before_anything_is_converted(spare, monkeypatch, capsys):
    usage = shutil.disk_usage("/")._replace(free=1000)
    monkeypatch.setattr(weights.shutil, "disk_usage", lambda folder: usage)
    assert main(["parity", str(spare)]) == 2
    assert "make room, then run this again" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("name", "content", "word"),
    [
        ("goldens_front.npz", b"PK\x03\x04 cut short", "goldens_front.npz cannot be read"),
        ("goldens_text.json", b"{", "goldens_text.json cannot be read"),
        ("goldens_text.json", b"[]", "holds no table"),
        ("goldens_e2e.npz", None, "does not say the text"),
    ],
)
def test_broken_goldens_are_said_in_one_sentence(spare, folder_2, name, content, word, capsys):
    if content is None:
        shutil.copy(folder_2 / name, spare)
    else:
        (spare / name).write_bytes(content)
    assert main(["parity", str(spare), "--json"]) == 2
    said = capsys.readouterr()
    assert word in said.err
    assert said.out == ""
