import random
import re
from pathlib import Path
from uuid import UUID

import pytest
import rpp as perlence
from hypothesis import given
from hypothesis import strategies as st

from daw_bridge.placement import PlacedTake, Placement
from daw_bridge.reaper.patch import place_takes
from daw_bridge.reaper.project import project_timeline
from daw_bridge.reaper.rpp import parse
from daw_bridge.timeline import ProjectError, Region

HARBOUR = Path(__file__).parents[3] / "presets" / "demo" / "harbour.rpp"
EMPTY = b'<REAPER_PROJECT 0.1 "7.61/x64" 0 0\n  RIPPLE 0\n>\n'
REGION = Region("{R-1}", 1, "MARA: Run!", 12.5, 14.25)


@pytest.fixture
def new_guid():
    rng = random.Random(3)
    return lambda: UUID(int=rng.getrandbits(128), version=4)


def take(number):
    return PlacedTake(f"MARA take {number}", f"takes/MARA_001_run_take{number:02d}.wav")


def placed(project, *takes, region=REGION, character="MARA", **how):
    return place_takes(project, [Placement(region, character, takes)], **how)


def tracks(project):
    """Give tracks by name, each as its items, each as its takes, active ones with a star."""
    found = {}
    for track in parse(project, "x").find("TRACK"):
        found[track.entry("NAME")[0]] = [_takes(item) for item in track.find("ITEM")]
    return found


def _takes(item):
    takes, active = [], 0
    for part in item.content():
        if isinstance(part, str) and part.startswith("TAKE"):
            active = len(takes) if "SEL" in part.split() else active
        elif not isinstance(part, str) and part.name == "SOURCE":
            takes.append(part.entry("FILE")[0][-6:-4])
    return [f"{name}*" if index == active else name for index, name in enumerate(takes)]


def is_subsequence(old, new):
    """Tell whether `new` is `old` with whole lines inserted."""
    rest = iter(new.split(b"\n"))
    return all(line in rest for line in old.split(b"\n"))


def test_a_take_gets_a_track_an_item_and_its_place(new_guid):
    project = placed(EMPTY, take(1), new_guid=new_guid)
    assert tracks(project) == {"Takelane MARA": [["01*"]]}
    (item,) = next(parse(project, "x").find("TRACK")).find("ITEM")
    assert item.entry("POSITION") == ["12.5"]
    assert item.entry("LENGTH") == ["1.75"]
    assert item.entry("NAME") == ["MARA take 1"]
    assert next(item.find("EXT")).entry("takelane_region") == ["{R-1}"]
    assert next(item.find("SOURCE")).arguments == ["WAVE"]
    guids = re.findall(rb"\{[0-9A-F]{8}(?:-[0-9A-F]{4}){3}-[0-9A-F]{12}\}", project)
    assert len(guids) == 4  # track, twice, item and take
    assert len(set(guids)) == 3


def test_the_same_guids_give_the_same_bytes():
    def once():
        rng = random.Random(3)
        return placed(EMPTY, take(1), new_guid=lambda: UUID(int=rng.getrandbits(128), version=4))

    assert once() == once()
    assert placed(EMPTY, take(1)) != placed(EMPTY, take(1))


def test_several_takes_share_an_item_and_the_newest_is_active():
    assert tracks(placed(EMPTY, take(1), take(2), take(3)))["Takelane MARA"] == [
        ["01", "02", "03*"]
    ]


def test_a_second_run_adds_its_takes_to_the_item():
    project = EMPTY
    for number, expected in enumerate([["01*"], ["01", "02*"], ["01", "03*", "02"]], 1):
        old, project = project, placed(project, take(number))
        assert tracks(project) == {"Takelane MARA": [expected]}
        assert is_subsequence(old, project)
    assert project.count(b"TAKE SEL") == 1
    both = placed(project, take(4), take(5))
    assert tracks(both)["Takelane MARA"] == [["01", "05*", "04", "03", "02"]]
    assert both.count(b"TAKE SEL") == 1


def test_each_take_keeps_its_name_and_file_together():
    project = EMPTY
    for number in range(1, 6):
        project = placed(project, take(number))
    names = re.findall(rb"NAME \"MARA take (\d)\"", project)
    files = re.findall(rb"take0(\d)\.wav", project)
    assert names == files
    assert sorted(names) == [b"1", b"2", b"3", b"4", b"5"]


def test_a_take_is_not_added_twice():
    once = placed(EMPTY, take(1), take(2))
    assert placed(once, take(1), take(2)) == once
    assert tracks(placed(once, take(2), take(3)))["Takelane MARA"] == [["01", "03*", "02"]]


@pytest.mark.parametrize(
    "file", [b"takes\\MARA_001_run_take01.wav", b"C:\\show\\takes\\MARA_001_run_take01.wav"]
)
def test_a_file_is_known_in_the_way_that_reaper_writes_it(file):
    once = placed(EMPTY, take(1)).replace(b"takes/MARA_001_run_take01.wav", file)
    assert placed(once, take(1)) == once


def test_an_item_is_known_on_a_renamed_track():
    renamed = placed(EMPTY, take(1)).replace(b'"Takelane MARA"', b'"VO final"')
    assert tracks(placed(renamed, take(2))) == {"VO final": [["01", "02*"]]}


@pytest.mark.parametrize(
    "moved", [Region("{R-1}", 1, "", 13.0, 14.75), Region("{R-1}", 1, "", 12.5, 16)]
)
def test_a_region_that_outgrew_its_item_gets_a_new_one(moved):
    once = placed(EMPTY, take(1))
    again = placed(once, take(1), take(2), region=moved)
    assert tracks(again) == {"Takelane MARA": [["01*"], ["02*"]]}
    assert is_subsequence(once, again)


def test_characters_have_tracks_of_their_own():
    regions = [Region(f"{{{i}}}", i, "", i, i + 1) for i in range(4)]
    who = ["MARA", "", "Mara", 'O\'Neil "Eel"']
    placements = [Placement(r, c, (take(1),)) for r, c in zip(regions, who, strict=True)]
    project = place_takes(EMPTY, placements)
    one = [["01*"]]
    assert tracks(project) == {
        "Takelane MARA": one * 2,
        "Takelane": one,
        'Takelane O\'Neil "Eel"': one,
    }
    last = placed(project, take(9), region=Region("{9}", 9, "", 9, 10), character="mara")
    assert len(tracks(last)["Takelane MARA"]) == 3


def test_nothing_to_place_changes_nothing():
    assert place_takes(EMPTY, []) == EMPTY
    assert placed(EMPTY) == EMPTY


def test_line_ends_stay_as_they_are():
    project = placed(EMPTY.replace(b"\n", b"\r\n"), take(1))
    assert b"\n" not in project.replace(b"\r\n", b"")
    unfinished = EMPTY.rstrip(b"\n")
    assert not placed(unfinished, take(1)).endswith(b"\n")


def test_new_tracks_follow_the_last_one():
    project = EMPTY.replace(b">\n", b"  <TRACK\n    NAME a\n  >\n  <EXTENSIONS\n  >\n>\n")
    assert [block.name for block in parse(placed(project, take(1)), "x").blocks] == [
        "TRACK",
        "TRACK",
        "EXTENSIONS",
    ]


def test_a_broken_project_is_refused():
    with pytest.raises(ProjectError, match="the project is damaged: line 1"):
        placed(b"<REAPER_PROJECT", take(1))


@given(st.text(max_size=20), st.text(max_size=20), st.text(max_size=20))
def test_no_name_breaks_the_project(character, name, file):
    project = place_takes(EMPTY, [Placement(REGION, character, (PlacedTake(name, file),))])
    (track,) = parse(project, "x").find("TRACK")
    (item,) = track.find("ITEM")
    assert len(item.entry("NAME")) == 1
    assert is_subsequence(EMPTY, project)


def test_the_demo_project_takes_everything_and_other_readers_understand_it():
    original = HARBOUR.read_bytes()
    regions = project_timeline(parse(original, HARBOUR), HARBOUR).regions
    project = original
    for number in (1, 2):
        placements = [Placement(region, region.name[:4], (take(number),)) for region in regions]
        project = place_takes(project, placements)
    assert is_subsequence(original, project)
    tree = perlence.loads(project.decode())
    names = [track.find("NAME")[1] for track in tree.findall("TRACK")]
    ours = [t for t, name in zip(tree.findall("TRACK"), names, strict=True) if "Takelane" in name]
    assert names[:4] == ["MARA", "TOBIN", "CAPTAIN", "Spotting notes"]
    assert "Takelane MARA" in names
    items = [item for track in ours for item in track.findall("ITEM")]
    assert len(items) == len(regions)
    assert all(len(item.findall("SOURCE")) == 2 for item in items)
    assert sorted(float(item.find("POSITION")[1]) for item in items) == [r.start for r in regions]
    after = project_timeline(parse(project, HARBOUR), HARBOUR)
    assert after.regions == regions
