"""Check decoding against the official tokens, and its promises by property."""

from contextlib import contextmanager
from dataclasses import replace

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from model.decoding import decode, decode_takes
from model.phrase import Sampling

GREEDY = Sampling(temperature=0.0, max_tokens=40)
PENALISED = Sampling(temperature=0.0, repetition_penalty=10.0, max_tokens=100)
OFFICIAL = Sampling(repetition_penalty=10.0, max_tokens=60)
DECODED = 1e-5


def seeded(seed):
    return torch.Generator().manual_seed(seed)


def random_rows(n_rows, dim, seed=0):
    return torch.randn(1, n_rows, dim, generator=seeded(seed))


@contextmanager
def urge_to_end(network, bias):
    """Make the end token as likely as a bias of its logit says."""
    stop = network.config.stop_token
    usual = float(network.head.bias[stop])
    network.head.bias[stop] = bias
    try:
        yield
    finally:
        network.head.bias[stop] = usual


@pytest.fixture(scope="session")
def golden(goldens):
    return goldens("tiny/goldens_gpt.npz")


@pytest.mark.parametrize(
    ("sampling", "name"), [(GREEDY, "greedy_codes"), (PENALISED, "greedy_rp10_codes")]
)
def test_greedy_tokens_equal_the_official_ones(official, golden, sampling, name):
    made = decode(official, golden["prefix_emb"], None, sampling, torch.Generator())
    assert [*made.tokens.tolist(), 129] == golden[name][0].tolist()
    assert made.steered == 0


@pytest.mark.parametrize("name", ["greedy", "greedy_rp10"])
@torch.inference_mode()
def test_logits_equal_the_official_ones_step_by_step(official, golden, name):
    prefix = official.prefill(golden["prefix_emb"])
    codes, logits = golden[f"{name}_codes"][0], golden[f"{name}_logits"]
    fed = torch.cat([torch.tensor([official.config.start_token]), codes[:-1]])
    cache = prefix.continued(1, len(fed))
    for place, token in enumerate(fed):
        state = official.step(token[None], place, cache, len(prefix))
        assert torch.allclose(official.head(state)[0], logits[place], atol=1e-4)


def test_latents_come_from_rows_without_a_gap(official, golden):
    made = decode(official, golden["prefix_emb"], None, PENALISED, torch.Generator())
    assert torch.equal(made.tokens, golden["latent_codes"][0])
    assert torch.allclose(made.latents, golden["latent"][0], atol=1e-4)


def test_version_2_5_decodes_the_official_tokens(official_v25, goldens):
    golden = goldens("tiny_v25/goldens_v25.npz")
    rows = golden["prefix_emb"]
    before = rows[:, golden["prefix_mask"][0, : rows.shape[1]].bool()]
    made = decode(official_v25, before, None, replace(PENALISED, max_tokens=70), torch.Generator())
    assert torch.equal(made.tokens, golden["codes"][0])


def test_latents_nobody_receives_are_not_made(official, golden, monkeypatch):
    monkeypatch.setattr(official, "config", replace(official.config, passes_latents=False))
    made = decode(official, golden["prefix_emb"], 5, GREEDY, torch.Generator())
    assert made.latents.shape == (0, 64)


@given(st.integers(1, 20), st.integers(1, 20))
@settings(max_examples=15)
def test_a_block_in_the_middle_sees_what_one_pass_shows(official, first, second):
    rows = random_rows(first + second, 64, first)
    whole = official.prefill(rows).keys_values
    parts = official.prefill(rows[:, first:], official.prefill(rows[:, :first])).keys_values
    assert torch.allclose(whole, parts, atol=DECODED)


def test_a_prefilled_voice_speaks_the_same(official, golden):
    before = golden["prefix_emb"]
    voice = official.prefill(before[:, :34])
    whole = decode(official, before, None, PENALISED, torch.Generator())
    for _ in range(2):  # the value is not used up
        made = decode(official, before[:, 34:], None, PENALISED, torch.Generator(), None, voice)
        assert torch.equal(made.tokens, whole.tokens)
        assert torch.allclose(made.latents, whole.latents, atol=DECODED)


@pytest.mark.parametrize("n_tokens", [None, 25])
@pytest.mark.parametrize("n_takes", [1, 2, 5])
def test_takes_side_by_side_equal_takes_alone(official, golden, n_tokens, n_takes):
    before = golden["prefix_emb"]
    alone = [decode(official, before, n_tokens, OFFICIAL, seeded(s)) for s in range(n_takes)]
    generators = [seeded(s) for s in range(n_takes)]
    together = decode_takes(official, before, n_tokens, OFFICIAL, generators)
    for one, other in zip(alone, together, strict=True):
        assert torch.equal(one.tokens, other.tokens)
        assert one.steered == other.steered
        assert torch.allclose(one.latents, other.latents, atol=DECODED)
    if n_takes > 1 and n_tokens is None:
        assert len({len(take.tokens) for take in together}) > 1


def test_a_take_uses_up_its_seed_as_it_does_alone(official, golden):
    before = golden["prefix_emb"]
    generators, alone = [seeded(0), seeded(1)], seeded(1)
    decode_takes(official, before, None, OFFICIAL, generators)
    decode(official, before, None, OFFICIAL, alone)
    assert torch.equal(generators[1].get_state(), alone.get_state())


def test_takes_with_beams_equal_takes_alone(official, golden):
    before, sampling = golden["prefix_emb"], replace(OFFICIAL, n_beams=2)
    together = decode_takes(official, before, 12, sampling, [seeded(1), seeded(2)])
    alone = [decode(official, before, 12, sampling, seeded(s)) for s in (1, 2)]
    for one, other in zip(alone, together, strict=True):
        assert torch.equal(one.tokens, other.tokens)


@given(st.integers(1, 60), st.integers(0, 99), st.floats(-30.0, 30.0))
@settings(max_examples=25)
def test_the_asked_count_is_kept_whatever_the_model_wants(official, n_tokens, seed, urge):
    with urge_to_end(official, urge):
        made = decode(official, random_rows(6, 64, seed), n_tokens, OFFICIAL, seeded(seed))
    assert len(made.tokens) == len(made.latents) == n_tokens
    assert made.tokens.max() < official.config.n_semantic_tokens
    if urge > 29.0:
        assert made.steered == n_tokens


@pytest.mark.parametrize("n_beams", [1, 3])
def test_a_model_that_wants_to_be_silent_still_says_one_token(official, golden, n_beams):
    with urge_to_end(official, 100.0):
        sampling = replace(OFFICIAL, n_beams=n_beams)
        made = decode(official, golden["prefix_emb"], None, sampling, seeded(0))
    assert made.tokens.shape == (1,)
    assert made.steered == 1


def test_free_mode_is_cut_at_the_most_tokens(official, golden):
    made = decode(official, golden["prefix_emb"], None, replace(GREEDY, max_tokens=7), seeded(0))
    assert made.tokens.tolist() == golden["greedy_codes"][0, :7].tolist()


@pytest.mark.parametrize("n_rows", [1, 2, 3, 4, 5])
def test_few_rows_are_mapped_like_many(official, n_rows):
    x = torch.randn(n_rows, 1, 64)
    wanted = torch.nn.functional.linear(x, official.head.weight, official.head.bias)
    assert torch.allclose(official.head(x), wanted, atol=DECODED)
