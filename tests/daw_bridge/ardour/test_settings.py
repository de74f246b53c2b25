"""Look up in settings folders what Ardour has open, and where; damage is nothing."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest

from daw_bridge.ardour import settings as module
from daw_bridge.ardour.settings import ArdourSettings, settings_folders


@pytest.fixture
def folder(tmp_path) -> Path:
    made = tmp_path / "ardour8"
    made.mkdir()
    return made


def test_folders_of_every_version_are_found_the_last_used_first(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.setattr(module.sys, "platform", "linux")
    for name in ("ardour7", "ardour8", "ardour9", "ardour-plugins", "other"):
        (tmp_path / name).mkdir()
    (tmp_path / "ardour6").write_text("no folder")
    (tmp_path / "ardour7" / "recent").write_text("")
    assert settings_folders()[0].name == "ardour7"
    assert {path.name for path in settings_folders()} == {"ardour7", "ardour8", "ardour9"}


@pytest.mark.parametrize(
    ("platform", "place"),
    [("darwin", "Library/Preferences/Ardour8"), ("win32", "AppData/Local/Ardour8")],
)
def test_every_system_has_its_place(tmp_path, monkeypatch, platform, place):
    monkeypatch.setattr(module.sys, "platform", platform)
    monkeypatch.setattr(module.Path, "home", lambda: tmp_path)
    monkeypatch.delenv("LOCALAPPDATA", raising=False)
    (tmp_path / place).mkdir(parents=True)
    assert settings_folders() == [tmp_path / place]


@pytest.mark.parametrize(
    ("text", "ports"),
    [
        ("osc.udp://studio.local:3820/", [3820]),
        ("osc.udp://studio.local:3820/\n", [3820]),
        ("\n", []),
        ("osc.udp://studio.local:/", []),
        ("osc.udp://studio.local:123456/", []),
    ],
)
def test_the_port_stands_in_the_url(folder, text, ports):
    (folder / "osc_url").write_text(text)
    assert ArdourSettings([folder.with_name("none"), folder]).osc_ports() == ports


def test_a_session_is_found_among_the_last_opened(folder, tmp_path):
    for name in ("old", "new"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "harbour.ardour").touch()
    recent = f"gone\n/nowhere\nharbour\n{tmp_path / 'new'}\nharbour\n{tmp_path / 'old'}\nodd"
    (folder / "recent").write_text(recent)
    settings = ArdourSettings([folder])
    assert settings.session("harbour") == tmp_path / "new" / "harbour.ardour"
    assert settings.session("other") is None
    assert settings.session(f"../{tmp_path.name}/new/harbour") is None
    assert settings.session("a\0b") is None


def stored(program: str) -> str:
    text = base64.b64encode(program.encode()).decode()
    return f'<UIScripts><ActionScript lua="Lua 5.3">{text}</ActionScript></UIScripts>'


@pytest.mark.parametrize(
    ("text", "action"),
    [
        (stored(r'scripts[1]["s"] = "a \"Other\"" scripts[12]["s"] = "n = \"Mine\"," '), 12),
        (stored('scripts[3]["s"] = "a\\\nb \\"Mine\\" " scripts[3]["f"] = "\\27" '), 3),
        (stored(r'scripts[1]["s"] = "Mine" scripts[1]["n"] = "\"Mine\"" '), None),
        (stored("") + "\n", None),
        ("<UIScripts><ActionScript>A</ActionScript></UIScripts>", None),
        ("", None),
    ],
)
def test_an_action_is_found_by_the_name_in_its_script(folder, text, action):
    (folder / "ui_scripts").write_text(text)
    found = ArdourSettings([folder]).action("Mine")
    assert found == (action and f"LuaAction/script-{action}")


def test_what_is_no_text_is_nothing(folder):
    for name in ("osc_url", "recent", "ui_scripts"):
        (folder / name).write_bytes(bytes(range(256)) * 3)
    settings = ArdourSettings([folder])
    assert (settings.osc_ports(), settings.session("a"), settings.action("b")) == ([], None, None)
