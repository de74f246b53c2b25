"""Record what the 2.0 layout computes, array by array under the names of the goldens."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor

from tests.model.official.checkpoint import USED_LAYER, Arrays, Checkpoint, Heard
from tests.model.official.decoder import PENALTY, Decoder
from tests.model.official.formulas import flow, hearing, telling, vocoder
from tests.model.official.formulas.plain import conv, linear

GUIDANCE, STEPS = 0.7, 25
FRAMES_PER_CODE = 1.72
FACTORS = (0.9375, 0.875, 1.0, 1.0, 0.9375, 0.9375, 0.6875, 0.5625)
HIGHEST_SUM = 0.8
FULL_SCALE = 32_767


def front(one: Checkpoint, given: Arrays) -> Arrays:
    """Record how both prompts are heard; waveforms and filter bank are given."""
    features, states = one.states(given["spk_16k"][0])
    centred = given["fbank"] - given["fbank"].mean(0)
    return {
        "ref_mel": one.mel(given["spk_22k"][0]).T[None],
        "fbank_centered": centred,
        "w2v_input_features": features["input_features"],
        "w2v_attention_mask": features["attention_mask"],
        "w2v_hidden_0": states[0],
        "w2v_hidden_17": states[USED_LAYER],
        "spk_cond_emb": one.normalised(states[USED_LAYER]),
        "emo_cond_emb": one.features(given["emo_16k"][0])[None],
        "style": hearing.style(one.camp_plus, centred)[None],
        "camp_out_short": hearing.style(one.camp_plus, given["camp_in_short"][0])[None],
    }


def conditioning(one: Checkpoint, heard: Heard, given: Arrays) -> Arrays:
    """Record the conditioners and every way to mix emotions; `n_masked` frames are no speech."""
    w, told, made = one.gpt, one.sizes.gpt, {}
    whole = torch.ones(len(heard.features), dtype=torch.bool)
    masked = whole.clone()
    masked[len(masked) - int(given["n_masked"]) :] = False
    for ending, mask in {"": whole, "_masked": masked}.items():
        states, real = telling.conformer(
            w, "conditioning_encoder", heard.features, told.speaker.heads, mask
        )
        latents = telling.perceiver(w, "perceiver_encoder", states, told.speaker.heads, real)
        made |= {
            f"cond_conformer{ending}": states[None],
            f"cond_conformer{ending}_mask": real[None, None],
            f"cond_latent{ending}": latents[None],
        }
    felt, base = one.mood(heard.mood), one.mood(heard.features)["vector"]
    weights = given["emo_vector"]
    mixed = one.mixed(weights, heard.style)
    return made | {
        "cond_in": heard.features[None],
        "emo_conformer": felt["states"][None],
        "emo_perceiver": felt["read"][None],
        "emovec_emo": felt["vector"][None],
        "emovec_spk": base[None],
        "emovec_merged_a06": (base + 0.6 * (felt["vector"] - base))[None],
        "emo_pick": torch.tensor(one.picks(heard.style)),
        "emo_mat_sum": mixed[None],
        "emovec_with_vector": (mixed + (1 - weights.sum()) * base)[None],
        "normvec_bias": torch.stack([_damped(row, biased=True) for row in given["normvec_in"]]),
        "normvec_nobias": torch.stack([_damped(row, biased=False) for row in given["normvec_in"]]),
    }


def _damped(weights: Tensor, biased: bool) -> Tensor:
    weights = weights * torch.tensor(FACTORS, dtype=weights.dtype) if biased else weights
    total = float(weights.sum())
    return weights * (HIGHEST_SUM / total) if total > HIGHEST_SUM else weights


def text_rows(one: Checkpoint, ids: Sequence[int]) -> Tensor:
    """Embed ids between start and stop `(T + 2, C)`."""
    rows = one.gpt["text_embedding.weight"][[0, *ids, 1]]
    return rows + one.gpt["text_pos_embedding.emb.weight"][: len(rows)]


def conditions(one: Checkpoint, latents: Tensor, emotion: Tensor) -> Tensor:
    """Give the rows that say who speaks and how `(L + 2, C)`."""
    return torch.cat([latents + emotion, one.gpt["speed_emb.weight"].flip(0)])


def telling_of(one: Checkpoint, latents: Tensor, given: Arrays) -> Arrays:
    """Record prefix, every way to decode, and the second pass; limits are given by name."""
    rows = conditions(one, latents, given["emo_vec"][0])
    before = torch.cat([rows, text_rows(one, given["text_ids"][0].tolist())])
    decoder = Decoder(one, before)
    plain, plain_logits = decoder.greedy(1.0, int(given["limit"]))
    fresh, fresh_logits = decoder.greedy(PENALTY, int(given["long_limit"]))
    known = given["tf_codes"][0].tolist()
    kept = [code for code in fresh if code != one.start + 1]
    states = decoder.latents(kept)
    return {
        "prefix_conds": rows[None],
        "prefix_emb": before[None],
        "prefix_ids": torch.tensor([[*[1] * len(before), one.start]]),
        "prefix_mask": torch.ones(1, len(before) + 1, dtype=torch.long),
        "greedy_codes": torch.tensor([plain]),
        "greedy_logits": plain_logits,
        "greedy_pos_index": torch.arange(2, len(plain) + 1),
        "greedy_rp10_codes": torch.tensor([fresh]),
        "greedy_rp10_logits": fresh_logits,
        "beam3_codes": torch.tensor([decoder.beams(int(given["beam_limit"]))]),
        "tf_prefill_logits": decoder.logits(known, gap=0)[None],
        "latent_codes": torch.tensor([kept]),
        "latent": states[None],
        "latent_mel_logits": linear(one.gpt, "mel_head", states)[None],
    }


def content(one: Checkpoint, codes: Sequence[int], latents: Tensor) -> Tensor:
    """Give what the regulator stretches `(S, C)`: codes embedded, and the mapped latents."""
    chain = sorted(name for name in one.flow if name.startswith("gpt_layer.") and "weight" in name)
    for name in chain:
        latents = linear(one.flow, name.removesuffix(".weight"), latents)
    return hearing.embedded(one.codec, torch.tensor(codes)) + latents


def mel(one: Checkpoint, heard: Heard, told: Arrays, given: Arrays) -> Arrays:
    """Record tokenizer, regulator, estimator and flow from the given noise."""
    codes, latents = told["latent_codes"][0].tolist(), told["latent"][0]
    encoded = hearing.convnext(one.codec, "encoder", heard.features)
    indices = hearing.codes(one.codec, encoded)
    quantized = hearing.embedded(one.codec, indices)
    embedded = hearing.embedded(one.codec, torch.tensor(codes))
    joined = content(one, codes, latents)
    n_frames = int(len(codes) * FRAMES_PER_CODE)
    head = flow.regulated(one.flow, quantized, len(heard.mel))
    body = flow.regulated(one.flow, joined, n_frames)
    mu, noise = torch.cat([head, body]), given["cfm_noise"][0].T
    known = torch.zeros_like(noise)
    known[: len(heard.mel)] = heard.mel
    seen = (known, mu, heard.style)
    blank = tuple(torch.zeros_like(part) for part in seen)
    ways = {"t000": (seen, 0.0), "t036": (seen, 0.36), "uncond": (blank, 0.36)}
    flows = {"n4_cfg07": (4, GUIDANCE), "n25_cfg07": (STEPS, GUIDANCE), "n3_cfg00": (3, 0.0)}
    how = (one.sizes.flow.heads, one.sizes.flow.dilation)
    made = {
        f"dit_out_{name}": flow.estimate(one.flow, noise, *parts, time, *how).T[None]
        for name, (parts, time) in ways.items()
    } | {
        f"cfm_{name}": flow.flowed(one.flow, noise, heard.mel, mu, heard.style, *steps, *how).T[
            None
        ]
        for name, steps in flows.items()
    }
    return made | {
        "codec_in": heard.features[None],
        "codec_encoder": encoded[None],
        "codec_indices": indices[None],
        "codec_quantized": quantized[None],
        "vq2emb": embedded.T[None],
        "gpt_layer": (joined - embedded)[None],
        "S_infer": joined[None],
        "target_lengths": torch.tensor([n_frames]),
        "prompt_condition": head[None],
        "cond": body[None],
        "cfm_mu": mu[None],
        "vc_target": made["cfm_n25_cfg07"][..., len(heard.mel) :],
    }


def wave(one: Checkpoint, heard: Heard, target: Tensor) -> Arrays:
    """Record the vocoder's first layers, and all of it, for a log-mel `(1, n, F)`."""
    w, sizes = one.bigvgan, one.sizes.bigvgan
    entered = conv(w, "conv_pre", target, padding=3)
    risen = vocoder.risen(w, 0, entered, sizes.rates[0])
    return {
        "bigvgan_mel": target,
        "bigvgan_conv_pre": entered,
        "bigvgan_up0": risen,
        "bigvgan_rb0": vocoder.refined(w, "resblocks.0", risen, sizes.dilations[0]),
        "bigvgan_act0": vocoder.snaked(w, "resblocks.0.activations.0", risen),
        "bigvgan_wav": voiced(one, target),
        "bigvgan_wav_ref": voiced(one, heard.mel.T[None]),
    }


def voiced(one: Checkpoint, target: Tensor) -> Tensor:
    """Voice a log-mel `(1, n, F)` as `(1, 1, N)`."""
    return vocoder.wave(one.bigvgan, target, one.sizes.bigvgan.rates, one.sizes.bigvgan.dilations)


def drawing(given: Arrays) -> Arrays:
    """Record who may be drawn: by beams from likelihoods, and alone from scores."""
    scores = given["proc_logits"]
    said = torch.zeros(scores.shape, dtype=torch.bool).scatter(1, given["proc_ids"], True)
    ways = {"proc_beam": (scores.log_softmax(-1), 2), "proc_sample": (scores, 1)}
    return {
        name: torch.stack(
            [telling.processed(row, marks, n) for row, marks in zip(start, said, strict=True)]
        ).clamp(min=-1e30)
        for name, (start, n) in ways.items()
    }


def samples(waves: Sequence[Tensor], silence: int) -> Tensor:
    """Join waveforms `(N,)` as 16-bit samples, with silence between them."""
    gap = torch.zeros(silence, dtype=torch.float64)
    joined = [part for one in waves for part in (gap, one)][1:]
    return (torch.cat(joined) * FULL_SCALE).to(torch.int16)
