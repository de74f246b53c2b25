"""Ardour gets our four scripts, and is as before when they are taken away."""

import pytest

from daw_bridge.install import ardour as module
from daw_bridge.install.ardour import ARDOUR, last_used
from daw_bridge.install.installer import Installer
from daw_bridge.install.recipe import SCRIPTS
from daw_bridge.timeline import ProjectError


@pytest.fixture
def settings(tmp_path):
    folder = tmp_path / "ardour8"
    folder.mkdir()
    (folder / "recent").touch()
    return folder


def test_every_script_comes_to_its_place_and_goes_again(settings):
    Installer(ARDOUR, settings).install()
    ours = sorted((SCRIPTS / "ardour").glob("*.lua"))
    assert sorted((settings / "scripts").glob("*.lua")) == [
        settings / "scripts" / script.name for script in ours
    ]
    Installer(ARDOUR, settings).uninstall()
    assert list(settings.iterdir()) == [settings / "recent"]


def test_scripts_of_the_user_stay(settings):
    (settings / "scripts").mkdir()
    (settings / "scripts" / "mine.lua").touch()
    Installer(ARDOUR, settings).install()
    Installer(ARDOUR, settings).uninstall()
    assert list((settings / "scripts").iterdir()) == [settings / "scripts" / "mine.lua"]


def test_it_goes_into_the_ardour_that_was_used_last(monkeypatch, settings):
    monkeypatch.setattr(module, "settings_folders", lambda: [settings, settings.parent])
    assert last_used() == settings


def test_where_no_ardour_is_it_is_said(monkeypatch, tmp_path):
    monkeypatch.setattr(module, "settings_folders", list)
    monkeypatch.setattr(module.Path, "home", lambda: tmp_path)
    with pytest.raises(ProjectError, match="Start Ardour once"):
        Installer(ARDOUR)
