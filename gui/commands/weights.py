"""Get, add, list and remove the official IndexTTS-2 weights."""

from __future__ import annotations

import argparse
import json
import shutil
import sys
from dataclasses import asdict
from pathlib import Path

from tqdm import tqdm

from gui.weights_job import check_room, download_folder, install_order
from model import catalogue, engines, weights
from model.hub import HubError, HuggingFace

USUAL = "indextts2"
STOPPED = {
    "get": "what has come is kept and nothing is half installed; the same command goes on with it",
    "add": "nothing is half installed",
    "list": "nothing was changed",
    "remove": "what is no longer listed is gone",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    get = actions.add_parser("get", help="download weights and turn them into an engine")
    get.add_argument("engine", nargs="?", default=USUAL)
    get.add_argument("--yes", action="store_true", help="agree to the licences without being asked")
    get.add_argument("--keep-download", action="store_true", help="keep the makers' files too")
    add = actions.add_parser("add", help="make an engine of a folder in the makers' layout")
    add.add_argument("folder", type=Path, metavar="DIR")
    add.add_argument("--name", help="what to call it (default: as the folder)")
    listing = actions.add_parser("list", help="show what is installed and what can be got")
    listing.add_argument("--json", action="store_true", help="print it as JSON")
    remove = actions.add_parser("remove", help="delete an installed engine")
    remove.add_argument("engine")
    remove.add_argument("--yes", action="store_true", help="delete without being asked")


def run(args: argparse.Namespace) -> int:
    """Do one of them; give 1 where the hub or the person stopped it."""
    action = {"get": _get, "add": _add, "list": _list, "remove": _remove}[args.action]
    try:
        action(args)
    except HubError as error:
        _report(f"takelane: {error}")
    except KeyboardInterrupt:
        _report(f"\ntakelane: stopped; {STOPPED[args.action]}")
    else:
        return 0
    return 1


def _get(args: argparse.Namespace) -> None:
    if args.engine in engines.installed():
        print(f"{args.engine} is installed; use it with: --engine {args.engine}")
        return
    hub = HuggingFace()
    order = catalogue.order(args.engine, hub)
    folder = download_folder(args.engine)
    _announce(order, folder)
    check_room(order, folder)
    if not (args.yes or _agrees("Do you agree to these licences?", "read the licences above")):
        print("nothing was downloaded")
        return
    with _Bar(order, folder) as bar:
        catalogue.download(order, folder, hub, bar)
    install_order(order, folder, _report)
    if not args.keep_download:
        shutil.rmtree(folder)
    print(f"{args.engine} is installed; use it with: --engine {args.engine}")


def _announce(order: catalogue.Order, folder: Path) -> None:
    left = order.left(folder)
    here = f", of which {left / 1e9:.2f} GB have yet to come" if left < order.n_bytes else ""
    print(f"{order.engine.name} is made of {len(order.files)} files, "
          f"{order.n_bytes / 1e9:.2f} GB{here}:")  # fmt: skip
    for source in order.engine.sources:
        print(f"  {source.name}: {source.licence}")
        print(f"    {source.allows}")
        print(f"    {source.page} (the repository itself names: {order.named(source)})")


class _Bar:
    """Draw how many files and bytes have come."""

    def __init__(self, order: catalogue.Order, folder: Path) -> None:
        self._n_files, self._places = len(order.missing(folder)), dict[str, int]()
        done = order.n_bytes - order.left(folder)
        self._bar = tqdm(
            total=order.n_bytes, initial=done, unit="B", unit_scale=True, dynamic_ncols=True
        )

    def __enter__(self) -> _Bar:
        return self

    def __exit__(self, *_: object) -> None:
        self._bar.close()

    def __call__(self, place: str, n_bytes: int) -> None:
        """Move on."""
        number = self._places.setdefault(place, len(self._places) + 1)
        self._bar.set_description(f"{number} of {self._n_files}: {place}", refresh=False)
        self._bar.update(n_bytes)


def _agrees(question: str, otherwise: str) -> bool:
    """Ask; where nobody can answer, say how to agree beforehand.

    Raises:
        ValueError: there is no terminal to ask at.
    """
    if not sys.stdin.isatty():
        raise ValueError(f"there is no terminal to ask at; {otherwise}, then agree with: --yes")
    return input(f"{question} [y/N] ").strip().lower() in {"y", "yes"}


def _add(args: argparse.Namespace) -> None:
    name = args.folder.resolve().name if args.name is None else args.name
    weights.install(args.folder, name, _report)
    print(f"{name} is installed; use it with: --engine {name}")


def _list(args: argparse.Namespace) -> None:
    present = [weights.describe(name) for name in engines.installed() if name != engines.SHIPPED]
    left = [one for name, one in catalogue.catalogue().items() if name not in engines.installed()]
    if args.json:
        available = {one.name: {"about": one.about, "n_bytes": one.n_bytes} for one in left}
        print(json.dumps({"installed": [asdict(one) for one in present], "available": available}))
        return
    for one in present:
        came = ", ".join(origin.partition("@")[0] for origin in one.origin)
        since = f"since {one.installed}, from {came}" if came else ""
        print(f"installed  {one.name:14} {one.n_bytes / 1e9:6.2f} GB  {since}")
        for licence in one.licences:
            print(f"{'':37}{licence}")
    for engine in left:
        print(f"available  {engine.name:14} {engine.n_bytes / 1e9:6.2f} GB  {engine.about}; "
              f"takelane weights get {engine.name}")  # fmt: skip


def _remove(args: argparse.Namespace) -> None:
    weights.check_removable(args.engine)
    size = weights.describe(args.engine).n_bytes / 1e9
    if not (args.yes or _agrees(f"Delete {args.engine}, {size:.2f} GB?", "make sure")):
        print(f"{args.engine} stays")
        return
    weights.remove(args.engine)
    print(f"{args.engine} is removed; {size:.2f} GB are free again")


def _report(what: str) -> None:
    print(what, file=sys.stderr)
