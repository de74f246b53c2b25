"""Tell the emotion of a stage direction or a line."""

from __future__ import annotations

import argparse
import json

from daw_bridge.region_text import is_speakable
from gui.studio import emotion_reader
from model import engines


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("text", help="for example 'quiet, furious'")
    parser.add_argument(
        "--engine", default=engines.SHIPPED, metavar="NAME", help="whose text-to-emotion model"
    )
    parser.add_argument("--json", action="store_true", help="print the eight numbers as JSON")


def run(args: argparse.Namespace) -> None:
    """Print the eight weights."""
    if not is_speakable(args.text):
        raise ValueError("there are no words to read an emotion from")
    weights = emotion_reader(args.engine)(args.text).as_dict()
    if args.json:
        print(json.dumps({name: round(weight, 4) for name, weight in weights.items()}))
        return
    for name, weight in weights.items():
        print(f"{name:12} {weight:5.2f} {'█' * round(weight * 40)}")
