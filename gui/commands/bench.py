"""Time an engine stage by stage, beside what this machine could do at best."""

from __future__ import annotations

import argparse
import json
from dataclasses import replace
from typing import TYPE_CHECKING

from daw_bridge import bridge_bench
from gui.commands.engine import add_device_argument, check_device
from model.delivery import USUAL, delivery

if TYPE_CHECKING:
    from model.bench.report import Official

OFFICIAL, GREEDY = "official", "greedy"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument(
        "--size",
        default="scratch",
        help="an installed engine, or full or tiny, which have random weights (default: scratch)",
    )
    parser.add_argument(
        "--bridge",
        action="store_true",
        help="time the bridge to a DAW instead: a large project, a change, a request",
    )
    parser.add_argument("--delivery", default=USUAL, help="final, draft or official")
    add_device_argument(parser)
    parser.add_argument("--threads", type=int, metavar="N", help="default: one for every core")
    parser.add_argument(
        "--errors",
        action="store_true",
        help="also say how far the delivery is from 32-bit weights; takes twice the memory",
    )
    parser.add_argument(
        "--official",
        action="store_true",
        help="also time this engine in 32 bits with the makers' settings, greedy and with beams",
    )
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")


def run(args: argparse.Namespace) -> None:
    """Time the bridge, or an engine, and print what was found."""
    if args.bridge:
        figures = bridge_bench.measure()
        print(json.dumps(figures.as_dict()) if args.json else figures.table())
        return
    _time_engine(args)


def _time_engine(args: argparse.Namespace) -> None:
    """Build the engine, run it to warm up, to time it and to count."""
    if args.threads is not None and args.threads < 1:
        raise ValueError(f"{args.threads} threads compute nothing; give at least 1")
    import torch  # a second; bad input is told before

    from model.bench import errors, machine, report
    from model.bench.engine import build, read_size
    from model.bench.stages import Clock, run_stages

    if args.threads is not None:
        torch.set_num_threads(args.threads)
    device = check_device(args.device)
    chosen = delivery(read_size(args.size).name, args.delivery)
    networks = build(args.size, chosen.precision, device)
    warm, clock = Clock(device), Clock(device)
    counted = Clock(device, counts=True)
    run_stages(networks, chosen.sampling, warm)
    run_stages(networks, chosen.sampling, clock)
    peak_memory = report.peak_memory()
    run_stages(networks, chosen.sampling, counted)
    clock.flops, clock.integer_flops = counted.flops, counted.integer_flops
    found = machine.measure(device)
    result = report.Report(
        args.size,
        args.delivery,
        found,
        tuple(report.floors(clock, networks, chosen, found)),
        clock.n_tokens,
        peak_memory,
    )
    if args.errors:
        exact = build(args.size, "float32", device)
        result = replace(result, errors=errors.errors(exact, networks, chosen.sampling))
        del exact
    if args.official:
        del networks  # 32-bit weights are as large as all the rest
        result = replace(result, official=_official(args.size, device))
    print(json.dumps(result.as_dict()) if args.json else result.table())


def _official(size: str, device: str) -> Official:
    """Time the delivery that computes what the makers' own code does."""
    from model.bench.engine import build, read_size
    from model.bench.report import Official
    from model.bench.stages import Clock, run_stages

    chosen, clock = delivery(read_size(size).name, OFFICIAL), Clock(device)
    greedy = replace(chosen.sampling, n_beams=1, temperature=0.0)
    networks = build(size, chosen.precision, device)
    run_stages(networks, chosen.sampling, clock, also={GREEDY: greedy})
    alone = clock.seconds.pop(GREEDY)
    return Official(clock.seconds, alone)
