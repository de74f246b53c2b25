"""Say what the model performs and what it gives back: Phrase in, AudioChunks out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol, get_args

import numpy as np
from numpy.typing import NDArray

from model.emotion import NEUTRAL, EmotionVector

Waveform = NDArray[np.float32]
"""Mono audio, float32 in [-1, 1], shape `(N,)`."""


SolverName = Literal["euler", "adams"]
SOLVER_NAMES: tuple[SolverName, ...] = get_args(SolverName)


@dataclass(frozen=True, slots=True)
class Sampling:
    """Set how the model draws: the knobs of text-to-semantic and of the flow.

    Args:
        temperature: 0 takes the likeliest token, or the likeliest reading among `n_beams`.
        n_beams: readings followed side by side; the likeliest is kept.
        max_tokens: in free mode, where a reading that does not end by itself is cut.
        n_steps: of the flow.
        cfg_scale: how firmly the flow is guided; 0 is not at all.
        solver: how the flow is followed.
    """

    temperature: float = 0.8
    top_k: int = 30
    top_p: float = 0.8
    repetition_penalty: float = 1.0
    n_steps: int = 10
    cfg_scale: float = 0.7
    solver: SolverName = "adams"
    n_beams: int = 1
    max_tokens: int = 1500

    def __post_init__(self) -> None:
        if min(self.top_k, self.n_beams, self.max_tokens) < 1:
            raise ValueError("top_k, n_beams and max_tokens must be at least 1")
        if self.n_steps < 1 or self.solver not in SOLVER_NAMES:
            raise ValueError(f"no flow in {self.n_steps} steps of {self.solver!r}")


@dataclass(frozen=True, slots=True)
class Phrase:
    """Ask for one performance: everything the synthesizer needs is a field here.

    Args:
        text: the words, without character name, direction or tags.
        voice: name of an installed voice; `voice_prompt`, if given, replaces its timbre.
        emotion: the eight weights; all zero is neutral.
        duration: exact length in seconds, or None for the natural length.
        emotion_prompt: audio whose mood is taken over, blended with `emotion`.
        intensity: how much of `emotion` and `emotion_prompt` is performed, from 0 to 1.
        sampling: None for what the engine is used with.
    """

    text: str
    voice: str
    emotion: EmotionVector = NEUTRAL
    duration: float | None = None
    seed: int = 0
    voice_prompt: Path | None = None
    emotion_prompt: Path | None = None
    intensity: float = 1.0
    sampling: Sampling | None = None


@dataclass(frozen=True, slots=True)
class AudioChunk:
    """Carry one piece of waveform as it is produced, and the counts known so far.

    Args:
        waveform: shape `(N,)`, float32.
        sample_rate: of the waveform, in hertz.
        tokens_asked: semantic tokens the duration asks for; None in free mode.
        tokens_made: semantic tokens made for the whole phrase.
        steered: at how many tokens decoding closed the model's own first choice, so that the count
            is kept and no word is lost.
        pace: asked length over natural length of the words; 1 in free mode.
        stretch: what the length regulator added to the tokens' own length, as a factor.
    """

    waveform: Waveform
    sample_rate: int
    tokens_asked: int | None = None
    tokens_made: int = 0
    steered: int = 0
    pace: float = 1.0
    stretch: float = 1.0


@dataclass(frozen=True, slots=True)
class Candidate:
    """Hold one way to speak some phrases, decided but not yet heard.

    Args:
        seed: that it was drawn with.
        fit: mean log-probability of its tokens, had nobody steered them; the higher, the more
            naturally the words fall into their time.
        speak: gives the chunks of the phrase with an index.
    """

    seed: int
    fit: float
    speak: Callable[[int], Iterator[AudioChunk]]


class Performer(Protocol):
    """Perform phrases; `model.synthesizer.Synthesizer` is one, a test's fake another."""

    @property
    def version(self) -> str:
        """Name engine and checkpoint, so that a change of either renders again."""

    @property
    def sample_rate(self) -> int:
        """Give the rate of the chunks in hertz."""

    @property
    def voices(self) -> tuple[str, ...]:
        """List the installed voices; the first is the default."""

    def natural_duration(self, text: str, voice: str, prompt: Path | None = None) -> float:
        """Estimate how long the words take when nobody hurries them, in seconds.

        With a prompt, its recording tells who speaks, in place of the voice's own.

        Raises:
            ValueError: nothing to speak, an unknown voice, or a prompt that is no speech.
        """

    def synthesize(self, phrase: Phrase) -> Iterator[AudioChunk]:
        """Yield the phrase as chunks whose lengths add up to its duration exactly."""

    def candidates(self, phrases: Sequence[Phrase], seeds: Sequence[int]) -> list[Candidate]:
        """Draw a candidate for every seed, side by side; the one that fits best comes first."""
