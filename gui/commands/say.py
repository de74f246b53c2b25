"""Speak one line into a WAV file."""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path

import numpy as np

from daw_bridge.assembly import Piece, assemble
from daw_bridge.region_text import parse_emotion, require_speakable
from daw_bridge.wav import TakeInfo, write_take_wav
from model.emotion import NEUTRAL, EmotionVector
from model.phrase import Performer, Phrase


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("text", help="the words to speak")
    parser.add_argument("--out", type=Path, required=True, metavar="FILE", help="WAV to write")
    parser.add_argument("--duration", type=float, metavar="S", help="exact length in seconds")
    parser.add_argument("--emotion", metavar="NAME=WEIGHT,...", help="for example angry=0.8,sad=0.2")
    parser.add_argument("--direction", metavar="WORDS", help="for example 'quiet, furious'")
    parser.add_argument("--voice", metavar="NAME", help="an installed voice (takelane voices)")
    parser.add_argument("--voice-prompt", type=Path, metavar="WAV", help="audio of another voice")
    parser.add_argument("--emotion-prompt", type=Path, metavar="WAV", help="audio of a mood")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--sample-rate", type=int, default=48_000, metavar="HZ")
    parser.add_argument("--json", action="store_true", help="print what was made as JSON")
