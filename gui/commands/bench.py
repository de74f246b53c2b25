"""Time an engine stage by stage, beside what this machine could do at best."""

from __future__ import annotations

import argparse
import json

from model.delivery import USUAL, delivery


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument(
        "--size", default="scratch", help="scratch (the default), full or tiny; random weights"
    )
    parser.add_argument("--delivery", default=USUAL, help="final, draft or official")
    parser.add_argument("--threads", type=int, metavar="N", help="default: one for every core")
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")


def run(args: argparse.Namespace) -> None:
    """Build the engine, run it twice, the first time to warm up, and print the second."""
    if args.threads is not None and args.threads < 1:
        raise ValueError(f"{args.threads} threads compute nothing; give at least 1")
    import torch  # a second; bad input is told before

    from model.bench import machine, report
    from model.bench.random_engine import random_engine, read_size
    from model.bench.stages import Clock, run_stages

    if args.threads is not None:
        torch.set_num_threads(args.threads)
    config = read_size(args.size)
    chosen = delivery(config.name, args.delivery)
    networks = random_engine(config, chosen.precision)
    counted, clock = Clock(counts=True), Clock()
    run_stages(networks, chosen.sampling, counted)
    run_stages(networks, chosen.sampling, clock)
    clock.flops = counted.flops
    found = machine.measure()
    result = report.Report(
        args.size,
        args.delivery,
        found,
        tuple(report.floors(clock, networks, chosen, found)),
        clock.n_tokens,
        report.peak_memory(),
    )
    print(json.dumps(result.as_dict()) if args.json else result.table())
