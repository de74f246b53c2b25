"""Let the user set everything; what is changed holds at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from PyQt6.QtCore import QSize, Qt, pyqtSignal
from PyQt6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from daw_bridge.install.recipes import RECIPES
from gui.clock import TIMES
from gui.daw_setup import DawSetup
from gui.document import Document
from gui.engine import deliveries, title
from gui.form import FIELD_LETTERS, form, heading, note, page, scrolled
from gui.setting_fields import SettingFields
from gui.settings import LOOKS, SCALES, Settings
from gui.sound.device_menu import DeviceMenu
from gui.sound.sound_device import SoundDevice
from gui.takes_page import TakesPage
from gui.theme import SPACE
from gui.weights_panel import WeightsPanel
from model import delivery, engines

_LETTERS_WIDE, _LETTERS_HIGH = 124, 86
"""Room for every page."""


class SettingsDialog(QDialog):
    """Show the settings, page by page.

    Args:
        settings: gives them as they are now.
        document: the project that is open may wish something of its own.
        library: the usual folder of takes.
        setup: shows and sets up the DAWs.
        weights: shows and gets the weights.
        device: on which takes are heard.
        midi: says what becomes of MIDI.
    """

    changed = pyqtSignal(object)
    """The `Settings` as they are to be."""

    def __init__(
        self,
        settings: Callable[[], Settings],
        document: Document,
        library: Path,
        setup: DawSetup,
        weights: WeightsPanel,
        device: SoundDevice,
        midi: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._fields = SettingFields(settings, self)
        self._fields.changed.connect(self.changed)
        self._document = document
        self._library = library
        self._setup = setup
        self._weights = weights
        self._device = device
        self._midi = midi
        self._heard_on = QPushButton()
        self._latency = note("")
        self._engine = QComboBox()
        self._delivery = QComboBox()
        self._names = QListWidget()
        self._names.setObjectName("pages")
        self._names.setAccessibleName("Pages of the settings")
        self._names.setSpacing(SPACE // 4)
        # Names are laid out as they are put in, and by then have to know how they look.
        self._names.ensurePolished()
        self._pages = QStackedWidget()
        self.setObjectName("settings_dialog")
        self.setWindowTitle("Settings")
        self._fill()
        self._lay_out()
        setup.folder_chosen.connect(self._take_folder)
        weights.changed.connect(self._list_engines)
        device.changed.connect(self._show_device)

    @property
    def _settings(self) -> Settings:
        return self._fields.settings

    def show_page(self, name: str) -> None:
        """Turn to a page."""
        [found] = self._names.findItems(name, Qt.MatchFlag.MatchExactly)
        self._names.setCurrentItem(found)

    def sizeHint(self) -> QSize:
        """Ask for the room in which no page has to be scrolled."""
        em = self.fontMetrics().averageCharWidth()
        return QSize(em * _LETTERS_WIDE, em * _LETTERS_HIGH)

    def close_down(self) -> None:
        """End what is under way."""
        self._setup.close_down()
        self._weights.close_down()

    def _fill(self) -> None:
        pages: dict[str, Callable[[], QWidget]] = {
            "Look": self._look_page,
            "Voice": self._voice_page,
            "Takes": lambda: TakesPage(self._fields, self._document, self._library),
            "Sound": self._sound_page,
            "DAWs": self._daws_page,
        }
        for name, make in pages.items():
            self._names.addItem(name)
            area = scrolled(make())
            area.setAccessibleName(name)
            self._pages.addWidget(area)
        self._names.currentRowChanged.connect(self._pages.setCurrentIndex)
        self._names.setCurrentRow(0)

    def _lay_out(self) -> None:
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.close)
        self._names.setMaximumWidth(self.fontMetrics().averageCharWidth() * 18)
        middle = QHBoxLayout()
        middle.setSpacing(2 * SPACE)
        middle.addWidget(self._names)
        middle.addWidget(self._pages, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(2 * SPACE, 2 * SPACE, 2 * SPACE, 2 * SPACE)
        layout.setSpacing(2 * SPACE)
        layout.addLayout(middle, 1)
        layout.addWidget(buttons)
        screen = self.screen()
        room = self.sizeHint()
        self.resize(room if screen is None else room.boundedTo(screen.availableSize()))

    def _look_page(self) -> QWidget:
        rows = form()
        scales = {scale: f"{scale:.0%}" for scale in SCALES}
        rows.addRow("Theme", self._fields.choice("look", LOOKS))
        rows.addRow("Size of everything", self._fields.choice("scale", scales))
        rows.addRow("Times", self._fields.choice("times", TIMES))
        return page(rows)

    def _voice_page(self) -> QWidget:
        rows = form()
        for box, field in ((self._engine, "engine"), (self._delivery, "delivery")):
            box.setObjectName(field)
            box.setAccessibleName(field.capitalize())
            box.setMinimumContentsLength(FIELD_LETTERS)
            box.activated.connect(lambda _, b=box, f=field: self._fields.set(f, b.currentData()))
        self._engine.activated.connect(lambda _: self._list_deliveries())
        self._list_engines()
        rows.addRow("Engine", self._engine)
        rows.addRow("Delivery", self._delivery)
        rows.addRow(note("Draft is quicker; final is what goes out. A project may wish for another "
                         "engine; what is queued keeps the one it was for."))  # fmt: skip
        return page(rows, heading("Official weights"), self._weights)

    def _sound_page(self) -> QWidget:
        rows = form()
        self._heard_on.setObjectName("sound_device")
        self._heard_on.setAccessibleName("Sound device")
        self._heard_on.setMenu(DeviceMenu(self._device, self))
        rows.addRow("Takes are heard on", self._heard_on)
        rows.addRow(self._latency)
        self._show_device()
        return page(rows)

    def _show_device(self) -> None:
        self._heard_on.setText(self._device.label or "The system's own device")
        self._latency.setText(self._device.latency or self._device.reason)

    def _daws_page(self) -> QWidget:
        rows = form()
        boxes = QVBoxLayout()
        for name, recipe in RECIPES.items():
            box = QCheckBox(recipe.daw)
            box.setObjectName(f"look_for_{name}")
            box.setChecked(name in self._settings.daws)
            box.toggled.connect(lambda on, daw=name: self._look_for(daw, on))
            boxes.addWidget(box)
        rows.addRow("Connect to", boxes)
        rows.addRow("REAPER's resource path", self._fields.folder("reaper_folder", "The usual one"))
        if self._midi:
            rows.addRow(note(self._midi))
        return page(rows, heading("Set up"), self._setup)

    def _take_folder(self, daw: str, folder: str) -> None:
        line = self.findChild(QLineEdit, f"{daw}_folder")
        if line is not None:
            line.setText(folder)
            self._fields.set(f"{daw}_folder", folder)

    def _list_engines(self) -> None:
        installed = engines.installed()
        known = installed if self._settings.engine in installed else (
            *installed, self._settings.engine
        )  # fmt: skip
        _refill(self._engine, {name: title(name) for name in known}, self._settings.engine)
        self._list_deliveries()

    def _list_deliveries(self) -> None:
        names = deliveries(self._engine.currentData() or engines.SHIPPED)
        titles = {name: name.capitalize() for name in names}
        _refill(self._delivery, titles, self._settings.delivery)
        if self._settings.delivery not in names:
            self._fields.set("delivery", delivery.USUAL)

    def _look_for(self, daw: str, on: bool) -> None:
        wanted = {*self._settings.daws, daw} if on else {*self._settings.daws} - {daw}
        self._fields.set("daws", tuple(name for name in RECIPES if name in wanted))


def _refill(box: QComboBox, titles: Mapping[str, str], chosen: str) -> None:
    box.clear()
    for name, words in titles.items():
        box.addItem(words, name)
    box.setCurrentIndex(max(box.findData(chosen), 0))
