"""Prepare what the stages share: text ids, semantic tokens, latents, mel statistics."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import torch
from torch import Tensor
from tqdm import tqdm

from model.semantic_codec import SemanticCodec
from model.semantic_to_mel import SemanticToMel
from model.text.symbols import TEXT_SYMBOLS
from model.text_to_semantic import TextToSemantic
from model.train.alignment import align, frames
from model.train.data import Corpus
from model.train.text_to_semantic import Example, Prompts

Phonemizer = Callable[[str], tuple[str, ...]]


def tokenize(corpus: Corpus, codec: SemanticCodec) -> list[Tensor]:
    """Give the semantic tokens `(S,)` of every utterance, from what the corpus knows of it."""
    rows = []
    for entry, features in zip(corpus.entries, corpus.features, strict=True):
        tokens = codec.token_of(corpus.labels_of(entry), corpus.delivery_of(entry))
        short = max(len(features) - len(tokens), 0)
        rows.append(torch.cat([tokens, tokens[-1:].expand(short)])[: len(features)])
    return rows


def examples(corpus: Corpus, tokens: list[Tensor], phonemize: Phonemizer) -> list[Example]:
    """Pair tokens with text ids and alignment; drop where teacher and dictionary disagree."""
    ids = {symbol: number for number, symbol in enumerate(TEXT_SYMBOLS)}
    found = []
    for number, entry in enumerate(corpus.entries):
        symbols = phonemize(entry.text)
        places = align(symbols, entry.phones) if symbols else None
        if places is None:
            continue
        spoken = frames(corpus.labels_of(entry).numpy(), entry.phones, places)
        n_tokens = len(tokens[number])
        padded = np.pad(spoken, (0, max(n_tokens - len(spoken), 0)), mode="edge")[:n_tokens]
        text = torch.tensor([ids[symbol] for symbol in symbols])
        found.append(Example(number, text, tokens[number], torch.from_numpy(padded)))
    return found


@torch.inference_mode()
def latents_of(
    corpus: Corpus, network: TextToSemantic, known: list[Example], rng: np.random.Generator
) -> dict[int, Tensor]:
    """Give the latents `(S, C)` of utterances as semantic-to-mel will meet them, as float16."""
    prompts, found = Prompts(corpus, rng), {}
    for example in tqdm(known, desc="latents"):
        voice = prompts.voice(example.entry)[None]
        weights = torch.tensor([corpus.entries[example.entry].emotion])
        emotion = network.emotion_of_weights(
            weights, network.emotion_of_prompt(voice), network.emotion_matrix
        )
        count = torch.tensor([len(example.tokens)])
        rows = network.conditioning_rows(network.speaker(voice), emotion, count)
        with torch.autocast("cpu", dtype=torch.bfloat16):
            latents, _ = network(rows, [example.text], [example.tokens])
        found[example.entry] = latents[0, :-1].to(torch.float16)
    return found


def measure_mels(corpus: Corpus, network: SemanticToMel, n: int = 400) -> None:
    """Set the mel statistics the flow is normalised by."""
    some = torch.cat([mel.float() for mel in corpus.mels[:: max(len(corpus.mels) // n, 1)]])
    network.mel_mean.copy_(some.mean(0))
    network.mel_scale.copy_(some.std(0))
