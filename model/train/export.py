"""Put trained stages together into the folder that ships."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import soundfile

from model import checkpoint
from model.networks import Networks
from model.pace import Pace
from model.text.symbols import TEXT_SYMBOLS
from model.train.acting import MANNERS, analyse, perform
from model.train.cast import SPEAKERS
from model.train.corpus import LEVEL
from model.train.data import Corpus
from model.train.teacher import SAMPLE_RATE, speak
from model.train.text_to_semantic import Example
from model.voices import LIST_NAME

PROMPT_TEXT = "We walked along the river and talked about the old house by the sea."
"""What every voice prompt says: many sounds, no mood."""

ABOUT: dict[str, str] = {
    "alder": "A clear American man; the default.",
    "wren": "A light American woman.",
    "bram": "A Scottish man.",
    "rowan": "A young man.",
    "flint": "A deep, older man.",
    "juniper": "A girl.",
    "hazel": "A low woman.",
    "thorn": "A deep Scottish man.",
    "clover": "A Scottish woman.",
    "sorrel": "A boy.",
    "linden": "A husky tenor.",
    "heath": "A plain man.",
    "ash": "A clipped, mechanical man.",
    "moss": "A heavy, mechanical man.",
}
"""The voices that ship, in the order in which they are cast; the first is the default."""


def export(networks: Networks, pace: Pace, folder: Path) -> None:
    """Write checkpoint, pace, and a prompt for every voice."""
    checkpoint.save(networks, folder)
    pace.save(folder / "pace.json")
    rows = []
    for name, about in ABOUT.items():
        _write_prompt(name, folder / f"{name}.flac")
        rows.append(f'[{name}]\nabout = "{about}"\nprompt = "{name}.flac"\n')
    (folder / LIST_NAME).write_text("\n".join(rows))


def measure_pace(corpus: Corpus, known: Sequence[Example]) -> Pace:
    """Measure the mean length of every symbol over neutral, unhurried utterances."""
    total = np.zeros(len(TEXT_SYMBOLS))
    count = np.zeros(len(TEXT_SYMBOLS))
    for example in known:
        entry = corpus.entries[example.entry]
        if entry.hurry == 0.0 and entry.is_neutral:
            ids = example.text.numpy()
            lengths = np.bincount(example.places.numpy(), minlength=len(ids))
            np.add.at(total, ids, lengths / corpus.config.token_rate)
            np.add.at(count, ids, 1)
    heard = count > 0
    means = {TEXT_SYMBOLS[i]: float(total[i] / count[i]) for i in np.flatnonzero(heard)}
    return Pace(means, edge=0.0)


def _write_prompt(name: str, path: Path) -> None:
    """Speak the prompt text neutrally as one of the corpus' speakers."""
    speaker = next(speaker for speaker in SPEAKERS if speaker.name == name)
    analysis = analyse(speak(PROMPT_TEXT, speaker.teacher))
    neutral = type(MANNERS["calm"])()
    wave = perform(analysis, speaker, neutral, 1.0, np.random.default_rng(0)).waveform
    wave *= LEVEL / np.sqrt(np.mean(wave**2))
    soundfile.write(path, np.clip(wave, -1.0, 1.0), SAMPLE_RATE, subtype="PCM_16")
