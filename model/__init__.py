"""Turn text, a voice and an emotion into speech of an exact length; this loads no torch."""

from model.emotion import EMOTIONS, NEUTRAL, EmotionVector
from model.phrase import AudioChunk, Performer, Phrase, Sampling, Waveform

__all__ = [
    "EMOTIONS",
    "NEUTRAL",
    "AudioChunk",
    "EmotionVector",
    "Performer",
    "Phrase",
    "Sampling",
    "Waveform",
]
