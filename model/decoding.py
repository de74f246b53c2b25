"""Decode semantic tokens one by one, and keep the promise of how many."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

from model.phrase import Sampling
from model.reading import Reader
from model.text_to_semantic import TextToSemantic


@dataclass(frozen=True, slots=True)
class Decoded:
    """Hold semantic tokens `(S,)`, their latents `(S, C)`, and whether the count was enforced.

    Args:
        steered: at how many tokens the model's own first choice was closed, because it would have
            ended early, gone on past the end, or left the text.
    """

    tokens: Tensor
    latents: Tensor
    steered: int


@torch.inference_mode()
def decode(
    network: TextToSemantic,
    before: Tensor,
    n_tokens: int | None,
    sampling: Sampling,
    generator: torch.Generator,
    reader: Reader | None = None,
) -> Decoded:
    """Continue the rows `before` `(1, L, C)` of conditioning and text.

    With `n_tokens` the end token is closed until the count is reached and taken there, so exactly
    that many come out; without, the model ends by itself. A `reader` sees to it that every sound of
    the text is spoken, and in free mode ends with the last one.
    """
    config = network.config
    asked = n_tokens if reader is None else reader.n_tokens
    limit = config.max_semantic_tokens if asked is None else asked
    cache = network.new_cache(1, before.shape[1] + limit + 1)
    network.transform(before, cache)
    tokens: list[int] = []
    latents: list[Tensor] = []
    token, steered = config.start_token, 0
    for place in range(limit + 1):
        row = network.semantic_rows(torch.tensor([[token]]), place)
        hidden = network.transform(row, cache, before.shape[1] + place)[0, 0]
        logits = network.head(hidden)
        logits[config.start_token] = -torch.inf
        wanted = int(logits.argmax())
        if place == limit:
            steered += asked is not None and wanted != config.stop_token
            break
        if asked is not None or place == 0:
            logits[config.stop_token] = -torch.inf
        if reader is not None:
            logits = _only(reader, logits[: config.n_semantic_tokens], place)
        steered += wanted >= len(logits) or bool(torch.isneginf(logits[wanted]))
        token = _draw(logits, tokens, sampling, generator)
        if token == config.stop_token:
            break
        tokens.append(token)
        latents.append(hidden)
    return Decoded(torch.tensor(tokens), torch.stack(latents), steered)


def _only(reader: Reader, logits: Tensor, place: int) -> Tensor:
    """Close all tokens but those of the phones that the reader lets speak."""
    table = logits.view(-1, reader.n_phones)
    allowed = list(reader.phones(torch.logsumexp(table, 0), place))
    closed = torch.full_like(table, -torch.inf)
    closed[:, allowed] = table[:, allowed]
    return closed.flatten()


def _draw(logits: Tensor, tokens: list[int], sampling: Sampling, generator: torch.Generator) -> int:
    """Draw one token: repetition penalty, temperature, top-k, top-p, in that order."""
    if sampling.repetition_penalty != 1.0 and tokens:
        seen = torch.tensor(sorted(set(tokens)))
        penalty = sampling.repetition_penalty
        logits[seen] = torch.where(logits[seen] < 0, logits[seen] * penalty, logits[seen] / penalty)
    if sampling.top_k == 1 or sampling.temperature == 0:
        return int(logits.argmax())
    best, index = torch.topk(logits / sampling.temperature, min(sampling.top_k, len(logits)))
    share = torch.softmax(best, -1)
    # The token that crosses top_p still counts.
    share = torch.where(share.cumsum(-1) - share < sampling.top_p, share, 0.0)
    return int(index[torch.multinomial(share, 1, generator=generator)])
