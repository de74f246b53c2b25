"""Check what a prompt is heard as."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import torch

from model import audio
from model.fbank import (
    SAMPLE_RATE,
    SPEAKER_FLOOR,
    fbank,
    is_whole,
    mel_bank,
    seamless_features,
    speaker_features,
)
from model.networks import Networks
from model.parity.comparison import SAME, Comparison, Goldens
from model.prompt_audio import OFFICIAL_SECONDS
from model.prompt_listener import resampled

SPEAKER, EMOTION = "spk.wav", "emo.wav"


def check_front(networks: Networks, folder: Path, golden: Goldens) -> Iterator[Comparison]:
    """Check waveforms, filter banks, mel, hidden states and style."""
    listener, mel = networks.official_listener, networks.config.mel
    encoder = listener.speech_encoder
    speaker = audio.load_prompt(folder / SPEAKER, mel.sample_rate, OFFICIAL_SECONDS)[None]
    emotion = audio.load_prompt(folder / EMOTION, SAMPLE_RATE, OFFICIAL_SECONDS)
    at_16k = golden["spk_16k"][0]
    yield from golden.check("spk_22k", speaker)
    yield from golden.check("spk_16k", resampled(golden["spk_22k"], mel.sample_rate, SAMPLE_RATE))
    yield from golden.check("emo_16k", emotion[None])
    yield from golden.check("ref_mel", audio.log_mel(golden["spk_22k"], mel))
    yield from golden.check("fbank", fbank(at_16k, mel_bank(torch.float32), SPEAKER_FLOOR))
    yield from golden.check("fbank_centered", speaker_features(at_16k)[0])
    features = seamless_features(at_16k)
    yield from golden.check("w2v_input_features", features)
    yield from golden.check("w2v_attention_mask", is_whole(features), SAME)
    given = golden["w2v_input_features"]
    states = encoder.network(
        given, attention_mask=is_whole(given), output_hidden_states=True
    ).hidden_states
    yield from golden.check("w2v_hidden_0", states[0])
    yield from golden.check("w2v_hidden_17", states[-1])
    yield from golden.check("spk_cond_emb", encoder(given))
    yield from golden.check("emo_cond_emb", encoder(seamless_features(golden["emo_16k"][0])))
    yield from golden.check("style", listener.speaker(golden["fbank_centered"][None]))
    yield from golden.check("camp_out_short", listener.speaker(golden["camp_in_short"]))


def check_codec(networks: Networks, golden: Goldens, codes: torch.Tensor) -> Iterator[Comparison]:
    """Check the semantic tokenizer."""
    codec = networks.official_listener.codec
    heard = golden["codec_in"]
    tokens = codec.encode(heard)
    yield from golden.check("codec_encoder", codec.encoded(heard))
    yield from golden.check("codec_indices", tokens, SAME)
    yield from golden.check("codec_quantized", codec.embed(tokens))
    yield from golden.check("vq2emb", codec.embed(codes).transpose(1, 2))
