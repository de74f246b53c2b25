"""Export and import sessions as one file, and find take files that are gone."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path

from PyQt6.QtCore import QObject, pyqtSignal
from PyQt6.QtWidgets import QFileDialog, QWidget

from daw_bridge.lost_takes import bring_back, look_for, lost_takes
from daw_bridge.session.archive import SUFFIX, Packed, pack, unpack
from daw_bridge.take_library import TakeRecord
from daw_bridge.timeline import ProjectError
from gui.background import Background
from gui.document import Document
from gui.voice_shelf import VoiceShelf

_KIND = f"Takelane sessions (*{SUFFIX})"


class SessionFile(QObject):
    """Ask the user where, and do it away from the window's thread.

    Args:
        ledger_of: gives where the edits of a project are kept.
        open_project: shows a project.
        shelf: holds the voices, the user's own among them.
        window: over which questions are asked.
    """

    problem = pyqtSignal(str)
    done = pyqtSignal(str)
    """What was done; a sentence."""

    def __init__(
        self,
        document: Document,
        ledger_of: Callable[[Path], Path],
        open_project: Callable[[Path], None],
        shelf: VoiceShelf,
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._document = document
        self._ledger_of = ledger_of
        self._open_project = open_project
        self._shelf = shelf
        self._window = window
        self._background = Background(self)

    def close_down(self) -> None:
        """Wait for what is under way."""
        self._background.close()

    def ask_export(self) -> None:
        """Ask for a file and write the session into it."""
        timeline = self._document.timeline
        usual = f"{timeline.source.stem}{SUFFIX}" if timeline else ""
        name, _ = QFileDialog.getSaveFileName(self._window, "Export session", usual, _KIND)
        if name:
            self.export(Path(name if name.endswith(".zip") else f"{name}{SUFFIX}"))

    def ask_import(self) -> None:
        """Ask for a file and for a folder, and take the session out."""
        name, _ = QFileDialog.getOpenFileName(self._window, "Import session", "", _KIND)
        title = "Choose where the session gets its folder"
        if name and (home := QFileDialog.getExistingDirectory(self._window, title)):
            self.take_in(Path(name), Path(home))

    def ask_for_takes(self) -> None:
        """Ask where take files may be that are gone from their folder."""
        if not (lost := self._lost()):
            self.done.emit("Every take is where it belongs.")
            return
        title = f"Look for {len(lost)} lost takes in"
        if place := QFileDialog.getExistingDirectory(self._window, title):
            self.find_takes(Path(place))

    def export(self, archive: Path) -> None:
        """Write the session of the open project into a file."""
        document = self._document
        session, timeline, folder = document.session, document.timeline, document.folder
        if session is None or timeline is None or folder is None:
            return
        if not timeline.source.is_file():
            self.problem.emit(
                "save the project in the DAW first; its file is a part of the session"
            )
            return
        scratch = tempfile.TemporaryDirectory()
        copy = Path(scratch.name) / "session"
        try:
            session.ledger.save_as(copy)
        except (ProjectError, OSError) as error:
            scratch.cleanup()
            self.problem.emit(str(error))
            return

        spoken = {row.line.own for row in document.rows} - {None}
        voices = tuple(voice for voice in self._shelf.own if voice in spoken)

        def work() -> str:
            with scratch:
                left_out = pack(Packed(timeline.source, copy, folder, voices), archive)
            lost = f"; {left_out} takes are left out, as their files are gone" if left_out else ""
            return f"The session is in {archive}{lost}."

        self._background.run(work, self.done.emit, self.problem.emit)

    def take_in(self, archive: Path, parent: Path) -> None:
        """Take a session out of a file, into a folder of its own, and open its project."""

        def work() -> tuple[Path, tuple[str, ...]]:
            project = unpack(archive, parent, self._ledger_of)
            try:
                return project, self._shelf.adopt_from(archive)
            except ValueError as error:  # the lines are there, only voices are missing
                return project, (str(error),)

        self._background.run(work, self._show, self.problem.emit)

    def find_takes(self, place: Path) -> None:
        """Look for lost takes below a folder and bring them back."""
        lost, folder = self._lost(), self._document.folder
        if folder is None:
            return

        def work() -> str:
            brought = bring_back(look_for(lost, place), folder)
            return f"{brought} of {len(lost)} lost takes are back."

        self._background.run(work, self._found, self.problem.emit)

    def _lost(self) -> tuple[TakeRecord, ...]:
        folder = self._document.folder
        return () if folder is None else lost_takes(folder, self._document.library)

    def _show(self, unpacked: tuple[Path, tuple[str, ...]]) -> None:
        project, notes = unpacked
        self._shelf.load()
        self.done.emit(" ".join((f"The session is in {project.parent}.", *notes)))
        self._open_project(project)

    def _found(self, sentence: str) -> None:
        self.done.emit(sentence)
        self._document.rows_changed.emit()
