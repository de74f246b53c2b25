"""List the voices: those that the user brought, and the installed ones."""

from __future__ import annotations

import argparse
import json

import presets
from gui.studio import own_voices
from model import voices


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("--json", action="store_true", help="print the list as JSON")


def run(args: argparse.Namespace) -> None:
    """Print every voice of every installed engine, the first of which is the default, and yours."""
    rows = [
        {"engine": folder.name, "name": voice.name, "about": voice.about, "own": False}
        for folder in sorted(presets.folder("voices").iterdir())
        if (folder / voices.LIST_NAME).is_file()
        for voice in voices.installed(folder).values()
    ]
    rows += [
        {"engine": None, "name": voice.name, "about": voice.about, "own": True}
        for voice in own_voices()
    ]
    if args.json:
        print(json.dumps(rows, indent=1))
        return
    for row in rows:
        print(f"{row['name']:12} {row['about']}  [{'yours' if row['own'] else row['engine']}]")
