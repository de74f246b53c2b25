"""Take files out of what is dropped on a widget."""

from __future__ import annotations

from pathlib import Path

from PyQt6.QtCore import QUrl
from PyQt6.QtGui import QDropEvent


def dropped_files(event: QDropEvent | None) -> list[Path]:
    """List the files that are dropped; a take that is dragged out of this window is none."""
    if event is None or (data := event.mimeData()) is None or event.source() is not None:
        return []
    urls: list[QUrl] = data.urls()
    return [Path(url.toLocalFile()) for url in urls if url.isLocalFile()]
