"""Let commands be told how takes are written."""

from __future__ import annotations

import argparse
from collections.abc import Mapping

from daw_bridge.finish import RANGES, Finish, TakeFinish
from daw_bridge.name_pattern import FIELDS, USUAL_PATTERN
from daw_bridge.sample_format import FORMATS
from daw_bridge.timeline import ProjectError

_USUAL = Finish()
_LEVELS: Mapping[str, str] = {
    "loudness": "bring every take to this loudness (default: as spoken)",
    "ceiling": f"true peak of such a take, at most (default: {_USUAL.ceiling:g})",
    "whisper": f"of whispered takes, below the loudness (default: {_USUAL.whisper:g})",
    "shout": f"of shouted takes, above the loudness (default: {_USUAL.shout:g})",
}
"""Options that are numbers of a `Finish`, and what they say."""


def add_finish_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    for name, about in _LEVELS.items():
        *_, unit = RANGES[name]
        parser.add_argument(f"--{name}", type=float, metavar=unit.upper(), help=about)
    parser.add_argument(
        "--bit-depth",
        type=int,
        default=_USUAL.bit_depth,
        metavar="BITS",
        help=f"{', '.join(map(str, FORMATS))}; 32 is floating point (default: %(default)s)",
    )


def add_name_argument(parser: argparse.ArgumentParser) -> None:
    """Declare the argument that names the files of takes."""
    parser.add_argument(
        "--name",
        default=USUAL_PATTERN,
        metavar="PATTERN",
        help=f"of take files, with the fields {', '.join(FIELDS)} (default: %(default)s)",
    )


def finish_of(args: argparse.Namespace) -> Finish:
    """Give what the arguments ask for.

    Raises:
        ProjectError: a value is out of its range, or would do nothing.
    """
    asked = {name: getattr(args, name) for name in _LEVELS if getattr(args, name) is not None}
    if asked and "loudness" not in asked:
        raise ProjectError(f"--{next(iter(asked))} holds for takes brought to a --loudness; say it")
    name = getattr(args, "name", USUAL_PATTERN)
    return Finish(bit_depth=args.bit_depth, name=name, **asked)


def shortfall_sentence(file: str, finish: TakeFinish, loudness: float | None) -> str:
    """Say that a take stays below its target; empty where it does not."""
    short = finish.shortfall(loudness)
    if not short:
        return ""
    return (
        f"{file} stays {short:g} LU below {finish.target:g} LUFS: its peaks are at the ceiling "
        f"of {finish.ceiling:g} dBTP"
    )
