"""Why a file cannot be read is said in a sentence."""

import pytest

from daw_bridge.file_bytes import file_bytes, reading
from daw_bridge.timeline import ProjectError


def test_a_file_is_read_whole(tmp_path):
    (tmp_path / "a").write_bytes(b"x" * 3)
    assert file_bytes(tmp_path / "a") == file_bytes(tmp_path / "a", 3) == b"xxx"


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("", "is a folder; name the file inside it"),
        ("none", "there is no file .*none; check its name"),
        ("large", "larger than 2 MiB"),
        ("x" * 5000, "cannot be read: File name too long"),
    ],
)
def test_what_cannot_be_read_is_said(tmp_path, name, sentence):
    with (tmp_path / "large").open("wb") as file:
        file.truncate(2**21 + 1)
    with pytest.raises(ProjectError, match=sentence):
        file_bytes(tmp_path / name, 2**21)


def test_what_the_system_says_is_handed_on(tmp_path):
    path = tmp_path / "b.wav"
    with pytest.raises(ProjectError, match=r"b\.wav cannot be read: No such file"), reading(path):
        path.read_bytes()
