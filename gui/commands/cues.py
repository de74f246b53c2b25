"""Show what Takelane understands of a project."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from daw_bridge.cue_sheet import cues_json
from daw_bridge.phrasing import Line, perform_plan
from daw_bridge.readers import read
from gui.commands.studio import studio


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("file", type=Path, metavar="FILE", help="project file, such as scene.rpp")
    parser.add_argument("--json", action="store_true", help="print everything as JSON")


def run(args: argparse.Namespace) -> None:
    """Print regions, phrases, emotions and warnings."""
    timeline = read(args.file)
    lines = perform_plan(timeline, studio())
    cues = cues_json(timeline, lines)
    if args.json:
        print(json.dumps(cues, indent=1))
        return
    for line in lines:
        print(_row(line))
    for warning in cues["warnings"]:
        print(f"takelane: {warning}", file=sys.stderr)


def _row(line: Line) -> str:
    region, text = line.region, line.text
    mood = " · ".join(_mood(phrase.emotion.as_dict()) for phrase in line.phrases)
    who = f"{text.character or '—'} [{line.voice}]"
    where = f"{region.number:4} {region.start:9.3f} {region.duration:7.3f} s"
    return f"{where}  {who:24} {text.line}  ({mood})"


def _mood(weights: dict[str, float]) -> str:
    """Name the two strongest emotions."""
    strong = sorted(weights.items(), key=lambda item: -item[1])[:2]
    return (
        ", ".join(f"{name} {weight:.2f}" for name, weight in strong if weight >= 0.05) or "neutral"
    )
