"""Read the corpus, keep what training needs in memory maps, and draw batches."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn.utils.rnn import pad_sequence
from tqdm import tqdm

from model.audio import log_mel
from model.config import ModelConfig
from model.listener_config import MelConfig

EFFORT_PER_UNIT = (1 / 6, 1 / 2.5)
"""Effort that a dB of level and a dB per octave of brightness count for; full anger is 2."""


@dataclass(frozen=True, slots=True)
class Entry:
    """Know one utterance of the corpus: what it says, who speaks how, and where its data lie."""

    text: str
    phones: tuple[str, ...]
    speaker: int
    emotion: tuple[float, ...]
    hurry: float
    sample: int
    n_samples: int
    label: int
    n_labels: int

    @property
    def is_neutral(self) -> bool:
        """Tell whether no emotion was acted."""
        return not any(self.emotion)


class Corpus:
    """Open a corpus folder; spectrograms are computed once and kept beside it as float16."""

    def __init__(self, folder: Path, config: ModelConfig) -> None:
        self.folder = folder
        self.config = config
        self.audio: NDArray[np.int16] = np.load(folder / "audio.npy", mmap_mode="r")
        self.labels: NDArray[np.int8] = np.load(folder / "labels.npy", mmap_mode="r")
        self.prosody: NDArray[np.float16] = np.load(folder / "prosody.npy", mmap_mode="r")
        self.entries = tuple(_entries(json.loads((folder / "index.json").read_text())))
        self.features = self._spectrograms("features", config.own_listener.features)
        self.mels = self._spectrograms("mels", config.mel)

    def waveform(self, entry: Entry) -> Tensor:
        """Give the samples `(N,)` of an utterance."""
        piece = self.audio[entry.sample : entry.sample + entry.n_samples]
        return torch.from_numpy(piece.astype(np.float32) / 32767.0)

    def labels_of(self, entry: Entry) -> Tensor:
        """Give the phone `(S,)` at every semantic token."""
        return torch.from_numpy(
            self.labels[entry.label : entry.label + entry.n_labels].astype(np.int64)
        )

    def delivery_of(self, entry: Entry) -> Tensor:
        """Give pitch over the speaker's mean and effort `(S, 2)` at every semantic token."""
        rows = self.prosody[entry.label : entry.label + entry.n_labels].astype(np.float32)
        effort = rows[:, 1:] @ np.array(EFFORT_PER_UNIT, np.float32)
        return torch.from_numpy(np.stack([rows[:, 0], effort], axis=1))

    def _spectrograms(self, name: str, mel: MelConfig) -> list[Tensor]:
        """Compute, or map from disk, the log-mel `(F, n_mels)` of every utterance."""
        path, ends_path = self.folder / f"{name}.npy", self.folder / f"{name}_ends.npy"
        if not path.exists():
            rows = [
                log_mel(self.waveform(entry)[None], mel)[0].T.to(torch.float16).numpy()
                for entry in tqdm(self.entries, desc=name)
            ]
            np.save(path, np.concatenate(rows))
            np.save(ends_path, np.cumsum([len(row) for row in rows]))
        data = torch.from_numpy(np.load(path))
        ends = np.load(ends_path)
        return [data[a:b] for a, b in zip([0, *ends[:-1]], ends, strict=True)]


def _entries(index: list[dict[str, object]]) -> Iterator[Entry]:
    sample = label = 0
    for row in index:
        n_samples, n_labels = int(str(row["samples"])), int(str(row["n_labels"]))
        yield Entry(
            text=str(row["text"]),
            phones=tuple(row["phones"]),  # type: ignore[arg-type]
            speaker=int(str(row["speaker"])),
            emotion=tuple(row["emotion"]),  # type: ignore[arg-type]
            hurry=float(str(row["hurry"])),
            sample=sample,
            n_samples=n_samples,
            label=label,
            n_labels=n_labels,
        )
        sample, label = sample + n_samples, label + n_labels


def batches(lengths: list[int], max_total: int, rng: np.random.Generator) -> Iterator[list[int]]:
    """Draw forever batches of like lengths, each of at most `max_total` in all (padded)."""
    noisy = np.array(lengths)
    while True:
        order = np.argsort(noisy * rng.uniform(0.9, 1.1, len(noisy)))
        groups: list[list[int]] = [[]]
        for item in order:
            if groups[-1] and noisy[item] * (len(groups[-1]) + 1) > max_total:
                groups.append([])
            groups[-1].append(int(item))
        for group in rng.permutation(len(groups)):
            yield groups[group]


def padded(rows: list[Tensor], value: float = 0.0) -> tuple[Tensor, Tensor]:
    """Stack rows of different length; give `(B, F, ...)` and the mask `(B, F)` of what is real."""
    lengths = torch.tensor([len(row) for row in rows])
    stacked = pad_sequence(rows, batch_first=True, padding_value=value)
    return stacked, torch.arange(stacked.shape[1])[None] < lengths[:, None]


def moved(batch: Any, device: torch.device) -> Any:
    """Give a batch with all its tensors on `device`, however deep they lie."""
    if isinstance(batch, Tensor):
        return batch.to(device, non_blocking=True)
    if isinstance(batch, (list, tuple)):
        return type(batch)(moved(part, device) for part in batch)
    if is_dataclass(batch) and not isinstance(batch, type):
        return replace(
            batch, **{f.name: moved(getattr(batch, f.name), device) for f in fields(batch)}
        )
    return batch
