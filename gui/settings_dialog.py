"""Let the user set everything; what is changed holds at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QPushButton,
    QScrollArea,
    QSpinBox,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from daw_bridge.install.recipes import RECIPES
from gui.daw_setup import DawSetup
from gui.engine import deliveries
from gui.settings import LOOKS, MOST_TAKES, SAMPLE_RATES, SCALES, Settings
from gui.sound.device_menu import DeviceMenu
from gui.sound.sound_device import SoundDevice
from gui.theme import SPACE
from gui.weights_panel import WeightsPanel
from model import delivery, engines

_FIELD_LETTERS = 18
"""How wide fields are, so that they end in one line."""


class SettingsDialog(QDialog):
    """Show the settings, page by page.

    Args:
        settings: gives them as they are now.
        library: the usual folder of takes.
        setup: shows and sets up the DAWs.
        weights: shows and gets the weights.
        device: on which takes are heard.
    """

    changed = pyqtSignal(object)
    """The `Settings` as they are to be."""

    def __init__(
        self,
        settings: Callable[[], Settings],
        library: Path,
        setup: DawSetup,
        weights: WeightsPanel,
        device: SoundDevice,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._get = settings
        self._library = library
        self._setup = setup
        self._weights = weights
        self._device = device
        self._heard_on = QPushButton()
        self._latency = _note("")
        self._engine = QComboBox()
        self._delivery = QComboBox()
        self._names = QListWidget()
        self._names.setObjectName("pages")
        self._names.setAccessibleName("Pages of the settings")
        self._names.setSpacing(SPACE // 4)
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
        return self._get()

    def close_down(self) -> None:
        """End what is under way."""
        self._setup.close_down()
        self._weights.close_down()

    def _fill(self) -> None:
        pages: dict[str, Callable[[], QWidget]] = {
            "Look": self._look_page,
            "Voice": self._voice_page,
            "Takes": self._takes_page,
            "Sound": self._sound_page,
            "DAWs": self._daws_page,
        }
        for name, make in pages.items():
            self._names.addItem(name)
            self._pages.addWidget(_scrolled(make()))
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
        em = self.fontMetrics().averageCharWidth()
        self.resize(em * 110, em * 70)

    def _look_page(self) -> QWidget:
        form = _form()
        looks = {name: title for name, title in LOOKS.items()}
        scales = {scale: f"{scale:.0%}" for scale in SCALES}
        form.addRow("Theme", self._choice("look", looks))
        form.addRow("Size of everything", self._choice("scale", scales))
        return _page(form)

    def _voice_page(self) -> QWidget:
        form = _form()
        for box, field in ((self._engine, "engine"), (self._delivery, "delivery")):
            box.setObjectName(field)
            box.setAccessibleName(field.capitalize())
            box.setMinimumContentsLength(_FIELD_LETTERS)
            box.activated.connect(lambda _, b=box, f=field: self._set(f, b.currentData()))
        self._engine.activated.connect(lambda _: self._list_deliveries())
        self._list_engines()
        form.addRow("Engine", self._engine)
        form.addRow("Delivery", self._delivery)
        form.addRow(_note("Draft is quicker; final is what goes out. Another engine is loaded at "
                          "once; the line that is being spoken is begun again."))  # fmt: skip
        return _page(form, _heading("Official weights"), self._weights)

    def _takes_page(self) -> QWidget:
        form = _form()
        takes = QSpinBox()
        takes.setObjectName("takes")
        takes.setAccessibleName("Takes per render")
        takes.setRange(1, MOST_TAKES)
        takes.setValue(self._settings.takes)
        takes.valueChanged.connect(lambda n: self._set("takes", n))
        rates = {
            rate: f"{rate / 1000:g} kHz" if rate else "As the project" for rate in SAMPLE_RATES
        }
        form.addRow("Takes per render", takes)
        form.addRow("Sample rate", self._choice("sample_rate", rates))
        form.addRow("Take library", self._folder("library", str(self._library)))
        form.addRow(_note("Takes lie beside their project, in the folder Takelane; those of "
                          "projects that were never saved lie in the library."))  # fmt: skip
        return _page(form)

    def _sound_page(self) -> QWidget:
        form = _form()
        self._heard_on.setObjectName("sound_device")
        self._heard_on.setAccessibleName("Sound device")
        self._heard_on.setMenu(DeviceMenu(self._device, self))
        form.addRow("Takes are heard on", self._heard_on)
        form.addRow(self._latency)
        self._show_device()
        return _page(form)

    def _show_device(self) -> None:
        self._heard_on.setText(self._device.label or "The system's own device")
        self._latency.setText(self._device.latency or self._device.reason)

    def _daws_page(self) -> QWidget:
        form = _form()
        boxes = QVBoxLayout()
        for name, recipe in RECIPES.items():
            box = QCheckBox(recipe.daw)
            box.setObjectName(f"look_for_{name}")
            box.setChecked(name in self._settings.daws)
            box.toggled.connect(lambda on, daw=name: self._look_for(daw, on))
            boxes.addWidget(box)
        form.addRow("Connect to", boxes)
        form.addRow("REAPER's resource path", self._folder("reaper_folder", "The usual one"))
        return _page(form, _heading("Set up"), self._setup)

    def _choice(self, field: str, titles: dict[Any, str]) -> QComboBox:
        box = QComboBox()
        box.setObjectName(field)
        box.setAccessibleName(field.replace("_", " ").capitalize())
        for value, title in titles.items():
            box.addItem(title, value)
        box.setMinimumContentsLength(_FIELD_LETTERS)
        box.setCurrentIndex(box.findData(getattr(self._settings, field)))
        box.activated.connect(lambda _: self._set(field, box.currentData()))
        return box

    def _folder(self, field: str, usual: str) -> QWidget:
        whole, line, button = QWidget(), QLineEdit(), QPushButton("Choose…")
        line.setObjectName(field)
        line.setAccessibleName(field.replace("_", " ").capitalize())
        line.setText(getattr(self._settings, field))
        line.setPlaceholderText(usual)
        line.setClearButtonEnabled(True)
        line.editingFinished.connect(lambda: self._set(field, line.text().strip()))
        button.setAccessibleName(f"Choose: {line.accessibleName().lower()}")
        button.clicked.connect(lambda: self._ask(field, line))
        layout = QHBoxLayout(whole)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE)
        layout.addWidget(line, 1)
        layout.addWidget(button)
        return whole

    def _ask(self, field: str, line: QLineEdit) -> None:
        if folder := QFileDialog.getExistingDirectory(self, "Choose a folder", line.text()):
            line.setText(folder)
            self._set(field, folder)

    def _take_folder(self, daw: str, folder: str) -> None:
        line = self.findChild(QLineEdit, f"{daw}_folder")
        if line is not None:
            line.setText(folder)
            self._set(f"{daw}_folder", folder)

    def _list_engines(self) -> None:
        installed = engines.installed()
        known = installed if self._settings.engine in installed else (
            *installed, self._settings.engine
        )  # fmt: skip
        _refill(self._engine, known, self._settings.engine)
        self._list_deliveries()

    def _list_deliveries(self) -> None:
        names = deliveries(self._engine.currentData() or engines.SHIPPED)
        _refill(self._delivery, names, self._settings.delivery)
        if self._settings.delivery not in names:
            self._set("delivery", delivery.USUAL)

    def _look_for(self, daw: str, on: bool) -> None:
        wanted = {*self._settings.daws, daw} if on else {*self._settings.daws} - {daw}
        self._set("daws", tuple(name for name in RECIPES if name in wanted))

    def _set(self, field: str, value: Any) -> None:
        if value != getattr(self._settings, field):
            self.changed.emit(replace(self._settings, **{field: value}))


def _refill(box: QComboBox, names: Sequence[str], chosen: str) -> None:
    box.clear()
    for name in names:
        box.addItem(name, name)
    box.setCurrentIndex(max(box.findData(chosen), 0))


def _form() -> QFormLayout:
    form = QFormLayout()
    form.setHorizontalSpacing(3 * SPACE)
    form.setVerticalSpacing(2 * SPACE)
    form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
    form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.ExpandingFieldsGrow)
    return form


def _page(form: QFormLayout, *below: QWidget) -> QWidget:
    page = QWidget()
    layout = QVBoxLayout(page)
    layout.setContentsMargins(SPACE, 0, SPACE, 0)
    layout.setSpacing(2 * SPACE)
    layout.addLayout(form)
    for widget in below:
        layout.addWidget(widget)
    layout.addStretch(1)
    return page


def _scrolled(page: QWidget) -> QScrollArea:
    area = QScrollArea()
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setWidgetResizable(True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
    area.setWidget(page)
    return area


def _heading(text: str) -> QLabel:
    label = QLabel(text)
    label.setProperty("heading", True)
    return label


def _note(text: str) -> QLabel:
    label = QLabel(text)
    label.setProperty("muted", True)
    label.setWordWrap(True)
    return label
