"""Check beams against the official search, and their bookkeeping by property."""

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from model.beam_search import beam_search
from model.decoding import decode
from model.key_values import Ancestry, Prefilled
from model.phrase import Sampling
from model.reading import Reader
from model.sampling import Gate
from model.text.script import Script

BEST = Sampling(temperature=0.0, repetition_penalty=10.0, n_beams=3, max_tokens=60)
DRAWN = Sampling(repetition_penalty=10.0, n_beams=3, max_tokens=60)


@pytest.mark.parametrize(
    ("sampling", "seed", "name"), [(BEST, 0, "beam3_codes"), (DRAWN, 2024, "beam3_sample_codes")]
)
def test_beams_equal_the_official_ones(official, goldens, sampling, seed, name):
    golden = goldens("tiny/goldens_gpt.npz")
    generator = torch.Generator().manual_seed(seed)
    made = decode(official, golden["prefix_emb"], None, sampling, generator)
    assert [*made.tokens.tolist(), official.config.stop_token] == golden[name][0].tolist()
    assert len(made.latents) == len(made.tokens)


@torch.inference_mode()
def test_one_token_and_the_end_are_searched_completely(official):
    prefix = official.prefill(torch.randn(1, 5, 64, generator=torch.Generator().manual_seed(4)))
    config = official.config
    wide = Sampling(temperature=0.0, n_beams=64)
    gate = Gate(config, wide, 1)
    found = beam_search(official, prefix, wide, torch.Generator(), gate)
    cache = prefix.continued(128, 2)
    start = torch.full((128,), config.start_token)
    first = official.head(official.step(start, 0, cache, 5)).log_softmax(-1)[0, :128]
    end = official.head(official.step(torch.arange(128), 1, cache, 5)).log_softmax(-1)
    total = first + end[:, config.stop_token]
    within = first.topk(64).indices
    assert found.tokens.tolist() == [int(within[total[within].argmax()])]
    assert found.score == pytest.approx(float(total[within].max()), abs=1e-4)


@pytest.mark.parametrize("seed", range(6))
def test_eight_beams_find_a_likelier_reading_than_one(official, seed):
    before = 2 * torch.randn(1, 9, 64, generator=torch.Generator().manual_seed(seed))
    one, eight = (
        decode(official, before, 12, Sampling(temperature=0.0, n_beams=n), torch.Generator())
        for n in (1, 8)
    )

    @torch.inference_mode()
    def likelihood(tokens):
        prefix = official.prefill(before)
        cache = prefix.continued(1, 13)
        fed = torch.cat([torch.tensor([official.config.start_token]), tokens])
        states = [official.step(fed[i : i + 1], i, cache, len(prefix)) for i in range(13)]
        logs = official.head(torch.cat(states)).log_softmax(-1)
        wanted = torch.cat([tokens, torch.tensor([official.config.stop_token])])
        return float(logs.gather(1, wanted[:, None]).sum())

    assert not torch.equal(one.tokens, eight.tokens)
    assert likelihood(eight.tokens) > likelihood(one.tokens)


@pytest.mark.parametrize("sampling", [BEST, DRAWN])
@pytest.mark.parametrize("n_tokens", [1, 2, 30, 150])
def test_beams_keep_the_count(official, goldens, sampling, n_tokens):
    before = goldens("tiny/goldens_gpt.npz")["prefix_emb"]
    made = decode(official, before, n_tokens, sampling, torch.Generator().manual_seed(1))
    assert len(made.tokens) == len(made.latents) == n_tokens
    assert made.tokens.max() < official.config.n_semantic_tokens
    assert 0 <= made.steered <= n_tokens + 1


def test_beams_are_cut_where_free_mode_ends(official, goldens):
    before = goldens("tiny/goldens_gpt.npz")["prefix_emb"]
    cut = Sampling(temperature=0.0, repetition_penalty=10.0, n_beams=3, max_tokens=5)
    assert len(decode(official, before, None, cut, torch.Generator()).tokens) == 5


def test_beams_read_every_sound(networks):
    network = networks.text_to_semantic
    script = Script(((1,), (2,), (3,), (1,)), (0.1, 0.2, 0.1, 0.1), n_phones=4)
    before = torch.randn(1, 7, 32, generator=torch.Generator().manual_seed(2))
    reader = Reader(script, 50.0, 17)
    made = decode(
        network, before, None, Sampling(n_beams=3), torch.Generator().manual_seed(3), reader
    )
    phones = (made.tokens % 4).tolist()
    sounds = [p for p, last in zip(phones, [0, *phones], strict=False) if p != last]
    assert len(phones) == 17
    assert sounds == [1, 2, 3, 1]


@given(st.lists(st.lists(st.integers(0, 2), min_size=3, max_size=3), max_size=8))
def test_ancestry_moves_what_a_whole_copy_would(steps):
    start = 2
    prefix = Prefilled(torch.randn(1, 2, 1, 1, start, 1))
    cache = prefix.continued(3, len(steps) + 1)
    whole = cache.clone()
    ancestry = Ancestry(3)
    for place, parents in enumerate(steps):
        fresh = torch.randn(1, 2, 3, 1, 1)
        for held in (cache, whole):
            held[..., start + place, :] = fresh
        ancestry.follow(parents, cache, start, place + 1)
        whole = whole[:, :, parents].clone()
        end = start + place + 1
        assert torch.equal(cache[..., :end, :], whole[..., :end, :])
