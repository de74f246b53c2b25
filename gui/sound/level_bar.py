"""See how loud it is, set how loud it should be, and choose on what, in a tool bar."""

from __future__ import annotations

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QLabel, QSizePolicy, QSlider, QToolBar, QToolButton, QWidget

from daw_bridge.audio.meter import Reading
from gui.command_bar import dress
from gui.sound.device_menu import DeviceMenu
from gui.sound.meter_view import SILENT, MeterView, reading_text
from gui.sound.sound_device import SoundDevice
from gui.sound.transport import Transport
from gui.theme import Theme

QUIETEST, LOUDEST = -40, 6
"""Decibels of the level; the quietest is silence."""

_DEVICE_LETTERS, _LEVEL_LETTERS = 24, 12
_WIDEST_NUMBERS = "−00.0 LUFS  −00.0 dBTP over"


class LevelBar(QToolBar):
    """Show how loud what is heard is, and let level and device be chosen."""

    def __init__(
        self,
        transport: Transport,
        device: SoundDevice,
        theme: Theme,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__("Level", parent)
        self._transport = transport
        self._device = device
        self._level = QSlider(Qt.Orientation.Horizontal)
        self._level.setRange(QUIETEST, LOUDEST)
        self._level.setAccessibleName("Level")
        self._level.valueChanged.connect(self._set_level)
        self._meter = MeterView(theme)
        self._numbers = QLabel(reading_text(SILENT))
        self._numbers.setProperty("muted", True)
        self._numbers.setAccessibleName("Loudness and true peak")
        self._numbers.setToolTip("Loudness since the take began, and its highest true peak")
        self._device_button = QToolButton()
        self._device_button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._device_button.setMenu(DeviceMenu(device, self))
        self._lay_out()
        self._level.setValue(0)
        self._set_level(0)
        transport.metered.connect(self._show_reading)
        device.changed.connect(self._show_device)
        self._show_device()

    def set_theme(self, theme: Theme) -> None:
        """Paint in other colours."""
        self._meter.set_theme(theme)

    def _lay_out(self) -> None:
        dress(self)
        metrics = self.fontMetrics()
        self._numbers.setMinimumWidth(metrics.horizontalAdvance(_WIDEST_NUMBERS))
        self._level.setMinimumWidth(metrics.horizontalAdvance("0") * _LEVEL_LETTERS)
        self._level.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        gap = QWidget()
        gap.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        for part in (gap, self._meter, self._numbers, self._level, self._device_button):
            self.addWidget(part)

    def _set_level(self, decibels: int) -> None:
        silent = decibels == QUIETEST
        self._transport.set_gain(0.0 if silent else 10 ** (decibels / 20))
        text = "silent" if silent else f"{decibels:+d} dB"
        self._level.setToolTip(f"Level: {text}")
        self._level.setAccessibleDescription(text)

    def _show_reading(self, reading: Reading) -> None:
        self._meter.show_reading(reading)
        self._numbers.setText(reading_text(reading))

    def _show_device(self) -> None:
        device = self._device
        name = device.label.rpartition(", ")[0]
        none = "No sound device" if device.reason else "Sound"
        width = self.fontMetrics().horizontalAdvance("0") * _DEVICE_LETTERS
        elided = self.fontMetrics().elidedText(name, Qt.TextElideMode.ElideRight, width)
        self._device_button.setText(elided or none)
        about = " ".join(part for part in (device.label, device.reason, device.latency) if part)
        self._device_button.setToolTip(about or "Choose where takes are heard")
        self._device_button.setAccessibleName(f"Sound device: {name or 'none'}")
