import os
import shutil
from types import SimpleNamespace

import pytest

from daw_bridge.preflight import check_folder, check_lines, check_numbers, check_space
from daw_bridge.timeline import ProjectError


@pytest.mark.parametrize(
    "numbers",
    [
        (0, 0, 48_000),
        (100, 0, 48_000),
        (1, -1, 48_000),
        (1, 2**32, 48_000),
        (1, 0, 0),
        (1, 0, 10**6),
    ],
)
def test_numbers_out_of_range(numbers):
    with pytest.raises(ProjectError, match="must"):
        check_numbers(*numbers)


@pytest.mark.parametrize("numbers", [(1, 0, 8_000), (99, 10, 192_000)])
def test_numbers_in_range(numbers):
    assert check_numbers(*numbers) is None


def test_lines(make_timeline, plan):
    lines = plan(make_timeline(("Go.", 0, 1), ("", 1, 2), ("😀", 2, 3)))
    check_lines(lines[:1], ["ada"])
    with pytest.raises(ProjectError, match=r'region 2 "" has no words.*\(and 1 more'):
        check_lines(lines, ["ada"])
    with pytest.raises(ProjectError, match=r"region 1 .*no voice 'ada'; installed are none"):
        check_lines(lines[:1], [])
    with pytest.raises(ProjectError, match="no region to speak"):
        check_lines([], ["ada"])
    with pytest.raises(ProjectError, match=r"no region to speak.*nan"):
        check_lines([], ["ada"], ["a damaged marker was left out: MARKER 1 nan"])


def test_folder(tmp_path, monkeypatch):
    check_folder(tmp_path)
    check_folder(tmp_path / "a" / "b")
    (tmp_path / "file").write_text("")
    for path in (tmp_path / "file", tmp_path / "file" / "a"):
        with pytest.raises(ProjectError, match="is a file; the takes need a folder"):
            check_folder(path)
    # The tests may run as root, who may write anywhere.
    monkeypatch.setattr(os, "access", lambda path, mode: False)
    with pytest.raises(ProjectError, match="may not be written to"):
        check_folder(tmp_path / "a")


def test_space(tmp_path, monkeypatch):
    check_space(tmp_path / "a", 1000)
    monkeypatch.setattr(shutil, "disk_usage", lambda path: SimpleNamespace(free=5_000_000))
    check_space(tmp_path / "a", 1000)
    with pytest.raises(ProjectError, match=r"full: the takes need 6\.0 MB, 5\.0 MB are free"):
        check_space(tmp_path / "a", 6_000_000)
