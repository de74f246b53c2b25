"""What is to be placed stands in a list that outlives both programs."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from daw_bridge.ardour.place_list import FILE_NAME, PlaceList, Row
from daw_bridge.daw import TakeToPlace
from daw_bridge.timeline import ProjectError, Region

REGION = Region("L7", 1, "MARA: They\tare\nhere.", 1.0, 2.5)
TAKE = TakeToPlace("a1", REGION, "MARA / her: ghost", "take 1", Path("/t/é 1.wav"), 9, 48_000)


def test_a_take_is_a_line_with_nothing_in_it_that_ends_one(tmp_path):
    PlaceList(tmp_path).add(TAKE)
    text = (tmp_path / FILE_NAME).read_text(encoding="utf-8")
    assert text == (
        "a1\tL7\t/t/é 1.wav\t48000\tTakelane MARA - her- ghost\tMARA: They are here.\ttake 1\n"
    )
    assert Row.read(text.rstrip("\n")) == Row.of(TAKE)


@pytest.mark.parametrize("file", ["/t/a\tb.wav", "/t/a\nb.wav", "/t/a\udc80.wav"])
def test_a_file_that_a_line_cannot_name_is_refused(file):
    with pytest.raises(ProjectError, match="rename its folder"):
        Row.of(replace(TAKE, file=Path(file)))


def test_the_list_is_kept_and_goes_with_its_last_take(tmp_path):
    takes = PlaceList(tmp_path)
    takes.add(TAKE)
    takes.add(replace(TAKE, id="a2"))
    again = PlaceList(tmp_path)
    assert (len(again), "a1" in again, "a3" in again) == (2, True, False)
    again.remove("a1")
    again.remove("a2")
    assert not (tmp_path / FILE_NAME).exists()


def test_takes_go_where_their_regions_went(tmp_path):
    takes = PlaceList(tmp_path)
    takes.add(TAKE)
    takes.add(replace(TAKE, id="a2", region=replace(REGION, id="L8")))
    takes.follow([replace(REGION, name="MARA: New.", start=2.0)], 48_000)
    rows = (tmp_path / FILE_NAME).read_text(encoding="utf-8").splitlines()
    assert [row.split("\t")[3] for row in rows] == ["96000", "48000"]
    assert "MARA: New." in rows[0]


@pytest.mark.parametrize("line", ["", "a\tb", "a\tL1\tf\tx\tt\tr\tn", "a\tL1\tf\t1\tt\tr\tn\tm"])
def test_damaged_lines_are_passed_over(tmp_path, line):
    (tmp_path / FILE_NAME).write_text(f"{line}\na1\tL1\tf\t1\tt\t\tn\n")
    assert len(PlaceList(tmp_path)) == 1


def test_a_list_that_is_no_text_is_none(tmp_path):
    (tmp_path / FILE_NAME).write_bytes(b"\xff\xfe\0")
    assert len(PlaceList(tmp_path)) == 0
