"""A prompt is heard as the official engines hear it, and a bad one is refused in plain words."""

import math
import struct
import tracemalloc
from pathlib import Path

import numpy as np
import pytest
import soundfile
import torch

from model.audio import load_prompt, log_mel
from model.camp_plus import CampPlus
from model.listener_config import MelConfig, PromptListenerConfig
from model.official.pickles import read_weights
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
from model.prompt_audio import OFFICIAL_SECONDS
from model.prompt_listener import PromptListener, resampled
from model.rep_codec import RepCodec
from model.speech_encoder import SpeechEncoder

pytest.importorskip("transformers")

DATA = Path(__file__).parents[1] / "data/parity"
CACHE = DATA / "tiny/hf_cache"
FRONT = "tiny/goldens_front.npz"
MEL = MelConfig(22_050, n_fft=1024, hop_length=256, n_mels=80, power_floor=1e-9)


def shapes(weights):
    return {name: tensor.shape for name, tensor in weights.items()}


def convert_heard(encoder, statistics, ours):
    return convert_speech_encoder(encoder, ours) | convert_statistics(statistics, ours)


def loaded(codec):
    speaker = read_weights(CACHE / "campplus_cn_common.bin")
    encoder = read_safetensors(CACHE / "w2v-bert-2.0/model.safetensors")
    statistics = read_weights(DATA / "tiny/wav2vec2bert_stats.pt")
    config = PromptListenerConfig(
        speech_encoder_config(CACHE / "w2v-bert-2.0/config.json"),
        camp_plus_config(shapes(speaker), MEL.n_mels),
        codec_config(shapes(codec)),
    )
    listener = PromptListener(config, MEL)
    parts = {
        SpeechEncoder: (convert_heard, encoder, statistics),
        CampPlus: (convert_camp_plus, speaker),
        RepCodec: (convert_codec, codec),
    }
    for part in (listener.speech_encoder, listener.speaker, listener.codec):
        change, *given = parts[type(part)]
        part.load_state_dict(change(*given, shapes(part.state_dict())))
    return listener.eval().requires_grad_(False)


@pytest.fixture(scope="module")
def listener():
    return loaded(read_safetensors(CACHE / "semantic_codec_model.safetensors"))


def near(found, golden):
    return torch.allclose(found, golden, rtol=0, atol=1e-4)


def test_a_voice_is_heard_as_recorded(listener, goldens):
    golden = goldens(FRONT)
    heard = listener.hear(DATA / "tiny/spk.wav")
    assert near(heard.features, golden["spk_cond_emb"])
    assert near(heard.speaker_embedding, golden["style"])
    assert near(heard.content, goldens("tiny/goldens_s2mel.npz")["codec_quantized"])
    assert near(heard.mel, golden["ref_mel"].transpose(1, 2))


def test_an_emotion_is_heard_as_recorded(listener, goldens):
    mood = listener.hear_mood(DATA / "tiny/emo.wav")
    assert near(mood, goldens(FRONT)["emo_cond_emb"])


def test_the_mood_of_a_voice_is_heard_through_another_resampler(listener):
    heard = listener.hear(DATA / "tiny/spk.wav")
    assert torch.equal(heard.mood, listener.hear_mood(DATA / "tiny/spk.wav"))
    assert not torch.equal(heard.mood, heard.features)


def test_2_5_reads_the_sounds_off_the_features_themselves():
    heard = loaded(read_weights(DATA / "tiny_v25/codec.pth")).hear(DATA / "tiny_v25/spk.wav")
    assert heard.content is heard.features


def test_waveforms_are_as_recorded(goldens):
    golden = goldens(FRONT)
    speaker = load_prompt(DATA / "tiny/spk.wav", MEL.sample_rate, OFFICIAL_SECONDS)[None]
    assert near(speaker, golden["spk_22k"])
    assert near(resampled(golden["spk_22k"], MEL.sample_rate, 16_000), golden["spk_16k"])
    emotion = load_prompt(DATA / "tiny/emo.wav", 16_000, OFFICIAL_SECONDS)[None]
    assert near(emotion, golden["emo_16k"])
    assert near(log_mel(golden["spk_22k"], MEL), golden["ref_mel"])


@pytest.mark.parametrize(("n_samples", "n_resampled"), [(279_317, 202_679), (330_750, 240_000)])
def test_a_resampled_length_is_rounded_as_in_single_precision(n_samples, n_resampled):
    assert resampled(torch.zeros(1, n_samples), 22_050, 16_000).shape == (1, n_resampled)


def test_a_resampled_tone_keeps_its_pitch_and_level():
    tone = torch.sin(torch.arange(22_050) * (2 * math.pi * 1000 / 22_050))[None]
    expected = torch.sin(torch.arange(16_000) * (2 * math.pi * 1000 / 16_000))
    found = resampled(tone, 22_050, 16_000)[0]
    assert (found - expected)[100:-100].abs().max() < 2e-3


def noise(seconds, sample_rate):
    return np.random.default_rng(5).normal(0, 0.1, round(seconds * sample_rate))


@pytest.mark.parametrize(
    ("sample_rate", "subtype", "n_channels"),
    [(8000, "PCM_U8", 1), (96_000, "PCM_24", 2), (44_100, "FLOAT", 6)],
)
def test_any_kind_of_recording_is_heard(listener, tmp_path, sample_rate, subtype, n_channels):
    wave = np.repeat(noise(0.5, sample_rate)[:, None], n_channels, axis=1)
    soundfile.write(tmp_path / "voice.wav", wave, sample_rate, subtype=subtype)
    heard = listener.hear(tmp_path / "voice.wav")
    assert heard.features.shape == (1, 24, 40)
    assert heard.mel.shape == (1, 43, 80)
    assert heard.speaker_embedding.isfinite().all()


@pytest.mark.parametrize("n_samples", [4000, 4001, 4160])
def test_the_shortest_prompt_is_enough_for_every_network(listener, tmp_path, n_samples):
    soundfile.write(tmp_path / "voice.wav", noise(1, 16_000)[:n_samples], 16_000)
    heard = listener.hear(tmp_path / "voice.wav")
    assert heard.mood.shape[1] >= 3
    for tensor in (heard.features, heard.mood, heard.speaker_embedding, heard.content, heard.mel):
        assert tensor.isfinite().all()


@pytest.mark.parametrize(
    ("wave", "reason"),
    [
        (np.zeros(16_000), "silent"),
        (np.full(16_000, 1e-6), "silent"),
        (noise(0.24, 16_000), "quarter of a second"),
        (np.zeros(0), "quarter of a second"),
    ],
)
def test_a_prompt_that_says_nothing_is_refused(listener, tmp_path, wave, reason):
    soundfile.write(tmp_path / "voice.wav", wave, 16_000, subtype="FLOAT")
    for hear in (listener.hear, listener.hear_mood):
        with pytest.raises(ValueError, match=reason):
            hear(tmp_path / "voice.wav")


@pytest.mark.parametrize("content", [b"", b"no sound at all", b"RIFF\0\0\0\0WAVEfmt "])
def test_what_is_no_audio_is_named(listener, tmp_path, content):
    path = tmp_path / "voice.wav"
    path.write_bytes(content)
    with pytest.raises(ValueError, match=r"voice\.wav cannot be read as audio"):
        listener.hear(path)
    path.unlink()
    with pytest.raises(ValueError, match=r"voice\.wav cannot be read as audio"):
        listener.hear(path)


def test_of_three_hours_only_the_beginning_is_read(tmp_path):
    rate, n_samples = 16_000, 3 * 3600 * 16_000
    start = np.uint8(128 + 100 * noise(20, rate).clip(-1, 1)).tobytes()
    form = struct.pack("<4sIHHIIHH", b"fmt ", 16, 1, 1, rate, rate, 1, 8)
    header = struct.pack("<4sI4s", b"RIFF", n_samples + 36, b"WAVE") + form
    path = tmp_path / "long.wav"
    with path.open("wb") as file:
        file.write(header + struct.pack("<4sI", b"data", n_samples) + start)
        file.truncate(len(header) + 8 + n_samples)  # the rest takes no room on the disk
    assert soundfile.info(path).duration == 3 * 3600
    tracemalloc.start()
    wave = load_prompt(path, MEL.sample_rate, OFFICIAL_SECONDS)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert len(wave) == OFFICIAL_SECONDS * MEL.sample_rate
    assert peak < 32e6


def test_the_end_of_a_cut_prompt_sounds_as_if_all_had_been_read(tmp_path):
    wave = noise(17, 44_100)
    soundfile.write(tmp_path / "voice.wav", wave, 44_100, subtype="FLOAT")
    cut = load_prompt(tmp_path / "voice.wav", MEL.sample_rate, OFFICIAL_SECONDS)
    whole = load_prompt(tmp_path / "voice.wav", MEL.sample_rate, 17.0)
    assert near(cut, whole[: len(cut)])
