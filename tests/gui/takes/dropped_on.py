"""Be another program's window: write what is dropped on it to standard output.

`python dropped_on.py X Y` says where its middle is, then every drop as JSON.
"""

from __future__ import annotations

import sys

from PyQt6.QtCore import QTimer
from PyQt6.QtWidgets import QApplication, QLabel

from tests.gui.telling import tell


class Target(QLabel):
    def __init__(self) -> None:
        super().__init__("drop here")
        self.setAcceptDrops(True)

    def dragEnterEvent(self, event) -> None:
        event.acceptProposedAction()

    def dropEvent(self, event) -> None:
        files = [url.toLocalFile() for url in event.mimeData().urls()]
        tell({"files": files, "action": event.dropAction().name})
        event.acceptProposedAction()


def main(left: str, top: str) -> None:
    application = QApplication(sys.argv[:1])
    target = Target()
    target.resize(200, 200)
    target.move(int(left), int(top))
    target.show()
    middle = target.rect().center()
    QTimer.singleShot(
        300, lambda: tell([target.mapToGlobal(middle).x(), target.mapToGlobal(middle).y()])
    )
    application.exec()


if __name__ == "__main__":
    main(*sys.argv[1:])
