"""Two Takelanes may put takes into one folder: neither loses what the other put there."""

from dataclasses import replace

import pytest

from daw_bridge import take_shelf
from daw_bridge.take_library import TakeLibrary
from daw_bridge.take_shelf import TakeShelf
from daw_bridge.timeline import ProjectError
from tests.daw_bridge.take_records import RECORD


def shelf(folder):
    return TakeShelf(folder, TakeLibrary.load(folder))


def files(folder):
    return [take.file for take in TakeLibrary.load(folder).takes]


def test_what_others_put_there_stays(tmp_path):
    one, other = shelf(tmp_path), shelf(tmp_path)
    one.put(RECORD)
    other.put(replace(RECORD, file="two.wav", take=2))
    one.put(replace(RECORD, file="three.wav", take=3))
    assert files(tmp_path) == [RECORD.file, "two.wav", "three.wav"]
    assert one.library == TakeLibrary.load(tmp_path)


def test_a_project_that_is_written_keeps_the_takes_of_others(tmp_path):
    one, other = shelf(tmp_path), shelf(tmp_path)
    other.put(RECORD)
    source = tmp_path / "scene.rpp"
    source.write_text("")
    made = one.put_project(source, b"<REAPER_PROJECT\n>\n")
    assert files(tmp_path) == [RECORD.file]
    assert made.name in TakeLibrary.load(tmp_path).projects


def test_a_library_that_was_thrown_away_is_written_anew(tmp_path):
    one = shelf(tmp_path)
    one.put(RECORD)
    (tmp_path / "takes.json").unlink()
    one.put(replace(RECORD, file="two.wav", take=2))
    assert files(tmp_path) == [RECORD.file, "two.wav"]


def test_the_folder_holds_nothing_but_takes(tmp_path):
    shelf(tmp_path).put(RECORD)
    assert [path.name for path in tmp_path.iterdir()] == ["takes.json"]


def test_another_one_that_does_not_come_to_an_end_is_told(tmp_path, monkeypatch):
    monkeypatch.setattr(take_shelf, "PATIENCE", 0.05)
    one, other = shelf(tmp_path), shelf(tmp_path)
    with one.alone():
        with pytest.raises(ProjectError, match="another Takelane is writing"):
            other.put(RECORD)
        one.put(replace(RECORD, file="two.wav"))
    other.put(RECORD)
    assert files(tmp_path) == ["two.wav", RECORD.file]
