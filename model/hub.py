"""Ask the Hugging Face hub what a repository holds, and fetch files from it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from model.extras import extra


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
    """Describe a repository: its files, and the licence that its makers name."""

    name: str
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

    def fetch(self, repository: str, path: str, folder: Path) -> Path:
        """Fetch one file below a folder; what an interrupted fetch left is gone on with.

        Raises:
            HubError: it cannot be fetched.
        """


class HuggingFace:
    """Reach the hub over the network; progress goes to stderr."""

    def look(self, repository: str) -> Repository:
        """Describe a repository."""
        hub = extra("huggingface_hub")
        try:
            found = hub.HfApi().model_info(repository, files_metadata=True)
        except (hub.errors.HfHubHTTPError, OSError) as error:
            raise _unreachable(repository, error) from error
        card = found.card_data or {}
        licence = card.get("license_name") or card.get("license") or "not named; read its page"
        files = tuple(
            RemoteFile(
                file.rfilename, file.size or 0, file.lfs["sha256"] if file.lfs is not None else ""
            )
            for file in found.siblings or ()
        )
        return Repository(repository, str(licence), files)

    def fetch(self, repository: str, path: str, folder: Path) -> Path:
        """Fetch one file."""
        hub = extra("huggingface_hub")
        try:
            return Path(hub.hf_hub_download(repository, path, local_dir=folder))
        except (hub.errors.HfHubHTTPError, OSError) as error:
            raise _unreachable(repository, error) from error


def _unreachable(repository: str, error: Exception) -> HubError:
    first = str(error).partition("\n")[0]
    return HubError(
        f"{repository} did not answer ({first}); what has come is kept, "
        "so look at the network and run the same command again"
    )
