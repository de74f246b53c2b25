"""A session is exported, imported and gone on with in the real window; lost takes are found."""

from __future__ import annotations

import shutil

import pytest

from daw_bridge.session.cue_row import TakeState


@pytest.fixture
def companion(open_companion, demo, qtbot):
    companion = open_companion()
    companion.open(demo)
    document = companion.document
    qtbot.waitUntil(lambda: bool(document.rows))
    document.edits.say([document.rows[3].region_id], "Edit line", line="They are in the walls.")
    document.render([document.rows[0].region_id])
    qtbot.waitUntil(lambda: document.rows[0].state is TakeState.DONE)
    return companion


def test_a_session_goes_on_elsewhere(companion, qtbot, tmp_path):
    document, files = companion.document, companion.session_file
    with qtbot.waitSignal(files.done):
        files.export(tmp_path / "scene.takelane.zip")
    assert companion.window.notice.text.startswith("The session is in")
    away = tmp_path / "away"
    away.mkdir()
    with qtbot.waitSignal(document.opened):
        files.take_in(tmp_path / "scene.takelane.zip", away)
    qtbot.waitUntil(lambda: bool(document.rows))
    assert document.timeline.source == away / "harbour" / "harbour.rpp"
    assert document.rows[3].line.text.line == "They are in the walls."
    assert document.rows[0].state is TakeState.DONE
    assert document.folder == away / "harbour" / "Takelane"


def test_the_voices_of_a_session_go_along(companion, record, qtbot, tmp_path):
    document, row = companion.document, companion.document.rows[3]
    with qtbot.waitSignal(companion.voices.done):
        companion.voices.add([record()])
    document.edits.say([row.region_id], "Set voice", tags={"voice": "nora"})
    qtbot.waitUntil(lambda: document.rows[3].line.own is not None)
    with qtbot.waitSignal(companion.session_file.done):
        companion.session_file.export(tmp_path / "scene.takelane.zip")
    companion.voices.remove(companion.voices.own[0])
    qtbot.waitUntil(lambda: bool(document.rows[3].line.problems))
    away = tmp_path / "away"
    away.mkdir()
    companion.session_file.take_in(tmp_path / "scene.takelane.zip", away)
    qtbot.waitUntil(lambda: document.timeline.source.parent.parent == away)
    qtbot.waitUntil(lambda: bool(document.rows) and document.rows[3].line.own is not None)
    assert document.rows[3].line.own.about == "2.0 s of nora.wav"


def test_what_is_no_session_is_told_and_the_project_stays(companion, qtbot, tmp_path):
    broken = tmp_path / "broken.zip"
    broken.write_bytes(b"PK")
    before = companion.document.timeline
    with qtbot.waitSignal(companion.session_file.problem):
        companion.session_file.take_in(broken, tmp_path)
    assert "broken.zip cannot be read" in companion.window.notice.text
    assert companion.document.timeline is before


def test_lost_takes_are_brought_back(companion, qtbot, tmp_path):
    document = companion.document
    [take] = document.rows[0].takes
    moved = tmp_path / "moved"
    moved.mkdir()
    shutil.move(document.folder / take.file, moved / take.file)
    with qtbot.waitSignal(companion.session_file.done) as told:
        companion.session_file.find_takes(moved)
    assert told.args == ["1 of 1 lost takes are back."]
    assert (document.folder / take.file).is_file()
    with qtbot.waitSignal(companion.session_file.done) as told:
        companion.window.actions_by_name["find_takes"].trigger()
    assert told.args == ["Every take is where it belongs."]
