"""Hold the voices that lines can name, and take in, rename and forget the user's own."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path

from PyQt6.QtCore import QObject, pyqtSignal

from daw_bridge.casting import KnownVoices
from daw_bridge.own_voices import Brought, OwnVoices
from daw_bridge.session.archive import unpack_voices
from daw_bridge.timeline import ProjectError
from gui.background import Background
from gui.engine import only_near
from gui.sentence import sentence
from model import engines, voices
from model.voices import Voice

Use = Callable[[Voice], str]
"""Lets a voice speak, and says what it speaks now."""

_HOW_TO_USE = "is one of your voices now; choose it for a line, or write voice={name}; behind one"


class VoiceShelf(QObject):
    """Give the voices of the engine that is chosen, and those that the user brought.

    Attributes:
        engine: that is chosen, by name.
        installed: its voices, by name.
        own: the user's, the newest last.
    """

    changed = pyqtSignal()
    """There are other voices, or they are called otherwise."""

    done = pyqtSignal(str)
    """Something was done; a sentence."""

    problem = pyqtSignal(str)
    """Something cannot be done; a sentence."""

    def __init__(self, own: OwnVoices, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._own = own
        self._background = Background(self)
        self._waiting: list[tuple[tuple[Path, ...], Use | None]] = []
        self.engine = engines.SHIPPED
        self.installed: Mapping[str, Voice] = voices.installed(engines.folder(self.engine))
        self.own: tuple[Voice, ...] = ()

    def load(self) -> None:
        """Read the user's own voices."""
        self._do(lambda: None)

    def set_engine(self, name: str) -> None:
        """Give the voices of another engine; one that is not installed has those that ship."""
        known = name if name in engines.installed() else engines.SHIPPED
        self.engine, self.installed = name, voices.installed(engines.folder(known))
        self.changed.emit()

    def find(self, name: str) -> Voice | None:
        """Give the voice that a line means by a name."""
        written, own = KnownVoices(tuple(self.installed), self.own).meant(name)
        return own or self.installed.get(written)

    def add(self, files: Sequence[Path], use: Use | None = None) -> None:
        """Make voices of recordings; where there is one alone, it can be put to use at once."""
        self._waiting.append((tuple(files), use if len(files) == 1 else None))
        self._bring_next()

    def adopt_from(self, archive: Path) -> tuple[str, ...]:
        """Take in the voices of a session that was exported, on any thread; `load` shows them.

        Raises:
            ProjectError: it is damaged, or a voice cannot be kept.
        """
        return unpack_voices(archive, self._own)

    def rename(self, voice: Voice, name: str) -> None:
        """Call a voice of the user's own otherwise."""
        self._do(lambda: self._own.rename(voice, name))

    def remove(self, voice: Voice) -> None:
        """Forget a voice of the user's own; what it has spoken stays."""
        self._do(lambda: self._own.remove(voice))

    def close_down(self) -> None:
        """Wait for what is under way."""
        self._waiting.clear()
        self._background.close()

    def _do(self, action: Callable[[], object]) -> None:
        try:
            action()
            self.own = self._own.read()
        except ProjectError as error:
            self.problem.emit(sentence(str(error)))
        self.changed.emit()

    def _bring_next(self) -> None:
        if self._waiting and not self._background.busy:
            files, use = self._waiting.pop(0)
            work = partial(_bring_all, self._own, files)
            self._background.run(
                work,
                partial(self._take_in, use),
                lambda reason: self._take_in(None, ([], [sentence(reason)])),
            )

    def _take_in(self, use: Use | None, outcome: tuple[list[Brought], list[str]]) -> None:
        brought, problems = outcome
        self.load()
        said = [self._told(one, use) for one in brought]
        # One message takes the place of the one before.
        (self.problem if problems else self.done).emit(" ".join((*said, *problems)))
        self._bring_next()

    def _told(self, brought: Brought, use: Use | None) -> str:
        name = brought.voice.name
        what = use(brought.voice) if use else _HOW_TO_USE.format(name=name)
        near = only_near(self.engine, [name])
        return " ".join(filter(None, (f"“{name}” {what}.", brought.note, sentence(near))))


def _bring_all(own: OwnVoices, files: Sequence[Path]) -> tuple[list[Brought], list[str]]:
    """Take recordings in, and gather why some cannot be."""
    brought, problems = [], []
    for file in files:
        try:
            brought.append(own.bring(file))
        except ValueError as error:
            problems.append(sentence(str(error)))
    return brought, problems
