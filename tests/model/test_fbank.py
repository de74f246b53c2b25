import numpy as np
import pytest
import torch

from model.fbank import (
    PADDING,
    SPEAKER_FLOOR,
    fbank,
    is_whole,
    mel_bank,
    seamless_features,
    speaker_features,
)

GOLDENS = "tiny/goldens_front.npz"


def gap(found, golden):
    assert found.shape == golden.shape
    return (found - golden).abs().max().item()


def noise(n_samples):
    return torch.from_numpy(np.random.default_rng(n_samples).normal(0, 0.1, n_samples)).float()


def test_speaker_features_are_as_recorded(goldens):
    golden = goldens(GOLDENS)
    wave = golden["spk_16k"][0]
    assert gap(fbank(wave, mel_bank(torch.float32), SPEAKER_FLOOR), golden["fbank"]) < 5e-5
    assert gap(speaker_features(wave)[0], golden["fbank_centered"]) < 5e-5


def test_seamless_features_are_as_recorded(goldens):
    golden = goldens(GOLDENS)
    features = seamless_features(golden["spk_16k"][0])
    assert gap(features, golden["w2v_input_features"]) < 1e-5
    assert torch.equal(is_whole(features).int(), golden["w2v_attention_mask"])


def test_speaker_features_have_no_mean_and_see_no_level():
    wave = noise(16_000)
    assert speaker_features(wave).mean(dim=1).abs().max() < 1e-4
    assert gap(speaker_features(wave), speaker_features(wave * 0.25)) < 1e-3


@pytest.mark.parametrize(("n_samples", "n_frames"), [(400, 1), (559, 1), (560, 2), (16_000, 98)])
def test_only_whole_windows_count(n_samples, n_frames):
    assert speaker_features(noise(n_samples)).shape == (1, n_frames, 80)


def test_an_odd_frame_is_paired_with_padding_and_told_apart():
    even, odd = seamless_features(noise(36_800)), seamless_features(noise(36_960))
    assert (even.shape[1], odd.shape[1]) == (114, 115)
    assert is_whole(even).all()
    assert is_whole(odd)[0].tolist() == [True] * 114 + [False]
    assert (odd[0, -1, 80:] == PADDING).all()
    assert (odd[0, -1, :80] != PADDING).all()


@pytest.mark.parametrize("n_samples", [36_800, 36_960])
@pytest.mark.parametrize("kind", ["noise", "tone", "tone, then nothing", "chirp"])
def test_any_sound_is_heard_as_by_the_library(kind, n_samples):
    library = pytest.importorskip("transformers").SeamlessM4TFeatureExtractor(padding_value=1)
    time = torch.arange(n_samples) / 16_000
    wave = {
        "noise": noise(n_samples),
        "tone": 0.3 * torch.sin(1382.3 * time),
        "tone, then nothing": 0.3 * torch.sin(1382.3 * time) * (time < 1.0),
        "chirp": 0.3 * torch.sin(6.2832 * (100 * time + 1000 * time**2)),
    }[kind]
    told = library(wave.numpy(), sampling_rate=16_000, return_tensors="pt")
    features = seamless_features(wave)
    assert gap(features, told["input_features"]) < 1e-4
    assert torch.equal(is_whole(features).int(), told["attention_mask"])


@pytest.mark.parametrize("precision", [torch.float32, torch.float64])
def test_every_filter_is_a_triangle_over_the_last(precision):
    bank = mel_bank(precision)
    peaks = bank.argmax(dim=1)
    assert bank.shape == (80, 257)
    assert bank.min() == 0.0
    assert bank.max() <= 1.0
    assert (peaks.diff() >= 0).all()
    assert bank[:, 0].max() == bank[:, -1].max() == 0.0
