"""The shelf takes recordings in away from the window's thread, and tells what becomes of them."""

from __future__ import annotations

import doctest

import pytest

from gui import places, voice_shelf
from gui.voice_shelf import VoiceShelf
from model import engines


@pytest.fixture
def shelf(tmp_path, qtbot):
    shelf = VoiceShelf(places.own_voices(tmp_path / "data"))
    yield shelf
    shelf.close_down()


@pytest.fixture
def said(shelf):
    """Gather what is told, behind the name of the signal."""
    told = []
    shelf.done.connect(lambda text: told.append(("done", text)))
    shelf.problem.connect(lambda text: told.append(("problem", text)))
    return told


def test_the_documented_examples_hold():
    assert doctest.testmod(voice_shelf).failed == 0


def test_a_recording_becomes_a_voice_and_how_to_use_it_is_told(shelf, said, record, qtbot):
    with qtbot.waitSignal(shelf.done):
        shelf.add([record()])
    assert [voice.name for voice in shelf.own] == ["nora"]
    assert shelf.find("NORA") == shelf.own[0]
    [(_, text)] = said
    assert text == (
        "“nora” is one of your voices now; choose it for a line, or write voice=nora; behind one. "
        "The scratch voice only comes near “nora”; IndexTTS-2 speaks with it."
    )


def test_it_is_put_to_use_where_it_came_alone(shelf, said, record, qtbot):
    used = []

    def use(voice):
        used.append(voice.name)
        return "speaks this line now"

    with qtbot.waitSignal(shelf.done):
        shelf.add([record()], use)
    with qtbot.waitSignal(shelf.done):
        shelf.add([record("a.wav", seed=2), record("b.wav", seed=3)], use)
    assert used == ["nora"]
    assert said[0][1].startswith("“nora” speaks this line now. The scratch voice")


def test_recordings_that_come_quickly_one_after_another_are_all_taken_in(shelf, record, qtbot):
    for seed in range(5):
        shelf.add([record(f"{seed}.wav", seed=seed)])
    qtbot.waitUntil(lambda: len(shelf.own) == 5)
    assert [voice.name for voice in shelf.own] == list("01234")


def test_what_is_no_voice_is_said_and_the_others_are_kept(shelf, said, record, tmp_path, qtbot):
    (tmp_path / "words.wav").write_text("no sound")
    files = [tmp_path / "words.wav", record("breath.wav", seconds=0.1), record()]
    with qtbot.waitSignal(shelf.problem):
        shelf.add(files)
    assert [voice.name for voice in shelf.own] == ["nora"]
    [(kind, text)] = said
    assert kind == "problem"
    assert "“nora” is one of your voices now" in text
    assert "words.wav cannot be read as audio" in text
    assert "breath.wav is shorter than a quarter of a second" in text


def test_voices_are_renamed_and_removed(shelf, said, record, qtbot):
    with qtbot.waitSignal(shelf.done):
        shelf.add([record()])
    with qtbot.waitSignal(shelf.changed):
        shelf.rename(shelf.own[0], "vera")
    assert shelf.find("nora").name == "vera"
    shelf.rename(shelf.own[0], "alder")
    assert said[-1] == ("problem", "There is a voice “alder” already; choose another name.")
    with qtbot.waitSignal(shelf.changed):
        shelf.remove(shelf.own[0])
    assert shelf.own == ()
    assert shelf.find("vera") is None


def test_a_damaged_table_is_said(shelf, said, tmp_path):
    (tmp_path / "data" / "voices").mkdir(parents=True)
    (tmp_path / "data" / "voices" / "voices.json").write_text("{")
    shelf.load()
    assert shelf.own == ()
    assert "is damaged" in said[0][1]


def test_the_voices_are_those_of_the_engine(shelf, qtbot):
    shipped = tuple(shelf.installed)
    assert shelf.engine == engines.SHIPPED
    with qtbot.waitSignal(shelf.changed):
        shelf.set_engine("no such engine")
    assert (shelf.engine, tuple(shelf.installed)) == ("no such engine", shipped)
