"""A session goes into one file and comes out whole, and nowhere else."""

from __future__ import annotations

import json
import shutil
import zipfile
from dataclasses import replace

import numpy as np
import pytest
import soundfile

from daw_bridge.lost_takes import bring_back, look_for, lost_takes
from daw_bridge.own_voices import OwnVoices
from daw_bridge.readers import read
from daw_bridge.render import render
from daw_bridge.render_options import RenderOptions
from daw_bridge.session.archive import Packed, pack, unpack, unpack_voices
from daw_bridge.session.ledger import Ledger
from daw_bridge.take_library import TakeLibrary
from daw_bridge.timeline import ProjectError
from tests.daw_bridge.samples import HARBOUR

EDIT = ("text", "{1}")


@pytest.fixture
def session(performer, plan, tmp_path):
    """Render three lines of the demo, and edit one."""
    home = tmp_path / "project"
    home.mkdir()
    project = home / "harbour.rpp"
    shutil.copy(HARBOUR, project)
    timeline = read(project)
    lines, options = plan(timeline)[:3], RenderOptions()
    render(timeline, lines, performer, home / "Takelane", options, lambda event: None)
    ledger = Ledger(tmp_path / "here.takelane")
    ledger.change("Edit line", {EDIT: "Run!"})
    ledger.save_as(tmp_path / "copy")
    ledger.close()
    return Packed(project, tmp_path / "copy", home / "Takelane")


@pytest.fixture
def away(tmp_path):
    folder = tmp_path / "away"
    folder.mkdir()
    return folder


@pytest.fixture
def ledger_of(tmp_path):
    return lambda project: tmp_path / "sessions" / f"{project.parent.name}.takelane"


@pytest.fixture
def archive(session, tmp_path):
    path = tmp_path / "harbour.takelane.zip"
    assert pack(session, path) == 0
    return path


def _everything(folder):
    return {path.relative_to(folder): path.read_bytes()
            for path in folder.rglob("*") if path.is_file()}  # fmt: skip


def test_what_goes_in_comes_out(session, archive, away, ledger_of):
    project = unpack(archive, away, ledger_of)
    assert project == away / "harbour" / "harbour.rpp"
    assert project.read_bytes() == session.project.read_bytes()
    takes = TakeLibrary.load(session.folder).takes
    assert TakeLibrary.load(project.parent / "Takelane").takes == takes
    for take in takes:
        there = (project.parent / "Takelane" / take.file).read_bytes()
        assert there == (session.folder / take.file).read_bytes()
    ledger = Ledger(ledger_of(project))
    assert ledger.get(*EDIT) == "Run!"
    assert ledger.undoable.title == "Edit line"
    ledger.close()


def test_nothing_that_is_there_is_written_over(archive, away, ledger_of):
    first = unpack(archive, away, ledger_of)
    (first.parent / "mine.txt").write_text("mine")
    before = _everything(first.parent)
    second = unpack(archive, away, ledger_of)
    assert second.parent.name == "harbour 2"
    shutil.rmtree(second.parent)
    # A session is still kept for the second one, so that its name is not free.
    assert unpack(archive, away, ledger_of).parent.name == "harbour 3"
    assert _everything(first.parent) == before


def test_takes_without_a_file_are_left_out_and_counted(session, tmp_path, away, ledger_of):
    first = TakeLibrary.load(session.folder).takes[0]
    (session.folder / first.file).unlink()
    assert pack(session, tmp_path / "less.zip") == 1
    project = unpack(tmp_path / "less.zip", away, ledger_of)
    assert len(TakeLibrary.load(project.parent / "Takelane").takes) == 2


def _rewritten(archive, change):
    """Give the parts of an archive, changed, to another archive."""
    with zipfile.ZipFile(archive) as packed:
        parts = {name: packed.read(name) for name in packed.namelist()}
    change(parts)
    hostile = archive.with_name("hostile.zip")
    with zipfile.ZipFile(hostile, "w") as packed:
        for name, content in parts.items():
            packed.writestr(name, content)
    return hostile


def _say(**about):
    def change(parts):
        parts["about.json"] = json.dumps({"format": 1, "project": "harbour.rpp", **about}).encode()

    return change


def _rename_take(parts):
    takes = json.loads(parts["takes/takes.json"])
    parts["takes/../../evil.wav"] = b"evil"
    takes["takes"][0]["file"] = "../../evil.wav"
    parts["takes/takes.json"] = json.dumps(takes).encode()


@pytest.mark.parametrize(
    ("change", "word"),
    [
        (_say(project="../evil.rpp"), "a path of its own"),
        (_say(project="/evil.rpp"), "a path of its own"),
        (_say(project="C:\\evil.rpp"), "a path of its own"),
        (_say(project=".."), "a path of its own"),
        (_say(project="other.rpp"), "it lacks"),
        (_say(project=7), "a path of its own"),
        (_say(format=2), "newer Takelane"),
        (_rename_take, "a path of its own"),
        (lambda parts: parts.pop("about.json"), "no session that Takelane has exported"),
        (lambda parts: parts.update({"about.json": b"{"}), "no session"),
        (lambda parts: parts.pop("session.takelane"), "it lacks"),
        (lambda parts: parts.update({"session.takelane": b"no database"}), "cannot be used"),
        (lambda parts: parts.update({"takes/takes.json": b"{"}), "damaged"),
    ],
)
def test_what_is_no_session_of_ours_leaves_nothing(
    archive, away, ledger_of, tmp_path, change, word
):
    hostile = _rewritten(archive, change)
    before = _everything(tmp_path)
    with pytest.raises(ProjectError, match=word):
        unpack(hostile, away, ledger_of)
    assert _everything(tmp_path) == before
    assert list(away.iterdir()) == []


def test_members_that_nobody_asked_for_stay_in_the_archive(archive, away, ledger_of, tmp_path):
    hostile = _rewritten(archive, lambda parts: parts.update({"../evil": b"1", "/evil": b"1"}))
    unpack(hostile, away, ledger_of)
    assert not list(tmp_path.rglob("evil"))


@pytest.mark.parametrize("keep", [0, 10, 0.5, 0.99])
def test_half_an_archive_is_told_and_leaves_nothing(archive, away, ledger_of, keep):
    content = archive.read_bytes()
    archive.write_bytes(content[: keep if keep >= 10 else int(keep * len(content))])
    with pytest.raises(ProjectError, match="cannot be read"):
        unpack(archive, away, ledger_of)
    assert list(away.iterdir()) == []


@pytest.mark.parametrize("part", ["takes/", "about.json"])
def test_a_flipped_bit_is_noticed(archive, away, ledger_of, part):
    with zipfile.ZipFile(archive) as packed:
        name = next(name for name in packed.namelist() if name.startswith(part))
        at = packed.read(name)[:20]
    content = bytearray(archive.read_bytes())
    content[content.index(at)] ^= 1
    archive.write_bytes(content)
    with pytest.raises(ProjectError, match="cannot be read"):
        unpack(archive, away, ledger_of)
    assert list(away.iterdir()) == []


def test_an_archive_that_is_locked_is_told(archive, away, ledger_of):
    content = bytearray(archive.read_bytes())
    for sign, flags in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        content[content.index(sign) + flags] |= 1  # of the first part, which is asked for first
    archive.write_bytes(content)
    with pytest.raises(ProjectError, match="password"):
        unpack(archive, away, ledger_of)
    assert list(away.iterdir()) == []


@pytest.fixture
def here(tmp_path):
    return OwnVoices(tmp_path / "here")


@pytest.fixture
def record(tmp_path):
    def recording(name, seed):
        wave = np.random.default_rng(seed).normal(0, 0.1, 16_000)
        soundfile.write(tmp_path / name, wave, 16_000)
        return tmp_path / name

    return recording


@pytest.fixture
def with_voices(session, here, record, tmp_path):
    """Pack a voice that speaks, and one whose recording is gone; a third speaks nowhere."""
    nora = here.bring(record("nora.wav", 1)).voice
    gone = here.bring(record("gone.wav", 2)).voice
    here.bring(record("tom.wav", 3))
    gone.prompt.unlink()
    path = tmp_path / "voices.takelane.zip"
    pack(replace(session, voices=(nora, gone)), path)
    return path


def test_the_voices_that_speak_go_along(with_voices, here, away, ledger_of, tmp_path):
    there = OwnVoices(tmp_path / "there")
    assert unpack_voices(with_voices, there) == ()
    [voice] = there.read()
    nora = here.read()[0]
    assert (voice.name, voice.sign) == ("nora", nora.sign)
    # Not byte for byte: the files tell in which second each was written.
    sounds = [soundfile.read(prompt)[0].tobytes() for prompt in (voice.prompt, nora.prompt)]
    assert sounds[0] == sounds[1]
    assert unpack_voices(with_voices, there) == ()
    assert len(there.read()) == 1
    project = unpack(with_voices, away, ledger_of)
    assert sorted(path.name for path in project.parent.iterdir()) == ["Takelane", "harbour.rpp"]


def test_a_name_that_means_another_voice_there_is_told(with_voices, record, tmp_path):
    there = OwnVoices(tmp_path / "there")
    there.bring(record("nora.wav", 9))
    [sentence] = unpack_voices(with_voices, there)
    assert sentence.startswith("Its voice “nora” is another than yours and is called “nora 2” here")


def test_an_archive_without_voices_brings_none(archive, tmp_path):
    there = OwnVoices(tmp_path / "there")
    assert unpack_voices(archive, there) == ()
    assert there.read() == ()


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("voices/voices.json", b"{", "is damaged"),
        ("voices/../../up.wav", b"x", None),
        ("voices/.hidden", b"x", None),
    ],
)
def test_voices_that_are_not_ours_harm_nothing(tmp_path, name, content, words):
    hostile, there = tmp_path / "hostile.zip", OwnVoices(tmp_path / "there")
    with zipfile.ZipFile(hostile, "w") as packed:
        packed.writestr(name, content)
    if words is None:
        assert unpack_voices(hostile, there) == ()
    else:
        with pytest.raises(ProjectError, match=words):
            unpack_voices(hostile, there)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["hostile.zip"]


def test_lost_takes_are_found_by_name_and_length(session, tmp_path):
    library = TakeLibrary.load(session.folder)
    first, second, third = library.takes
    moved = tmp_path / "elsewhere" / "deep"
    moved.mkdir(parents=True)
    shutil.move(session.folder / first.file, moved / first.file)
    # The name alone is not enough.
    (session.folder / second.file).unlink()
    shutil.copy(session.folder / third.file, moved / second.file)
    lost = lost_takes(session.folder, library)
    assert lost == (first, second)
    found = look_for(lost, tmp_path / "elsewhere")
    assert found == {first.file: moved / first.file}
    assert bring_back(found, session.folder) == 1
    assert bring_back(found, session.folder) == 0
    assert lost_takes(session.folder, library) == (second,)
    assert (moved / first.file).is_file()
