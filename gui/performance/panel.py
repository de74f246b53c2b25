"""Show how the chosen lines are performed, and let all of it be changed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from pathlib import Path

from PyQt6.QtCore import QSize, Qt, QTimer, pyqtSignal
from PyQt6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent
from PyQt6.QtWidgets import (
    QFormLayout,
    QFrame,
    QLabel,
    QLineEdit,
    QScrollArea,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from daw_bridge.dropped import is_audio
from daw_bridge.timeline import Region
from gui.background import Background
from gui.document import Document
from gui.drop_cover import DropCover
from gui.dropped_files import dropped_files
from gui.engine import EngineChoice
from gui.performance.chosen_lines import ChosenLines
from gui.performance.control_guard import ControlGuard
from gui.performance.emotion_box import EmotionBox
from gui.performance.level_box import LevelBox
from gui.performance.line_box import LineBox
from gui.performance.manner_box import MannerBox
from gui.performance.order_box import OrderBox
from gui.performance.pace_box import PaceBox
from gui.performance.trial import Trial, try_out
from gui.performance.voice_box import VoiceBox
from gui.theme import SPACE, Theme
from gui.voice_shelf import VoiceShelf
from model.manner import Manner

_TYPING_MS = 120
"""After the last letter, until what was typed is tried out."""


class PerformancePanel(QWidget):
    """Hold everything about the performance of the chosen lines.

    Args:
        shelf: holds the voices.
        audition: plays an audio file in the place of a region; None where nothing can be heard.
    """

    manner_chosen = pyqtSignal(object)
    """What is asked for from now on is to be performed in this `Manner`."""

    weights_asked = pyqtSignal()
    """The user wants to get an engine that is missing."""

    def __init__(
        self,
        document: Document,
        theme: Theme,
        shelf: VoiceShelf,
        audition: Callable[[Region, Path], None] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._document = document
        self._lines = ChosenLines(document)
        self._background = Background(self)
        guard = ControlGuard(self)
        self._title = QLabel()
        self._title.setProperty("heading", True)
        self._title.setWordWrap(True)
        self.line = LineBox(self._lines, theme, guard)
        self.emotion = EmotionBox(self._lines, theme, guard)
        self.voice = VoiceBox(self._lines, shelf, guard, audition)
        self.level = LevelBox(self._lines, guard)
        self.pace = PaceBox(self._lines, guard)
        self.manner = MannerBox(document, guard)
        self.order = OrderBox(document, self._lines, guard)
        self._typing = QTimer(self)
        self._typing.setSingleShot(True)
        self._typing.setInterval(_TYPING_MS)
        self._area, self._cover = _Scroll(), DropCover(self)
        self._pages = QStackedLayout(self)
        self._pages.addWidget(self._empty_page())
        self._pages.addWidget(self._page())
        self.setAcceptDrops(True)
        for field in self.findChildren(QLineEdit):
            field.setAcceptDrops(False)  # it would write a file's name
        self._connect()

    @property
    def takes(self) -> int:
        """Give how many takes of a line are wanted."""
        return self.order.takes.value()

    def show_lines(self, region_ids: Iterable[str]) -> None:
        """Be about the lines of these regions."""
        if self._lines.rows:
            self._settle()
        self._lines.choose(region_ids)
        self._refresh()

    def set_usual(self, choices: Sequence[EngineChoice], usual: Manner, takes: int) -> None:
        """Take the engines there are, and what holds for projects that wish nothing else."""
        self.manner.set_usual(choices, usual)
        self.order.set_usual(takes)

    def bring(self, files: Sequence[Path]) -> None:
        """Make voices of recordings; one alone speaks the chosen lines, and is shown."""
        self._area.ensureWidgetVisible(self.voice)
        self.voice.bring(files)

    def set_theme(self, theme: Theme) -> None:
        """Paint in other colours."""
        self.line.set_theme(theme)
        self.emotion.set_theme(theme)

    def close_down(self) -> None:
        """Take in what is being changed, and wait for what is under way."""
        if (field := self.focusWidget()) is not None:
            field.clearFocus()
        self._settle()
        self._typing.stop()
        self._background.close()

    def dragEnterEvent(self, event: QDragEnterEvent | None) -> None:
        """Take recordings of voices; anything else is for the window."""
        files = dropped_files(event)
        if event is not None and self._lines.rows and files and all(map(is_audio, files)):
            event.acceptProposedAction()
            lines = "this line" if self._lines.only else "these lines"
            self._cover.say(f"Drop to let {lines} be spoken by this voice")

    def dragLeaveEvent(self, event: QDragLeaveEvent | None) -> None:
        """Show the panel again."""
        self._cover.hide()

    def dropEvent(self, event: QDropEvent | None) -> None:
        """Let the chosen lines be spoken like a recording."""
        self._cover.hide()
        if event is not None and (files := dropped_files(event)):
            event.acceptProposedAction()
            self.bring(files)

    def _connect(self) -> None:
        document = self._document
        document.rows_changed.connect(self._refresh)
        document.opened.connect(lambda: self.show_lines(()))
        self.line.typed.connect(self._typing.start)
        self._typing.timeout.connect(self._try_out)
        self.emotion.direction_wanted.connect(self.line.direction.setFocus)
        self.manner.chosen.connect(self.manner_chosen)
        self.manner.weights_asked.connect(self.weights_asked)

    def _empty_page(self) -> QWidget:
        words = QLabel("Select a line to see how it is performed.")
        words.setProperty("muted", True)
        words.setWordWrap(True)
        words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        words.setContentsMargins(4 * SPACE, 4 * SPACE, 4 * SPACE, 4 * SPACE)
        return words

    def _page(self) -> QWidget:
        page = QWidget()
        layout = QVBoxLayout(page)
        layout.setContentsMargins(2 * SPACE, SPACE + SPACE // 2, 2 * SPACE, 2 * SPACE)
        layout.setSpacing(SPACE + SPACE // 2)
        layout.addWidget(self._title)
        layout.addWidget(self.line)
        layout.addWidget(_rule())
        layout.addWidget(self.emotion)
        layout.addWidget(_rule())
        voice = QFormLayout()
        voice.addRow("Voice", self.voice)
        voice.addRow("Level", self.level)
        voice.addRow("Pace", self.pace)
        layout.addLayout(voice)
        layout.addWidget(self.manner)
        layout.addWidget(self.order)
        layout.addStretch(1)
        self._area.setWidget(page)
        return self._area

    def _settle(self) -> None:
        """Let what is being changed count for the lines it is about."""
        self.line.settle()
        self.emotion.settle()
        for field in (self.pace, self.order.seed, self.order.takes):
            field.interpretText()

    def _refresh(self) -> None:
        rows = self._lines.rows
        self._pages.setCurrentIndex(1 if rows else 0)
        if not rows:
            return
        if only := self._lines.only:
            number, who = only.line.region.number, only.line.text.character
            self._title.setText(f"Line {number} · {who}" if who else f"Line {number}")
        else:
            self._title.setText(f"{len(rows)} lines; a change is made in all of them")
        for part in (self.line, self.emotion, self.voice, self.level, self.pace, self.order):
            part.refresh()
        self._try_out()

    @property
    def _tries(self) -> bool:
        """Tell whether something can be tried out: of several lines only a new direction can."""
        return len(self._lines.rows) == 1 or self.line.direction.isModified()

    def _try_out(self) -> None:
        """Read direction and words as they stand, away from this thread."""
        rows, studio, timeline = self._lines.rows, self._lines.studio, self._document.timeline
        if not self._tries or not rows or studio is None or timeline is None:
            return
        words, direction = self.line.editor.words, self.line.direction.text().strip()
        work = partial(try_out, timeline, rows[0], words, direction, studio)
        self._background.run(work, self._show, self._document.problem.emit)

    def _show(self, trial: Trial) -> None:
        rows = self._lines.rows
        if self._tries and rows and rows[0].region_id == trial.region_id:
            self.emotion.show_direction(trial.direction)
            if len(rows) == 1:
                self.line.show_trial(trial)


class _Scroll(QScrollArea):
    """Scroll upright alone: it is never narrower than what it holds."""

    def __init__(self) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def minimumSizeHint(self) -> QSize:
        """Ask for the width of what is held, and of the bar beside it."""
        page, bar = self.widget(), self.verticalScrollBar()
        if page is None or bar is None:
            return super().minimumSizeHint()
        return QSize(page.minimumSizeHint().width() + bar.sizeHint().width(), 20 * SPACE)


def _rule() -> QFrame:
    rule = QFrame()
    rule.setProperty("rule", True)
    return rule
