"""What nobody foresaw is told, and the window lives on."""

from __future__ import annotations

import subprocess
import sys

import pytest

from daw_bridge.timeline import ProjectError
from gui.mishap import Mishaps

_PROGRAM = """
from PyQt6.QtCore import QCoreApplication, QTimer
from gui.mishap import Mishaps
application = QCoreApplication([])
mishaps = Mishaps()
mishaps.told.connect(print)
mishaps.watch()
QTimer.singleShot(0, lambda: {}["gone"])
QTimer.singleShot(50, lambda: print("alive"))
QTimer.singleShot(100, application.quit)
application.exec()
"""


@pytest.fixture
def told():
    return []


@pytest.fixture
def mishaps(qapp, told):
    mishaps = Mishaps()
    mishaps.told.connect(told.append)
    return mishaps


def test_an_error_in_a_slot_does_not_end_the_program():
    done = subprocess.run(
        [sys.executable, "-c", _PROGRAM], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0
    assert "KeyError: 'gone'" in done.stdout.splitlines()[0]
    assert done.stdout.splitlines()[-1] == "alive"
    assert "Traceback" in done.stderr


def test_what_has_words_for_the_user_is_told_in_these(mishaps, told, capsys):
    mishaps.hear(ProjectError, ProjectError("the disk is full"), None)
    assert told == ["the disk is full"]


def test_ctrl_c_closes_the_window(mishaps, told, qtbot):
    from PyQt6.QtWidgets import QWidget

    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    mishaps.hear(KeyboardInterrupt, KeyboardInterrupt(), None)
    assert not window.isVisible()
    assert told == []
