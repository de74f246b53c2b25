"""Choose the engine that performs, the same way in every command."""

from __future__ import annotations

import argparse

from gui.engine import load_engine
from model import delivery, engines
from model.phrase import Performer

CPU = "cpu"


def add_engine_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare engine and delivery."""
    parser.add_argument(
        "--engine", default=engines.SHIPPED, metavar="NAME", help="scratch, or an installed one"
    )
    parser.add_argument(
        "--delivery", default=delivery.USUAL, metavar="NAME", help="final, draft or official"
    )
    add_device_argument(parser)


def add_device_argument(parser: argparse.ArgumentParser) -> None:
    """Declare the device."""
    parser.add_argument("--device", default=CPU, metavar="NAME", help="cpu (default) or cuda")


def check_device(name: str) -> str:
    """Give the device, if this machine has it.

    Raises:
        ValueError: it has not.
    """
    if name == CPU:
        return name
    import torch  # a second, which only those pay who ask for another device

    if name.partition(":")[0] != "cuda" or not torch.cuda.is_available():
        raise ValueError(f"there is no device {name!r} here; leave --device away to use the CPU")
    return name


def load(args: argparse.Namespace) -> Performer:
    """Load what the arguments chose.

    Raises:
        ValueError: the engine is not installed, or has no such delivery.
    """
    return load_engine(args.engine, args.delivery, check_device(args.device))
