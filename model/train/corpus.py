"""Make the training corpus from nothing: sentences, teachers, speakers, acted emotion, labels."""

from __future__ import annotations

import json
import multiprocessing
import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm

from model.emotion import EMOTIONS, NEUTRAL, EmotionVector
from model.train.acting import FRAME_PERIOD, Analysis, analyse, manner, perform
from model.train.cast import FAVOURITES, SPEAKERS, TEACHER_SHARES
from model.train.teacher import PHONES, SAMPLE_RATE, speak

LEVEL = 0.06
"""Root mean square of every neutral performance; an angry one at +6 dB still does not clip."""

LABEL_RATE = 50
"""Labels a second: phone and prosody of every semantic token."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """Say how large the corpus is and how it is drawn."""

    n_sentences: int = 3000
    n_variants: int = 3
    seed: int = 1
    neutral_share: float = 0.3
    pair_share: float = 0.25
    pace_range: float = 0.36


def draw_emotion(recipe: Recipe, rng: np.random.Generator) -> EmotionVector:
    """Draw neutral, one emotion or a pair, at any intensity."""
    kind = rng.random()
    if kind < recipe.neutral_share:
        return NEUTRAL
    weights = np.zeros(len(EMOTIONS))
    if kind < recipe.neutral_share + recipe.pair_share:
        first, second = rng.choice(len(EMOTIONS), 2, replace=False)
        share = rng.uniform(0.2, 0.8)
        weights[first], weights[second] = share, 1.0 - share
        weights *= rng.uniform(0.4, 1.0)
    else:
        weights[rng.integers(len(EMOTIONS))] = rng.uniform(0.3, 1.0) ** 0.7
    return EmotionVector.from_values(weights)


def _levelled(analysis: Analysis) -> Analysis:
    """Bring the utterance to the common level, in place of the envelope's log power."""
    rms = float(np.sqrt(np.mean(analysis.utterance.waveform**2)))
    analysis.envelope[:] += 2 * np.log(LEVEL / rms)
    return analysis


def _make(task: tuple[int, str, Recipe]) -> list[dict[str, object]]:
    """Speak one sentence and act it a few times."""
    number, text, recipe = task
    rng = np.random.default_rng([recipe.seed, number])
    teacher = str(rng.choice(list(TEACHER_SHARES), p=list(TEACHER_SHARES.values())))
    analysis = _levelled(analyse(speak(text, teacher)))
    speakers = [i for i, speaker in enumerate(SPEAKERS) if speaker.teacher == teacher]
    odds = np.array([FAVOURITES.get(SPEAKERS[i].name, 1.0) for i in speakers])
    picked = rng.choice(speakers, min(recipe.n_variants, len(speakers)), p=odds / odds.sum())
    return [_variant(text, analysis, int(speaker), recipe, rng) for speaker in picked]


def _variant(
    text: str, analysis: Analysis, speaker: int, recipe: Recipe, rng: np.random.Generator
) -> dict[str, object]:
    """Act the sentence once and label it."""
    emotion = draw_emotion(recipe, rng)
    how = manner(emotion)
    # A quarter keeps its natural pace, so that free mode learns what natural is.
    hurry = rng.uniform(-recipe.pace_range, recipe.pace_range) if rng.random() < 0.75 else 0.0
    acted = perform(analysis, SPEAKERS[speaker], how, float(np.exp(how.pace + hurry)), rng)
    wave = np.round(np.clip(acted.waveform, -0.999, 0.999) * 32767).astype(np.int16)
    n_labels = round(len(wave) / SAMPLE_RATE * LABEL_RATE)
    centres = (np.arange(n_labels) + 0.5) / LABEL_RATE
    index = np.minimum(np.searchsorted(acted.ends, centres), len(acted.ends) - 1)
    codes = np.array([PHONES.index(p) if p in PHONES else 0 for p in analysis.utterance.phones])
    frames = np.minimum((centres / FRAME_PERIOD).astype(int), len(acted.prosody) - 1)
    return {
        "text": text,
        "phones": analysis.utterance.phones,
        "speaker": speaker,
        "emotion": emotion.values,
        "hurry": hurry,
        "wave": wave,
        "labels": codes[index].astype(np.int8),
        "prosody": acted.prosody[frames].astype(np.float16),
    }


def build(texts: Iterable[str], recipe: Recipe, folder: Path) -> None:
    """Write the corpus: `audio.npy`, `labels.npy`, `prosody.npy` end to end, and `index.json`."""
    folder.mkdir(parents=True, exist_ok=True)
    tasks = [(number, text, recipe) for number, text in enumerate(texts)]
    waves: list[NDArray[np.int16]] = []
    labels: list[NDArray[np.int8]] = []
    prosody: list[NDArray[np.float16]] = []
    index: list[dict[str, object]] = []
    with multiprocessing.get_context("spawn").Pool(os.cpu_count()) as pool:
        for made in tqdm(pool.imap(_make, tasks, chunksize=8), total=len(tasks), desc="corpus"):
            for item in made:
                waves.append(item.pop("wave"))
                labels.append(item.pop("labels"))
                prosody.append(item.pop("prosody"))
                item["samples"], item["n_labels"] = len(waves[-1]), len(labels[-1])
                index.append(item)
    np.save(folder / "audio.npy", np.concatenate(waves))
    np.save(folder / "labels.npy", np.concatenate(labels))
    np.save(folder / "prosody.npy", np.concatenate(prosody))
    (folder / "index.json").write_text(json.dumps(index))
