"""Fields stand side by side, each below its name, which leads to it."""

from PyQt6.QtWidgets import QLabel, QSpinBox, QWidget

from gui.performance.side_by_side import side_by_side


def test_fields_are_equally_wide_and_named(qtbot):
    whole, seed, takes = QWidget(), QSpinBox(), QSpinBox()
    qtbot.addWidget(whole)
    seed.setMaximum(10**9)
    whole.setLayout(side_by_side({"Seed": seed, "Takes": takes}))
    whole.resize(400, 80)
    whole.show()
    assert abs(seed.width() - takes.width()) <= 1
    assert seed.y() == takes.y() > 0
    labels = {label.text(): label.buddy() for label in whole.findChildren(QLabel)}
    assert labels == {"Seed": seed, "Takes": takes}
