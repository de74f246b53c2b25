"""The formulas give what the makers' own modules gave, from the recorded small checkpoints."""

import numpy as np
import pytest
import torch

from tests.model.official import recorded
from tests.model.official.checkpoint import Checkpoint, Heard, Spectrum
from tests.model.official.known_sizes import TINY
from tests.model.official.layout import PARITY
from tests.model.official.threads import single_thread

TINY_ROWS = (3, 5, 2, 4, 1, 2, 6, 3)
FOLDER = PARITY / "tiny"


def goldens(stage):
    with np.load(FOLDER / f"goldens_{stage}.npz") as arrays:
        found = {name: torch.from_numpy(arrays[name]) for name in arrays}
    return {name: t.double() if t.is_floating_point() else t.long() for name, t in found.items()}


@pytest.fixture(scope="module", autouse=True)
def alone():
    with single_thread():
        yield


@pytest.fixture(scope="module")
def one():
    return Checkpoint.load(FOLDER, FOLDER / "hf_cache", TINY, TINY_ROWS, Spectrum())


@pytest.fixture(scope="module")
def heard():
    front = goldens("front")
    return Heard(
        front["spk_cond_emb"][0], front["emo_cond_emb"][0], front["style"][0], front["ref_mel"][0].T
    )


def check(found, recorded, bound=5e-5):
    for name, array in found.items():
        golden = recorded[name]
        assert array.shape == golden.shape, name
        gap = (array.float() - golden.float()).abs().max()
        assert gap <= bound * array.is_floating_point(), name


@torch.inference_mode()
def test_prompts(one):
    check(recorded.front(one, goldens("front")), goldens("front"))


@torch.inference_mode()
def test_conditioning(one, heard):
    golden = goldens("cond")
    check(recorded.conditioning(one, heard, golden | {"n_masked": torch.tensor(37)}), golden)


@torch.inference_mode()
def test_telling(one):
    golden = goldens("gpt")
    limits = {"limit": 40, "long_limit": 100, "beam_limit": 60}
    given = golden | {name: torch.tensor(limit) for name, limit in limits.items()}
    check(recorded.telling_of(one, goldens("cond")["cond_latent"][0], given), golden)


@torch.inference_mode()
def test_flow(one, heard):
    golden = goldens("s2mel")
    check(recorded.mel(one, heard, goldens("gpt"), golden), golden)


@torch.inference_mode()
def test_vocoder(one, heard):
    golden = goldens("bigvgan")
    check(recorded.wave(one, heard, golden["bigvgan_mel"]), golden)


def test_drawing():
    golden = goldens("sampling")
    check(recorded.drawing(golden), golden)
