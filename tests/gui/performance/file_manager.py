"""Be a file manager with one file, to be dragged from.

`python file_manager.py FILE X Y` says where on the screen its middle is.
"""

from __future__ import annotations

import sys

from PyQt6.QtCore import QMimeData, Qt, QTimer, QUrl
from PyQt6.QtGui import QDrag
from PyQt6.QtWidgets import QApplication, QLabel

from tests.gui.telling import tell


class File(QLabel):
    def __init__(self, path: str) -> None:
        super().__init__("drag me")
        self._path = path

    def mouseMoveEvent(self, event) -> None:
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(self._path)])
        data.setText(self._path)  # as file managers do
        drag = QDrag(self)
        drag.setMimeData(data)
        drag.exec(Qt.DropAction.CopyAction)


def main(path: str, left: str, top: str) -> None:
    application = QApplication(sys.argv[:1])
    file = File(path)
    file.resize(160, 120)
    file.move(int(left), int(top))
    file.show()

    def tell_place() -> None:
        middle = file.mapToGlobal(file.rect().center())
        tell([middle.x(), middle.y()])

    QTimer.singleShot(300, tell_place)
    application.exec()


if __name__ == "__main__":
    main(*sys.argv[1:])
