"""Speak one line into a WAV file."""

from __future__ import annotations

import argparse
import json
import math
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path

import numpy as np

from daw_bridge.assembly import SpokenPhrase, assemble
from daw_bridge.finished_wav import Levels, write_finished_wav
from daw_bridge.level import LevelWords
from daw_bridge.mood import parse_emotion, performed_emotion
from daw_bridge.phrase_split import split_phrases
from daw_bridge.phrase_time import SHORTEST, PhraseSpan, natural_length, phrase_spans
from daw_bridge.phrasing import tight
from daw_bridge.preflight import check_folder, check_seed
from daw_bridge.region_text import is_speakable
from daw_bridge.timeline import ProjectError
from daw_bridge.wav import TakeInfo
from gui.commands import engine
from gui.commands.finish import add_finish_arguments, finish_of, shortfall_sentence
from gui.engine import only_near
from gui.studio import emotion_reader, known_voices, named_emotions, own_voices
from model.emotion import NEUTRAL, EmotionVector
from model.phrase import AudioChunk, Phrase, Waveform
from model.prompt_audio import SCRATCH_SECONDS, read_prompt

LOWEST_RATE, HIGHEST_RATE = 8_000, 192_000
LONGEST = 60.0
"""Seconds that one line may take; what is longer belongs into regions."""


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
    parser.add_argument("--voice", metavar="NAME", help="a voice of the list (takelane voices)")
    parser.add_argument("--voice-prompt", type=Path, metavar="WAV", help="audio of another voice")
    parser.add_argument("--emotion-prompt", type=Path, metavar="WAV", help="audio of a mood")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--sample-rate", type=int, default=48_000, metavar="HZ")
    add_finish_arguments(parser)
    engine.add_engine_arguments(parser)
    parser.add_argument("--json", action="store_true", help="print what was made as JSON")


def run(args: argparse.Namespace) -> None:
    """Check everything, speak, write the file, print where it is."""
    _check(args)
    finish = finish_of(args).of(LevelWords.from_presets().level(args.direction or ""))
    emotion = _emotion(args)
    started = time.monotonic()
    voice, prompt = _speaker(args)
    performer = engine.load(args)
    _tell_likeness(args, voice, prompt)

    def seconds(words: str) -> float:
        return performer.natural_duration(words, voice, prompt)

    phrases = _phrases(args, seconds, emotion, voice, prompt)
    _tell_tight(seconds, [span for span, _ in phrases])
    chunks = [list(performer.synthesize(phrase)) for _, phrase in phrases]
    pieces = [
        SpokenPhrase(span.start, span.end, _joined(spoken), performer.sample_rate)
        for (span, _), spoken in zip(phrases, chunks, strict=True)
    ]
    waveform = assemble(0.0, pieces[-1].end, args.sample_rate, pieces)
    info = TakeInfo(
        0.0, args.out.stem, "1", args.text, args.direction or "", voice=_whose(args, voice)
    )
    levels = write_finished_wav(args.out, waveform, args.sample_rate, info, finish, args.seed)
    if sentence := shortfall_sentence(str(args.out), finish, levels.loudness):
        print(f"takelane: {sentence}", file=sys.stderr)
    lasts = [spoken[-1] for spoken in chunks]
    _report(args, phrases[0][1], lasts, len(waveform), levels, time.monotonic() - started)


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
        if prompt is not None:
            read_prompt(prompt, SCRATCH_SECONDS)
    if args.out.is_dir() or not args.out.resolve().parent.is_dir():
        raise ProjectError(f"{args.out} cannot be written; name a WAV file in an existing folder")
    check_folder(args.out.resolve().parent)
    check_seed(args.seed)


def _emotion(args: argparse.Namespace) -> EmotionVector:
    """Mix weights and direction by the same rule as in a project."""
    weights = parse_emotion(args.emotion, named_emotions()) if args.emotion is not None else NEUTRAL
    words = emotion_reader(args.engine)(args.direction) if args.direction else None
    return performed_emotion(weights, words)


def _speaker(args: argparse.Namespace) -> tuple[str, Path | None]:
    """Find who is meant, and the recording of the voice where the user brought one."""
    known = known_voices(args.engine, own_voices())
    wanted = args.voice or known.installed[0]
    if nobody := known.problem(wanted):
        raise ProjectError(nobody)
    voice, own = known.meant(wanted)
    return voice, args.voice_prompt or (own.prompt if own else None)


def _whose(args: argparse.Namespace, voice: str) -> str:
    """Name who is heard: the recording that was given, or the voice."""
    return args.voice_prompt.name if args.voice_prompt else voice


def _tell_likeness(args: argparse.Namespace, voice: str, prompt: Path | None) -> None:
    if prompt is not None and (near := only_near(args.engine, [_whose(args, voice)])):
        print(f"takelane: {near}", file=sys.stderr)


def _tell_tight(seconds: Callable[[str], float], spans: Sequence[PhraseSpan]) -> None:
    for span in spans:
        if what := tight(span.text, span.duration, seconds(span.text)):
            print(f"takelane: there are {what}", file=sys.stderr)


def _phrases(
    args: argparse.Namespace,
    seconds: Callable[[str], float],
    emotion: EmotionVector,
    voice: str,
    prompt: Path | None,
) -> list[tuple[PhraseSpan, Phrase]]:
    """Split and time the text as in a project; without a duration it takes its natural length."""
    texts = split_phrases(args.text)
    end = args.duration or natural_length(texts, seconds)

    def phrase(span: PhraseSpan) -> Phrase:
        return Phrase(
            text=span.text,
            voice=voice,
            emotion=emotion,
            duration=span.duration,
            seed=args.seed,
            voice_prompt=prompt,
            emotion_prompt=args.emotion_prompt,
            intensity=args.intensity,
        )

    return [(span, phrase(span)) for span in phrase_spans(texts, 0.0, end, seconds)]


def _joined(chunks: Sequence[AudioChunk]) -> Waveform:
    return np.concatenate([chunk.waveform for chunk in chunks])


def _report(
    args: argparse.Namespace,
    first: Phrase,
    lasts: Sequence[AudioChunk],
    n_samples: int,
    levels: Levels,
    seconds: float,
) -> None:
    """Tell what was made; the last chunk of every phrase has its counts."""
    if not args.json:
        print(f"{args.out}  {n_samples / args.sample_rate:.3f} s  {_whose(args, first.voice)}")
        return
    asked = [last.tokens_asked for last in lasts]
    made = {
        "file": str(args.out),
        "sample_rate": args.sample_rate,
        "samples": n_samples,
        "seed": first.seed,
        "voice": _whose(args, first.voice),
        "emotion": first.emotion.as_dict(),
        "tokens_asked": None if None in asked else sum(count or 0 for count in asked),
        "tokens_made": sum(last.tokens_made for last in lasts),
        "steered": sum(last.steered for last in lasts),
        "paces": [round(last.pace, 3) for last in lasts],
        "stretches": [round(last.stretch, 4) for last in lasts],
        **asdict(levels),
        "seconds": round(seconds, 3),
    }
    print(json.dumps(made, indent=1))
