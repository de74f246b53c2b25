"""Draw tokens: which may come at a place at all, and how their scores become chances."""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy

import torch
from torch import Tensor

from model.config import TextToSemanticConfig
from model.phrase import Sampling
from model.reading import Reader

CLOSED = -torch.inf


class Gate:
    """Keep the promise of how many tokens, and that every sound of the text is spoken.

    With a count asked, the end token is closed until the count is reached and alone open there;
    without, only an end before the first token is closed.

    Args:
        n_tokens: asked; None leaves the end to the model.
        readers: one for every row of the batch, or none; they know the count themselves.
    """

    def __init__(
        self,
        config: TextToSemanticConfig,
        sampling: Sampling,
        n_tokens: int | None,
        readers: Sequence[Reader] = (),
    ) -> None:
        asked = readers[0].n_tokens if readers else n_tokens
        if asked is not None and not 1 <= asked <= config.max_semantic_tokens:
            most = config.max_semantic_tokens
            raise ValueError(f"this engine speaks 1 to {most} tokens in one breath, not {asked}")
        self._config = config
        self._readers = list(readers)
        self.is_exact = asked is not None
        self.shortest = asked or 1
        self.longest = asked or min(config.max_semantic_tokens, sampling.max_tokens)

    def close(self, scores: Tensor, place: int) -> Tensor:
        """Close in `scores` `(B, V)` what may not come; tell which rows `(B,)` it cost the best."""
        start, stop = self._config.start_token, self._config.stop_token
        if self.is_exact or not self._config.may_draw_start:
            scores[:, start] = CLOSED
        wanted = scores.argmax(-1, keepdim=True)
        if place < self.shortest:
            scores[:, stop] = CLOSED
        elif self.is_exact:
            scores[:, :stop] = CLOSED
        if place < self.longest:
            for row, reader in zip(scores, self._readers, strict=False):
                row[self._config.n_semantic_tokens :] = CLOSED
                _close_phones(row[: self._config.n_semantic_tokens], reader, place)
        return scores.gather(-1, wanted)[:, 0].isneginf()

    def follow(self, parents: Sequence[int]) -> None:
        """Let row `i` go on from where row `parents[i]` stood."""
        if self._readers:
            self._readers = [copy(self._readers[parent]) for parent in parents]


def _close_phones(scores: Tensor, reader: Reader, place: int) -> None:
    """Close all tokens but those of the phones that the reader lets speak."""
    table = scores.view(-1, reader.n_phones)
    closed = torch.ones(reader.n_phones, dtype=torch.bool, device=scores.device)
    closed[list(reader.phones(torch.logsumexp(table, 0), place))] = False
    table.masked_fill_(closed, CLOSED)


def penalise(scores: Tensor, said: Tensor, penalty: float) -> Tensor:
    """Make the tokens marked in `said` `(B, V)` less likely; 1 changes nothing."""
    if penalty == 1.0:
        return scores
    return torch.where(said, torch.where(scores < 0, scores * penalty, scores / penalty), scores)


def shortlist(scores: Tensor, sampling: Sampling, n_kept: int = 1) -> tuple[Tensor, Tensor, Tensor]:
    """Choose who may be drawn: temperature, top-k, top-p, in that order, `n_kept` at least.

    Returns:
        scores, chances and ids `(..., k)` of the best of `scores` `(..., V)`, best first; -inf and
        0 for those beyond top-p.
    """
    n_best = min(max(sampling.top_k, n_kept), scores.shape[-1])
    best, ids = torch.topk(scores / sampling.temperature, n_best)
    share = torch.softmax(best, -1)
    # The token that crosses top_p still counts.
    beyond = share.cumsum(-1) - share >= sampling.top_p
    beyond[..., :n_kept] = False
    return best.masked_fill(beyond, CLOSED), share.masked_fill(beyond, 0.0), ids


def process(scores: Tensor, said: Tensor, sampling: Sampling, n_kept: int) -> Tensor:
    """Give the scores `(..., V)` of what may be drawn, after the penalty; -inf for the others."""
    best, _, ids = shortlist(penalise(scores, said, sampling.repetition_penalty), sampling, n_kept)
    return torch.full_like(scores, CLOSED).scatter(-1, ids, best)


def draw(
    scores: Tensor, sampling: Sampling, generators: Sequence[torch.Generator | None]
) -> Tensor:
    """Draw a token for each row of `scores` `(B, V)`; without a generator, take the best."""
    if sampling.top_k == 1 or sampling.temperature == 0:
        return scores.argmax(-1)
    _, share, ids = shortlist(scores, sampling)
    best = torch.zeros(1, dtype=torch.long)
    # Drawn on the CPU, so that a seed means the same on every device.
    picks = [
        best if generator is None else torch.multinomial(row, 1, generator=generator)
        for row, generator in zip(share.cpu(), generators, strict=True)
    ]
    return ids.gather(-1, torch.stack(picks).to(ids.device))[:, 0]
