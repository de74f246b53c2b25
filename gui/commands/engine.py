"""Choose the engine that performs, the same way in every command."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from model import delivery, engines

if TYPE_CHECKING:
    from model.synthesizer import Synthesizer


def add_engine_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare engine and delivery."""
    parser.add_argument(
        "--engine", default=engines.SHIPPED, metavar="NAME", help="scratch, or an installed one"
    )
    parser.add_argument(
        "--delivery", default=delivery.USUAL, metavar="NAME", help="final, draft or official"
    )


def load(args: argparse.Namespace) -> Synthesizer:
    """Load what the arguments chose.

    Raises:
        ValueError: the engine is not installed, or has no such delivery.
    """
    folder = engines.folder(args.engine)
    from model.synthesizer import Synthesizer  # torch takes a second; bad input is told before

    return Synthesizer.from_folder(folder, args.delivery)
