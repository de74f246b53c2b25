"""Check what may be drawn, against the official processors and by property."""

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from model.phrase import Sampling
from model.sampling import Gate, draw, penalise, process, shortlist

OFFICIAL = Sampling(repetition_penalty=10.0)


def random_scores(seed, *shape):
    return 3 * torch.randn(*shape, generator=torch.Generator().manual_seed(seed))


@pytest.mark.parametrize(("name", "n_kept"), [("proc_beam", 2), ("proc_sample", 1)])
def test_processors_equal_the_official_ones(goldens, name, n_kept):
    golden = goldens("tiny/goldens_sampling.npz")
    scores = golden["proc_logits"]
    said = torch.zeros(scores.shape, dtype=torch.bool).scatter(1, golden["proc_ids"], True)
    if name == "proc_beam":
        scores = torch.log_softmax(scores, -1)
    found = process(scores, said, OFFICIAL, n_kept)
    assert torch.equal(found.clamp(min=-1e30), golden[name])


@torch.inference_mode()
def test_drawing_from_the_whole_vocabulary_gives_the_official_tokens(official, goldens):
    golden = goldens("tiny/goldens_gpt.npz")
    prefix = official.prefill(golden["prefix_emb"])
    cache, said = prefix.continued(1, 60), official.said_before(1)
    generator = torch.Generator().manual_seed(2025)
    token, made = torch.tensor([official.config.start_token]), []
    for place in range(golden["sample_codes"].shape[1]):
        logits = official.head(official.step(token, place, cache, len(prefix)))
        share = torch.softmax(process(logits, said, OFFICIAL, 1), -1)
        token = torch.multinomial(share, 1, generator=generator)[0]
        said[0, token] = True
        made.append(int(token))
    assert made == golden["sample_codes"][0].tolist()


@given(st.integers(0, 99), st.integers(1, 40), st.floats(0.0, 1.0), st.integers(1, 3))
def test_the_shortlist_is_the_fewest_that_reach_top_p(seed, top_k, top_p, n_kept):
    scores = random_scores(seed, 30)
    best, share, ids = shortlist(scores, Sampling(1.0, top_k, top_p), n_kept)
    kept = best > -torch.inf
    n, reach = int(kept.sum()), torch.softmax(best[kept], -1)
    assert n_kept <= n <= max(top_k, n_kept)
    assert torch.equal(ids, scores.topk(len(ids)).indices)
    assert torch.equal(share > 0, kept)
    assert torch.allclose(reach, share[kept] / share.sum(), atol=1e-6)
    if n > n_kept:
        assert share[: n - 1].sum() < top_p + 1e-6
    if n < len(ids):
        assert share.sum() >= top_p - 1e-6


@given(st.integers(0, 99), st.floats(1.0, 20.0))
def test_the_penalty_touches_only_what_was_said(seed, penalty):
    scores = random_scores(seed, 2, 12)
    said = random_scores(seed + 1, 2, 12) > 0
    found = penalise(scores, said, penalty)
    assert torch.equal(found[~said], scores[~said])
    assert (found[said] <= scores[said]).all()
    assert torch.equal(found.sign(), scores.sign())


@given(st.integers(0, 99))
def test_a_draw_is_on_the_shortlist_and_repeats_with_its_seed(seed):
    scores = random_scores(seed, 3, 30)

    def drawn():
        return draw(scores, OFFICIAL, [torch.Generator().manual_seed(seed), None, None])

    token = drawn()
    best, _, ids = shortlist(scores, OFFICIAL)
    assert int(token[0]) in ids[0][best[0] > -torch.inf]
    assert torch.equal(token, drawn())
    assert torch.equal(token[1:], scores[1:].argmax(-1))


@pytest.mark.parametrize("sampling", [Sampling(top_k=1), Sampling(temperature=0.0)])
def test_a_greedy_draw_takes_the_best(sampling):
    scores = random_scores(1, 4, 30)
    generators = [torch.Generator() for _ in range(4)]
    assert torch.equal(draw(scores, sampling, generators), scores.argmax(-1))


def test_an_asked_count_opens_the_end_only_there(official):
    config = official.config
    gate = Gate(config, Sampling(), 3)
    for place in range(4):
        scores = torch.zeros(1, 130)
        scores[0, config.stop_token] = 1.0
        lost = gate.close(scores, place)
        is_open = torch.isfinite(scores[0])
        assert lost.tolist() == [place < 3]
        assert bool(is_open[config.stop_token]) == (place == 3)
        assert is_open[: config.start_token].all() == (place < 3)
        assert not is_open[config.start_token]


def test_free_mode_closes_an_end_before_the_first_token(official, networks):
    for config, start_is_open in (
        (official.config, True),
        (networks.text_to_semantic.config, False),
    ):
        gate = Gate(config, Sampling(max_tokens=9), None)
        assert (gate.shortest, gate.longest, gate.is_exact) == (1, 9, False)
        for place in (0, 1, 8):
            scores = torch.zeros(2, config.stop_token + 1)
            gate.close(scores, place)
            assert torch.isfinite(scores[:, config.stop_token]).all() == (place > 0)
            assert torch.isfinite(scores[:, config.start_token]).all() == start_is_open


@pytest.mark.parametrize("n_tokens", [0, -1, 151])
def test_a_count_nobody_can_speak_is_an_error(official, n_tokens):
    with pytest.raises(ValueError, match="1 to 150 tokens"):
        Gate(official.config, Sampling(), n_tokens)


@pytest.mark.parametrize("knob", ["top_k", "n_beams", "max_tokens"])
def test_a_knob_below_one_is_an_error(knob):
    with pytest.raises(ValueError, match="at least 1"):
        Sampling(**{knob: 0})
