"""Let the user say how takes are written: how loud, in how many bits, under which name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from PyQt6.QtCore import QObject, QSignalBlocker, pyqtSignal
from PyQt6.QtWidgets import QCheckBox, QComboBox, QDoubleSpinBox, QWidget

from daw_bridge.finish import RANGES, Finish
from gui.form import heading, note
from gui.name_field import NameField
from gui.performance.control_guard import ControlGuard

_LOUDNESS = -23.0
"""LUFS that is proposed."""

_BIT_DEPTHS: Mapping[int, str] = {
    16: "16-bit, with dither",
    24: "24-bit",
    32: "32-bit, floating point",
}
_LEVELS: Mapping[str, tuple[str, str, str]] = {
    "loudness": ("Bring every take to", "LUFS", "Integrated loudness (BS.1770) of every take."),
    "ceiling": ("True peak at most", "dBTP", "A take whose peaks would pass it stays quieter."),
    "whisper": ("Whispers", "LU below", "For lines whose direction or tag says so."),
    "shout": ("Shouts", "LU above", "For lines whose direction or tag says so."),
}
"""Of each number of a `Finish`: its title, its unit, what it is about."""

_ABOUT = (
    "One gain for a whole take, so that all lie level; nothing is limited or clipped. "
    "Otherwise takes are as loud as they were spoken."
)
_DOWNWARDS = {"whisper"}
"""Numbers that are shown without their minus."""


class FinishFields(QObject):
    """Hold the fields of a `Finish`, to be put on a page."""

    changed = pyqtSignal(object)
    """The `Finish` as it is to be."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._finish = Finish()
        self.levelled = QCheckBox(_LEVELS["loudness"][0])
        self.levels = {name: _level_box(name) for name in _LEVELS}
        self.levels["loudness"].setValue(_LOUDNESS)
        self.bit_depth = QComboBox()
        self.name = NameField()
        guard = ControlGuard(self)
        guard.guard(*self.levels.values(), self.bit_depth)
        self._prepare()
        self._connect()

    def show_finish(self, finish: Finish) -> None:
        """Show what holds."""
        self._finish = finish
        with QSignalBlocker(self.levelled):
            self.levelled.setChecked(finish.loudness is not None)
        for name, box in self.levels.items():
            value = getattr(finish, name)
            if value is not None:
                with QSignalBlocker(box):
                    box.setValue(-value if name in _DOWNWARDS else value)
            box.setEnabled(finish.loudness is not None)
        self.bit_depth.setCurrentIndex(self.bit_depth.findData(finish.bit_depth))
        if not self.name.line.hasFocus():  # what is being written there is not finished
            self.name.show_pattern(finish.name)

    def rows(self) -> list[tuple[QWidget | str, ...]]:
        """List what stands in each row of a page: titles and fields, or one thing alone."""
        titles = {name: title for name, (title, *_) in _LEVELS.items()}
        peak, whisper, shout = (
            (titles[name], self.levels[name]) for name in ("ceiling", "whisper", "shout")
        )
        return [
            (heading("Files"),),
            ("Bit depth", self.bit_depth),
            ("Name", self.name),
            ("", self.name.example),
            (heading("Loudness"),),
            (self.levelled, self.levels["loudness"], *peak),
            (*whisper, *shout),
            (note(_ABOUT),),
        ]

    def _prepare(self) -> None:
        self.levelled.setObjectName("levelled")
        self.bit_depth.setObjectName("bit_depth")
        self.bit_depth.setAccessibleName("Bit depth")
        for depth, title in _BIT_DEPTHS.items():
            self.bit_depth.addItem(title, depth)

    def _connect(self) -> None:
        self.levelled.toggled.connect(self._level)
        for name, box in self.levels.items():
            box.valueChanged.connect(
                lambda value, name=name: self._set(name, -value if name in _DOWNWARDS else value)
            )
        self.bit_depth.activated.connect(
            lambda _: self._set("bit_depth", self.bit_depth.currentData())
        )
        self.name.changed.connect(lambda pattern: self._set("name", pattern))

    def _level(self, on: bool) -> None:
        self._set("loudness", self.levels["loudness"].value() if on else None)

    def _set(self, name: str, value: Any) -> None:
        finish = replace(self._finish, **{name: value})
        if finish != self._finish:
            self.show_finish(finish)
            self.changed.emit(finish)


def _level_box(name: str) -> QDoubleSpinBox:
    title, unit, about = _LEVELS[name]
    _, lowest, highest, _ = RANGES[name]
    box = QDoubleSpinBox()
    box.setObjectName(name)
    box.setAccessibleName(f"{title}, in {unit}")
    box.setToolTip(about)
    box.setRange(*((-highest, -lowest) if name in _DOWNWARDS else (lowest, highest)))
    box.setDecimals(1)
    box.setSingleStep(0.5)
    box.setSuffix(f" {unit}")
    box.setKeyboardTracking(False)
    return box
