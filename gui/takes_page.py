"""Let the user set how many takes are made, where they lie, and how they are written."""

from __future__ import annotations

from pathlib import Path

from PyQt6.QtWidgets import QComboBox, QVBoxLayout, QWidget

from daw_bridge.finish import Finish
from gui.document import Document
from gui.finish_fields import FinishFields
from gui.form import grid, note
from gui.performance.control_guard import ControlGuard
from gui.setting_fields import SettingFields
from gui.settings import MOST_TAKES, SAMPLE_RATES
from gui.theme import SPACE

_ABOUT = (
    "Takes lie beside their project, in the folder Takelane; those of projects that were never "
    "saved lie in the library."
)
_EVERYWHERE, _HERE = range(2)
"""Places in the list of what a finish holds for."""


class TakesPage(QWidget):
    """Hold everything about takes.

    Args:
        fields: show settings.
        document: may wish a finish of its own.
        library: the usual folder of takes.
    """

    def __init__(
        self,
        fields: SettingFields,
        document: Document,
        library: Path,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._fields = fields
        self._document = document
        self.holds_for = QComboBox()
        self.finish = FinishFields(self)
        self._lay_out(library)
        self.holds_for.activated.connect(self._choose)
        self.finish.changed.connect(self._change)
        document.opened.connect(self.refresh)
        document.edits.changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Show what holds for the project that is open."""
        session = self._document.session
        own = session.finish if session else None
        self.holds_for.setEnabled(session is not None)
        self.holds_for.setCurrentIndex(_EVERYWHERE if own is None else _HERE)
        self.finish.show_finish(own or self._fields.settings.finish)

    def _lay_out(self, library: Path) -> None:
        self.holds_for.setObjectName("holds_for")
        self.holds_for.setAccessibleName("Loudness and files hold for")
        self.holds_for.addItems(("Every project", "This project alone"))
        self.holds_for.setToolTip(
            "Lines whose takes are written otherwise become stale; to render them writes their "
            "chosen takes anew, and speaks nothing."
        )
        ControlGuard(self).guard(self.holds_for)
        fields = self._fields
        rates = {
            rate: f"{rate / 1000:g} kHz" if rate else "As the project" for rate in SAMPLE_RATES
        }
        takes = fields.count("takes", "Takes per render", MOST_TAKES)
        rows = grid([
            ("Takes per render", takes, "Sample rate", fields.choice("sample_rate", rates, 0)),
            ("Take library", fields.folder("library", str(library))),
            (note(_ABOUT),),
            ("What follows is for", self.holds_for),
            *self.finish.rows(),
        ])  # fmt: skip
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE, 0, SPACE, 0)
        layout.addLayout(rows)
        layout.addStretch(1)

    def _choose(self, place: int) -> None:
        """Let the project have a finish of its own, or not any more."""
        usual = self._fields.settings.finish
        self._document.edits.wish_finish(usual if place == _HERE else None)
        self.refresh()

    def _change(self, finish: Finish) -> None:
        session = self._document.session
        if session is not None and session.finish is not None:
            self._document.edits.wish_finish(finish)
        else:
            self._fields.set("finish", finish)
