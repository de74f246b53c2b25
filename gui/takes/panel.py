"""Show the takes of the chosen line: hear them, compare them, choose one, ask for more."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path

from PyQt6.QtCore import QEvent, Qt, pyqtSignal
from PyQt6.QtGui import QAction, QShortcut
from PyQt6.QtWidgets import (
    QLabel,
    QMenu,
    QSizePolicy,
    QStackedLayout,
    QToolBar,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from daw_bridge.alternatives import NUDGES
from daw_bridge.bridge_job import take_id
from daw_bridge.session.cue_row import CueRow, TakeState
from gui.actions import MORE
from gui.background import Background
from gui.command_bar import dress
from gui.document import Document
from gui.sound.heard import Heard
from gui.sound.take_sound import TakeReader
from gui.sound.transport import Transport
from gui.takes.drag import copy_files, copy_paths, drag_files, reveal
from gui.takes.panel_words import UNDER_WAY, heading, without_takes
from gui.takes.take_list import TakeList
from gui.takes.take_model import TakeModel
from gui.takes.take_row import A, B, Marks, TakeRow, counterpart, take_rows
from gui.theme import SPACE, Theme

_ALTERNATIVES = 3
_PLAY, _STOP = ("▶", "Play"), ("■", "Stop")
_FILE_ACTIONS = ("copy_file", "copy_path", "reveal")


class TakesPanel(QWidget):
    """Hold the list of takes, and do what is asked of them.

    Args:
        actions: by name; those that are about takes are connected here.
    """

    news = pyqtSignal(str)
    """Something the user should know; a sentence."""

    def __init__(
        self,
        document: Document,
        transport: Transport,
        reader: TakeReader,
        actions: Mapping[str, QAction],
        theme: Theme,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._document = document
        self._transport = transport
        self._reader = reader
        self._actions = actions
        self._theme = theme
        self._measuring = Background(self)
        self._unreadable: set[Path] = set()
        self._region_id: str | None = None
        self._alone = True
        self._compared = ""
        self._model = TakeModel(self)
        self._list = TakeList(self._model, theme)
        self._heading = QLabel()
        self._empty = QLabel(without_takes(None))
        self._lay_out()
        self._connect()
        self._refresh()

    def set_theme(self, theme: Theme) -> None:
        """Paint in other colours."""
        self._theme = theme
        self._list.set_theme(theme)

    @property
    def heading(self) -> str:
        """Give what stands over the takes, where there is room for it."""
        return self._heading.text()

    def show_line(self, region_id: str | None, *, alone: bool = True) -> None:
        """Show the takes of a region; where it is not chosen alone, it is named."""
        self._alone = alone
        if region_id == self._region_id:
            self._show_state()
            return
        self._region_id, self._compared = region_id, ""
        self._refresh()
        self._go_to_chosen()
        if self._transport.sync and (heard := self._hearable()):
            self._transport.cue(heard)

    def play_or_stop(self) -> None:
        """Stop what plays; or play the take that was gone to, or that is being spoken."""
        if self._transport.playing or self._transport.awaited:
            self._transport.stop()
        elif self._region_id is not None:
            self.hear(self._region_id)

    def hear(self, region_id: str) -> None:
        """Play the take of a region; one without a take is spoken."""
        row = self._document.row_of(region_id)
        if row is None:
            return
        if row.state is TakeState.RENDERING or not row.takes:
            if row.state not in UNDER_WAY:
                self._document.render([region_id])
            self._transport.wait_for(region_id)
        elif region_id == self._region_id and (current := self._list.current):
            self._hear_take(current, 0.0)
        elif chosen := row.chosen:
            path = self._document.path_of(chosen)
            self._transport.hear(Heard(region_id, row.line.region.start, (path,)))

    def drag_lines(self, rows: Sequence[CueRow]) -> None:
        """Let the chosen takes of lines be dropped anywhere."""
        takes = [take for row in rows if (take := row.chosen) is not None]
        title = f"{len(takes)} takes" if len(takes) > 1 else rows[0].line.text.line if rows else ""
        self._drag([self._document.path_of(take) for take in takes], title)

    def event(self, event: QEvent | None) -> bool:
        """Let the heading give way to the buttons beside it, whoever has grown or shrunk."""
        heard = super().event(event)
        if event is not None and event.type() in (QEvent.Type.Resize, QEvent.Type.LayoutRequest):
            self._fit_heading()
        return heard

    def close_down(self) -> None:
        """Measure nothing more."""
        self._measuring.close()

    def _lay_out(self) -> None:
        self._heading.setProperty("heading", True)
        self._empty.setProperty("muted", True)
        self._empty.setWordWrap(True)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._empty.setMargin(SPACE)
        pages = QWidget()
        self._pages = QStackedLayout(pages)
        self._pages.addWidget(self._empty)
        self._pages.addWidget(self._list)
        head = self._head = QToolBar("Takes")
        dress(head)
        self._title = head.addWidget(self._heading)
        for name in ("hear_a", "hear_b", "match"):
            head.addAction(self._actions[name])
        gap = QWidget()
        gap.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        head.addWidget(gap)
        head.addWidget(self._button("more", "More", [f"{MORE}{nudge}" for nudge in NUDGES]))
        head.addWidget(self._button("copy_file", "Copy", _FILE_ACTIONS[1:]))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        for part, stretch in ((head, 0), (pages, 1)):
            layout.addWidget(part, stretch)

    def _button(self, name: str, word: str, others: Sequence[str]) -> QToolButton:
        """Make a button for an action, with related ones in a menu beside it."""
        self._actions[name].setIconText(word)
        menu = QMenu(self)
        for other in others:
            menu.addAction(self._actions[other])
        button = QToolButton()
        button.setDefaultAction(self._actions[name])
        button.setPopupMode(QToolButton.ToolButtonPopupMode.MenuButtonPopup)
        button.setMenu(menu)
        return button

    def _connect(self) -> None:
        handlers: dict[str, Callable[[], object]] = {
            "play": self.play_or_stop,
            "hear_a": partial(self._hear_letter, A),
            "hear_b": partial(self._hear_letter, B),
            "choose": lambda: self._choose(self._list.current),
            "star": lambda: self._star(self._list.current),
            "more": partial(self._more, ""),
            "copy_file": lambda: copy_files(self._selected_files()),
            "copy_path": lambda: copy_paths(self._selected_files()),
            "reveal": lambda: reveal(self._selected_files()[0]),
            **{f"{MORE}{nudge}": partial(self._more, nudge) for nudge in NUDGES},
        }
        for name, handler in handlers.items():
            self._actions[name].triggered.connect(lambda _=False, run=handler: run())
        transport, document = self._transport, self._document
        for name, switch, on in (
            ("loop", transport.set_loop, False),
            ("match", transport.set_match, True),
            ("sync", self._set_sync, False),
        ):
            self._actions[name].setCheckable(True)
            self._actions[name].setChecked(on)
            self._actions[name].toggled.connect(switch)
        for number in range(1, 10):
            shortcut = QShortcut(str(number), self)
            shortcut.activated.connect(partial(self._hear_number, number))
        takes = self._list
        takes.gone_to.connect(self._go)
        takes.asked.connect(self._hear_take)
        takes.star_asked.connect(self._star)
        takes.choice_asked.connect(self._choose)
        takes.drag_asked.connect(self._drag_selected)
        takes.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        for name in ("choose", "star", "more", *_FILE_ACTIONS):
            takes.addAction(self._actions[name])
        document.rows_changed.connect(self._refresh)
        document.rows_touched.connect(self._refresh_rows)
        document.marked.connect(self._refresh)
        document.opened.connect(partial(self.show_line, None))
        transport.changed.connect(self._show_state)
        transport.moved.connect(lambda _: self._show_place())

    def _refresh_rows(self, places: Sequence[int]) -> None:
        for row in (self._document.rows[place] for place in places):
            if row.region_id == self._region_id:
                self._refresh()
            if row.region_id == self._transport.awaited and row.state not in UNDER_WAY:
                self._transport.stop()

    def _refresh(self) -> None:
        """Show the takes as they are now, and stay at the one that was gone to."""
        row, document = self._row(), self._document
        session, chosen = document.session, row.chosen if row else None
        current = self._list.current
        rows: list[TakeRow] = []
        if row is not None and session is not None:
            compared = counterpart(row.takes, chosen, self._compared)
            finish = document.options.finish.of(row.line.level)
            marks = Marks(
                starred=lambda take: session.is_starred(take.file),
                placed=lambda take: session.is_placed(take_id(take)),
                finished=lambda take: take.finish == finish,
            )
            known = self._reader.known
            rows = take_rows(row.takes, chosen, compared, document.path_of, known, marks)
        self._model.show_rows(rows)
        if rows and self._list.current is None:
            self._go_to(current.path if current is not None else None)
        self._measure()
        self._show_state()

    def _show_state(self) -> None:
        row, transport = self._row(), self._transport
        rows = self._model.rows
        self._pages.setCurrentIndex(1 if rows else 0)
        self._empty.setText(without_takes(row))
        self._heading.setText(heading(row, len(rows), alone=self._alone))
        sign, word = _STOP if transport.playing or transport.awaited else _PLAY
        self._actions["play"].setText(word)
        self._actions["play"].setIconText(f"{sign} {word}")
        current = self._list.current
        for name in ("choose", "star", "more", *_FILE_ACTIONS, *(f"{MORE}{n}" for n in NUDGES)):
            self._actions[name].setEnabled(current is not None)
        for name, letter in (("hear_a", A), ("hear_b", B)):
            self._actions[name].setEnabled(any(take.letter == letter for take in rows))
        if current is not None:
            self._actions["star"].setText("Unstar" if current.starred else "Star")
            self._actions["choose"].setEnabled(not current.chosen)
        self._show_place()

    def _fit_heading(self) -> None:
        if self._title is not None:
            heading = self._heading.sizeHint().width()
            whole = self._head.sizeHint().width() + (0 if self._title.isVisible() else heading)
            self._title.setVisible(whole <= self.width())

    def _show_place(self) -> None:
        heard = self._transport.heard
        playing = heard is not None and self._transport.playing
        self._model.show_place(heard.file if heard and playing else None, self._transport.position)

    def _row(self) -> CueRow | None:
        return None if self._region_id is None else self._document.row_of(self._region_id)

    def _measure(self) -> None:
        """Read the takes that are shown, one after another, those on top first."""
        path = next((row.path for row in self._model.rows
                     if row.sound is None and row.path not in self._unreadable), None)  # fmt: skip
        if path is None:
            return

        def fail(reason: str) -> None:
            self._unreadable.add(path)
            self.news.emit(reason)
            self._refresh()

        self._measuring.run(partial(self._reader.read, path), lambda _: self._refresh(), fail)

    def _hearable(self, path: Path | None = None) -> Heard | None:
        """Give the takes that can be heard, beginning with one."""
        row = self._row()
        files = tuple(take.path for take in self._model.rows if take.path not in self._unreadable)
        if row is None or not files:
            return None
        current = self._list.current
        wanted = path or (current.path if current else files[0])
        chosen = files.index(wanted) if wanted in files else 0
        return Heard(row.region_id, row.line.region.start, files, chosen)

    def _hear_take(self, take: TakeRow, position: float) -> None:
        heard = self._transport.heard
        if self._transport.playing and heard is not None and heard.file == take.path:
            self._transport.seek(position)
        elif found := self._hearable(take.path):
            self._transport.hear(found, position)

    def _hear_letter(self, letter: str) -> None:
        self._hear_row(next((n for n, take in enumerate(self._model.rows)
                             if take.letter == letter), None))  # fmt: skip

    def _hear_number(self, number: int) -> None:
        self._hear_row(next((n for n, take in enumerate(self._model.rows)
                             if take.record.take == number), None))  # fmt: skip

    def _hear_row(self, row: int | None) -> None:
        """Go to a take: what plays goes over to it, and where nothing plays it is played."""
        if row is None:
            return
        self._list.go_to(row)
        if not self._transport.playing:
            self._hear_take(self._model.rows[row], 0.0)

    def _go(self, take: TakeRow) -> None:
        heard = self._transport.heard
        if not take.chosen and take.record.file != self._compared:
            self._compared = take.record.file
            self._refresh()
        if heard is not None and take.path in heard.files:
            self._transport.switch(take.path)
        self._show_state()

    def _go_to_chosen(self) -> None:
        self._go_to(next((take.path for take in self._model.rows if take.chosen), None))

    def _go_to(self, path: Path | None) -> None:
        rows = self._model.rows
        if rows:
            chosen = next((n for n, take in enumerate(rows) if take.chosen), 0)
            self._list.go_to(next((n for n, t in enumerate(rows) if t.path == path), chosen))

    def _choose(self, take: TakeRow | None) -> None:
        if take is not None:
            self._document.edits.choose(take.record.region_id, take.record.file)

    def _star(self, take: TakeRow | None) -> None:
        if take is not None:
            self._document.edits.star(take.record.file, starred=not take.starred)

    def _more(self, nudge: str) -> None:
        if (take := self._list.current) is not None:
            self._document.more_like(take.record, _ALTERNATIVES, nudge)

    def _set_sync(self, sync: bool) -> None:
        self._transport.set_sync(sync)
        if sync and (heard := self._hearable()):
            self._transport.cue(heard)

    def _selected_files(self) -> list[Path]:
        return [take.path for take in self._list.selected]

    def _drag_selected(self) -> None:
        takes, row = self._list.selected, self._row()
        title = f"{len(takes)} takes" if len(takes) > 1 or row is None else (
            f"{takes[0].title} · {row.line.text.line}"
        )  # fmt: skip
        self._drag([take.path for take in takes], title)

    def _drag(self, files: Sequence[Path], title: str) -> None:
        there = [file for file in files if file.is_file()]
        if len(there) < len(files):
            self.news.emit("A take is not where it was; it is left out. Render it again.")
        if there:
            drag_files(self, there, title, self._theme)
