"""Turn words into eight weights: stage directions ("quiet, furious") and whole lines alike.

A bag of hashed words, word pairs and letter groups goes through one small hidden layer into a
softmax over the eight emotions and "neutral". The eight probabilities are the weights, so how
strong an emotion is and which one it is are one answer; what is left over is neutral.
"""

from __future__ import annotations

import math
import re
import unicodedata
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import as_file, files
from itertools import pairwise
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray

from model.emotion import EMOTIONS, EmotionVector

BUCKETS = 1 << 17
LETTER_GROUPS = (3, 4, 5)
PAIR_WEIGHT = 0.6
LETTERS_WEIGHT = 1.4
NEGATIONS = frozenset("not never no without neither nor isn't wasn't aren't hardly".split())
NEGATED_WORDS = 3
MAX_CHARACTERS = 2000

_TOKEN = re.compile(r"[^\W_]+(?:'[^\W_]+)*|[!?]+|\.{2,}|…|[.,;:]")
_STRETCHED = re.compile(r"(\w)\1{2,}")
_APOSTROPHES = str.maketrans({"’": "'", "‘": "'", "`": "'"})


def tokens(text: str) -> list[str]:
    """Cut text into lower-case words and marks; words under a negation get a leading "~".

    >>> tokens("Not angry, just tired!")
    ['not', '~angry', ',', 'just', 'tired', '!']
    """
    folded = unicodedata.normalize("NFKC", text[:MAX_CHARACTERS]).translate(_APOSTROPHES).casefold()
    found = []
    under = 0
    for token in _TOKEN.findall(_STRETCHED.sub(r"\1\1", folded)):
        if not token[0].isalnum() or token in {"but", "just"}:
            under = 0
        found.append(f"~{token}" if under else token)
        under = NEGATED_WORDS if token in NEGATIONS else max(under - 1, 0)
    return found


def _letter_groups(word: str) -> list[str]:
    framed = f"<{word}>"
    return [
        framed[start : start + size]
        for size in LETTER_GROUPS
        for start in range(len(framed) - size + 1)
    ]


def _weighed(text: str) -> Iterator[tuple[str, float]]:
    """Yield the features of a text with their weights; "~" keeps what a negation undoes apart."""
    words = ["^", *tokens(text), "$"]
    for word, following in pairwise(words):
        yield f"{word} {following}", PAIR_WEIGHT
    for word in words[1:-1]:
        yield word, 1.0
        bare = word.removeprefix("~")
        sign = word[: len(word) - len(bare)]
        groups = _letter_groups(bare)
        for group in groups:
            yield f"{sign}#{group}", LETTERS_WEIGHT / math.sqrt(len(groups))


def features(text: str) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """Hash a text into bucket numbers and their weights, each of shape `(features,)`."""
    names, weights = zip(*_weighed(text), strict=True)
    hashes = [zlib.crc32(name.encode(errors="surrogatepass")) for name in names]
    values = np.array(weights, dtype=np.float32)
    # The root of the norm, not the norm: a longer text has a little more to say.
    return np.array(hashes, dtype=np.int64) % BUCKETS, values / np.sqrt(np.linalg.norm(values))


@dataclass(frozen=True, slots=True)
class TextToEmotion:
    """Weigh the eight emotions of a text.

    Args:
        embedding: shape `(BUCKETS, R)`, one row per hashed feature.
        mixing: shape `(R, H)`, from the few columns of the embedding to the hidden units.
        hidden_bias: shape `(H,)`.
        output: shape `(H, 9)`; the last column is neutral.
        output_bias: shape `(9,)`.
        version: names the weights, so that a change of them renders again.
    """

    embedding: NDArray[np.int8]
    mixing: NDArray[np.float32]
    hidden_bias: NDArray[np.float32]
    output: NDArray[np.float32]
    output_bias: NDArray[np.float32]
    version: str

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read the weights that `python -m model.train.emotion` wrote."""
        with np.load(path, allow_pickle=False) as arrays:
            weights = {name: arrays[name] for name in WEIGHT_NAMES}
            return cls(**weights, version=str(arrays["version"]))

    def save(self, path: Path) -> None:
        """Write what `load` reads."""
        weights = {name: getattr(self, name) for name in WEIGHT_NAMES}
        np.savez_compressed(path, version=np.array(self.version), **weights)

    @classmethod
    def from_presets(cls) -> Self:
        """Read the weights that ship with Takelane."""
        with as_file(files("presets") / "emotion" / "scratch.npz") as path:
            return cls.load(path)

    def probabilities(self, text: str) -> NDArray[np.float32]:
        """Share 1 among the eight emotions and neutral, shape `(9,)`."""
        buckets, values = features(text)
        summed = values @ self.embedding[buckets].astype(np.float32)
        hidden = np.maximum(summed @ self.mixing + self.hidden_bias, 0.0)
        logits = hidden @ self.output + self.output_bias
        shares = np.exp(logits - logits.max())
        return np.asarray(shares / shares.sum(), dtype=np.float32)

    def emotion(self, text: str) -> EmotionVector:
        """Weigh a stage direction or a line; text without a mood gives weights near zero."""
        return EmotionVector.from_values(self.probabilities(text)[: len(EMOTIONS)])


WEIGHT_NAMES = ("embedding", "mixing", "hidden_bias", "output", "output_bias")
