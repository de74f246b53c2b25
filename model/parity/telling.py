"""Check text-to-semantic: conditioning, emotion, rows, decoding and latents."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import cast

import torch
from torch import Tensor

from model.conditioning import Conditioner
from model.decoding import decode
from model.emotion import EmotionVector
from model.networks import Networks
from model.parity.comparison import SAME, Comparison, Goldens
from model.phrase import Sampling
from model.sampling import process
from model.text_to_semantic import TextToSemantic

PENALTY = 10.0
OFFICIAL = Sampling(repetition_penalty=PENALTY)
MERGED = 0.6
AGAIN = "greedy_rp10"
"""The way to decode whose tokens went through the second pass."""

BEAM_LIMIT = 60
"""Codes after which the makers' code stopped the recorded search, where it did not end before."""

LOWEST = -1e30


def check_conditioning(networks: Networks, golden: Goldens, front: Goldens) -> Iterator[Comparison]:
    """Check both conditioners, and how emotions mix."""
    told, heard, mood = networks.text_to_semantic, golden["cond_in"], front["emo_cond_emb"]
    speaker = cast("Conditioner", told.speaker)
    masks: dict[str, Tensor | None] = {"": None}
    if "cond_conformer_masked_mask" in golden:
        # The subsampled mask is what was recorded; any length of prompt that gives it will do.
        n_real = 2 * int(golden["cond_conformer_masked_mask"].sum()) + 1
        masks["_masked"] = torch.arange(heard.shape[1])[None] < n_real
    for ending, mask in masks.items():
        states, real = speaker.read(heard, mask)
        yield from golden.check(f"cond_conformer{ending}", states)
        yield from golden.check(f"cond_conformer{ending}_mask", real[:, None], SAME)
        yield from golden.check(f"cond_latent{ending}", speaker(heard, mask))
    yield from golden.check("emo_conformer", told.emotion.read(mood)[0])
    yield from golden.check("emo_perceiver", told.emotion(mood)[:, 0])
    felt, base = told.emotion_of_prompt(mood), told.emotion_of_prompt(heard)
    yield from golden.check("emovec_emo", felt)
    yield from golden.check("emovec_spk", base)
    yield from golden.check("emovec_merged_a06", base + MERGED * (felt - base))
    prototypes, weights = told.emotion_prototypes(front["style"]), golden["emo_vector"][None]
    yield from golden.check("emo_pick", told.emotion_choice(front["style"]), SAME)
    yield from golden.check("emo_mat_sum", weights @ prototypes)
    yield from golden.check(
        "emovec_with_vector", told.emotion_of_weights(weights, base, prototypes)
    )
    for name, biased in {"normvec_bias": True, "normvec_nobias": False}.items():
        rows = [EmotionVector.from_values(row).as_released(biased) for row in golden["normvec_in"]]
        yield from golden.check(name, torch.tensor([row.values for row in rows]))


def check_rows(networks: Networks, golden: Goldens, latents: Tensor) -> Iterator[Comparison]:
    """Check what stands before the first token."""
    told = networks.text_to_semantic
    rows = told.conditioning_rows(latents, golden["emo_vec"], None)
    yield from golden.check("prefix_conds", rows)
    before = torch.cat([rows, told.text_rows(golden["text_ids"][0])[None]], dim=1)
    yield from golden.check("prefix_emb", before)
    shape = (1, before.shape[1] + 1)
    ids = torch.ones(shape, dtype=torch.long)
    ids[0, -1] = told.config.start_token
    yield from golden.check("prefix_ids", ids, SAME)
    yield from golden.check("prefix_mask", torch.ones(shape, dtype=torch.long), SAME)


def check_decoding(networks: Networks, golden: Goldens) -> Iterator[Comparison]:
    """Check logits and tokens of every way to decode, and the latents of the second pass."""
    told, before = networks.text_to_semantic, golden["prefix_emb"]
    stop = told.config.stop_token
    plain = Sampling(temperature=0.0)
    ways = {
        "greedy": plain,
        AGAIN: replace(plain, repetition_penalty=PENALTY),
        "beam3": replace(plain, repetition_penalty=PENALTY, n_beams=3),
    }
    for name, sampling in ways.items():
        if f"{name}_codes" not in golden:
            continue
        codes = golden[f"{name}_codes"]
        made = decode(told, before, None, limited(sampling, codes, stop), torch.Generator())
        yield from golden.check(f"{name}_codes", ended_like(made.tokens, codes, stop), SAME)
        if name == AGAIN:
            yield from golden.check("latent_codes", made.tokens[None], SAME)
        if f"{name}_logits" in golden:
            yield from golden.check(f"{name}_logits", logits_along(told, before, codes[0]))
    steps = torch.arange(golden["greedy_codes"].shape[1] - 1) + told.config.first_place
    yield from golden.check("greedy_pos_index", steps, SAME)
    rows, text = before[:, : -len(golden["text_ids"][0]) - 2], [golden["text_ids"][0]]
    logits = told(rows, text, [golden["tf_codes"][0]])[1]
    yield from golden.check("tf_prefill_logits", logits)
    latents = told.latents(golden["latent_codes"], told.prefill(before))
    yield from golden.check("latent", latents)
    yield from golden.check("latent_mel_logits", told.head(latents))


def check_sampling(golden: Goldens) -> Iterator[Comparison]:
    """Check what may be drawn, by beams and alone."""
    scores = golden["proc_logits"]
    said = torch.zeros(scores.shape, dtype=torch.bool).scatter(1, golden["proc_ids"], True)
    likelihoods = torch.log_softmax(scores, -1)
    for name, start, n_kept in (("proc_beam", likelihoods, 2), ("proc_sample", scores, 1)):
        yield from golden.check(name, process(start, said, OFFICIAL, n_kept).clamp(min=LOWEST))


def limited(sampling: Sampling, codes: Tensor, stop: int) -> Sampling:
    """Let a recording go on as long as the makers did: beams that lost may have been longer.

    Only `codes` `(1, S)` that do not end by themselves tell how long that was.
    """
    n_codes = codes.shape[1]
    ended = n_codes > 0 and int(codes[0, -1]) == stop
    return replace(sampling, max_tokens=max(n_codes, BEAM_LIMIT if ended else 1))


def logits_along(told: TextToSemantic, before: Tensor, codes: Tensor) -> Tensor:
    """Give the logits `(S, V)` that decoding sees when it makes these codes."""
    prefix = told.prefill(before)
    cache = prefix.continued(1, len(codes))
    fed = torch.cat([codes.new_tensor([told.config.start_token]), codes[:-1]])
    states = [told.step(t[None], place, cache, len(prefix))[0] for place, t in enumerate(fed)]
    return told.head(torch.stack(states))


def ended_like(tokens: Tensor, golden: Tensor, stop: int) -> Tensor:
    """Add the stop token where the golden has it."""
    stops = tokens.new_tensor([stop] if golden[0, -1] == stop else [])
    return torch.cat([tokens, stops])[None]
