"""Check whole lines, from text and prompt to 16-bit samples, through the synthesizer itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import torch
from torch import Tensor

from model.emotion import NEUTRAL, EmotionVector
from model.parity.comparison import AFTER_THE_FLOW, FAR, SAME, SAMPLES, Comparison, Goldens
from model.parity.prompt import EMOTION, SPEAKER
from model.parity.telling import ended_like
from model.phrase import Phrase, Sampling
from model.synthesizer import Synthesizer
from model.text.front_end import Segment
from model.voicing import Performance

FULL_SCALE = 32767.0
USUAL_PAUSE = 0.2

GREEDY = Sampling(
    temperature=0.0, repetition_penalty=10.0, n_steps=25, cfg_scale=0.7, solver="euler"
)


@dataclass(frozen=True, slots=True)
class Line:
    """Say how a recorded line was asked for.

    Args:
        name: its arrays begin so.
        limit: most text tokens of a segment.
        stretch: of the mel over what the tokens make.
        pause: between segments, in seconds.
    """

    name: str
    emotion: EmotionVector = NEUTRAL
    emotion_prompt: str | None = None
    intensity: float = 1.0
    limit: int = 120
    stretch: float = 1.0
    pause: float = USUAL_PAUSE


LINES_2 = (
    Line("e2e_plain"),
    Line("e2e_emoaudio", emotion_prompt=EMOTION, intensity=0.6),
    Line(
        "e2e_vector",
        EmotionVector.from_values((0.0, 0.2, 0.0, 0.1, 0.0, 0.3, 0.0, 0.1)),
        intensity=0.75,
    ),
    Line("e2e_segments", limit=14, pause=0.12),
)
LINES_2_5 = (
    Line("e2e_plain"),
    Line("e2e_fast", stretch=0.8),
    Line("e2e_vector", EmotionVector.from_values((0.1, 0.0, 0.0, 0.2, 0.0, 0.0, 0.1, 0.2))),
)


@dataclass(slots=True)
class _Made:
    """Collect what a line comes to."""

    pieces: list[Tensor] = field(default_factory=list)
    results: list[Comparison] = field(default_factory=list)


def check_line(
    synthesizer: Synthesizer,
    segments: tuple[Segment, ...],
    folder: Path,
    line: Line,
    golden: Goldens,
) -> Iterator[Comparison]:
    """Perform a line, if it was recorded, from the recorded noise."""
    if not any(name.startswith(line.name) for name in golden.arrays):
        return
    mood = None if line.emotion_prompt is None else folder / line.emotion_prompt
    phrase = Phrase(
        "",
        "",
        line.emotion,
        voice_prompt=folder / SPEAKER,
        emotion_prompt=mood,
        intensity=line.intensity,
        sampling=GREEDY,
    )
    performance = synthesizer.prepare(phrase)
    yield from golden.check(f"{line.name}_emovec", performance.persona.emotion)
    made = _Made()
    for number, segment in enumerate(segments):
        alone = number == 0 and f"{line.name}_codes" in golden
        name = line.name if alone else f"{line.name}_seg{number}"
        _perform(synthesizer, segment, performance, line, name, golden, made)
        if number + 1 < len(segments):
            made.pieces.append(torch.zeros(int(synthesizer.sample_rate * line.pause)))
    yield from made.results
    wave = torch.cat([torch.zeros(0), *made.pieces]) * FULL_SCALE
    samples = wave.clamp(-FULL_SCALE - 1, FULL_SCALE).to(torch.int16)
    yield from golden.check(f"{line.name}_wav", samples, SAMPLES)


def _perform(
    synthesizer: Synthesizer,
    segment: Segment,
    performance: Performance,
    line: Line,
    name: str,
    golden: Goldens,
    made: _Made,
) -> None:
    """Perform one segment, checked step by step."""
    if f"{name}_codes" not in golden:  # the makers' code cut the line elsewhere
        made.results.append(Comparison(golden.stage, f"{name}_codes", FAR, SAME))
        return
    codes = golden[f"{name}_codes"]
    capped = replace(performance.sampling, max_tokens=codes.shape[1])
    decoded = synthesizer.decode(segment, None, replace(performance, sampling=capped))
    stop = synthesizer.networks.config.text_to_semantic.stop_token
    ended = ended_like(decoded.tokens, codes, stop)
    made.results += golden.check(f"{name}_codes", ended, SAME)
    made.results += golden.check(f"{name}_latent", decoded.latents[None])
    n_frames = synthesizer.voicing.natural_frames(decoded, line.stretch)
    noise = golden[f"{name}_z"].transpose(1, 2)
    if noise.shape[1] != performance.persona.conditioning.prompt_mel.shape[1] + n_frames:
        made.results.append(Comparison(golden.stage, f"{name}_z", FAR, SAME))
        return
    mel = synthesizer.voicing.flow(decoded, n_frames, performance, noise).transpose(1, 2)
    made.results += golden.check(f"{name}_mel", mel, AFTER_THE_FLOW)
    made.pieces.append(synthesizer.voicing.vocode(mel))
