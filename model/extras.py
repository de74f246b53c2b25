"""Import what only the official checkpoints need, or say how to install it."""

from __future__ import annotations

from importlib import import_module
from types import ModuleType


class MissingExtraError(ImportError):
    """Say which package is missing and how it comes."""


def extra(name: str) -> ModuleType:
    """Import a package of the extra "indextts".

    Raises:
        MissingExtraError: it is not installed.
    """
    try:
        return import_module(name)
    except ModuleNotFoundError as error:
        raise MissingExtraError(
            f"the IndexTTS-2 engines need {error.name}, which is not installed; "
            'get it with: pip install "takelane[indextts]"'
        ) from error
