import errno
import os

import pytest

from daw_bridge.atomic_file import open_atomically, write_atomically
from daw_bridge.timeline import ProjectError


def test_writes_and_replaces(tmp_path):
    path = tmp_path / "a.txt"
    write_atomically(path, "wörds\n")
    write_atomically(path, b"bytes\r\n")
    assert path.read_bytes() == b"bytes\r\n"
    assert [p.name for p in tmp_path.iterdir()] == ["a.txt"]


@pytest.mark.parametrize("failure", [KeyboardInterrupt, RuntimeError])
def test_a_failure_leaves_the_old_file_and_nothing_else(tmp_path, failure):
    path = tmp_path / "a.txt"
    write_atomically(path, "old")

    def fail_half_way() -> None:
        with open_atomically(path) as file:
            file.write(b"half")
            raise failure

    with pytest.raises(failure):
        fail_half_way()
    assert path.read_text() == "old"
    assert [p.name for p in tmp_path.iterdir()] == ["a.txt"]


def test_the_file_appears_only_when_it_is_whole(tmp_path):
    path = tmp_path / "a.txt"
    with open_atomically(path) as file:
        file.write(b"half")
        assert not path.exists()
    assert path.read_bytes() == b"half"


@pytest.mark.parametrize(
    ("number", "words"),
    [(errno.ENOSPC, "disk is full"), (errno.EROFS, "read-only"), (errno.EACCES, "permissions")],
)
def test_what_the_disk_says_is_said_in_words(tmp_path, monkeypatch, number, words):
    def refuse(fd: int) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "fsync", refuse)
    with pytest.raises(ProjectError, match=words):
        write_atomically(tmp_path / "a.txt", "words")
    assert list(tmp_path.iterdir()) == []


def test_a_missing_folder_and_a_file_in_the_way(tmp_path):
    with pytest.raises(ProjectError, match="does not exist"):
        write_atomically(tmp_path / "none" / "a.txt", "")
    (tmp_path / "file").write_text("")
    with pytest.raises(ProjectError, match="is a file, not a folder"):
        write_atomically(tmp_path / "file" / "a.txt", "")
    with pytest.raises(ProjectError, match="cannot be written"):
        write_atomically(tmp_path, "")
