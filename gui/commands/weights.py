"""Get, add, list and remove the official IndexTTS-2 weights."""

from __future__ import annotations

import argparse
import json
import shutil
import sys
from dataclasses import asdict
from pathlib import Path

import platformdirs

from model import engines, weights
from model.hub import HuggingFace


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    get = actions.add_parser("get", help="download weights and turn them into an engine")
    get.add_argument("engine", nargs="?", default=next(iter(weights.catalogue())))
    get.add_argument("--yes", action="store_true", help="agree to the licences without being asked")
    get.add_argument("--keep-download", action="store_true", help="keep the makers' files too")
    add = actions.add_parser("add", help="make an engine of a folder in the makers' layout")
    add.add_argument("folder", type=Path, metavar="DIR")
    add.add_argument("--name", help="what to call it (default: as the folder)")
    listing = actions.add_parser("list", help="show what is installed and what can be got")
    listing.add_argument("--json", action="store_true", help="print it as JSON")
    remove = actions.add_parser("remove", help="delete an installed engine")
    remove.add_argument("engine")


def run(args: argparse.Namespace) -> None:
    """Do one of them."""
    {"get": _get, "add": _add, "list": _list, "remove": _remove}[args.action](args)


def _get(args: argparse.Namespace) -> None:
    if args.engine in engines.installed():
        print(f"{args.engine} is installed; use it with: --engine {args.engine}")
        return
    hub = HuggingFace()
    order = weights.order(args.engine, hub)
    folder = Path(platformdirs.user_cache_dir("takelane")) / "downloads" / args.engine
    print(f"{args.engine} is made of {len(order.files)} files, {order.n_bytes / 1e9:.2f} GB:")
    for repository in order.repositories:
        print(f"  {repository.page}  licence: {repository.licence}")
    weights.check_space(order, folder, engines.home())
    if not (args.yes or _agrees()):
        print("nothing was downloaded")
        return
    try:
        weights.download(order, folder, hub, _report)
    except KeyboardInterrupt:
        _report("stopped; what has come is kept, the same command goes on with it")
        raise
    origin = [repository.name for repository in order.repositories]
    shutil.rmtree(folder / "parts", ignore_errors=True)
    weights.install(folder, args.engine, origin, _report)
    if not args.keep_download:
        shutil.rmtree(folder)
    print(f"{args.engine} is installed; use it with: --engine {args.engine}")


def _agrees() -> bool:
    """Ask; where nobody can answer, say how to agree beforehand.

    Raises:
        ValueError: there is no terminal to ask at.
    """
    if not sys.stdin.isatty():
        raise ValueError("read the licences on the pages above, then agree with: --yes")
    return input("Do you agree to these licences? [y/N] ").strip().lower() in {"y", "yes"}


def _add(args: argparse.Namespace) -> None:
    name = args.name or args.folder.resolve().name
    weights.install(args.folder, name, [str(args.folder.resolve())], _report)
    print(f"{name} is installed; use it with: --engine {name}")


def _list(args: argparse.Namespace) -> None:
    present = [weights.describe(name) for name in engines.installed() if name != engines.SHIPPED]
    left = {name: about for name, about in weights.catalogue().items()
            if name not in engines.installed()}  # fmt: skip
    if args.json:
        print(json.dumps({"installed": [asdict(one) for one in present], "available": left}))
        return
    for one in present:
        came = f"since {one.installed}, from {', '.join(one.origin)}" if one.origin else ""
        print(f"installed  {one.name:14} {one.n_bytes / 1e9:6.2f} GB  {came}")
    for name, about in left.items():
        print(f"available  {name:14} {about}; takelane weights get {name}")


def _remove(args: argparse.Namespace) -> None:
    size = 0 if args.engine == engines.SHIPPED else weights.describe(args.engine).n_bytes
    weights.remove(args.engine)
    print(f"{args.engine} is removed; {size / 1e9:.2f} GB are free again")


def _report(what: str) -> None:
    print(what, file=sys.stderr)
