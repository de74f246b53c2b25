import pytest
import torch

from model.audio import log_mel, mel_bank
from model.conditioning import PositionalAttention
from model.decoding import decode
from model.flow import SOLVERS
from model.listener_config import MelConfig
from model.phrase import Sampling

GREEDY = Sampling(top_k=1)


def rows_for(networks, n_tokens):
    network = networks.text_to_semantic
    speaker = torch.randn(1, 3, 32)
    count = None if n_tokens is None else torch.tensor([n_tokens])
    rows = network.conditioning_rows(speaker, torch.zeros(1, 32), count)
    return torch.cat([rows, network.text_rows(torch.tensor([5, 20, 31]))[None]], 1)


def test_mel_has_one_frame_per_hop(config):
    wave = torch.randn(2, 128 * 17)
    assert log_mel(wave, config.mel).shape == (2, 20, 17)


def test_mel_finds_a_tone_where_it_is(config):
    time = torch.arange(16_000) / 16_000
    low, high = (log_mel(torch.sin(2 * torch.pi * f * time)[None], config.mel) for f in (300, 3000))
    assert low.mean(-1).argmax() < high.mean(-1).argmax()


def test_tokens_name_phone_pitch_and_effort(networks):
    codec = networks.listener.codec
    phone = torch.tensor([0, 3, 2])
    delivery = torch.tensor([[-9.0, -0.6], [0.2, 0.1], [2.9, 3.0]])
    token = codec.token_of(phone, delivery)
    assert token.tolist() == [0 + 4 * (0 + 3 * 0), 3 + 4 * (1 + 3 * 1), 2 + 4 * (2 + 3 * 2)]
    assert codec.embed(token[None]).shape == (1, 3, 12)
    assert codec.encode(torch.randn(2, 20, 9)).max() < 36


def test_speaker_embedding_ignores_level_and_padding(networks):
    features = torch.randn(1, 20, 40)
    mask = torch.ones(1, 40, dtype=torch.bool)
    plain = networks.listener.speaker(features, mask)
    assert torch.allclose(plain, networks.listener.speaker(features + 2.0, mask), atol=1e-5)
    assert plain.norm().item() == pytest.approx(1.0, abs=1e-5)


def test_positional_attention_is_its_formula():
    torch.manual_seed(3)
    layer = PositionalAttention(8, 2)
    torch.nn.init.normal_(layer.content_bias)
    torch.nn.init.normal_(layer.position_bias)
    x, place = torch.randn(1, 5, 8), torch.randn(5, 8)
    q, k, v = (m(x)[0].view(5, 2, 4) for m in (layer.query, layer.key, layer.value))
    p = layer.position(place).view(5, 2, 4)
    score = torch.einsum("ihd,jhd->hij", q + layer.content_bias, k)
    score = score + torch.einsum("ihd,jhd->hij", q + layer.position_bias, p)
    mixed = torch.einsum("hij,jhd->ihd", torch.softmax(score / 2.0, -1), v).reshape(5, 8)
    found = layer(x, place, torch.ones(1, 5, dtype=torch.bool))
    assert torch.allclose(found[0], layer.out(mixed), atol=1e-5)


def test_what_lies_in_the_padding_of_a_prompt_is_not_heard(networks):
    network = networks.text_to_semantic
    bare = torch.randn(1, 41, 20)
    mask = torch.arange(51)[None] < 41
    first, second = (torch.cat([bare, torch.randn(1, 10, 20)], 1) for _ in range(2))
    assert torch.allclose(network.speaker(first, mask), network.speaker(second, mask), atol=1e-5)
    assert not torch.allclose(network.speaker(first), network.speaker(second), atol=1e-3)


@pytest.mark.parametrize("n_tokens", [1, 2, 17, 90])
@pytest.mark.parametrize("sampling", [GREEDY, Sampling()])
def test_asked_for_n_tokens_it_makes_n(networks, n_tokens, sampling):
    torch.manual_seed(n_tokens)
    made = decode(
        networks.text_to_semantic,
        rows_for(networks, n_tokens),
        n_tokens,
        sampling,
        torch.Generator().manual_seed(1),
    )
    assert len(made.tokens) == len(made.latents) == n_tokens
    assert made.tokens.max() < 36


def test_free_mode_ends_within_the_table(networks):
    made = decode(
        networks.text_to_semantic, rows_for(networks, None), None, Sampling(), torch.Generator()
    )
    assert 1 <= len(made.tokens) <= 200
    assert made.steered == 0


def test_cached_decoding_equals_one_pass(networks):
    network = networks.text_to_semantic
    torch.manual_seed(2)
    rows = network.conditioning_rows(torch.randn(1, 3, 32), torch.randn(1, 32), torch.tensor([12]))
    text = torch.tensor([5, 20, 31])
    before = torch.cat([rows, network.text_rows(text)[None]], 1)
    made = decode(network, before, 12, GREEDY, torch.Generator())
    latents, _ = network(rows, [text], [made.tokens])
    assert torch.allclose(made.latents, latents[0, :-1], atol=1e-4)


def test_duration_slot_is_the_position_row(networks):
    network = networks.text_to_semantic
    speaker, emotion = torch.zeros(2, 3, 32), torch.zeros(2, 32)
    rows = network.conditioning_rows(speaker, emotion, torch.tensor([50, 0]))
    assert torch.equal(rows[0, -1], network.semantic_position.weight[50])
    assert torch.equal(rows[1, -1], torch.zeros(32))


@pytest.mark.parametrize("cfg_scale", [0.0, 0.7])
@pytest.mark.parametrize("solver", SOLVERS)
def test_flow_keeps_the_prompt_out_and_gives_the_asked_frames(networks, solver, cfg_scale):
    stage = networks.semantic_to_mel
    content, noise = torch.randn(1, 30, 16), torch.randn(1, 30, 20)
    sampling = Sampling(n_steps=3, cfg_scale=cfg_scale, solver=solver)
    mel = stage.sample(content, torch.randn(1, 8, 20), torch.randn(1, 8), noise, sampling)
    assert mel.shape == (1, 22, 20)
    assert torch.isfinite(mel).all()


def test_content_is_stretched_to_any_length(networks):
    stage = networks.semantic_to_mel
    for n_frames in (1, 7, 64):
        assert stage.content(torch.randn(1, 9, 12), None, n_frames).shape == (1, n_frames, 16)


def test_vocoder_gives_a_hop_per_frame_and_streams_alike(networks):
    vocoder = networks.vocoder
    mel = torch.randn(1, 20, 90)
    whole = vocoder(mel)
    assert whole.shape == (1, 90 * 128)
    pieces = list(vocoder.stream(mel))
    assert [piece.shape[1] for piece in pieces] == [64 * 128, 26 * 128]
    assert torch.allclose(torch.cat(pieces, dim=1), whole, atol=1e-4)


def test_mel_filters_asked_for_while_speaking_may_be_trained_through():
    with torch.inference_mode():
        mel_bank(11_000, 256, 12)
    wave = torch.randn(1, 2048, requires_grad=True)
    log_mel(wave, MelConfig(11_000, 256, 64, 12)).sum().backward()
    assert wave.grad is not None


@torch.inference_mode()
def test_the_flow_leaves_out_frames_of_the_prompt_that_nobody_sees(networks):
    estimator, config = networks.semantic_to_mel.estimator, networks.config
    n_frames, n_mels = 90, config.mel.n_mels
    speaker = torch.randn(2, config.listener.speaker_dim)
    content = torch.randn(2, n_frames, config.semantic_to_mel.content_dim)
    prompt, x = torch.randn(2, n_frames, n_mels), torch.randn(1, n_frames, n_mels)
    around = estimator.surroundings(prompt, content, speaker)
    moods = estimator.moods(torch.tensor([0.4]))
    whole = estimator(x, around, moods)
    for first in (1, estimator.tail.reach, 60):
        assert torch.allclose(estimator(x, around, moods, first), whole[:, first:], atol=1e-5)
