"""What is set is kept, whatever becomes of the file."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from daw_bridge.finish import Finish
from gui.settings import Settings, SettingsFile


@pytest.fixture
def path(tmp_path):
    return tmp_path / "data" / "settings.json"


def _write(path, text):
    path.parent.mkdir()
    path.write_text(text)


def test_without_a_file_the_usual_settings_hold(path):
    file = SettingsFile(path)
    assert file.settings == Settings()
    assert not file.problem


def test_settings_come_back_as_they_were(path):
    settings = Settings("light", 1.5, "29.97df", "/takes", 3, 44_100, "mine", "draft", ("live",),
                        "/reaper", "Phones", (1, 2), Finish(-23.0, -2.0, bit_depth=16))  # fmt: skip
    SettingsFile(path).save(settings)
    assert SettingsFile(path).settings == settings


def test_what_a_newer_version_has_written_is_passed_over(path):
    _write(path, json.dumps({"look": "light", "hologram": True}))
    file = SettingsFile(path)
    assert file.settings == Settings(look="light")
    assert not file.problem


@pytest.mark.parametrize("text", ["{", "[1]", "", "\x00\xff"])
def test_a_broken_file_is_set_aside_and_said(path, text):
    _write(path, text)
    file = SettingsFile(path)
    assert file.settings == Settings()
    assert "settings.json.broken" in file.problem
    assert path.with_name("settings.json.broken").read_text() == text
    assert not path.exists()


@pytest.mark.parametrize(
    ("name", "value"),
    [("look", "pink"), ("scale", 40), ("takes", 0), ("takes", "3"), ("daws", "live"),
     ("sample_rate", 7), ("engine", None), ("library", 3), ("look", []),
     ("times", "26"), ("times", 25), ("finish", {"loudness": 3}),
     ("finish", {"name": "{nobody}"}), ("finish", [])],
)  # fmt: skip
def test_a_value_that_cannot_be_meant_gives_way_to_the_usual_one(path, name, value):
    _write(path, json.dumps({"delivery": "draft", name: value}))
    file = SettingsFile(path)
    assert file.settings == replace(Settings(), delivery="draft")
    assert name in file.problem
