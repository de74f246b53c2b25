"""Run an engine's stages on a phrase of fixed size and time each."""

from __future__ import annotations

import math
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import soundfile
import torch
from torch import Tensor
from torch.utils.flop_counter import FlopCounterMode, sdpa_flop_count

from model.bench.machine import settle
from model.decoding import Decoded, decode
from model.kernels.tally import tally
from model.listener import Heard
from model.networks import Networks
from model.phrase import Sampling

PROMPT_SECONDS = 5.0
PHRASE_SECONDS = 5.0
TEXT_TOKENS = 40
FIRST_TEXT_ID = 2


@dataclass(slots=True)
class Clock:
    """Collect what stages take, in order: seconds, or the operations of their products.

    Args:
        device: that the stages run on.
        counts: count operations instead of seconds.
        flops: of all products of a stage.
        integer_flops: of those among them that are of 8-bit numbers.
    """

    device: str = "cpu"
    counts: bool = False
    seconds: dict[str, float] = field(default_factory=dict)
    flops: dict[str, int] = field(default_factory=dict)
    integer_flops: dict[str, int] = field(default_factory=dict)
    n_tokens: int = 0

    @contextmanager
    def time(self, stage: str) -> Iterator[None]:
        """Add what runs inside to a stage."""
        if self.counts:
            integers = torch.ops.quantized.linear_dynamic
            attention = torch.ops.aten._scaled_dot_product_flash_attention_for_cpu
            formula = {integers: _integer_flops, attention: _attention_flops}
            with FlopCounterMode(display=False, custom_mapping=formula) as counter, tally() as own:
                yield
            found = counter.get_flop_counts()["Global"]
            made, narrow = sum(found.values()), found.get(integers, 0)
            self.flops[stage] = self.flops.get(stage, 0) + made + own.integers + own.floats
            self.integer_flops[stage] = self.integer_flops.get(stage, 0) + narrow + own.integers
            return
        settle(self.device)
        began = time.perf_counter()
        yield
        settle(self.device)
        self.seconds[stage] = self.seconds.get(stage, 0.0) + time.perf_counter() - began


def _integer_flops(
    rows: Sequence[int], *_told: object, out_shape: Sequence[int], **_more: object
) -> int:
    """Count as torch counts its other products: two operations for each product of numbers."""
    return 2 * math.prod(rows) * out_shape[-1]


def _attention_flops(
    query: Sequence[int], key: Sequence[int], value: Sequence[int], *_told: object, **_more: object
) -> int:
    """Count what torch counts on other devices."""
    return sdpa_flop_count(query, key, value)


@torch.inference_mode()
def run_stages(
    networks: Networks,
    sampling: Sampling,
    clock: Clock,
    seed: int = 0,
    also: Mapping[str, Sampling] | None = None,
) -> None:
    """Perform one phrase in the voice of a prompt of noise, every stage timed.

    `also` names other ways to decode, which are timed as stages of their own.
    """
    with tempfile.TemporaryDirectory() as folder:
        prompt = Path(folder) / "prompt.wav"
        _write_prompt(prompt, networks.config.sample_rate, seed)
        with clock.time("listening"):
            heard = networks.listener.hear(prompt)
    generator = torch.Generator().manual_seed(seed)
    for name, other in (also or {}).items():
        aside = Clock(clock.device)
        _decode(networks, heard, other, generator, aside)
        clock.seconds[name] = aside.seconds["decode"]
    decoded = _decode(networks, heard, sampling, generator, clock)
    mel = _flow(networks, heard, decoded, sampling, generator, clock)
    with clock.time("vocoder"):
        for _ in networks.vocoder.stream(mel.transpose(1, 2)):
            pass


def _write_prompt(path: Path, sample_rate: int, seed: int) -> None:
    """Write noise that swells and fades, as loud as speech."""
    times = np.arange(round(PROMPT_SECONDS * sample_rate)) / sample_rate
    noise = np.random.default_rng(seed).standard_normal(len(times))
    soundfile.write(path, 0.1 * noise * np.sin(2 * np.pi * times) ** 2, sample_rate)


def _decode(
    networks: Networks, heard: Heard, sampling: Sampling, generator: torch.Generator, clock: Clock
) -> Decoded:
    network = networks.text_to_semantic
    wanted = round(PHRASE_SECONDS * networks.config.token_rate)
    clock.n_tokens = n_tokens = min(wanted, network.config.max_semantic_tokens)
    text = torch.arange(TEXT_TOKENS) % (network.config.n_text_symbols - FIRST_TEXT_ID)
    with clock.time("conditioning"):
        speaker = network.speaker_latents(heard.features, heard.speaker_embedding)
        emotion = network.emotion_of_prompt(heard.mood)
    with clock.time("prefill"):
        rows = network.conditioning_rows(speaker, emotion, torch.tensor([n_tokens]))
        rows = torch.cat([rows, network.text_rows(text + FIRST_TEXT_ID)[None]], dim=1)
        prefix = network.prefill(rows[:, :-1])
        last = network.prefill(rows[:, -1:], prefix)
    with clock.time("decode"):
        decoded = decode(network, rows[:, -1:], n_tokens, sampling, generator, prefilled=prefix)
    if network.config.passes_latents and network.config.first_place > 1:
        before = clock.seconds.get("decode", 0.0)
        with clock.time("latents"):
            network.latents(decoded.tokens[None], last)
        if not clock.counts:  # decoding made them too: count them once
            clock.seconds["decode"] = before - clock.seconds["latents"]
    return decoded


def _flow(
    networks: Networks,
    heard: Heard,
    decoded: Decoded,
    sampling: Sampling,
    generator: torch.Generator,
    clock: Clock,
) -> Tensor:
    stage, n_prompt = networks.semantic_to_mel, heard.mel.shape[1]
    n_frames = round(PHRASE_SECONDS * networks.config.mel.frame_rate)
    with clock.time("semantic-to-mel"):
        latents = decoded.latents[None] if len(decoded.latents) else None
        front = stage.content(heard.content, None, n_prompt)
        body = stage.content(networks.listener.content(decoded.tokens[None]), latents, n_frames)
        noise = torch.randn(1, n_prompt + n_frames, heard.mel.shape[2], generator=generator)
        noise = noise.to(heard.mel.device)
        return stage.sample(
            torch.cat([front, body], dim=1),
            heard.mel,
            heard.speaker_embedding,
            noise,
            sampling,
        )
