"""Check semantic-to-mel and the vocoder."""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

import torch

from model.bigvgan import ResidualBlock, ResidualLayer, Stage
from model.networks import Networks
from model.parity.comparison import AFTER_THE_FLOW, SAME, Comparison, Goldens
from model.phrase import Sampling

GUIDED, STEPS = 0.7, 25


def check_flow(
    networks: Networks, golden: Goldens, front: Goldens, latents: torch.Tensor
) -> Iterator[Comparison]:
    """Check regulator, estimator and flow."""
    stage, mel, style = networks.semantic_to_mel, front["ref_mel"].transpose(1, 2), front["style"]
    embedded = golden["vq2emb"].transpose(1, 2)
    if stage.latent is not None:
        yield from golden.check("gpt_layer", stage.latent(latents))
        yield from golden.check("S_infer", embedded + stage.latent(latents))
    lengths = golden["target_lengths"]
    rate = networks.config.semantic_to_mel.frames_per_token
    found = torch.tensor([int(embedded.shape[1] * rate)])
    yield from golden.check("target_lengths", found, SAME)
    n_prompt = mel.shape[1]
    front_content = stage.regulator(golden["codec_quantized"], n_prompt)
    yield from golden.check("prompt_condition", front_content)
    content = stage.content(embedded, latents, int(lengths[0]))
    yield from golden.check("cond", content)
    yield from golden.check("cfm_mu", torch.cat([front_content, content], dim=1))
    noise, mu = golden["cfm_noise"].transpose(1, 2), golden["cfm_mu"]
    known = torch.zeros_like(noise)
    known[:, :n_prompt] = mel
    guides = (known, mu, style)
    blank = tuple(torch.zeros_like(guide) for guide in guides)
    for name, time, seen in (
        ("dit_out_t000", 0.0, guides),
        ("dit_out_t036", 0.36, guides),
        ("dit_out_uncond", 0.36, blank),
    ):
        with stage.computing():
            moods = stage.estimator.moods(torch.tensor([time]))
            out = stage.estimator(noise, stage.estimator.surroundings(*seen), moods)
        yield from golden.check(name, out.transpose(1, 2))
    for name, steps, cfg in (
        ("cfm_n4_cfg07", 4, GUIDED),
        ("cfm_n25_cfg07", STEPS, GUIDED),
        ("cfm_n3_cfg00", 3, 0.0),
    ):
        made = stage.sample(mu, mel, style, noise, _official(steps, cfg))
        whole = torch.cat([torch.zeros_like(mel), made], dim=1).transpose(1, 2)
        yield from golden.check(name, whole, AFTER_THE_FLOW)
    made = stage.sample(mu, mel, style, noise, _official(STEPS, GUIDED))
    yield from golden.check("vc_target", made.transpose(1, 2), AFTER_THE_FLOW)


def check_vocoder(networks: Networks, golden: Goldens, front: Goldens) -> Iterator[Comparison]:
    """Check the vocoder as a whole, and its first layers."""
    vocoder = networks.official_vocoder
    entered = vocoder.enter(golden["bigvgan_mel"][0].T)
    stage = cast("Stage", vocoder.stages[0])
    block = cast("ResidualBlock", stage.blocks[0])
    risen = stage.up(entered)
    snake = cast("ResidualLayer", block.layers[0]).first_snake
    yield from golden.check("bigvgan_conv_pre", entered.T[None])
    yield from golden.check("bigvgan_up0", risen.T[None])
    yield from golden.check("bigvgan_act0", snake(risen).T[None])
    yield from golden.check("bigvgan_rb0", block(risen).T[None])
    yield from golden.check("bigvgan_wav", vocoder(golden["bigvgan_mel"])[:, None])
    yield from golden.check("bigvgan_wav_ref", vocoder(front["ref_mel"])[:, None])


def _official(n_steps: int, cfg_scale: float) -> Sampling:
    """Flow as the makers do: in even steps, straight on, and always guided."""
    return Sampling(n_steps=n_steps, cfg_scale=cfg_scale, solver="euler")
