"""Print every figure of the scratch voice as one table: `python -m model.evaluate`."""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
from collections.abc import Callable
from dataclasses import asdict
from functools import partial
from pathlib import Path

import numpy as np
from tqdm import tqdm

from model.evaluate import suites
from model.evaluate.metrics import Figure
from model.evaluate.recognizer import Recognizer
from model.phrase import Waveform
from model.synthesizer import Synthesizer
from model.train.teacher import SAMPLE_RATE, speak

LINES = Path(__file__).with_name("lines.txt")
TEACHER = "rms"
"""The flite voice that the default voice learned from."""

N_DURATIONS = 200
N_EMOTION_LINES = 20
N_VOICE_LINES = 3
VOICES = 6


def main() -> None:
    """Run the suites that are asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--suite", action="append", help="words, length, emotion, voices or speed")
    parser.add_argument("--folder", type=Path, help="another checkpoint than the one that ships")
    parser.add_argument("--voice", help="default: the first")
    parser.add_argument("--lines", type=int, default=40)
    parser.add_argument("--durations", type=int, default=N_DURATIONS)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    figures: list[Figure] = []
    table = _suites(args)
    for name in tqdm(args.suite or table, desc="suites"):
        figures += table[name]()
    if args.json:
        print(json.dumps([asdict(figure) for figure in figures], indent=1))
        return
    print(f"{platform.processor() or platform.machine()}, {os.cpu_count()} cores")
    for figure in figures:
        print(row(figure))


def _suites(args: argparse.Namespace) -> dict[str, Callable[[], list[Figure]]]:
    performer = (
        Synthesizer.from_presets(threads=args.threads)
        if args.folder is None
        else Synthesizer.from_folder(args.folder)
    )
    voice = args.voice or performer.voices[0]
    lines = LINES.read_text().splitlines()[: args.lines]
    teacher = _teach if shutil.which("flite") else None
    hear = Recognizer().transcribe
    return {
        "words": partial(suites.intelligibility, performer, lines, voice, hear, teacher),
        "length": partial(suites.length, performer, lines, voice, args.durations, args.seed),
        "emotion": partial(suites.emotion, performer, lines[:N_EMOTION_LINES], voice),
        "voices": partial(
            suites.voices, performer, lines[:N_VOICE_LINES], performer.voices[:VOICES]
        ),
        "speed": partial(suites.speed, performer, lines[:10], voice),
    }


def _teach(text: str) -> tuple[Waveform, int]:
    return speak(text, TEACHER).waveform.astype(np.float32), SAMPLE_RATE


def row(figure: Figure) -> str:
    """Give one line of the table."""
    bounds = "" if figure.low is None else f"  [{figure.low:.1f}, {figure.high:.1f}]"
    value = f"{figure.value:8.2f} {figure.unit:7}"
    return f"{figure.suite:9} {figure.name:40} {value} n={figure.n}{bounds}"


if __name__ == "__main__":
    main()
