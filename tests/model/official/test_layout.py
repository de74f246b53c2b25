"""The layout that folders of other sizes are made in is that of the known checkpoints."""

import json

import pytest
from safetensors.torch import load_file

from model.official.pickles import read_weights
from tests.model.official import layout
from tests.model.official.known_sizes import FULL, TINY, of_2_5

DATA = layout.PARITY
SMALL = {
    "tiny/gpt.pth": layout.gpt(TINY, multilingual=False),
    "tiny_v25/gpt.pth": layout.gpt(of_2_5(TINY, 1941), multilingual=True),
    "tiny/s2mel.pth": layout.flow(TINY),
    "tiny/hf_cache/semantic_codec_model.safetensors": layout.codec(TINY, halves_rate=False),
    "tiny_v25/codec.pth": layout.codec(TINY, halves_rate=True),
    "tiny/hf_cache/campplus_cn_common.bin": layout.camp_plus(TINY),
    "tiny/hf_cache/bigvgan/bigvgan_generator.pt": layout.bigvgan(TINY),
}
LARGE = {
    "gpt": layout.gpt(FULL, multilingual=False),
    "gpt_v25": layout.gpt(of_2_5(FULL, 60_509), multilingual=True),
    "s2mel": layout.flow(FULL),
    "codec": layout.codec(FULL, halves_rate=False),
    "codec_v25": layout.codec(FULL, halves_rate=True),
    "campplus": layout.camp_plus(FULL),
    "bigvgan": layout.bigvgan(FULL),
}


@pytest.mark.parametrize("name", SMALL)
def test_the_layout_is_that_of_the_recorded_checkpoints(name):
    path = DATA / name
    weights = load_file(path) if path.suffix == ".safetensors" else read_weights(path)
    assert dict(SMALL[name]) == {key: tuple(tensor.shape) for key, tensor in weights.items()}


@pytest.mark.parametrize("name", LARGE)
def test_the_layout_is_that_of_the_full_size(name):
    keys = json.loads((DATA / "manifests" / f"manifest_{name}.json").read_text())["keys"]
    shapes = {key.removeprefix("models."): tuple(row["shape"]) for key, row in keys.items()}
    assert dict(LARGE[name]) == shapes
