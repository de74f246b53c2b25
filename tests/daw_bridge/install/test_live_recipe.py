"""Live gets our script and our rack, and is as before when they are taken away."""

from pathlib import Path

import pytest

from daw_bridge.install.installer import Installer
from daw_bridge.install.live import LIVE, user_library
from daw_bridge.install.recipe import SCRIPTS
from daw_bridge.timeline import ProjectError


@pytest.fixture
def library(tmp_path):
    (tmp_path / "Presets").mkdir()
    return tmp_path


def test_everything_comes_to_its_place_and_goes_again(library):
    Installer(LIVE, library).install()
    script = library / "Remote Scripts" / "Takelane"
    for module in (SCRIPTS / "live" / "Takelane").glob("*.py"):
        assert (script / module.name).read_bytes() == module.read_bytes()
    assert list((library / "Presets").rglob("*.adg"))
    # Live compiles what it loads.
    (script / "__pycache__").mkdir()
    (script / "__pycache__" / "desk.cpython-311.pyc").write_bytes(b"")
    Installer(LIVE, library).uninstall()
    assert list(library.iterdir()) == [library / "Presets"]
    assert list((library / "Presets").iterdir()) == []


def test_another_folder_is_refused(tmp_path):
    with pytest.raises(ProjectError, match="User Library"):
        Installer(LIVE, tmp_path)


def test_the_user_library_is_where_live_puts_it():
    assert user_library("darwin") == Path.home() / "Music" / "Ableton" / "User Library"
    assert user_library("win32") == Path.home() / "Documents" / "Ableton" / "User Library"
