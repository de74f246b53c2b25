"""Show the DAWs of this computer, and set them up."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

from PyQt6.QtCore import pyqtSignal
from PyQt6.QtWidgets import (
    QFileDialog,
    QGridLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from daw_bridge.install.finding import DawHere, find_daws
from daw_bridge.install.installer import Installer
from gui.background import Background
from gui.theme import SPACE

Find = Callable[[Mapping[str, Path]], tuple[DawHere, ...]]

_SAID_LINES = 8


class DawSetup(QWidget):
    """List the DAWs with a button each; what was done is told line by line below.

    Args:
        folders: where DAWs are looked for instead of the usual places, by name.
        only_found: leave out what is not there.
        find: looks.
    """

    folder_chosen = pyqtSignal(str, str)
    """The user says that the settings of the DAW with this name are in this folder."""

    set_up = pyqtSignal(str)
    """Takelane is in the DAW with this name now."""

    def __init__(
        self,
        folders: Mapping[str, Path],
        *,
        only_found: bool = False,
        find: Find = find_daws,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._folders = dict(folders)
        self._only_found = only_found
        self._find = find
        self._background = Background(self)
        self._rows = QGridLayout()
        self._rows.setHorizontalSpacing(2 * SPACE)
        self._rows.setVerticalSpacing(SPACE)
        self._rows.setColumnStretch(1, 1)
        self._said = QPlainTextEdit()
        self._said.setReadOnly(True)
        self._said.setAccessibleName("What was done")
        self._said.setMinimumHeight(_SAID_LINES * self.fontMetrics().lineSpacing())
        self._said.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE)
        layout.addLayout(self._rows)
        layout.addWidget(self._said)
        self.show_daws()

    @property
    def said(self) -> str:
        """Give what was told about the last installation."""
        return self._said.toPlainText()

    def show_daws(self) -> bool:
        """Look again, and tell whether any DAW is shown."""
        while item := self._rows.takeAt(0):
            if widget := item.widget():
                widget.hide()
                widget.deleteLater()
        shown = [daw for daw in self._find(self._folders) if daw.found or not self._only_found]
        for row, daw in enumerate(shown):
            self._show_row(row, daw)
        return bool(shown)

    def close_down(self) -> None:
        """Wait for an installation that is under way."""
        self._background.close()

    def _show_row(self, row: int, daw: DawHere) -> None:
        name = QLabel(daw.recipe.daw)
        name.setProperty("heading", True)
        state = QLabel(_state(daw))
        state.setProperty("muted", True)
        state.setWordWrap(True)
        state.setToolTip(str(daw.folder))
        self._rows.addWidget(name, row, 0)
        self._rows.addWidget(state, row, 1)
        if not self._only_found:
            elsewhere = QPushButton("Choose folder…")
            elsewhere.setAccessibleName(f"Choose the folder of {daw.recipe.daw}")
            elsewhere.clicked.connect(partial(self._ask_for_folder, daw))
            self._rows.addWidget(elsewhere, row, 2)
        button = QPushButton("Set up again" if daw.set_up else "Set up")
        button.setObjectName(f"set_up_{daw.name}")
        button.setAccessibleName(f"Set up {daw.recipe.daw}")
        button.setToolTip(f"Put Takelane's effect, scripts and actions into {daw.recipe.daw}")
        button.setEnabled(daw.found)
        button.clicked.connect(partial(self._install, daw))
        self._rows.addWidget(button, row, 3)

    def _ask_for_folder(self, daw: DawHere) -> None:
        title = f"Folder of {daw.recipe.daw}'s settings"
        if folder := QFileDialog.getExistingDirectory(self, title, str(daw.folder)):
            self._folders[daw.name] = Path(folder)
            self.folder_chosen.emit(daw.name, folder)
            self.show_daws()

    def _install(self, daw: DawHere) -> None:
        self._say([f"Setting up {daw.recipe.daw} …"])
        installer = partial(_install, daw)
        self._background.run(installer, partial(self._tell, daw), lambda why: self._say([why]))

    def _tell(self, daw: DawHere, told: list[str]) -> None:
        steps = [f"{number}. {step}" for number, step in enumerate(daw.recipe.next_steps, 1)]
        self._say([*told, "", "What is left to do:", *steps])
        self.show_daws()
        self.set_up.emit(daw.name)

    def _say(self, lines: list[str]) -> None:
        self._said.setPlainText("\n".join(lines))
        self._said.show()


def _install(daw: DawHere) -> list[str]:
    return Installer(daw.recipe, daw.folder).install()


def _state(daw: DawHere) -> str:
    home = Path.home()
    if not daw.found and daw.folder == home:
        return "Not found"
    inside = daw.folder.is_relative_to(home)
    place = f"~/{daw.folder.relative_to(home).as_posix()}" if inside else str(daw.folder)
    if not daw.found:
        return f"Not found in {place}"
    return f"✓ Set up in {place}" if daw.set_up else f"Found in {place}"
