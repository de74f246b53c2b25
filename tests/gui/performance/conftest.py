"""Read the words of the language once for all tests of the panel."""

from __future__ import annotations

from functools import cache

import pytest

from gui.studio import studio

_once = cache(studio)


@pytest.fixture(autouse=True)
def _quick_studio(monkeypatch):
    monkeypatch.setattr("gui.app.studio", _once)
