"""Write semantic tokens with the formulas, one whole pass for every token."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

from tests.model.official.checkpoint import Checkpoint
from tests.model.official.formulas import telling
from tests.model.official.formulas.plain import linear

PENALTY = 10.0
N_BEAMS = 3
TOLD_APART = 1e-3
"""Least gap between the best two codes for 32 bits to choose as 64 do, on any machine."""


@dataclass(frozen=True, slots=True)
class Decoder:
    """Go on after the rows `before` `(L, C)` of conditioning and text."""

    one: Checkpoint
    before: Tensor

    def states(self, codes: list[int], gap: int) -> Tensor:
        """Give the states at start and codes; `gap` position rows are left out after the start."""
        w, start = self.one.gpt, self.one.start
        places = [0, *range(1 + gap, len(codes) + 1 + gap)]
        rows = w["mel_embedding.weight"][[start, *codes]]
        rows = rows + w["mel_pos_embedding.emb.weight"][places]
        whole = torch.cat([self.before, rows])
        return telling.transformer(w, whole, self.one.sizes.gpt.heads)[len(self.before) :]

    def logits(self, codes: list[int], gap: int = 1) -> Tensor:
        """Give the logits `(S + 1, V)` at start and codes."""
        return linear(self.one.gpt, "mel_head", self.states(codes, gap))

    def penalised(self, scores: Tensor, codes: list[int], penalty: float) -> Tensor:
        """Make less likely what was said, the start, and code 1, which fills the prefix."""
        said = torch.zeros(len(scores), dtype=torch.bool)
        said[[1, self.one.start, *codes]] = True
        return torch.where(
            said, torch.where(scores < 0, scores * penalty, scores / penalty), scores
        )

    def greedy(self, penalty: float, limit: int) -> tuple[list[int], Tensor]:
        """Take the best until the stop code, which is kept; give the raw logits beside it."""
        codes: list[int] = []
        seen: list[Tensor] = []
        while len(codes) < limit and self.one.start + 1 not in codes:
            seen.append(self.logits(codes)[-1])
            best, ids = self.penalised(seen[-1], codes, penalty).topk(2)
            assert best[0] - best[1] > TOLD_APART, "two codes are as likely: draw other weights"
            codes.append(int(ids[0]))
        return codes, torch.stack(seen)

    def beams(self, limit: int) -> list[int]:
        """Search with three beams."""
        stop, done = self.one.start + 1, []
        beams: list[tuple[float, list[int]]] = [(0.0, []), (-1e9, []), (-1e9, [])]
        for _ in range(limit):
            scores = torch.stack(
                [
                    score + self.penalised(self.logits(codes)[-1].log_softmax(-1), codes, PENALTY)
                    for score, codes in beams
                ]
            )
            best, index = scores.flatten().topk(2 * N_BEAMS)
            found = [
                (float(score), [*beams[i // scores.shape[1]][1], i % scores.shape[1]])
                for score, i in zip(best, index.tolist(), strict=True)
            ]
            done += [one for one in found[:N_BEAMS] if one[1][-1] == stop]
            done = sorted(done, key=lambda one: -one[0])[:N_BEAMS]
            if len(done) == N_BEAMS and done[-1][0] >= found[0][0]:
                break
            beams = [one for one in found if one[1][-1] != stop][:N_BEAMS]
        else:
            done += beams
        return max(done, key=lambda one: one[0])[1]

    def latents(self, codes: list[int]) -> Tensor:
        """Give the states `(S, C)` that foresee the codes, in rows without a gap."""
        return self.states(codes[:-1], gap=0)
