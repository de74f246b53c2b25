"""Hear what was said with an independent recogniser: pocketsphinx, whose model is in its wheel."""

from __future__ import annotations

import re

import numpy as np
from pocketsphinx import Decoder

from model.audio import resample
from model.phrase import Waveform

SAMPLE_RATE = 16_000
PADDING = 0.2
"""Seconds of near silence on either side; the recogniser needs a start."""

NOISE = 1e-4


class Recognizer:
    """Transcribe speech freely, without knowing the text."""

    def __init__(self) -> None:
        self._decoder = Decoder(samprate=SAMPLE_RATE, loglevel="FATAL")

    def transcribe(self, waveform: Waveform, sample_rate: int) -> str:
        """Give the words heard in a waveform `(N,)`, lower case."""
        pad = np.zeros(round(PADDING * SAMPLE_RATE), np.float32)
        padded = np.concatenate([pad, resample(waveform, sample_rate, SAMPLE_RATE), pad])
        padded = padded + NOISE * np.random.default_rng(0).standard_normal(len(padded))
        samples = (np.clip(padded, -1, 1) * 32767).astype("<i2").tobytes()
        self._decoder.start_utt()
        self._decoder.process_raw(samples, full_utt=True)
        self._decoder.end_utt()
        heard = self._decoder.hyp()
        return re.sub(r"\(\d\)", "", heard.hypstr) if heard else ""
