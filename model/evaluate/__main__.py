"""Print every figure of the scratch voice as one table: `python -m model.evaluate`."""

from __future__ import annotations

import argparse
import os
import platform
import shutil
from collections.abc import Callable
from functools import cached_property
from pathlib import Path

import numpy as np
import torch
from tqdm import tqdm

from model import engines
from model.delivery import PRECISIONS
from model.evaluate import expression, report, suites
from model.evaluate.commands import commands
from model.evaluate.metrics import Figure
from model.evaluate.recognizer import Recognizer
from model.phrase import Waveform
from model.synthesizer import Synthesizer
from model.text_to_emotion import TextToEmotion
from model.train.cast import SPEAKERS
from model.train.emotion import corpus
from model.train.teacher import SAMPLE_RATE, speak

LINES = Path(__file__).with_name("lines.txt")
TEACHERS = {speaker.name: speaker.teacher for speaker in SPEAKERS}
N_EMOTION_LINES = 20
N_VOICE_LINES = 3
N_VOICES = 6
N_SPEED_LINES = 10


class Bench:
    """Give each suite its parts; the checkpoint is loaded when the first suite needs it."""

    def __init__(self, options: argparse.Namespace) -> None:
        self._options = options
        self._lines = LINES.read_text(encoding="utf-8").splitlines()[: options.lines]
        self.notes: list[str] = []

    @cached_property
    def performer(self) -> Synthesizer:
        """Load the checkpoint."""
        folder = self._options.folder or engines.folder(engines.SHIPPED)
        return Synthesizer.from_folder(folder, precision=self._options.precision)

    @cached_property
    def voice(self) -> str:
        """Name the measured voice.

        Raises:
            ValueError: it is not installed.
        """
        known = self.performer.voices
        voice = str(self._options.voice or known[0])
        if voice not in known:
            raise ValueError(f"there is no voice {voice!r}; installed are {', '.join(known)}")
        return voice

    def about(self) -> dict[str, object]:
        """Say how it was measured."""
        options = self._options
        loaded = "performer" in self.__dict__
        return {
            "engine": self.performer.version if loaded else None,
            "voice": self.voice if loaded else None,
            "lines": len(self._lines),
            "seed": options.seed,
            "threads": options.threads,
            "machine": f"{platform.machine()}, {os.cpu_count()} cores",
        }

    def intelligibility(self) -> list[Figure]:
        """Listen to the voice and to its teacher."""
        teacher: suites.Teacher | None = self._teach
        if self.voice not in TEACHERS or shutil.which("flite") is None:
            teacher = None
            self.notes.append(
                f"Left out: the teacher of {self.voice}. It takes a voice of the scratch engine "
                "and flite (apt-get install flite)."
            )
        hear = Recognizer().transcribe
        return suites.intelligibility(self.performer, self._lines, self.voice, hear, teacher)

    def _teach(self, text: str) -> tuple[Waveform, int]:
        return speak(text, TEACHERS[self.voice]).waveform.astype(np.float32), SAMPLE_RATE

    def duration(self) -> list[Figure]:
        """Ask for random durations."""
        n, seed = self._options.durations, self._options.seed
        return suites.duration(self.performer, self._lines, self.voice, n, seed)

    def emotion(self) -> list[Figure]:
        """Compare emotions."""
        return expression.emotion(self.performer, self._lines[:N_EMOTION_LINES], self.voice)

    def voices(self) -> list[Figure]:
        """Compare the first voices."""
        names = self.performer.voices[:N_VOICES]
        return expression.voices(self.performer, self._lines[:N_VOICE_LINES], names)

    def speed(self) -> list[Figure]:
        """Time a few lines."""
        lines, threads = self._lines[:N_SPEED_LINES], self._options.threads
        return suites.speed(self.performer, lines, self.voice, threads)

    def commands(self) -> list[Figure]:
        """Time what ships, as it ships."""
        return commands()

    def text_to_emotion(self) -> list[Figure]:
        """Read the held-out texts."""
        splits = corpus.split(corpus.read())
        held_out = {name: splits[name] for name in corpus.HELD_OUT}
        return suites.text_to_emotion(TextToEmotion.from_presets(), held_out)


SUITES: dict[str, Callable[[Bench], list[Figure]]] = {
    "intelligibility": Bench.intelligibility,
    "duration": Bench.duration,
    "emotion": Bench.emotion,
    "voices": Bench.voices,
    "speed": Bench.speed,
    "commands": Bench.commands,
    "text_to_emotion": Bench.text_to_emotion,
}


def main() -> None:
    """Run the suites that are asked for, all of them without a choice."""
    parser = _parser()
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    bench = Bench(options)
    figures: list[Figure] = []
    try:
        for name in tqdm(options.suite or SUITES, desc="suites"):
            figures += SUITES[name](bench)
    except ValueError as error:
        parser.error(str(error))
    if options.json:
        print(report.as_json(figures, bench.about(), bench.notes))
        return
    print(", ".join(f"{key} {value}" for key, value in bench.about().items() if value is not None))
    print(report.table(figures, bench.notes))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m model.evaluate", description=__doc__)
    parser.add_argument(
        "--suite", nargs="+", action="extend", choices=list(SUITES), help="default: all"
    )
    parser.add_argument("--folder", type=Path, help="another checkpoint than the one that ships")
    parser.add_argument("--precision", choices=PRECISIONS, help="default: as usual")
    parser.add_argument("--voice", help="default: the first that is installed")
    parser.add_argument("--lines", type=_count, default=40, help="how many of the forty")
    parser.add_argument("--durations", type=_count, default=200, help="how many random ones")
    parser.add_argument("--seed", type=int, default=1, help="of the random durations")
    parser.add_argument("--threads", type=_count, default=os.cpu_count(), help="processor cores")
    parser.add_argument("--json", action="store_true", help="JSON instead of a table")
    return parser


def _count(text: str) -> int:
    number = int(text)
    if number < 1:
        raise ValueError(f"{number} is not a count")
    return number


if __name__ == "__main__":
    main()
