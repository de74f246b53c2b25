"""Take away what Takelane has put into a DAW."""

from __future__ import annotations

import argparse

from daw_bridge.install.installer import Installer
from daw_bridge.install.recipes import RECIPES
from gui.commands import install


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    install.add_arguments(parser)


def run(args: argparse.Namespace) -> None:
    """Remove exactly what was put there; takes and projects stay."""
    for line in Installer(RECIPES[args.daw], args.resource_path).uninstall():
        print(line)
