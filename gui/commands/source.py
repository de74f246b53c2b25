"""Name the file that a command reads, and read it."""

from __future__ import annotations

import argparse
from pathlib import Path

from daw_bridge.exchange.clock_text import parse_rate
from daw_bridge.readers import read
from daw_bridge.time_code import RATES
from daw_bridge.timeline import Timeline


def add_source_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the file and what it may leave open."""
    parser.add_argument(
        "file", type=Path, metavar="FILE", help="project or cue list, such as scene.rpp or cues.csv"
    )
    parser.add_argument(
        "--fps",
        metavar="RATE",
        help=f"frame rate of the time code in a cue list: {', '.join(RATES)}",
    )


def read_source(args: argparse.Namespace) -> Timeline:
    """Read the file.

    Raises:
        ProjectError: it cannot be read, or the frame rate is none.
    """
    return read(args.file, None if args.fps is None else parse_rate(args.fps))
