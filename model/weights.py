"""Get official weights, turn them into an engine of ours, keep count of those installed."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import presets
from model import engines
from model.hub import Hub, RemoteFile, Repository

KIND = "weights"
SOURCE_NAME = "source.json"
PARTIAL = ".partial"
"""Ends the name of a folder that is not finished, so that it is never taken for an engine."""

CONVERTED = 1.4
"""Most that an engine of ours takes on the disk, times its download: 16-bit parts become 32."""

Report = Callable[[str], None]


class WeightsError(ValueError):
    """Say why an engine cannot be installed or removed."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Ask for a file of a repository; `place` is where it stands in the makers' layout."""

    repository: str
    file: RemoteFile
    place: str


@dataclass(frozen=True, slots=True)
class Order:
    """Hold all that an engine is made of, and where it comes from."""

    engine: str
    repositories: tuple[Repository, ...]
    files: tuple[Wanted, ...]

    @property
    def n_bytes(self) -> int:
        """Add up the files."""
        return sum(wanted.file.n_bytes for wanted in self.files)

    def missing(self, folder: Path) -> tuple[Wanted, ...]:
        """List what an earlier, interrupted download did not bring."""
        return tuple(wanted for wanted in self.files if not _is_there(folder, wanted))


@dataclass(frozen=True, slots=True)
class Installed:
    """Describe an engine that was installed.

    Args:
        n_bytes: on the disk.
        installed: the day, as 2026-11-23; empty if nobody wrote it down.
        origin: repositories, or the folder it was added from.
    """

    name: str
    n_bytes: int
    installed: str
    origin: tuple[str, ...]


def catalogue() -> dict[str, str]:
    """Give the engines that can be got, with a sentence about each."""
    return {name: presets.load(KIND, name)["about"] for name in presets.names(KIND)}


def order(engine: str, hub: Hub) -> Order:
    """Ask the hub for everything an engine is made of.

    Raises:
        WeightsError: there is no such engine, or a file is gone from its repository.
        HubError: the hub cannot be reached.
    """
    if engine not in catalogue():
        raise WeightsError(f"there is no {engine!r} to get; there are {', '.join(catalogue())}")
    repositories, files = [], []
    for name, places in presets.load(KIND, engine)["files"].items():
        repository = hub.look(name)
        repositories.append(repository)
        for path, place in places.items():
            found = [file for file in repository.files if _is_of(file.path, path)]
            if not found:
                raise WeightsError(f"{repository.page} has no {path} any more; tell us about it")
            files += [Wanted(name, file, place + file.path.removeprefix(path)) for file in found]
    return Order(engine, tuple(repositories), tuple(files))


def check_space(wanted: Order, download: Path, home: Path) -> None:
    """Refuse to begin what the disk cannot hold.

    Raises:
        WeightsError: too little is free, with how much is.
    """
    left = sum(one.file.n_bytes for one in wanted.missing(download))
    needed = left + round(CONVERTED * wanted.n_bytes)
    free = shutil.disk_usage(_ground(home)).free
    if needed > free:
        raise WeightsError(
            f"the disk of {home} has {free / 1e9:.1f} GB free and {needed / 1e9:.1f} GB are needed "
            "while the weights are got; make room, then run this again"
        )


def download(wanted: Order, folder: Path, hub: Hub, report: Report) -> None:
    """Fetch what is missing into the makers' layout; stopped, the next call goes on.

    Raises:
        WeightsError: a file is not what the hub says it is; it is removed.
        HubError: the hub cannot be reached.
    """
    missing = wanted.missing(folder)
    for number, one in enumerate(missing, 1):
        report(f"{number} of {len(missing)}: {one.place}, {one.file.n_bytes / 1e6:.1f} MB")
        parts = folder / "parts" / one.repository.replace("/", "--")
        came = hub.fetch(one.repository, one.file.path, parts)
        if came.stat().st_size != one.file.n_bytes or (
            one.file.sha256 and _sha256(came) != one.file.sha256
        ):
            came.unlink()
            raise WeightsError(f"{one.place} came damaged and was thrown away; run this again")
        place = folder / one.place
        place.parent.mkdir(parents=True, exist_ok=True)
        came.replace(place)


def install(official: Path, name: str, origin: Sequence[str], report: Report) -> Path:
    """Turn a folder in the makers' layout into an engine, whole or not at all.

    Raises:
        WeightsError: the name is taken or is no name.
        CheckpointError: the folder is no checkpoint, or something in it is broken.
    """
    if not official.is_dir():
        raise WeightsError(f"{official} is not a folder; name the one with config.yaml in it")
    if name in engines.installed():
        raise WeightsError(f"{name} is there already; remove it first, or give another --name")
    if Path(name).name != name or name.startswith("."):
        raise WeightsError(f"{name!r} cannot be the name of an engine")
    from model.official.folder import convert_folder  # torch takes a second

    engine, partial = engines.home() / name, engines.home() / (name + PARTIAL)
    shutil.rmtree(partial, ignore_errors=True)
    try:
        convert_folder(official, partial, report)
        report("taking down what it was made of")
        source = {
            "installed": date.today().isoformat(),
            "origin": list(origin),
            "sha256": {str(f.relative_to(official)): _sha256(f) for f in _files(official)},
        }
        (partial / SOURCE_NAME).write_text(json.dumps(source, indent=1) + "\n", encoding="utf-8")
        partial.rename(engine)
    finally:
        shutil.rmtree(partial, ignore_errors=True)
    return engine


def remove(name: str) -> None:
    """Delete an installed engine.

    Raises:
        WeightsError: it is not installed, or ships with Takelane.
    """
    if name == engines.SHIPPED:
        raise WeightsError(f"{name} ships with Takelane and stays")
    folder = engines.folder(name)
    gone = folder.with_name(folder.name + PARTIAL)
    folder.rename(gone)  # at once no engine any more, however long deleting takes
    shutil.rmtree(gone)


def describe(name: str) -> Installed:
    """Tell how large an installed engine is and where it came from."""
    folder = engines.folder(name)
    n_bytes = sum(file.stat().st_size for file in _files(folder))
    try:
        source = json.loads((folder / SOURCE_NAME).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return Installed(name, n_bytes, "", ())
    return Installed(name, n_bytes, str(source["installed"]), tuple(source["origin"]))


def _is_of(path: str, wanted: str) -> bool:
    return path.startswith(wanted) if wanted.endswith("/") else path == wanted


def _is_there(folder: Path, wanted: Wanted) -> bool:
    place = folder / wanted.place
    return place.is_file() and place.stat().st_size == wanted.file.n_bytes


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _ground(folder: Path) -> Path:
    """Give the folder itself, or the nearest one above it that exists."""
    return next(path for path in (folder, *folder.parents) if path.exists())
