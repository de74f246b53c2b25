"""Show which official weights there are and on what terms; get them, and remove them."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtWidgets import (
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QMessageBox,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from gui.background import Background
from gui.theme import SPACE
from gui.weights_job import Coming, Doing, Got, NotGot, OnWeightsEvent, WeightsEvent, WeightsJob
from model import catalogue, engines, weights

StartJob = Callable[[str, OnWeightsEvent], WeightsJob]

_STEPS = 1000
"""Of the progress bar, as bytes are too many for one."""


class WeightsPanel(QWidget):
    """List the engines that can be had beside the voice that ships.

    Args:
        start: begins to get an engine.
        agree: shows the terms and tells whether the user agrees.
    """

    changed = pyqtSignal()
    """An engine came or went."""

    _told = pyqtSignal(object)

    def __init__(
        self,
        start: StartJob = WeightsJob,
        agree: Callable[[catalogue.Engine], bool] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._start = start
        self._agree = agree or (lambda engine: Terms(engine, self).exec() == 1)
        self._job: WeightsJob | None = None
        self._background = Background(self)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(2 * SPACE)
        self._state = QLabel()
        self._state.setWordWrap(True)
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setMaximum(_STEPS)
        self._bar.setAccessibleName("Progress of the download")
        self._cancel = QPushButton("Cancel")
        self._cancel.setObjectName("cancel_download")
        self._cancel.setAccessibleName("Cancel the download")
        self._cancel.setToolTip("Stop; what has come is kept")
        self._cancel.clicked.connect(self._stop)
        under_way = QHBoxLayout()
        under_way.setSpacing(2 * SPACE)
        under_way.addWidget(self._bar, 1, Qt.AlignmentFlag.AlignVCenter)
        under_way.addWidget(self._cancel)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE)
        layout.addLayout(self._rows)
        layout.addWidget(self._state)
        layout.addLayout(under_way)
        self._told.connect(self._hear)
        self._show()

    @property
    def state(self) -> str:
        """Give the sentence about what is under way or how it ended."""
        return self._state.text()

    def close_down(self) -> None:
        """Stop what is under way."""
        self._background.close()
        if self._job is not None:
            self._job.close()

    def _show(self) -> None:
        while item := self._rows.takeAt(0):
            if widget := item.widget():
                widget.hide()
                widget.deleteLater()
        present = engines.installed()
        known = catalogue.catalogue()
        added = [one for one in present if one not in known and one != engines.SHIPPED]
        for name in (*known, *added):
            self._rows.addWidget(self._row(name, known.get(name), name in present))
        for widget in (self._bar, self._cancel):
            widget.setVisible(self._job is not None)

    def _row(self, name: str, engine: catalogue.Engine | None, present: bool) -> QWidget:
        row = QWidget()
        about = QLabel(engine.about if engine else name)
        about.setProperty("heading", True)
        about.setWordWrap(True)
        size = weights.describe(name).n_bytes if present else engine.n_bytes if engine else 0
        state = QLabel(f"{'✓ Installed' if present else 'Not installed'}, {size / 1e9:.1f} GB")
        state.setProperty("muted", True)
        button = QPushButton("Remove…" if present else "Get…")
        button.setObjectName(f"{'remove' if present else 'get'}_{name}")
        button.setAccessibleName(f"{'Remove' if present else 'Get'} {name}")
        button.setEnabled(self._job is None)
        button.clicked.connect(partial(self._remove if present else self._get, name))
        layout = QHBoxLayout(row)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2 * SPACE)
        words = QVBoxLayout()
        words.setSpacing(SPACE // 4)
        words.addWidget(about)
        words.addWidget(state)
        layout.addLayout(words, 1)
        layout.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        return row

    def _get(self, name: str) -> None:
        if self._job is None and self._agree(catalogue.catalogue()[name]):
            self._say("Starting …")
            self._bar.setValue(0)
            self._job = self._start(name, self._told.emit)
            self._show()

    def _remove(self, name: str) -> None:
        question = f"Remove {name}? Takes that it has spoken stay."
        answer = QMessageBox.question(self, "Remove weights", question)
        if answer == QMessageBox.StandardButton.Yes:
            self._say(f"Removing {name} …")
            removal = partial(weights.remove, name)
            self._background.run(removal, lambda _: self._end(f"{name} is removed."), self._end)

    def _stop(self) -> None:
        if self._job is not None:
            self._say("Stopping …")
            self._job.cancel()

    def _hear(self, event: WeightsEvent) -> None:
        match event:
            case Coming(_, n_bytes, total):
                self._bar.setValue(round(_STEPS * n_bytes / max(total, 1)))
                self._say(f"{n_bytes / 1e9:.2f} of {total / 1e9:.2f} GB have come.")
            case Doing(what):
                self._say(f"{what} …")
            case Got(engine):
                self._end(f"{engine} is installed; choose it as the engine above.")
            case NotGot(reason):
                self._end(f"{reason[:1].upper()}{reason[1:]}.")

    def _end(self, text: str) -> None:
        self._job = None
        self._say(text)
        self._show()
        self.changed.emit()

    def _say(self, text: str) -> None:
        self._state.setText(text)


class Terms(QDialog):
    """Show under which licences the parts of an engine come, and ask for agreement."""

    def __init__(self, engine: catalogue.Engine, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(f"Licences of {engine.name}")
        head = QLabel(
            f"{engine.name} is about {engine.n_bytes / 1e9:.1f} GB, in parts that come from their "
            "makers, each under its own licence. What stands at the addresses is what counts:"
        )
        head.setWordWrap(True)
        terms = QLabel("".join(map(_term, engine.sources)))
        terms.setWordWrap(True)
        terms.setOpenExternalLinks(True)
        agree = QCheckBox("I agree to these licences")
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        get = QPushButton("Download")
        get.setProperty("primary", True)
        get.setEnabled(False)
        buttons.addButton(get, QDialogButtonBox.ButtonRole.AcceptRole)
        agree.toggled.connect(get.setEnabled)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(3 * SPACE, 3 * SPACE, 3 * SPACE, 2 * SPACE)
        layout.setSpacing(2 * SPACE)
        for part in (head, terms, agree, buttons):
            layout.addWidget(part)


def _term(source: catalogue.Source) -> str:
    return (
        f"<p><b>{source.name}</b>: {source.licence}<br>{source.allows}<br>"
        f'<a href="{source.page}">{source.page}</a></p>'
    )
