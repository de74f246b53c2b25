"""Speak the regions of a project and put the takes into a new project."""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from tqdm import tqdm

from daw_bridge.phrasing import perform_plan, select_lines
from daw_bridge.placement import Placer
from daw_bridge.preflight import check_folder, check_lines
from daw_bridge.readers import PLACERS
from daw_bridge.render import RenderResult, render
from daw_bridge.render_events import RenderEvent, TakeFinished, TakeStarted
from daw_bridge.render_options import RenderOptions
from daw_bridge.take_library import FILE_NAME, TakeRecord
from daw_bridge.timeline import ProjectError, Timeline
from gui.commands import engine
from gui.commands.finish import (
    add_finish_arguments,
    add_name_argument,
    finish_of,
    shortfall_sentence,
)
from gui.commands.source import add_source_arguments, read_source
from gui.engine import only_near
from gui.studio import own_voices, studio

_STEP = 0.1
"""LU that shortfalls are rounded to."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    add_source_arguments(parser)
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="folder for takes")
    parser.add_argument(
        "--select",
        nargs="+",
        default=["all"],
        metavar="WHAT",
        help="all, selected, or names, numbers, characters or ids of regions",
    )
    parser.add_argument("--voice", metavar="NAME", help="speak every line with this voice")
    parser.add_argument("--takes", type=int, default=1, metavar="N", help="takes of every line")
    parser.add_argument("--seed", type=int, default=0, help="of the first take")
    parser.add_argument("--sample-rate", type=int, metavar="HZ", help="default: the project's")
    parser.add_argument("--force", action="store_true", help="render what has not changed too")
    add_finish_arguments(parser)
    add_name_argument(parser)
    engine.add_engine_arguments(parser)
    parser.add_argument("--json", action="store_true", help="print the takes as JSON")


def run(args: argparse.Namespace) -> None:
    """Plan, check, render, and print where takes and project are."""
    finish = finish_of(args)
    timeline = read_source(args)
    parts = studio(args.voice, args.engine, own_voices())
    lines = select_lines(perform_plan(timeline, parts), args.select)
    check_lines(lines, parts.voices.installed, timeline.warnings)
    check_folder(args.out)
    options = RenderOptions(args.takes, args.seed, args.sample_rate, args.force, finish)
    warnings = [*timeline.warnings, *(w for line in lines for w in line.warnings)]
    if near := only_near(args.engine, dict.fromkeys(line.voice for line in lines if line.own)):
        warnings.append(near)
    for warning in warnings:
        print(f"takelane: {warning}", file=sys.stderr)
    started = time.monotonic()
    performer = engine.load(args)
    placer = _placer(timeline, options)
    with _Progress() as progress:
        result = render(timeline, lines, performer, args.out, options, progress, placer)
    _report(args, result, time.monotonic() - started)
    if result.cancelled:
        raise KeyboardInterrupt


def _placer(timeline: Timeline, options: RenderOptions) -> Placer | None:
    """Find who leaves a new project; where there can be none, the takes alone are left."""
    placer = PLACERS.get(timeline.source.suffix.lower())
    if placer is None:
        return None
    try:
        placer.check(timeline.source, options.sample_rate_for(timeline))
    except ProjectError as error:
        print(f"takelane: no new project: {error}", file=sys.stderr)
        return None
    return placer


class _Progress:
    """Show on stderr which take is being performed and how many are done."""

    def __init__(self) -> None:
        self._bar: tqdm[None] | None = None

    def __enter__(self) -> _Progress:
        return self

    def __exit__(self, *_: object) -> None:
        if self._bar is not None:
            self._bar.close()

    def __call__(self, event: RenderEvent) -> None:
        if self._bar is None and isinstance(event, TakeStarted | TakeFinished):
            self._bar = tqdm(total=event.total, unit="take", dynamic_ncols=True, leave=False)
        if self._bar is None:
            return
        if isinstance(event, TakeStarted):
            self._bar.set_description(event.line.region.name[:40])
        elif isinstance(event, TakeFinished):
            self._bar.update(1)


def _tell_shortfalls(takes: Sequence[TakeRecord]) -> None:
    """Name the takes that stay below their target, and what it would have to be for all."""
    for take in takes:
        if sentence := shortfall_sentence(take.file, take.finish, take.loudness):
            print(f"takelane: {sentence}", file=sys.stderr)
    if most := max((take.shortfall for take in takes), default=0.0):
        lower = most + _STEP  # a shortfall is rounded, and may be a little more
        print(f"takelane: all lie level with a --loudness {lower:.1f} LU lower", file=sys.stderr)


def _report(args: argparse.Namespace, result: RenderResult, seconds: float) -> None:
    """Print takes as JSON, or one line each and where everything lies."""
    _tell_shortfalls(result.takes)
    if args.json:
        takes = [record.as_dict() for record in result.takes]
        project = None if result.project is None else str(result.project)
        data = {"takes": takes, "project": project, "cancelled": result.cancelled}
        print(json.dumps(data, indent=1))
        return
    for take in result.takes:
        length = take.samples / take.sample_rate
        print(f"{take.file:56} {length:7.3f} s  {take.voice}")
    spoken = sum(take.samples / take.sample_rate for take in result.takes)
    print(f"{len(result.takes)} takes, {spoken:.1f} s of sound in {seconds:.1f} s")
    print(f"takes:   {args.out}  ({FILE_NAME})")
    if result.project is not None:
        print(f"project: {result.project}")
