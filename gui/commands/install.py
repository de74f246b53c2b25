"""Put Takelane into a DAW: effect, scripts and actions."""

from __future__ import annotations

import argparse
from pathlib import Path

from daw_bridge.install.installer import Installer
from daw_bridge.install.recipes import RECIPES


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("daw", choices=RECIPES, metavar="DAW", help=" or ".join(RECIPES))
    parser.add_argument(
        "--resource-path",
        type=Path,
        metavar="DIR",
        help="folder of the DAW's settings (default: the usual one; a portable DAW has its own)",
    )


def run(args: argparse.Namespace) -> None:
    """Install, or update what is there, and say what is left to do."""
    recipe = RECIPES[args.daw]
    for line in Installer(recipe, args.resource_path).install():
        print(line)
    for step in recipe.next_steps:
        print(f"next: {step}")
