"""Let the sound device and its channels be chosen from a menu."""

from __future__ import annotations

from collections.abc import Sequence

from PyQt6.QtGui import QAction, QActionGroup
from PyQt6.QtWidgets import QMenu, QWidget

from daw_bridge.audio.devices import OutputDevice
from gui.sound.sound_device import SoundDevice

_MOST_CHANNELS = 64
"""A menu that lists more is no help."""


class DeviceMenu(QMenu):
    """List the devices as they are when it is opened."""

    def __init__(self, device: SoundDevice, parent: QWidget | None = None) -> None:
        super().__init__("Sound device", parent)
        self._device = device
        self._group = QActionGroup(self)
        self.aboutToShow.connect(self._look)
        device.found.connect(self.show_devices)

    def show_devices(self, devices: Sequence[OutputDevice]) -> None:
        """List these."""
        self.clear()
        if not devices:
            self._say("No sound device was found")
        for device in devices:
            if device.channels <= 2:
                self._offer(self, device.label, device.label, ())
            else:
                menu = self.addMenu(device.label)
                assert menu is not None
                for name, channels in outputs(device.channels):
                    self._offer(menu, name, device.label, channels)
        self.addSeparator()
        self.addAction("Look again", self._device.look)

    def _look(self) -> None:
        if self.isEmpty():
            self._say("Looking for sound devices …")
        self._device.look()

    def _say(self, text: str) -> None:
        action = self.addAction(text)
        assert action is not None
        action.setEnabled(False)

    def _offer(self, menu: QMenu, name: str, device: str, channels: Sequence[int]) -> None:
        action = QAction(name, menu)
        action.setCheckable(True)
        action.setChecked(device == self._device.label and tuple(channels) == self._device.channels)
        action.triggered.connect(lambda: self._device.choose(device, channels))
        self._group.addAction(action)
        menu.addAction(action)


def outputs(n_channels: int) -> list[tuple[str, tuple[int, ...]]]:
    """Name the pairs and the single channels of a device; the first pair is the usual one.

    >>> outputs(3)
    [('Channels 1 and 2', ()), ('Channel 1', (1,)), ('Channel 2', (2,)), ('Channel 3', (3,))]
    """
    named: list[tuple[str, tuple[int, ...]]] = []
    for first in range(1, min(n_channels, _MOST_CHANNELS), 2):
        pair = (first, first + 1) if first > 1 else ()
        named.append((f"Channels {first} and {first + 1}", pair))
    for channel in range(1, min(n_channels, _MOST_CHANNELS) + 1):
        named.append((f"Channel {channel}", (channel,)))
    return named
