"""Engines are the one that ships and those in the user's data folder."""

import pytest

from model import engines


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.setattr(engines.platformdirs, "user_data_dir", lambda name: str(tmp_path / name))
    return engines.home()


def test_the_shipped_engine_is_always_there(home):
    assert engines.installed() == ("scratch",)
    assert (engines.folder("scratch") / engines.CONFIG_NAME).is_file()


def test_a_folder_with_a_config_is_an_engine(home):
    (home / "indextts2").mkdir(parents=True)
    (home / "indextts2" / engines.CONFIG_NAME).touch()
    (home / "half-done").mkdir()
    assert engines.installed() == ("scratch", "indextts2")
    assert engines.folder("indextts2") == home / "indextts2"


@pytest.mark.parametrize("name", ["indextts2", "../scratch", ""])
def test_what_is_not_installed_is_said_with_the_way_to_get_it(home, name):
    with pytest.raises(ValueError, match="weights get"):
        engines.folder(name)
