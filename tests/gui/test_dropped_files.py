"""Files come out of what is dropped; words and takes of this window do not."""

from pathlib import Path

from PyQt6.QtCore import QMimeData, QPointF, Qt, QUrl
from PyQt6.QtGui import QDropEvent

from gui.dropped_files import dropped_files


def event(data):
    return QDropEvent(
        QPointF(5, 5),
        Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )


def test_files_are_listed(qapp, tmp_path):
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(tmp_path / "a.wav")), QUrl("https://a.example/b.wav")])
    assert dropped_files(event(data)) == [Path(tmp_path / "a.wav")]


def test_words_are_no_files(qapp):
    data = QMimeData()
    data.setText("/a.wav")
    assert dropped_files(event(data)) == dropped_files(None) == []
