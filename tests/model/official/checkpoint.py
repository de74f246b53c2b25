"""Read a folder in the official layout as it stands, for the formulas."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
import transformers
from safetensors.torch import load_file
from torch import Tensor
from transformers.audio_utils import mel_filter_bank

from tests.model.official.formulas import hearing, telling
from tests.model.official.formulas.plain import Weights
from tests.model.official.layout import Sizes

Arrays = dict[str, Tensor]

USED_LAYER = 17


@dataclass(frozen=True, slots=True)
class Spectrum:
    """Say how the log-mel of a waveform is made."""

    rate: int = 22_050
    n_fft: int = 1024
    win: int = 1024
    hop: int = 256
    lowest: float = 0.0
    highest: float | None = None


@dataclass(frozen=True, slots=True)
class Heard:
    """Hold what a prompt is heard as: `(S, n)`, `(S, n)`, `(C,)` and `(F, n_mels)`."""

    features: Tensor
    mood: Tensor
    style: Tensor
    mel: Tensor


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """Hold all tensors in 64 bits, under their own names."""

    sizes: Sizes
    spectrum: Spectrum
    gpt: Weights
    flow: Weights
    codec: Weights
    camp_plus: Weights
    bigvgan: Weights
    speakers: Tensor
    moods: Tensor
    emotion_rows: tuple[int, ...]
    statistics: Weights
    encoder: Any

    @classmethod
    def load(
        cls, folder: Path, cache: Path, sizes: Sizes, rows: tuple[int, ...], spectrum: Spectrum
    ) -> Checkpoint:
        """Read every file."""
        newer = folder / "codec.pth"
        codec = (
            _pickled(newer)["model"]
            if newer.is_file()
            else load_file(cache / "semantic_codec_model.safetensors")
        )
        encoder = transformers.Wav2Vec2BertModel.from_pretrained(cache / "w2v-bert-2.0")
        return cls(
            sizes,
            spectrum,
            _doubled(_pickled(folder / "gpt.pth")),
            _doubled(
                {
                    f"{part}.{name}": tensor
                    for part, inside in _pickled(folder / "s2mel.pth")["net"].items()
                    for name, tensor in inside.items()
                }
            ),
            _doubled(codec),
            _doubled(_pickled(cache / "campplus_cn_common.bin")),
            _doubled(_pickled(cache / "bigvgan" / "bigvgan_generator.pt")["generator"]),
            _pickled(folder / "feat1.pt").double(),
            _pickled(folder / "feat2.pt").double(),
            rows,
            _doubled(_pickled(folder / "wav2vec2bert_stats.pt")),
            encoder.double().eval(),
        )

    @property
    def start(self) -> int:
        """Give the code that opens the sequence; the one after it ends it."""
        return self.sizes.gpt.codes

    def states(self, at_16k: Tensor) -> tuple[Any, list[Tensor]]:
        """Give the features of w2v-bert, and its states after every layer."""
        extractor = transformers.SeamlessM4TFeatureExtractor(padding_value=1.0)
        given = extractor(at_16k.float().numpy(), sampling_rate=16_000, return_tensors="pt")
        features, mask = given["input_features"].double(), given["attention_mask"]
        told = self.encoder(features, attention_mask=mask, output_hidden_states=True)
        return given, list(told.hidden_states)

    def normalised(self, state: Tensor) -> Tensor:
        """Bring a state to about unit variance."""
        return (state - self.statistics["mean"]) / self.statistics["var"].sqrt()

    def features(self, at_16k: Tensor) -> Tensor:
        """Give what conditioners and tokenizer see, `(S, n)`."""
        return self.normalised(self.states(at_16k)[1][USED_LAYER])[0]

    def mel(self, waveform: Tensor) -> Tensor:
        """Give the log-mel `(F, n_mels)` of `(N,)`."""
        s = self.spectrum
        pad = (s.n_fft - s.hop) // 2
        wave = np.pad(waveform.double().numpy(), (pad, pad), mode="reflect")
        window = torch.zeros(s.n_fft, dtype=torch.float64)
        left = (s.n_fft - s.win) // 2
        window[left : left + s.win] = torch.hann_window(s.win, dtype=torch.float64)
        frames = torch.from_numpy(wave).unfold(0, s.n_fft, s.hop)
        power = torch.fft.rfft(frames * window).abs().square()
        highest = s.rate / 2 if s.highest is None else s.highest
        bank = mel_filter_bank(
            s.n_fft // 2 + 1, self.sizes.mels, s.lowest, highest, s.rate, "slaney", "slaney"
        )
        return ((power + 1e-9).sqrt() @ torch.from_numpy(bank)).clamp(min=1e-5).log()

    def heard(self, spk_22k: Tensor, speaker: Tensor, mood_16k: Tensor, fbank: Tensor) -> Heard:
        """Hear a prompt in the ways that the pipeline does; `speaker` is at 16 kHz."""
        style = hearing.style(self.camp_plus, fbank - fbank.mean(0))
        return Heard(self.features(speaker), self.features(mood_16k), style, self.mel(spk_22k))

    def mood(self, features: Tensor) -> dict[str, Tensor]:
        """Hear the mood of features `(S, n)`."""
        return telling.emotion(self.gpt, features, self.sizes.gpt.emotion.heads)

    def picks(self, style: Tensor) -> list[int]:
        """Give the row of each emotion whose speaker is likest, within its group."""
        unit = self.speakers / self.speakers.square().sum(1, keepdim=True).sqrt()
        return [int((group @ style).argmax()) for group in unit.split(self.emotion_rows)]

    def mixed(self, weights: Tensor, style: Tensor) -> Tensor:
        """Give the sum of the picked rows under eight weights."""
        groups = self.moods.split(self.emotion_rows)
        picked = [group[pick] for group, pick in zip(groups, self.picks(style), strict=True)]
        return weights @ torch.stack(picked)


def _pickled(path: Path) -> Any:
    return torch.load(path, weights_only=True)


def _doubled(weights: Mapping[str, Tensor]) -> dict[str, Tensor]:
    return {name: t.double() for name, t in weights.items() if t.is_floating_point()}
