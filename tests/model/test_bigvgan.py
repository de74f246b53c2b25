import json
import pickle
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from torch.nn import functional

from model import short_convolution, snake
from model.bigvgan import BigVgan, Upsampling
from model.checkpoint import CheckpointError
from model.chunks import FIRST_FRAMES
from model.config import BigVganConfig
from model.kernels import rows
from model.official.vocoder import bigvgan_config, bigvgan_mel, convert_bigvgan, read_bigvgan
from model.short_convolution import ShortConvolution
from model.snake import Snake

PARITY = Path(__file__).parents[1] / "data" / "parity"
DATA = PARITY / "tiny" / "hf_cache" / "bigvgan"
CONFIG = bigvgan_config(DATA / "config.json")
MEL = bigvgan_mel(DATA / "config.json")
FULL = BigVganConfig(1536, (4, 4, 2, 2, 2, 2), (8, 8, 4, 4, 4, 4), (3, 7, 11), ((1, 3, 5),) * 3)


@pytest.fixture(scope="module")
def checkpoint():
    return DATA / "bigvgan_generator.pt"


@pytest.fixture
def generator(checkpoint):
    return torch.load(checkpoint, weights_only=True)["generator"]


@pytest.fixture(scope="module")
def vocoder(checkpoint):
    network = BigVgan(CONFIG, MEL)
    network.load_state_dict(read_bigvgan(checkpoint, CONFIG, MEL))
    return network


@pytest.fixture(scope="module")
def goldens():
    arrays = np.load(PARITY / "tiny" / "goldens_bigvgan.npz")
    return {
        "mel": torch.from_numpy(arrays["bigvgan_mel"]),
        "wav": torch.from_numpy(arrays["bigvgan_wav"]),
    }


@pytest.fixture(scope="module")
def manifest():
    return json.loads((PARITY / "manifests" / "manifest_bigvgan.json").read_text())


@pytest.fixture
def no_threshold(monkeypatch):
    monkeypatch.setattr(short_convolution, "WORTHWHILE_TAPS", 3)
    monkeypatch.setattr(short_convolution, "WORTHWHILE_PRODUCTS", 0)


def on_meta(shapes):
    return {name: torch.empty(shape, device="meta") for name, shape in shapes.items()}


def save(folder, data):
    path = folder / "generator.pt"
    torch.save(data, path)
    return path


def test_it_is_the_official_network(vocoder, goldens):
    assert (vocoder(goldens["mel"]) - goldens["wav"][:, 0]).abs().max() < 5e-6


def test_prepared_it_is_still_the_official_network(checkpoint, goldens, no_threshold):
    network = BigVgan(CONFIG, MEL)
    network.load_state_dict(read_bigvgan(checkpoint, CONFIG, MEL))
    network.prepare()
    assert network.stages[0].blocks[0].layers[0].first.spectrum is not None
    assert (network(goldens["mel"]) - goldens["wav"][:, 0]).abs().max() < 5e-6


def test_large_convolutions_are_prepared_and_small_ones_are_not():
    large, small = ShortConvolution(96, 96, 7), ShortConvolution(24, 24, 11)
    for layer in (large, small):
        layer.prepare()
    assert large.spectrum is not None
    assert small.spectrum is None
    assert "spectrum" not in large.state_dict()


@pytest.mark.parametrize("n_frames", [20, FIRST_FRAMES + 70])
def test_stream_is_batch(vocoder, n_frames):
    mel = torch.randn(2, MEL.n_mels, n_frames, generator=torch.Generator().manual_seed(1))
    pieces = list(vocoder.stream(mel))
    assert pieces[0].shape == (2, min(FIRST_FRAMES, n_frames) * MEL.hop_length)
    assert torch.allclose(torch.cat(pieces, 1), vocoder(mel), atol=1e-5)


@pytest.mark.parametrize("config", [CONFIG, FULL])
def test_reach_is_the_receptive_field(config):
    narrow = replace(config, initial_dim=2 ** len(config.upsample_rates))
    torch.manual_seed(2)
    network = BigVgan(narrow, MEL).double().requires_grad_(False)
    for name, weights in network.named_parameters():
        if name.endswith("weight"):  # all alike, so that no influence cancels
            weights.fill_(len(weights) / weights.numel())
        else:
            weights.zero_()
    middle = network.reach + 5
    mel = torch.zeros(1, MEL.n_mels, 2 * middle + 1, dtype=torch.float64)
    silence = network(mel)
    mel[..., middle] = 1e-3
    change = (network(mel) - silence).view(-1, MEL.hop_length).abs().amax(-1)
    touched = change.nonzero()[:, 0] - middle
    assert (touched.min(), touched.max()) == (-network.reach, network.reach)


def test_a_single_frame_is_a_hop_of_samples(vocoder):
    wave = vocoder(torch.zeros(1, MEL.n_mels, 1))
    assert wave.shape == (1, MEL.hop_length)
    assert wave.abs().max() <= 1.0


@pytest.mark.parametrize("kernel", [3, 7, 11])
@pytest.mark.parametrize("dilation", [1, 3, 5])
@pytest.mark.parametrize("n_samples", [1, 5, 10, 97])
def test_short_convolution_is_the_plain_one(kernel, dilation, n_samples, no_threshold):
    torch.manual_seed(kernel)
    layer = ShortConvolution(6, 5, kernel, dilation).requires_grad_(False)
    x = torch.randn(n_samples, 6)
    padding = dilation * (kernel - 1) // 2
    plain = functional.conv1d(
        x.t()[None], layer.weight, layer.bias, padding=padding, dilation=dilation
    )[0].t()
    assert torch.allclose(layer(x), plain, atol=1e-5)
    layer.prepare()
    assert torch.allclose(layer(x), plain, atol=1e-5)


@pytest.mark.parametrize(("kernel", "rate"), [(8, 4), (4, 2), (5, 3), (3, 3), (9, 3)])
def test_upsampling_is_a_transposed_convolution(kernel, rate):
    torch.manual_seed(kernel)
    layer = Upsampling(6, 5, kernel, rate).requires_grad_(False)
    layer.bias.normal_()
    x = torch.randn(11, 6)
    plain = functional.conv_transpose1d(
        x.t()[None], layer.weight, layer.bias, rate, padding=(kernel - rate) // 2
    )
    assert torch.allclose(layer(x), plain[0].t(), atol=1e-5)


@pytest.mark.parametrize("n_samples", [1, 3, 8, 9, 100])
@pytest.mark.parametrize("cached_values", [1, 1 << 17])
@pytest.mark.parametrize("in_kernel", [True, False])
def test_snake_is_its_formula(n_samples, cached_values, in_kernel, monkeypatch):
    monkeypatch.setattr(snake, "CACHED_VALUES", cached_values)
    if not in_kernel:
        monkeypatch.setattr(rows, "fit", lambda *_: False)
    torch.manual_seed(n_samples)
    layer = Snake(3).requires_grad_(False)
    layer.log_frequency.normal_()
    layer.log_damping.normal_()
    x = torch.randn(n_samples, 3)
    taps = snake.kaiser_sinc().float().expand(3, 1, -1)
    fine = functional.pad(x.t()[None], (5, 5), mode="replicate")
    fine = 2 * functional.conv_transpose1d(fine, taps, stride=2, groups=3)[..., 15:-15]
    sine = torch.sin(fine * layer.log_frequency.exp()[:, None])
    fine = fine + sine.square() / (layer.log_damping.exp()[:, None] + 1e-9)
    fine = functional.pad(fine, (5, 6), mode="replicate")
    plain = functional.conv1d(fine, taps, stride=2, groups=3)[0].t()
    assert torch.allclose(layer(x), plain, atol=1e-5)


def test_the_filter_is_the_official_one(generator):
    official = generator["activation_post.upsample.filter"].flatten()
    assert torch.allclose(snake.kaiser_sinc().float(), official, atol=1e-7)


@pytest.mark.parametrize("folded", [False, True])
def test_every_name_and_shape_of_the_full_size_fits(manifest, folded):
    shapes = (
        manifest["keys_after_remove_weight_norm"]
        if folded
        else {name: entry["shape"] for name, entry in manifest["keys"].items()}
    )
    weights = convert_bigvgan(on_meta(shapes), FULL, MEL)
    with torch.device("meta"):
        network = BigVgan(FULL, MEL)
    network.load_state_dict(weights, assign=True)
    n_weights = sum(value.numel() for value in network.parameters())
    assert n_weights == manifest["n_params_after_folding"]


def test_folded_weights_bare_or_in_the_old_format_are_read_alike(checkpoint, generator, tmp_path):
    wanted = read_bigvgan(checkpoint, CONFIG, MEL)
    folded = dict(generator)
    for name in [name for name in generator if name.endswith("_g")]:
        length, direction = folded.pop(name), folded.pop(name.replace("_g", "_v"))
        weight = length * functional.normalize(direction.flatten(1), dim=1).view_as(direction)
        folded[name.removesuffix("_g")] = weight
    path = tmp_path / "old.pt"
    torch.save(folded, path, _use_new_zipfile_serialization=False)
    found = read_bigvgan(path, CONFIG, MEL)
    assert found.keys() == wanted.keys()
    assert all(torch.allclose(found[name], wanted[name], atol=1e-6) for name in wanted)


SPOILED = {
    "ups.1.0.bias is missing": lambda tensors: tensors.pop("ups.1.0.bias"),
    "conv_pre.weight_g is missing": lambda tensors: tensors.pop("conv_pre.weight_g"),
    "conv_pre.weight is missing": lambda tensors: [
        tensors.pop(f"conv_pre.weight_{part}") for part in "gv"
    ],
    "resblocks.12.extra is unknown": lambda tensors: tensors.update(
        {"resblocks.12.extra": torch.zeros(1)}
    ),
    r"conv_post.weight_v has shape \(1, 4, 5\), not \(1, 4, 7\)": lambda tensors: tensors.update(
        {"conv_post.weight_v": torch.zeros(1, 4, 5)}
    ),
    r"resblocks.3.activations.5.act.beta has shape \(3,\), not \(16,\)": lambda tensors: (
        tensors.update({"resblocks.3.activations.5.act.beta": torch.zeros(3)})
    ),
}


@pytest.mark.parametrize("complaint", SPOILED)
def test_a_wrong_tensor_is_named(complaint, generator, tmp_path):
    SPOILED[complaint](generator)
    path = save(tmp_path, {"generator": generator})
    with pytest.raises(CheckpointError, match=f"generator.pt: the tensor {complaint}"):
        read_bigvgan(path, CONFIG, MEL)


@pytest.mark.parametrize(
    "content", [b"", b"RIFF junk", b"PK\x03\x04 cut short", pickle.dumps(Path("x"), protocol=2)]
)
def test_what_is_no_checkpoint_is_refused(content, tmp_path):
    path = tmp_path / "generator.pt"
    path.write_bytes(content)
    with pytest.raises(CheckpointError, match=r"generator\.pt cannot be read"):
        read_bigvgan(path, CONFIG, MEL)


def test_a_truncated_or_missing_checkpoint_is_refused(checkpoint, tmp_path):
    path = tmp_path / "generator.pt"
    with pytest.raises(CheckpointError, match="cannot be read"):
        read_bigvgan(path, CONFIG, MEL)
    path.write_bytes(checkpoint.read_bytes()[:300_000])
    with pytest.raises(CheckpointError, match="cannot be read"):
        read_bigvgan(path, CONFIG, MEL)


@pytest.mark.parametrize("data", [[1, 2], {"generator": 3}, torch.zeros(2)])
def test_other_data_is_not_a_vocoder(data, tmp_path):
    with pytest.raises(CheckpointError, match="does not hold the weights"):
        read_bigvgan(save(tmp_path, data), CONFIG, MEL)


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"activation": "snake"}, "activation is 'snake', not 'snakebeta'"),
        ({"use_tanh_at_final": True}, "use_tanh_at_final is True, not False"),
        ({"upsample_rates": [4, 4]}, "one upsample rate and one kernel"),
        ({"upsample_rates": 4}, "is not the config of a vocoder"),
        ({"resblock_kernel_sizes": [3, 4, 11]}, "must be odd"),
        ({"upsample_kernel_sizes": [8, 8, 8, 7]}, "by an even number"),
        ({"upsample_initial_channel": 20}, "cannot be halved"),
    ],
)
def test_a_config_of_another_network_is_refused(change, complaint, tmp_path):
    path = tmp_path / "config.json"
    path.write_text(json.dumps(json.loads((DATA / "config.json").read_text()) | change))
    with pytest.raises(CheckpointError, match=complaint):
        bigvgan_config(path)


@pytest.mark.parametrize("content", ["", "[]", "{}"])
def test_a_file_that_is_no_config_is_refused(content, tmp_path):
    path = tmp_path / "config.json"
    path.write_text(content)
    with pytest.raises(CheckpointError, match=r"config\.json"):
        bigvgan_config(path)
    with pytest.raises(CheckpointError, match=r"config\.json"):
        bigvgan_mel(path)


def test_stages_that_do_not_fill_a_hop_are_refused():
    with pytest.raises(ValueError, match="makes 256 samples of a frame, the mel has a hop of 128"):
        BigVgan(CONFIG, replace(MEL, hop_length=128))
