"""Ask the Hugging Face hub what a repository holds, and fetch files from it."""

from __future__ import annotations

import http.client
import ssl
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Protocol

from model.extras import extra

TRIES = 5
"""How often in a row a connection may break without a byte having come."""

PATIENCE = 30.0
"""Seconds that a server may be silent."""

CHUNK = 1 << 20
APPEND, AFRESH = "ab", "wb"

BROKEN_LINE = (
    *(urllib.error.URLError, ssl.SSLError, http.client.HTTPException),
    *(TimeoutError, ConnectionError),
)
"""What a network raises that comes and goes; what a full disk raises is not among it."""

Came = Callable[[int], None]
"""Told how many bytes more have come; below zero when some have to come again."""


class HubError(OSError):
    """Say why nothing came from the hub, and what to do."""


@dataclass(frozen=True, slots=True)
class RemoteFile:
    """Describe one file of a repository.

    Args:
        n_bytes: its size.
        sha256: of its content; empty where the hub does not tell, as for small files.
    """

    path: str
    n_bytes: int
    sha256: str = ""


@dataclass(frozen=True, slots=True)
class Repository:
    """Describe a repository as it stood at one moment.

    Args:
        revision: names the moment, so that what is fetched is what was described.
        licence: that its page names today.
    """

    name: str
    revision: str
    licence: str
    files: tuple[RemoteFile, ...]

    @property
    def page(self) -> str:
        """Give the address at which a person reads about it."""
        return f"https://huggingface.co/{self.name}"


class Hub(Protocol):
    """Give what repositories hold; `HuggingFace` is one, a test's fake another."""

    def look(self, repository: str) -> Repository:
        """Describe a repository.

        Raises:
            HubError: it cannot be reached, or is not there.
        """

    def fetch(self, repository: Repository, file: RemoteFile, place: Path, came: Came) -> None:
        """Fetch a file to a place; where a part of it lies there already, go on after that.

        Raises:
            HubError: it cannot be fetched; what has come is kept.
        """


class HuggingFace:
    """Reach the hub over the network, at the address and with the token that its tools use.

    Only the fetching is our own: what `hf_hub_download` has of a file when it is stopped, it
    throws away, and one file here is 3.5 GB.
    """

    def look(self, repository: str) -> Repository:
        """Describe a repository."""
        hub = extra("huggingface_hub")
        try:
            found = hub.HfApi().model_info(repository, files_metadata=True)
        except _unreachable(hub) as error:
            raise _silent(repository, error) from error
        card = found.card_data or {}
        licence = card.get("license_name") or card.get("license") or "none"
        files = tuple(
            RemoteFile(
                file.rfilename, file.size or 0, file.lfs["sha256"] if file.lfs is not None else ""
            )
            for file in found.siblings or ()
        )
        return Repository(repository, str(found.sha or "main"), str(licence), files)

    def fetch(self, repository: Repository, file: RemoteFile, place: Path, came: Came) -> None:
        """Fetch a file, and try again where the line breaks."""
        hub = extra("huggingface_hub")
        address = hub.hf_hub_url(repository.name, file.path, revision=repository.revision)
        headers = hub.utils.build_hf_headers()
        tries = TRIES
        while (had := _size(place)) < file.n_bytes or not place.is_file():
            why: Exception | str = "it sent less than it said"
            try:
                _go_on(address, headers, place, had, came)
            except urllib.error.HTTPError as error:
                raise _silent(repository.name, error) from error
            except BROKEN_LINE as error:
                why = error
            tries = TRIES if _size(place) > had else tries - 1
            if not tries:
                raise _silent(repository.name, why)


def _go_on(address: str, headers: dict[str, str], place: Path, had: int, came: Came) -> None:
    """Append to a file what is missing of it, or begin again where the server cannot go on."""
    request = urllib.request.Request(address)
    for name, value in headers.items():
        # The hub sends on to where the large files lie, which must not see who is asking.
        request.add_unredirected_header(name, value)
    if had:
        request.add_header("Range", f"bytes={had}-")
    with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
        goes_on = answer.status == http.client.PARTIAL_CONTENT
        if had and not goes_on:
            came(-had)
        with place.open(APPEND if goes_on else AFRESH) as file:
            while chunk := answer.read(CHUNK):
                file.write(chunk)
                came(len(chunk))


def _size(place: Path) -> int:
    return place.stat().st_size if place.is_file() else 0


def _unreachable(hub: ModuleType) -> tuple[type[Exception], ...]:
    """Give what the hub's tools raise; the network library beneath them is not always the same."""
    return (*hub.errors.HfHubHTTPError.__bases__, OSError)


def _silent(repository: str, error: Exception | str) -> HubError:
    first = str(error).partition("\n")[0]
    return HubError(
        f"{repository} did not answer ({first}); what has come is kept, "
        "so look at the network and run the same command again"
    )
