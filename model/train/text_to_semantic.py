"""Train text-to-semantic in the paper's three stages (section 3.1): base, emotion, robustness."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional
from torch.nn.utils.rnn import pad_sequence

from model.config import ModelConfig
from model.listener_config import CodecConfig
from model.text.symbols import TEXT_SYMBOLS
from model.text_to_semantic import Block, TextToSemantic
from model.train.alignment import FLITE_NAMES
from model.train.cast import SPEAKERS
from model.train.data import Corpus, batches, padded
from model.train.loop import Losses

FREE_SHARE = 0.3
"""Share of examples whose duration slot is empty (paper, section 3.1)."""

GUIDED_BLOCK = 3
GUIDED_HEADS = (0, 1)
GUIDE_WEIGHT = 0.2
"""Two heads of one block are taught to look at the symbol being spoken and at the next one.

The corpus knows the alignment, so the model need not discover it; blocks above only have to
decide whether to stay or to go on.
"""

SPEAKER_WEIGHT = 0.1
MOOD_WEIGHT = 0.5

FORGETFUL_SHARE = 0.5
"""Share of examples whose past is heard in another delivery than it had.

What was spoken so far tells pitch and effort of what comes better than the emotion does, so a model
that may trust it never learns to obey the emotion, and at a take's first token it has nothing else.
"""
PROMPT_TOKENS = (60, 120)
IGNORE = -100


@dataclass(frozen=True, slots=True)
class Example:
    """Hold what one utterance teaches: text `(T,)`, tokens `(S,)`, spoken symbol `(S,)`."""

    entry: int
    text: Tensor
    tokens: Tensor
    places: Tensor


@dataclass(frozen=True, slots=True)
class Batch:
    """Hold a drawn batch; prompts are features `(B, S, n)` with masks `(B, S)`."""

    texts: list[Tensor]
    tokens: list[Tensor]
    places: list[Tensor]
    n_tokens: Tensor
    weights: Tensor
    speakers: Tensor
    voice: tuple[Tensor, Tensor]
    mood: tuple[Tensor, Tensor]


class Prompts:
    """Find prompts: the same speaker's neutral utterances, anybody's in the same mood."""

    def __init__(self, corpus: Corpus, rng: np.random.Generator) -> None:
        self.corpus = corpus
        self.rng = rng
        self.emotions = np.array([entry.emotion for entry in corpus.entries])
        speakers = np.array([entry.speaker for entry in corpus.entries])
        neutral = self.emotions.sum(1) == 0
        self.neutral_of = [np.flatnonzero((speakers == s) & neutral) for s in range(len(SPEAKERS))]
        self.heard_of = [np.flatnonzero(speakers == s) for s in range(len(SPEAKERS))]
        kind = np.where(neutral, -1, self.emotions.argmax(1))
        self.kind = kind
        self.of_kind = {k: np.flatnonzero(kind == k) for k in np.unique(kind)}

    def voice(self, entry: int) -> Tensor:
        """Crop a neutral utterance of the same speaker; any, where there is none."""
        speaker = self.corpus.entries[entry].speaker
        pool = self.neutral_of[speaker] if len(self.neutral_of[speaker]) else self.heard_of[speaker]
        return self._crop(int(self.rng.choice(pool)))

    def mood(self, entry: int) -> Tensor:
        """Crop the nearest in mood of a few utterances, whoever speaks them."""
        pool = self.rng.choice(self.of_kind[self.kind[entry]], 24)
        gap = np.abs(self.emotions[pool] - self.emotions[entry]).sum(1)
        return self._crop(int(pool[gap.argmin()]))

    def _crop(self, entry: int) -> Tensor:
        features = self.corpus.features[entry]
        length = min(int(self.rng.integers(*PROMPT_TOKENS)), len(features))
        first = int(self.rng.integers(0, len(features) - length + 1))
        return features[first : first + length].float()


def draw(
    corpus: Corpus, examples: list[Example], max_total: int, rng: np.random.Generator
) -> Iterator[Batch]:
    """Draw batches of at most `max_total` positions."""
    prompts = Prompts(corpus, rng)
    lengths = [len(example.text) + len(example.tokens) + 16 for example in examples]
    for picked in batches(lengths, max_total, rng):
        chosen = [examples[i] for i in picked]
        entries = [corpus.entries[example.entry] for example in chosen]
        free = torch.from_numpy(rng.random(len(chosen)) < FREE_SHARE)
        counts = torch.tensor([len(example.tokens) for example in chosen])
        yield Batch(
            texts=[example.text for example in chosen],
            tokens=[example.tokens for example in chosen],
            places=[example.places for example in chosen],
            n_tokens=torch.where(free, 0, counts),
            weights=torch.tensor([entry.emotion for entry in entries]),
            speakers=torch.tensor([entry.speaker for entry in entries]),
            voice=padded([prompts.voice(example.entry) for example in chosen]),
            mood=padded([prompts.mood(example.entry) for example in chosen]),
        )


class _Reverse(torch.autograd.Function):
    """Pass values on and gradients back with the sign turned."""

    @staticmethod
    def forward(_ctx: object, x: Tensor) -> Tensor:
        return x.view_as(x)

    @staticmethod
    def backward(_ctx: object, grad: Tensor) -> Tensor:
        return -grad


class TextToSemanticTrainer(nn.Module):
    """Hold the network with the heads that only training needs."""

    def __init__(self, config: ModelConfig) -> None:
        super().__init__()
        self.network = TextToSemantic(
            config.text_to_semantic, config.own_listener.n_features, config.own_listener.speaker_dim
        )
        dim = config.text_to_semantic.dim
        self._liken_tables(config.own_listener.codec.phones)
        self.codec = config.own_listener.codec
        # Level first: confusing the classifier by growing without bound must not pay.
        self.level = nn.LayerNorm(dim, elementwise_affine=False)
        self.who = nn.Sequential(nn.Linear(dim, 64), nn.GELU(), nn.Linear(64, len(SPEAKERS)))
        self.mood = nn.Linear(dim, 2)
        self.with_emotion = False

    def start_stage(self, name: str) -> None:
        """Freeze what the paper freezes in `base`, `emotion` or `robust`."""
        self.with_emotion = name != "base"
        net = self.network
        emotional = (net.emotion, net.emotion_enter, net.emotion_leave)
        for part in emotional:
            part.requires_grad_(name == "emotion")
        net.emotion_matrix.requires_grad_(name == "emotion")
        net.speaker.requires_grad_(name == "base")
        for head in (self.who, self.mood):
            head.requires_grad_(name == "emotion")

    def losses(self, batch: Batch) -> Losses:
        """Predict the next token, point at the symbol being spoken, forget the speaker."""
        net = self.network
        speaker = net.speaker(*batch.voice)
        emotion = speaker.new_zeros(len(speaker), speaker.shape[-1])
        found: Losses = {}
        if self.with_emotion:
            heard = net.emotion_of_prompt(*batch.mood)
            base = net.emotion_of_prompt(*batch.voice)
            told = net.emotion_of_weights(batch.weights, base, net.emotion_matrix)
            by_prompt = torch.rand(len(heard), 1, device=heard.device) < 0.5
            emotion = torch.where(by_prompt, heard, told)
            guess = self.who(_Reverse.apply(self.level(heard)))
            found["speaker"] = SPEAKER_WEIGHT * functional.cross_entropy(guess, batch.speakers)
            meant = torch.stack([delivery_steps(self.codec, t).mean(0) for t in batch.tokens])
            found["mood"] = MOOD_WEIGHT * functional.mse_loss(self.mood(emotion), meant)
        rows = net.conditioning_rows(speaker, emotion, batch.n_tokens)
        logits, guide = self._run(rows, batch)
        stop = batch.n_tokens.new_tensor([net.config.stop_token])
        target = pad_sequence(
            [torch.cat([t, stop]) for t in batch.tokens], batch_first=True, padding_value=IGNORE
        )
        found["token"] = functional.cross_entropy(logits.flatten(0, 1), target.flatten())
        found["guide"] = GUIDE_WEIGHT * guide
        return found

    def _liken_tables(self, phones: tuple[str, ...]) -> None:
        """Let a token start out like the text symbols of its phone."""
        net, of_phone = self.network, [bare(symbol) for symbol in TEXT_SYMBOLS]
        with torch.no_grad():
            for number, phone in enumerate(phones):
                alike = [
                    i for i, name in enumerate(of_phone) if name == FLITE_NAMES.get(phone, phone)
                ]
                if alike:
                    mean = net.text_table.weight[alike].mean(0)
                    net.semantic_table.weight[number : -2 : len(phones)] += mean

    def _run(self, rows: Tensor, batch: Batch) -> tuple[Tensor, Tensor]:
        """Give the logits at semantic places, and how far the guided heads look away."""
        net = self.network
        start = batch.n_tokens.new_tensor([net.config.start_token])
        all_rows = [
            torch.cat([c, net.text_rows(t), net.semantic_rows(torch.cat([start, self._past(s)]))])
            for c, t, s in zip(rows, batch.texts, batch.tokens, strict=True)
        ]
        hidden = pad_sequence(all_rows, batch_first=True)
        guide = hidden.new_zeros(())
        for number, block in enumerate(net.blocks):
            if number == GUIDED_BLOCK and isinstance(block, Block):
                guide = self._guide(block, hidden, rows.shape[1], batch)
            hidden = block(hidden)
        hidden = net.final_norm(net.stack_norm(hidden))
        semantic = [
            h[len(row) - len(s) - 1 : len(row)]
            for h, row, s in zip(hidden, all_rows, batch.tokens, strict=True)
        ]
        return net.head(pad_sequence(semantic, batch_first=True)), guide

    def _past(self, tokens: Tensor) -> Tensor:
        """Give what the model is told it has spoken: the tokens, or the same words otherwise."""
        if torch.rand(()) >= FORGETFUL_SHARE:
            return tokens
        n_phones = len(self.codec.phones)
        n_pitches, n_efforts = len(self.codec.pitch_steps), len(self.codec.effort_steps)
        higher = torch.randint(1 - n_pitches, n_pitches, (), device=tokens.device)
        effort = torch.randint(n_efforts, (), device=tokens.device)
        pitch = (tokens // n_phones % n_pitches + higher).clamp(0, n_pitches - 1)
        return tokens % n_phones + n_phones * (pitch + n_pitches * effort)

    def _guide(self, block: Block, hidden: Tensor, n_rows: int, batch: Batch) -> Tensor:
        """Compare where the guided heads look with where the text is being spoken."""
        query, key, _ = block.query_key_value(block.attend_norm(hidden)).chunk(3, dim=-1)
        split = [p.unflatten(-1, (block.n_heads, -1))[:, :, GUIDED_HEADS] for p in (query, key)]
        score = torch.einsum("bihd,bjhd->bhij", *split) / split[0].shape[-1] ** 0.5
        length = hidden.shape[1]
        target = torch.full((len(hidden), len(GUIDED_HEADS), length), IGNORE, device=hidden.device)
        for row, (text, places) in enumerate(zip(batch.texts, batch.places, strict=True)):
            first = n_rows + len(text) + 2  # of the semantic rows
            here = n_rows + 1 + places  # of the symbol that is being spoken
            target[row, 0, first + 1 : first + 1 + len(places)] = here
            target[row, 1, first + 1 : first + 1 + len(places)] = here + 1
        causal = torch.ones(length, length, dtype=torch.bool, device=hidden.device).tril()
        score = score.float().masked_fill(~causal, -1e4)
        return functional.cross_entropy(score.flatten(0, 2), target.flatten(), ignore_index=IGNORE)


def delivery_steps(codec: CodecConfig, tokens: Tensor) -> Tensor:
    """Give pitch and effort `(S, 2)` of tokens `(S,)`, in steps, not rounded to bf16."""
    delivery = tokens // len(codec.phones)
    n_pitches = len(codec.pitch_steps)
    return torch.stack([delivery % n_pitches, delivery // n_pitches], dim=-1).float()


def bare(symbol: str) -> str:
    """Give the phone of a text symbol as the teacher calls it; punctuation is a pause."""
    return symbol.rstrip("012").lower() if symbol[0].isalpha() else "pau"
