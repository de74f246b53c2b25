"""The engines that can be chosen are told as a person knows them."""

from pathlib import Path

import pytest

from gui import engine
from model import catalogue, engines
from model.voices import Voice


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setattr(engines.platformdirs, "user_data_dir", lambda name: str(tmp_path / name))
    return engines.home()


def test_what_ships_comes_first_and_what_can_be_got_behind_it():
    first, *others = engine.choices()
    assert (first.name, first.title, first.deliveries) == ("scratch", "Scratch", ("final", "draft"))
    assert [one.name for one in others] == list(catalogue.catalogue())
    assert all(one.n_bytes > 1e9 and not one.deliveries for one in others)
    assert others[0].title == "IndexTTS-2"


def test_an_installed_engine_has_its_deliveries(home):
    (home / "indextts2").mkdir(parents=True)
    (home / "indextts2" / engines.CONFIG_NAME).write_text('{"name": "IndexTTS-2"}')
    [choice] = [one for one in engine.choices() if one.name == "indextts2"]
    assert (choice.title, choice.n_bytes) == ("IndexTTS-2", 0)
    assert set(choice.deliveries) == {"final", "draft", "official"}
    assert engine.title("mine") == "mine"


def test_what_an_engine_makes_of_a_voice_is_told():
    alder = Voice("alder", "", Path("alder.flac"))
    nora = Voice("nora", "", Path("nora.wav"), "a1b2")
    assert engine.voice_note("scratch", alder) == engine.voice_note("indextts2", nora) == ""
    assert "only comes near “nora”" in engine.voice_note("scratch", nora)
    assert "synthetic" in engine.voice_note("indextts2", alder)
    assert engine.only_near("scratch", []) == engine.only_near("indextts2", ["nora"]) == ""
