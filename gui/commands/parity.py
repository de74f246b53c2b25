"""Hold an official checkpoint against the recorded outputs that lie beside it."""

from __future__ import annotations

import argparse
import json
import math
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from model.parity.comparison import Comparison


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument(
        "folder", type=Path, help="a checkpoint in the official layout, with goldens"
    )
    parser.add_argument(
        "--delivery", default="official", help="load it as this delivery does (default: official)"
    )
    parser.add_argument("--json", action="store_true", help="print the comparisons as JSON")


def run(args: argparse.Namespace) -> int:
    """Compare every stage; give 0 only when all of them hold."""
    if not args.folder.is_dir():
        raise ValueError(f"{args.folder} is not a folder")
    from model.parity.recording import Recording  # torch takes a second; bad input is told before
    from model.parity.run import run as compare

    recording = Recording.of(args.folder)
    found: list[Comparison] = []
    try:
        for comparison in compare(recording, args.delivery):
            found.append(comparison)
            print(f"\r{len(found)} arrays", end="", file=sys.stderr)
    finally:
        print(file=sys.stderr)
    whole = bool(found) and all(comparison.ok for comparison in found)
    print(
        json.dumps({"stages": [_row(c) for c in found], "ok": whole})
        if args.json
        else _table(found)
    )
    for stage, array in recording.left_out():
        print(f"{stage} {array}: not compared", file=sys.stderr)
    return 0 if whole else 1


def _row(comparison: Comparison) -> dict[str, object]:
    gap = comparison.max_abs
    return {
        "stage": comparison.stage,
        "array": comparison.array,
        "max_abs": gap if math.isfinite(gap) else None,
        "threshold": comparison.threshold,
        "ok": comparison.ok,
    }


def _table(found: Sequence[Comparison]) -> str:
    rows = [
        f"{'ok' if c.ok else 'FAR':4} {c.stage:18} {c.array:32} {c.max_abs:9.2e} <= {c.threshold:g}"
        for c in found
    ]
    held = sum(comparison.ok for comparison in found)
    return "\n".join([*rows, f"{held} of {len(found)} arrays hold"])
