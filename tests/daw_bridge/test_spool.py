"""Letters through a folder: in order, once, kept until done, whoever is killed."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from daw_bridge.spool import PROTOCOL, TO_DAW, TO_TAKELANE, Spool, SpoolError


@pytest.fixture
def ours(tmp_path: Path) -> Spool:
    spool = Spool(tmp_path)
    spool.open()
    return spool


@pytest.fixture
def theirs(ours: Spool, tmp_path: Path) -> Spool:
    return Spool(tmp_path, inbox=TO_DAW)


def test_letters_come_in_order_and_once(ours: Spool, theirs: Spool) -> None:
    for number in range(20):
        theirs.send("render", {"number": number})
    assert [letter.data["number"] for letter in ours.received()] == list(range(20))
    assert ours.received() == []


def test_a_letter_waits_until_its_reader_is_done(
    ours: Spool, theirs: Spool, tmp_path: Path
) -> None:
    sent = theirs.send("render", {})
    assert [letter.id for letter in ours.received()] == [sent]
    restarted = Spool(tmp_path)
    assert [letter.id for letter in restarted.received()] == [sent]
    restarted.done(sent)
    assert Spool(tmp_path).received() == []


def test_of_letters_with_one_name_one_waits(ours: Spool, theirs: Spool) -> None:
    first = ours.send("place", {"take": 1}, name="take-1")
    assert ours.send("place", {"take": 1}, name="take-1") == first
    [letter] = theirs.received()
    theirs.done(letter.id)
    assert ours.send("place", {"take": 1}, name="take-1") != first


def test_letters_of_a_name_are_taken_back(ours: Spool, theirs: Spool) -> None:
    ours.send("play", {"position": 1.0}, name="play")
    kept = ours.send("place", {}, name="take-play")
    ours.recall("play")
    ours.recall("stop")
    assert [letter.id for letter in theirs.received()] == [kept]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"\xff\xfe",
        b"[]",
        b"[" * 100_000,
        b'{"protocol": "other/1", "kind": "render", "data": {}}',
        json.dumps({"protocol": PROTOCOL, "kind": 3, "data": {}}).encode(),
        json.dumps({"protocol": PROTOCOL, "kind": "render", "data": []}).encode(),
    ],
)
def test_a_damaged_letter_is_moved_aside(ours: Spool, tmp_path: Path, content: bytes) -> None:
    letter = tmp_path / TO_TAKELANE / "0000000000000000001-bad.json"
    letter.write_bytes(content)
    assert ours.received() == []
    assert not letter.exists()
    assert letter.with_suffix(".refused").read_bytes() == content


def test_what_is_no_file_is_moved_aside_unread(ours: Spool, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / TO_TAKELANE / "1-pipe.json")
    (tmp_path / TO_TAKELANE / "2-folder.json").mkdir()
    assert ours.received() == []
    assert sorted(path.name for path in (tmp_path / TO_TAKELANE).iterdir()) == [
        "1-pipe.refused",
        "2-folder.refused",
    ]


def test_a_letter_that_somebody_holds_is_read_later(
    ours: Spool, theirs: Spool, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent = theirs.send("render", {})

    def held(_: Path) -> bytes:
        raise PermissionError

    with monkeypatch.context() as patch:
        patch.setattr(Path, "read_bytes", held)
        assert ours.received() == []
    assert [letter.id for letter in ours.received()] == [sent]


def test_what_is_no_letter_is_left_alone(ours: Spool, tmp_path: Path) -> None:
    for name in (".0001-a.json.part", "0001-a.txt", "notes.json", "0001-..%2F.json"):
        (tmp_path / TO_TAKELANE / name).write_text("{}")
    assert ours.received() == []
    assert len(list((tmp_path / TO_TAKELANE).iterdir())) == 4


def test_done_takes_away_nothing_but_letters(ours: Spool, tmp_path: Path) -> None:
    (tmp_path / "timeline.json").write_text("{}")
    ours.done("../timeline")
    assert (tmp_path / "timeline.json").exists()


def test_a_state_replaces_the_one_before(ours: Spool, theirs: Spool) -> None:
    assert ours.changed_at("timeline") == 0.0
    with pytest.raises(SpoolError, match="timeline"):
        ours.state("timeline")
    theirs.publish("timeline", {"revision": 1})
    theirs.publish("timeline", {"revision": 2})
    assert ours.state("timeline")["revision"] == 2
    assert ours.changed_at("timeline") > 0
    theirs.withdraw("timeline")
    assert ours.changed_at("timeline") == 0.0
