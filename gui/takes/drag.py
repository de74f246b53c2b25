"""Carry takes out of the window as finished files, by mouse or by clipboard."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from PyQt6.QtCore import QMimeData, QPointF, QProcess, QRectF, QSize, Qt, QUrl
from PyQt6.QtGui import (
    QColor,
    QDesktopServices,
    QDrag,
    QFontMetrics,
    QGuiApplication,
    QPainter,
    QPixmap,
)
from PyQt6.QtWidgets import QWidget

from gui.theme import SPACE, Theme

_GNOME_FILES = "x-special/gnome-copied-files"
"""Without it the file managers of GNOME and Cinnamon paste nothing."""

_WIDEST = 280
_STACKED = 4

_REVEAL: Mapping[str, Callable[[Path], tuple[str, list[str]]]] = {
    "win32": lambda path: ("explorer", ["/select,", str(path)]),
    "darwin": lambda path: ("open", ["-R", str(path)]),
}


def file_data(files: Sequence[Path]) -> QMimeData:
    """Give files in the one form that every DAW and file manager takes, in order."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(file.absolute())) for file in files])
    return data


def drag_files(source: QWidget, files: Sequence[Path], title: str, theme: Theme) -> bool:
    """Let files be dropped anywhere, as copies; tell whether they were. This waits for the mouse.

    They are never moved: a take stays where it is, and DAWs refer to it there.
    """
    drag = QDrag(source)
    drag.setMimeData(file_data(files))
    picture = drag_picture(title, len(files), theme, source)
    drag.setPixmap(picture)
    drag.setHotSpot(QPointF(-SPACE, -SPACE).toPoint())
    return drag.exec(Qt.DropAction.CopyAction) == Qt.DropAction.CopyAction


def drag_picture(title: str, count: int, theme: Theme, source: QWidget) -> QPixmap:
    """Draw what hangs on the pointer: the title on a card, more cards behind it for more takes."""
    metrics = QFontMetrics(source.font())
    words = metrics.elidedText(title, Qt.TextElideMode.ElideRight, _WIDEST)
    behind = min(count - 1, 2) * _STACKED
    card = QSize(metrics.horizontalAdvance(words) + 4 * SPACE, metrics.height() + 2 * SPACE)
    ratio = source.devicePixelRatioF()
    picture = QPixmap((QSize(behind + 2, behind + 2) + card) * ratio)
    picture.setDevicePixelRatio(ratio)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setFont(source.font())
    painter.setBrush(QColor(theme.raised))
    for offset in range(behind, -1, -_STACKED):
        rect = QRectF(offset + 1, offset + 1, card.width(), card.height())
        painter.setPen(QColor(theme.accent))
        painter.drawRoundedRect(rect, 4, 4)
    painter.fillRect(QRectF(1, SPACE, 3, card.height() - 2 * SPACE + 2), QColor(theme.accent))
    painter.setPen(QColor(theme.text))
    front = QRectF(2 * SPACE, 1, card.width() - 2 * SPACE, card.height())
    painter.drawText(front, Qt.AlignmentFlag.AlignVCenter, words)
    painter.end()
    return picture


def copy_files(files: Sequence[Path]) -> None:
    """Put files on the clipboard, to be pasted into a file manager or a DAW."""
    data = file_data(files)
    urls = "\n".join(url.toString(QUrl.ComponentFormattingOption.FullyEncoded)
                     for url in data.urls())  # fmt: skip
    data.setData(_GNOME_FILES, f"copy\n{urls}".encode())
    if clipboard := QGuiApplication.clipboard():
        clipboard.setMimeData(data)


def copy_paths(files: Sequence[Path]) -> None:
    """Put the paths of files on the clipboard, one a line."""
    if clipboard := QGuiApplication.clipboard():
        clipboard.setText("\n".join(str(file.absolute()) for file in files))


def reveal(file: Path) -> None:
    """Show a file in its folder, or the folder where the system cannot point at files."""
    if command := _REVEAL.get(sys.platform):
        QProcess.startDetached(*command(file.absolute()))
    else:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(file.absolute().parent)))
