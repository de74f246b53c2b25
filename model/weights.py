"""Turn official weights into an engine of ours, and keep count of those installed."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from zipfile import is_zipfile

from safetensors import SafetensorError, safe_open

from model import engines
from model.catalogue import LICENCES, sha256
from model.memory import free_memory

SOURCE_NAME = "source.json"
PARTIAL = ".partial"
"""Ends the name of a folder in which an engine is made or deleted; what stands one level down in
it is never taken for an engine."""

CONVERTED = 1.4
"""Most that an engine of ours takes on the disk, times its download: 16-bit parts become 32."""

WORKING_BYTES = 1_500_000_000
"""Memory that converting takes beside what cannot be mapped: a file of ours that is being written,
and the vocoder with its weights folded, are about half a gigabyte each."""

PICKLED = (".pth", ".pt", ".bin")
"""Ends the names of files that are mapped if they are zip archives, and held in memory if not."""

NAME = re.compile(r"[^\W_][\w .+-]*(?<![ .])")
"""What every system takes for the name of a folder."""

Report = Callable[[str], None]


class WeightsError(ValueError):
    """Say why an engine cannot be installed or removed."""


@dataclass(frozen=True, slots=True)
class Installed:
    """Describe an engine that was installed.

    Args:
        n_bytes: on the disk.
        installed: the day, as 2026-11-23; empty if nobody wrote it down.
        origin: repositories with their revisions, or the folder it was added from.
        licences: that it is under, as far as was known.
    """

    name: str
    n_bytes: int
    installed: str
    origin: tuple[str, ...]
    licences: tuple[str, ...]


def install(
    official: Path,
    name: str,
    report: Report,
    origin: Sequence[str] = (),
    licences: Sequence[str] = (),
) -> Path:
    """Turn a folder in the makers' layout into an engine, whole or not at all.

    Args:
        official: with `config.yaml`, `gpt.pth` and the rest.
        name: of the engine.
        report: told what is being done, a few words each.
        origin: where the folder came from; by default the folder itself.
        licences: that it is under.

    Raises:
        WeightsError: the name is taken or is no name, or the machine is too small.
        CheckpointError: the folder is no checkpoint, or something in it is broken.
    """
    if not official.is_dir():
        raise WeightsError(f"{official} is not a folder; name the one with config.yaml in it")
    check_name(name)
    sources = _sources(official)
    check_disk(official, engines.home())
    check_memory(_held(sources.values()))
    from model.official.folder import convert_folder  # torch takes a second

    partial = engines.home() / (name + PARTIAL)
    made = partial / name
    shutil.rmtree(partial, ignore_errors=True)
    try:
        convert_folder(official, made, report)
        report("taking down what it was made of")
        if (official / LICENCES).is_dir():
            shutil.copytree(official / LICENCES, made / LICENCES)
        source = {
            "installed": date.today().isoformat(),
            "origin": list(origin) or [str(official.resolve())],
            "licences": list(licences),
            "sha256": {place: sha256(path) for place, path in sources.items()},
        }
        (made / SOURCE_NAME).write_text(json.dumps(source, indent=1) + "\n", encoding="utf-8")
        made.rename(engines.home() / name)
    except SafetensorError as error:
        raise WeightsError(
            f"{name} could not be written ({error}); make room on the disk, then run this again"
        ) from error
    finally:
        shutil.rmtree(partial, ignore_errors=True)
    return engines.home() / name


def remove(name: str) -> None:
    """Delete an installed engine.

    Raises:
        WeightsError: it ships with Takelane.
        ValueError: it is not installed.
    """
    check_removable(name)
    folder = engines.folder(name)
    gone = folder.with_name(name + PARTIAL)
    gone.mkdir(exist_ok=True)
    folder.rename(gone / name)  # at once no engine any more, however long deleting takes
    shutil.rmtree(gone)


def describe(name: str) -> Installed:
    """Tell how large an installed engine is, where it came from, and under which licences."""
    folder = engines.folder(name)
    n_bytes = sum(path.stat().st_size for path in _files(folder).values())
    try:
        source = json.loads((folder / SOURCE_NAME).read_text(encoding="utf-8"))
        lists = (tuple(map(str, source[key])) for key in ("origin", "licences"))
        return Installed(name, n_bytes, str(source["installed"]), *lists)
    except (OSError, ValueError, KeyError, TypeError):
        return Installed(name, n_bytes, "", (), ())


def damage(name: str) -> str:
    """Say which file of an installed engine is cut off or no weights; empty where none is."""
    for path in engines.folder(name).rglob("*.safetensors"):
        try:
            with safe_open(path, framework="numpy"):
                pass
        except (OSError, SafetensorError):
            return f"{path} is damaged"
    return ""


def check_removable(name: str) -> None:
    """Refuse to delete what ships with Takelane or is not there.

    Raises:
        WeightsError: it ships with Takelane.
        ValueError: it is not installed.
    """
    if name == engines.SHIPPED:
        raise WeightsError(f"{name} ships with Takelane and stays")
    engines.folder(name)


def check_name(name: str) -> None:
    """Refuse a name that is taken or that no folder can have.

    Raises:
        WeightsError: it is.
    """
    if name == engines.SHIPPED or (engines.home() / name / engines.CONFIG_NAME).exists():
        raise WeightsError(f"{name} is there already; remove it first, or give another --name")
    if not NAME.fullmatch(name) or name.endswith(PARTIAL):
        raise WeightsError(f"{name!r} cannot be the name of an engine; give another --name")
    if (engines.home() / name).exists():
        raise WeightsError(f"{engines.home() / name} is in the way and is no engine; delete it")


def check_disk(official: Path, folder: Path) -> None:
    """Refuse to convert files in the makers' layout into a folder whose disk is too small.

    Raises:
        WeightsError: it is.
    """
    n_bytes = sum(path.stat().st_size for path in _sources(official).values())
    check_disks({folder: round(CONVERTED * n_bytes)})


def check_disks(needed: Mapping[Path, int]) -> None:
    """Refuse to begin what the disks cannot hold.

    Args:
        needed: bytes that will be written to each folder; some may be on one disk.

    Raises:
        WeightsError: too little is free, with how much is.
    """
    grounds = {folder: _ground(folder) for folder in needed}
    for folder, ground in grounds.items():
        disk = ground.stat().st_dev
        whole = sum(n for one, n in needed.items() if grounds[one].stat().st_dev == disk)
        free = shutil.disk_usage(ground).free
        if whole > free:
            raise WeightsError(
                f"the disk of {folder} has {free / 1e9:.1f} GB free and {whole / 1e9:.1f} GB are "
                "needed while the weights are installed; make room, then run this again"
            )


def check_memory(held: int = 0) -> None:
    """Refuse to convert what the memory cannot hold, where it is known how much is free.

    Args:
        held: bytes of the largest file that cannot be mapped.

    Raises:
        WeightsError: too little is free, with how much is.
    """
    free, needed = free_memory(), held + WORKING_BYTES
    if free is not None and needed > free:
        raise WeightsError(
            f"{free / 1e9:.1f} GB of memory are free and {needed / 1e9:.1f} GB are needed to "
            "convert the weights; close other programs, then run this again"
        )


def _sources(official: Path) -> dict[str, Path]:
    """Find all files of a folder in the makers' layout by their places in it."""
    from model.official.folder import CACHE, cache_folder  # torch takes a second

    linked = _files(cache_folder(official))
    return _files(official) | {f"{CACHE}/{place}": path for place, path in linked.items()}


def _held(sources: Iterable[Path]) -> int:
    """Count the bytes of the largest file that cannot be mapped."""
    pickles = [path for path in sources if path.suffix in PICKLED and not is_zipfile(path)]
    return max((path.stat().st_size for path in pickles), default=0)


def _files(folder: Path) -> dict[str, Path]:
    """Find the files below a folder, without what tools hide there."""
    found = {path.relative_to(folder): path for path in sorted(folder.rglob("*"))}
    return {
        place.as_posix(): path
        for place, path in found.items()
        if path.is_file() and not any(part.startswith(".") for part in place.parts)
    }


def _ground(folder: Path) -> Path:
    """Give the folder itself, or the nearest one above it that exists."""
    return next(path for path in (folder, *folder.parents) if path.exists())
