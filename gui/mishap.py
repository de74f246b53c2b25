"""Tell what nobody foresaw, and let the window live on."""

from __future__ import annotations

import sys
from types import TracebackType

from PyQt6.QtCore import QObject, pyqtSignal
from PyQt6.QtWidgets import QApplication

from daw_bridge.timeline import ProjectError

_STUMBLED = (
    "Takelane stumbled and goes on; what you did is saved. If something does not work any more, "
    "close the window and open it anew. ({kind}: {error})"
)


class Mishaps(QObject):
    """Hear of every error that nothing else catches; PyQt would end the program."""

    told = pyqtSignal(str)
    """A sentence for the user."""

    def watch(self) -> None:
        """Be asked from now on, on any thread."""
        sys.excepthook = self.hear

    def hear(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        """Tell an error; Ctrl-C in the terminal closes the window."""
        if issubclass(kind, KeyboardInterrupt):
            QApplication.closeAllWindows()
            return
        sys.__excepthook__(kind, error, trace)
        known = isinstance(error, ProjectError)
        self.told.emit(str(error) if known else _STUMBLED.format(kind=kind.__name__, error=error))
