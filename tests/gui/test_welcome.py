"""The first page finds the DAWs of this computer, and offers to set them up."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PyQt6.QtWidgets import QLabel, QPushButton, QTreeWidget

from daw_bridge.install.recipes import RECIPES
from gui.actions import COMMANDS
from gui.daw_setup import DawSetup
from gui.keys import Keys
from gui.welcome import Welcome


@pytest.fixture
def nowhere(tmp_path):
    return {name: tmp_path / "nowhere" for name in RECIPES}


def _page(qtbot, folders):
    page = Welcome(DawSetup(folders, only_found=True))
    qtbot.addWidget(page)
    return page


def _words(page):
    return " ".join(label.text() for label in page.findChildren(QLabel))


def test_a_daw_that_is_there_can_be_set_up(nowhere, tmp_path, qtbot):
    folder = tmp_path / "REAPER"
    folder.mkdir()
    (folder / "reaper.ini").touch()
    page = _page(qtbot, {**nowhere, "reaper": folder})
    assert f"Found in {folder}" in _words(page)
    setup = page.findChild(DawSetup)
    with qtbot.waitSignal(setup.set_up):
        page.findChild(QPushButton, "set_up_reaper").click()
    assert (folder / "Takelane" / "installed.json").is_file()
    qtbot.waitUntil(lambda: f"✓ Set up in {folder}" in _words(page))
    page.close_down()


def test_the_title_grows_with_the_type(open_companion):
    companion = open_companion()
    page = companion.window.findChild(Welcome)
    title = next(label for label in page.findChildren(QLabel) if label.text().startswith("Drop"))
    before = title.fontInfo().pointSizeF()
    companion.change(replace(companion.settings, scale=2.0))
    assert title.fontInfo().pointSizeF() == pytest.approx(2 * before, rel=0.05)
    assert title.fontInfo().pointSizeF() > page.fontInfo().pointSizeF()


def test_without_a_daw_the_page_says_where_to_go(nowhere, qtbot):
    page = _page(qtbot, nowhere)
    assert "File > Settings > DAWs" in _words(page)
    assert page.findChild(QPushButton, "set_up_live") is None


def test_the_demo_is_one_click_away(open_companion, qtbot):
    companion = open_companion()
    demo = next(b for b in companion.window.findChildren(QPushButton) if "demo" in b.text())
    demo.click()
    qtbot.waitUntil(lambda: bool(companion.document.rows))
    assert companion.document.timeline.source.name == "harbour.rpp"


def test_every_command_and_key_is_listed(qtbot):
    keys = Keys()
    qtbot.addWidget(keys)
    tree = keys.findChild(QTreeWidget, "keys")
    menus = [tree.topLevelItem(index) for index in range(tree.topLevelItemCount())]
    listed = {
        (menu.text(0), menu.child(index).text(0), menu.child(index).text(1))
        for menu in menus
        for index in range(menu.childCount())
    }
    assert listed == {(command.menu, command.title, command.key) for command in COMMANDS}
