"""Weights are got in another process, with their terms shown before, and can be cancelled."""

from __future__ import annotations

from functools import partial

import pytest
from PyQt6.QtWidgets import QCheckBox, QLabel, QPushButton

from gui.weights_job import WeightsJob
from gui.weights_panel import Terms, WeightsPanel
from model import catalogue, engines
from tests.gui import weights_works


@pytest.fixture(autouse=True)
def nothing_installed(tmp_path, monkeypatch):
    monkeypatch.setattr(engines.platformdirs, "user_data_dir", lambda name: str(tmp_path / name))


@pytest.fixture
def make(qtbot):
    panels = []

    def panel(work, *, agrees=True):
        start = partial(WeightsJob, get=work)
        made = WeightsPanel(start, lambda engine: agrees)
        qtbot.addWidget(made)
        panels.append(made)
        return made

    yield panel
    for made in panels:
        made.close_down()


def _get(panel):
    panel.findChild(QPushButton, "get_indextts2").click()


def test_a_download_is_followed_to_its_end(make, qtbot):
    panel = make(weights_works.brings_everything)
    with qtbot.waitSignal(panel.changed):
        _get(panel)
    assert "indextts2 is installed" in panel.state
    assert panel.findChild(QPushButton, "cancel_download").isHidden()


@pytest.mark.parametrize(
    ("work", "word"),
    [(weights_works.loses_the_line, "look at the network"), (weights_works.dies, "unexpectedly")],
)
def test_what_goes_wrong_is_said(make, qtbot, work, word):
    panel = make(work)
    with qtbot.waitSignal(panel.changed):
        _get(panel)
    assert word in panel.state


def test_a_download_is_cancelled(make, qtbot):
    panel = make(weights_works.never_ends)
    _get(panel)
    qtbot.waitUntil(lambda: "have come" in panel.state)
    with qtbot.waitSignal(panel.changed):
        panel.findChild(QPushButton, "cancel_download").click()
    assert "Stopped; what has come is kept" in panel.state


def test_nothing_begins_without_agreement(make):
    panel = make(weights_works.brings_everything, agrees=False)
    _get(panel)
    assert panel.state == ""


def test_the_terms_of_every_part_are_shown_before(qtbot):
    engine = catalogue.catalogue()["indextts2"]
    terms = Terms(engine)
    qtbot.addWidget(terms)
    shown = " ".join(label.text() for label in terms.findChildren(QLabel))
    for source in engine.sources:
        assert source.licence in shown
        assert source.page in shown
    get = next(b for b in terms.findChildren(QPushButton) if b.text() == "Download")
    assert not get.isEnabled()
    terms.findChild(QCheckBox).setChecked(True)
    assert get.isEnabled()
