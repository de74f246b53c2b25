"""Speak one line into a WAV file."""

from __future__ import annotations

import argparse
import json
import math
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from daw_bridge.assembly import SpokenPhrase, assemble
from daw_bridge.mood import parse_emotion, performed_emotion
from daw_bridge.phrase_time import SHORTEST
from daw_bridge.region_text import is_speakable
from daw_bridge.timeline import ProjectError
from daw_bridge.wav import TakeInfo, write_take_wav
from gui.commands import engine
from gui.commands.studio import emotion_reader, named_emotions
from model.emotion import NEUTRAL, EmotionVector
from model.phrase import AudioChunk, Performer, Phrase, Waveform

LOWEST_RATE, HIGHEST_RATE = 8_000, 192_000
LONGEST = 60.0
"""Seconds that one line may take; a region may be longer, since it is spoken phrase by phrase."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("text", help="the words to speak")
    parser.add_argument("--out", type=Path, required=True, metavar="FILE", help="WAV to write")
    parser.add_argument("--duration", type=float, metavar="S", help="exact length in seconds")
    parser.add_argument("--emotion", metavar="NAME=WEIGHT,...", help="such as angry=0.8,sad=0.2")
    parser.add_argument("--direction", metavar="WORDS", help="such as 'quiet, furious'")
    parser.add_argument(
        "--intensity", type=float, default=1.0, metavar="X", help="of the mood, 0 to 1 (default)"
    )
    parser.add_argument("--voice", metavar="NAME", help="an installed voice (takelane voices)")
    parser.add_argument("--voice-prompt", type=Path, metavar="WAV", help="audio of another voice")
    parser.add_argument("--emotion-prompt", type=Path, metavar="WAV", help="audio of a mood")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--sample-rate", type=int, default=48_000, metavar="HZ")
    engine.add_engine_arguments(parser)
    parser.add_argument("--json", action="store_true", help="print what was made as JSON")


@dataclass(frozen=True, slots=True)
class Spoken:
    """Hold a performed phrase: its waveform `(N,)` and its last chunk, which has the counts."""

    waveform: Waveform
    last: AudioChunk


def run(args: argparse.Namespace) -> None:
    """Check everything, speak, write the file, print where it is."""
    _check(args)
    emotion = _emotion(args)
    started = time.monotonic()
    performer = engine.load(args)
    phrase = _phrase(args, performer, emotion)
    spoken = _perform(performer, phrase)
    duration = phrase.duration or len(spoken.waveform) / performer.sample_rate
    piece = SpokenPhrase(0.0, duration, spoken.waveform, performer.sample_rate)
    waveform = assemble(0.0, duration, args.sample_rate, [piece])
    info = TakeInfo(0.0, args.out.stem, "1", args.text, args.direction or "", voice=phrase.voice)
    write_take_wav(args.out, waveform, args.sample_rate, info)
    _report(args, phrase, spoken, len(waveform), time.monotonic() - started)


def _check(args: argparse.Namespace) -> None:
    if not is_speakable(args.text):
        raise ProjectError("there are no words to speak; give a text with letters or digits")
    if args.duration is not None and not (SHORTEST <= args.duration <= LONGEST):
        raise ProjectError(
            f"a duration lies between {SHORTEST} and {LONGEST:.0f} seconds, not {args.duration}"
            if math.isfinite(args.duration)
            else "the duration is not a number of seconds"
        )
    if not LOWEST_RATE <= args.sample_rate <= HIGHEST_RATE:
        raise ProjectError(
            f"a sample rate lies between {LOWEST_RATE} and {HIGHEST_RATE} Hz, "
            f"not {args.sample_rate}"
        )
    if not 0.0 <= args.intensity <= 1.0:
        raise ProjectError(f"an intensity lies between 0 and 1, not {args.intensity}")
    for prompt in (args.voice_prompt, args.emotion_prompt):
        if prompt is not None and not prompt.is_file():
            raise ProjectError(f"there is no audio file {prompt}")
    if args.out.is_dir() or not args.out.resolve().parent.is_dir():
        raise ProjectError(f"{args.out} cannot be written; name a WAV file in an existing folder")


def _emotion(args: argparse.Namespace) -> EmotionVector:
    """Mix weights and direction by the same rule as in a project."""
    weights = parse_emotion(args.emotion, named_emotions()) if args.emotion else NEUTRAL
    words = emotion_reader(args.engine)(args.direction) if args.direction else None
    return performed_emotion(weights, words, None)


def _phrase(args: argparse.Namespace, performer: Performer, emotion: EmotionVector) -> Phrase:
    voice = args.voice or performer.voices[0]
    if voice not in performer.voices:
        known = ", ".join(performer.voices)
        raise ProjectError(f"there is no voice {voice!r}; the installed ones are {known}")
    return Phrase(
        text=args.text,
        voice=voice,
        emotion=emotion,
        # Without a duration the line takes its natural length.
        duration=args.duration or performer.natural_duration(args.text, voice),
        seed=args.seed,
        voice_prompt=args.voice_prompt,
        emotion_prompt=args.emotion_prompt,
        intensity=args.intensity,
    )


def _perform(performer: Performer, phrase: Phrase) -> Spoken:
    chunks = list(performer.synthesize(phrase))
    return Spoken(np.concatenate([chunk.waveform for chunk in chunks]), chunks[-1])


def _report(
    args: argparse.Namespace, phrase: Phrase, spoken: Spoken, n_samples: int, seconds: float
) -> None:
    if not args.json:
        print(f"{args.out}  {n_samples / args.sample_rate:.3f} s  {phrase.voice}")
        return
    made = {
        "file": str(args.out),
        "sample_rate": args.sample_rate,
        "samples": n_samples,
        "seed": phrase.seed,
        "voice": phrase.voice,
        "emotion": phrase.emotion.as_dict(),
        "tokens_asked": spoken.last.tokens_asked,
        "tokens_made": spoken.last.tokens_made,
        "steered": spoken.last.steered,
        "seconds": round(seconds, 3),
    }
    print(json.dumps(made, indent=1))
