"""Train semantic-to-mel: flow matching on target frames behind a prompt of the same speaker."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, nn

from model.config import ModelConfig
from model.semantic_codec import SemanticCodec
from model.semantic_to_mel import SemanticToMel
from model.speaker import SpeakerEncoder
from model.train.cast import SPEAKERS
from model.train.data import Corpus, batches, padded
from model.train.loop import Losses

LATENT_SHARE = 0.5
"""Share of examples that see text-to-semantic latents (paper, section 3.3)."""

GUIDANCE_DROP = 0.2
"""Share of examples without prompt, content and speaker, for classifier-free guidance."""

PROMPT_FRAMES = (40, 100)


Latents = Mapping[int, Tensor]
"""Hold the latents `(S, C)` of utterances' tokens; some have none."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Hold mels `(B, F, n)` with prompt in front, and content before the length regulator.

    Each row of `tokens` is prompt then target; `splits` counts prompt tokens and prompt frames.
    """

    mel: Tensor
    mask: Tensor
    prompt_frames: list[int]
    prompt_tokens: list[Tensor]
    tokens: list[Tensor]
    latents: list[Tensor | None]
    features: tuple[Tensor, Tensor]


def draw(
    corpus: Corpus,
    tokens: list[Tensor],
    max_total: int,
    rng: np.random.Generator,
    latents: Latents,
) -> Iterator[Batch]:
    """Draw utterances with a crop of another one of the same speaker in front."""
    of_speaker = [
        [i for i, entry in enumerate(corpus.entries) if entry.speaker == speaker]
        for speaker in range(len(SPEAKERS))
    ]
    lengths = [len(mel) + PROMPT_FRAMES[1] for mel in corpus.mels]
    ratio = corpus.config.token_rate / corpus.config.mel.frame_rate
    for picked in batches(lengths, max_total, rng):
        rows, counts, fronts, features = [], [], [], []
        for index in picked:
            other = int(rng.choice(of_speaker[corpus.entries[index].speaker]))
            n_tokens = min(round(rng.integers(*PROMPT_FRAMES) * ratio), len(tokens[other]))
            first = int(rng.integers(0, len(tokens[other]) - n_tokens + 1))
            n_frames = round(n_tokens / ratio)
            at = min(round(first / ratio), max(len(corpus.mels[other]) - n_frames, 0))
            front = corpus.mels[other][at : at + n_frames]
            rows.append(torch.cat([front, corpus.mels[index]]).float())
            counts.append(len(front))
            fronts.append(tokens[other][first : first + n_tokens])
            features.append(corpus.features[other][first : first + n_tokens].float())
        mel, mask = padded(rows)
        seen = [latents.get(i) if rng.random() < LATENT_SHARE else None for i in picked]
        yield Batch(mel, mask, counts, fronts, [tokens[i] for i in picked], seen, padded(features))


class SemanticToMelTrainer(nn.Module):
    """Hold the network; tokenizer and speaker encoder are given, and stay as they are."""

    def __init__(self, config: ModelConfig, codec: SemanticCodec, speaker: SpeakerEncoder) -> None:
        super().__init__()
        self.network = SemanticToMel(
            config.semantic_to_mel,
            config.mel.n_mels,
            config.listener.speaker_dim,
            config.listener.content_dim,
            config.text_to_semantic.dim,
        )
        self.codec = codec
        self.speaker = speaker.requires_grad_(False)
        codec.encoder.requires_grad_(False)

    def losses(self, batch: Batch) -> Losses:
        """Match the velocity from noise to mel on the target frames."""
        net = self.network
        goal = net.normalised(batch.mel) * batch.mask[..., None]
        with torch.no_grad():
            who = self.speaker(batch.features[0].transpose(1, 2), batch.features[1])
        content = self._content(batch)
        place = torch.arange(goal.shape[1], device=goal.device)[None]
        in_front = place < torch.tensor(batch.prompt_frames, device=goal.device)[:, None]
        prompt = goal * in_front[..., None]
        kept = (torch.rand(len(goal), 1, device=goal.device) >= GUIDANCE_DROP).to(goal.dtype)
        noise = torch.randn_like(goal)
        time = torch.rand(len(goal), device=goal.device)
        x = (1 - time)[:, None, None] * noise + time[:, None, None] * goal
        x = x.masked_fill(in_front[..., None], 0.0)
        guides = (prompt * kept[..., None], content * kept[..., None], who * kept)
        around = net.estimator.surroundings(*guides, batch.mask)
        velocity = net.estimator(x, around, net.estimator.moods(time))
        counted = (batch.mask & ~in_front)[..., None]
        gap = (velocity.float() - (goal - noise)).square() * counted
        return {"flow": gap.sum() / counted.sum() / goal.shape[-1]}

    def _content(self, batch: Batch) -> Tensor:
        """Regulate prompt and target each to its own frames, end to end."""
        net = self.network
        lengths = batch.mask.sum(1).tolist()
        rows = []
        for front, tokens, seen, n_front, total in zip(
            batch.prompt_tokens,
            batch.tokens,
            batch.latents,
            batch.prompt_frames,
            lengths,
            strict=True,
        ):
            ahead = net.content(self.codec.embed(front)[None], None, n_front)
            latents = None if seen is None else seen[None].to(ahead.dtype)
            body = net.content(self.codec.embed(tokens)[None], latents, total - n_front)
            rows.append(torch.cat([ahead[0], body[0]]))
        return padded(rows)[0]
