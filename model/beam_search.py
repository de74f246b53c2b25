"""Follow several readings side by side, and keep the likeliest."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

from model.key_values import Ancestry, Prefilled
from model.phrase import Sampling
from model.sampling import CLOSED, Gate, penalise, process
from model.text_to_semantic import TextToSemantic

UNBORN = -1e9
"""Score of beams before the first has branched: too low to be chosen, and still a number."""


@dataclass(frozen=True, slots=True)
class Reading:
    """Hold one finished sequence: tokens `(S,)`, their summed score, how many were steered."""

    tokens: Tensor
    score: float
    steered: int


@dataclass(frozen=True, slots=True)
class Beams:
    """Hold the sequences under way, best first.

    Args:
        tokens: `(N, limit + 1)`, the start token and what was made so far.
        scores: `(N,)`, summed over the tokens.
        said: `(N, V)`, the tokens that the repetition penalty counts.
        steered: `(N,)`.
    """

    tokens: Tensor
    scores: Tensor
    said: Tensor
    steered: Tensor

    def reading(self, beam: int, n_tokens: int, score: float) -> Reading:
        """Take one out, `n_tokens` long."""
        tokens = self.tokens[beam, 1 : n_tokens + 1].clone()
        return Reading(tokens, score, int(self.steered[beam]))

    def grown(self, parents: Tensor, tokens: Tensor, scores: Tensor, place: int) -> Beams:
        """Go on from `parents` with `tokens` made at `place`."""
        longer = self.tokens[parents]
        longer[:, place + 1] = tokens
        said = self.said[parents].scatter(1, tokens[:, None], True)
        return Beams(longer, scores, said, self.steered[parents])


def beam_search(
    network: TextToSemantic,
    prefix: Prefilled,
    sampling: Sampling,
    generator: torch.Generator,
    gate: Gate,
) -> Reading:
    """Read on after `prefix` with `sampling.n_beams` beams, drawn or (temperature 0) the best.

    Scores are sums of processed log-probabilities, without regard to length. A reading that ends
    while it ranks among the beams is finished; the search is over when as many are finished as
    there are beams, and none under way could still beat the worst of them.
    """
    n_beams, stop = sampling.n_beams, network.config.stop_token
    cache = network.room(prefix, n_beams, gate.longest + 1)
    ancestry, beams = Ancestry(n_beams), _unborn(network, n_beams, gate.longest)
    finished: list[Reading] = []
    for place in range(gate.longest + gate.is_exact):
        hidden = network.step(beams.tokens[:, place], place, cache, len(prefix))
        logs = torch.log_softmax(network.head(hidden).float(), -1)
        beams.steered.add_(gate.close(logs, place))
        scores, parents, tokens = _candidates(logs, beams, sampling, generator)
        ends = (tokens == stop).tolist()
        for rank in range(n_beams):
            if ends[rank] and scores[rank] > CLOSED:
                beam, score = int(parents[rank]), float(scores[rank])
                finished.append(beams.reading(beam, place, score))
        finished = sorted(finished, key=lambda one: -one.score)[:n_beams]
        on = [rank for rank, end in enumerate(ends) if not end][:n_beams]
        # Nothing goes on at the end of an asked count, nor when the model is too sure of the end.
        if scores[on[0]] == CLOSED or _is_over(finished, n_beams, float(scores[0])):
            break
        ancestry.follow(parents[on].tolist(), cache, len(prefix), place + 1)
        gate.follow(parents[on].tolist())
        beams = beams.grown(parents[on], tokens[on], scores[on], place)
    else:
        finished += [beams.reading(i, gate.longest, float(s)) for i, s in enumerate(beams.scores)]
    return max(finished, key=lambda one: one.score)


def _unborn(network: TextToSemantic, n_beams: int, limit: int) -> Beams:
    said = network.said_before(n_beams)
    scores = torch.full((n_beams,), UNBORN, device=said.device)
    scores[0] = 0.0
    tokens = torch.full((n_beams, limit + 1), network.config.start_token, device=said.device)
    return Beams(tokens, scores, said, torch.zeros_like(scores, dtype=torch.long))


def _candidates(
    logs: Tensor, beams: Beams, sampling: Sampling, generator: torch.Generator
) -> tuple[Tensor, Tensor, Tensor]:
    """Find `2 * N` continuations, best first: their scores, parents and tokens."""
    n_wanted = 2 * len(logs)
    if sampling.temperature == 0:
        logs = penalise(logs, beams.said, sampling.repetition_penalty)
        scores, index = torch.topk((logs + beams.scores[:, None]).flatten(), n_wanted)
    else:
        logs = process(logs, beams.said, sampling, n_kept=2)
        flat = (logs + beams.scores[:, None]).flatten()
        share = torch.softmax(flat, -1).cpu()
        drawn = torch.multinomial(share, n_wanted, generator=generator).to(flat.device)
        scores, order = torch.sort(flat[drawn], descending=True)
        index = drawn[order]
    return scores, index // logs.shape[-1], index % logs.shape[-1]


def _is_over(finished: list[Reading], n_beams: int, best: float) -> bool:
    return len(finished) == n_beams and finished[-1].score >= best
