"""Know which official weights there are, on what terms, and bring them from the hub."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import presets
from model.hub import Hub, RemoteFile, Repository

KIND = "weights"
PART = ".part"
"""Ends the name of a file that has not come whole."""

LICENCES = "licences"
"""Where the makers' licence texts stand in their layout and in our engine, beside the weights."""

LICENCE_NAMES = ("LICENSE", "LICENCE", "NOTICE")

Came = Callable[[str, int], None]
"""Told a file's place and how many bytes more of it have come."""


class DownloadError(ValueError):
    """Say why weights cannot be got."""


@dataclass(frozen=True, slots=True)
class Source:
    """Describe a repository that parts of an engine come from.

    Args:
        page: where the licence is.
        allows: what the licence lets a person do, in plain words.
        places: of what is wanted, in the makers' layout; a name ending in "/" is a folder.
    """

    name: str
    licence: str
    page: str
    allows: str
    places: dict[str, str]


@dataclass(frozen=True, slots=True)
class Engine:
    """Describe an engine that can be got; `n_bytes` is about what comes over the line."""

    name: str
    about: str
    n_bytes: int
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class Wanted:
    """Ask for a file of a repository; `place` is where it stands in the makers' layout."""

    repository: Repository
    file: RemoteFile
    place: str


@dataclass(frozen=True, slots=True)
class Order:
    """Hold all files that an engine is made of, as the hub has them today."""

    engine: Engine
    files: tuple[Wanted, ...]

    @property
    def n_bytes(self) -> int:
        """Add up the files."""
        return sum(wanted.file.n_bytes for wanted in self.files)

    @property
    def origin(self) -> tuple[str, ...]:
        """Name the repositories and the revisions that the files are of."""
        return tuple({f"{one.repository.name}@{one.repository.revision}": 0 for one in self.files})

    def named(self, source: Source) -> str:
        """Give the licence that a source's own page names today."""
        return next(w.repository.licence for w in self.files if w.repository.name == source.name)

    def missing(self, folder: Path) -> tuple[Wanted, ...]:
        """List what an earlier, interrupted download did not bring whole."""
        return tuple(one for one in self.files if _size(folder / one.place) != one.file.n_bytes)

    def left(self, folder: Path) -> int:
        """Count the bytes that have yet to come."""
        missing = self.missing(folder)
        parts = sum(max(0, _size(_part(folder, one))) for one in missing)
        return max(0, sum(one.file.n_bytes for one in missing) - parts)


def catalogue() -> dict[str, Engine]:
    """Give the engines that can be got, by name."""
    sources = {
        name: Source(name, row["licence"], row["page"], row["allows"], row["files"])
        for name, row in presets.load(KIND, "repositories").items()
    }
    return {
        name: Engine(
            name, row["about"], row["n_bytes"], tuple(sources[one] for one in row["repositories"])
        )
        for name, row in presets.load(KIND, "engines").items()
    }


def order(name: str, hub: Hub) -> Order:
    """Ask the hub for everything an engine is made of, and the licences that go with it.

    Raises:
        DownloadError: there is no such engine, or a file is gone from its repository.
        HubError: the hub cannot be reached.
    """
    known = catalogue()
    if name not in known:
        raise DownloadError(f"there is no {name!r} to get; there are {', '.join(known)}")
    engine = known[name]
    return Order(engine, tuple(one for source in engine.sources for one in _wanted(source, hub)))


def download(wanted: Order, folder: Path, hub: Hub, came: Came) -> None:
    """Fetch what is missing into the makers' layout; stopped, the next call goes on.

    Raises:
        DownloadError: a file is not what the hub says it is; it is removed.
        HubError: the hub cannot be reached.
    """
    for one in wanted.missing(folder):
        place, part = folder / one.place, _part(folder, one)
        part.parent.mkdir(parents=True, exist_ok=True)

        def more(n_bytes: int, name: str = one.place) -> None:
            came(name, n_bytes)

        more(0)
        hub.fetch(one.repository, one.file, part, more)
        if _size(part) != one.file.n_bytes or one.file.sha256 not in ("", sha256(part)):
            part.unlink()
            raise DownloadError(f"{one.place} came damaged and was thrown away; run this again")
        part.replace(place)


def sha256(path: Path) -> str:
    """Give the hash of a file as hexadecimal digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _wanted(source: Source, hub: Hub) -> list[Wanted]:
    repository = hub.look(source.name)
    kept = f"{LICENCES}/{source.name.replace('/', '--')}/"
    found = [
        Wanted(repository, file, kept + file.path)
        for file in repository.files
        if "/" not in file.path and file.path.upper().startswith(LICENCE_NAMES)
    ]
    for path, place in source.places.items():
        files = [file for file in repository.files if _is_of(file.path, path)]
        if not files:
            raise DownloadError(f"{repository.page} has no {path} any more; tell us about it")
        found += [Wanted(repository, f, place + f.path.removeprefix(path)) for f in files]
    return found


def _is_of(path: str, wanted: str) -> bool:
    return path.startswith(wanted) if wanted.endswith("/") else path == wanted


def _part(folder: Path, wanted: Wanted) -> Path:
    return folder / (wanted.place + PART)


def _size(place: Path) -> int:
    """Give the bytes of a file; of none, -1."""
    return place.stat().st_size if place.is_file() else -1
