"""Show what Takelane understands of a project, or export it as a cue list."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from daw_bridge.cue_sheet import cues_json
from daw_bridge.level import Level
from daw_bridge.phrasing import Line, perform_plan
from daw_bridge.writers import WRITERS, write
from gui.clock import Clock
from gui.commands.source import add_source_arguments, read_source
from gui.studio import own_voices, studio


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    add_source_arguments(parser)
    parser.add_argument("--json", action="store_true", help="print everything as JSON")
    parser.add_argument(
        "--export",
        type=Path,
        metavar="OUT",
        help=f"write the lines as another kind of file, by its ending: {', '.join(WRITERS)}",
    )
    parser.add_argument("--force", action="store_true", help="replace OUT if it is there")


def run(args: argparse.Namespace) -> None:
    """Print regions, phrases, emotions and warnings, and export what was asked for."""
    timeline = read_source(args)
    lines = perform_plan(timeline, studio(own=own_voices()))
    if args.export is not None:
        write(timeline, args.export, force=args.force)
        print(f"lines exported to {args.export}: {len(lines)}", file=sys.stderr)
    cues = cues_json(timeline, lines)
    if args.json:
        print(json.dumps(cues, indent=1))
        return
    clock = Clock(timeline.time_base)
    for line in lines:
        print(_row(line, clock))
    for warning in cues["warnings"]:
        print(f"takelane: {warning}", file=sys.stderr)


def _row(line: Line, clock: Clock) -> str:
    region, text = line.region, line.text
    mood = " · ".join(_mood(phrase.emotion.as_dict()) for phrase in line.phrases)
    who = f"{text.character or '—'} [{line.voice}]"
    where = f"{region.number:4} {clock.text(region.start):>12} {region.duration:7.3f} s"
    level = "" if line.level is Level.NORMAL else f", {line.level}"
    return f"{where}  {who:24} {text.line}  ({mood}{level})"


def _mood(weights: dict[str, float]) -> str:
    """Name the two strongest emotions."""
    strong = sorted(weights.items(), key=lambda item: -item[1])[:2]
    return (
        ", ".join(f"{name} {weight:.2f}" for name, weight in strong if weight >= 0.05) or "neutral"
    )
