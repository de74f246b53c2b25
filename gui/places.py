"""Know where Takelane keeps what is the user's."""

from __future__ import annotations

from pathlib import Path

from platformdirs import user_data_path, user_documents_path

from daw_bridge.own_voices import OwnVoices
from model import engines, voices

_VOICES = "voices"


def data() -> Path:
    """Give the folder of sessions, settings and voices."""
    return user_data_path("Takelane", appauthor=False)


def library() -> Path:
    """Give the usual folder for the takes of projects without a file."""
    return user_documents_path() / "Takelane"


def own_voices(folder: Path) -> OwnVoices:
    """Give the user's own voices, which are kept beside the other data of a folder."""
    shipped = voices.installed(engines.folder(engines.SHIPPED))
    return OwnVoices(folder / _VOICES, shipped)
