"""Decode semantic tokens one by one, and keep the promise of how many."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from model.beam_search import beam_search
from model.key_values import Prefilled
from model.phrase import Sampling
from model.reading import Reader
from model.sampling import Gate, draw, penalise
from model.text_to_semantic import TextToSemantic


@dataclass(frozen=True, slots=True)
class Decoded:
    """Hold semantic tokens `(S,)`, their latents `(S, C)`, and whether the count was enforced.

    Args:
        latents: `(0, C)` where semantic-to-mel does not receive any.
        steered: at how many tokens the model's own first choice was closed, because it would have
            ended early, gone on past the end, or left the text.
        fit: mean log-probability of the tokens and the end, had nothing been closed; of beams, of
            what was left open.
    """

    tokens: Tensor
    latents: Tensor
    steered: int
    fit: float


def decode(
    network: TextToSemantic,
    before: Tensor,
    n_tokens: int | None,
    sampling: Sampling,
    generator: torch.Generator,
    reader: Reader | None = None,
    prefilled: Prefilled | None = None,
) -> Decoded:
    """Continue the rows `before` `(1, L, C)` of conditioning and text.

    With `n_tokens` the end token is closed until the count is reached and taken there, so exactly
    that many come out; without, the model ends by itself. A `reader` sees to it that every sound of
    the text is spoken, and in free mode ends with the last one. Rows that stand before `before` may
    come `prefilled`.
    """
    readers = [] if reader is None else [reader]
    return decode_takes(network, before, n_tokens, sampling, [generator], readers, prefilled)[0]


@torch.inference_mode()
def decode_takes(
    network: TextToSemantic,
    before: Tensor,
    n_tokens: int | None,
    sampling: Sampling,
    generators: Sequence[torch.Generator],
    readers: Sequence[Reader] = (),
    prefilled: Prefilled | None = None,
) -> list[Decoded]:
    """Decode as `decode` does, one take per generator; all share the rows and their prefill.

    There is one of the `readers` for every take, or none.
    """
    prefix = network.prefill(before, prefilled)
    if sampling.n_beams > 1:
        # Beams share a reader until they branch: each then copies that of its parent.
        alone = [[reader] * sampling.n_beams for reader in readers] or [[]] * len(generators)
        return [
            _with_beams(network, prefix, sampling, g, Gate(network.config, sampling, n_tokens, r))
            for g, r in zip(generators, alone, strict=True)
        ]
    gate = Gate(network.config, sampling, n_tokens, readers)
    return _side_by_side(network, prefix, sampling, generators, gate)


def _with_beams(
    network: TextToSemantic,
    prefix: Prefilled,
    sampling: Sampling,
    generator: torch.Generator,
    gate: Gate,
) -> Decoded:
    reading = beam_search(network, prefix, sampling, generator, gate)
    latents = _latents(network, prefix, reading.tokens[None])[0]
    return Decoded(
        reading.tokens, latents, reading.steered, reading.score / (len(reading.tokens) + 1)
    )


def _side_by_side(
    network: TextToSemantic,
    prefix: Prefilled,
    sampling: Sampling,
    generators: Sequence[torch.Generator],
    gate: Gate,
) -> list[Decoded]:
    """Draw a row of tokens per generator in one batch."""
    config, n_rows = network.config, len(generators)
    cache = network.room(prefix, n_rows, gate.longest + 1)
    said = network.said_before(n_rows)
    tokens = said.new_full((n_rows, gate.longest + 1), config.start_token, dtype=torch.long)
    hidden = cache.new_empty(n_rows, gate.longest, config.dim)
    steered = torch.zeros_like(tokens[:, 0])
    fit = hidden.new_zeros(n_rows)
    drawing: list[torch.Generator | None] = list(generators)
    counts = [gate.longest] * n_rows
    for place in range(gate.longest + gate.is_exact):
        state = network.step(tokens[:, place], place, cache, len(prefix))
        logits = network.head(state)
        freely = torch.log_softmax(logits.float(), -1)
        on = [generator is not None for generator in drawing]
        steered += gate.close(logits, place) & steered.new_tensor(on)
        if place == gate.longest:
            fit += freely[:, config.stop_token] * fit.new_tensor(on)
            break
        token = draw(penalise(logits, said, sampling.repetition_penalty), sampling, drawing)
        fit += freely.gather(-1, token[:, None])[:, 0] * fit.new_tensor(on)
        for row, made in enumerate(token.tolist()):
            if on[row] and made == config.stop_token:
                drawing[row], counts[row] = None, place
        if not any(drawing):
            break
        tokens[:, place + 1], hidden[:, place] = token, state
        said.scatter_(1, token[:, None], True)
    tokens = tokens[:, 1 : max(counts) + 1]
    latents = hidden if config.first_place == 1 else _latents(network, prefix, tokens)
    return [
        Decoded(
            tokens[row, :count],
            latents[row, :count],
            int(steered[row]),
            float(fit[row]) / (count + 1),
        )
        for row, count in enumerate(counts)
    ]


def _latents(network: TextToSemantic, prefix: Prefilled, tokens: Tensor) -> Tensor:
    """Give the latents `(B, S, C)` of tokens `(B, S)` by a second pass, where they are wanted."""
    if not network.config.passes_latents:
        return prefix.keys_values.new_empty(len(tokens), 0, network.config.dim)
    return network.latents(tokens, prefix)
