"""What a user does in REAPER arrives in Takelane: regions, lanes, selection, requests."""

import json
import time

import pytest

from daw_bridge.spool import PROTOCOL
from model.emotion import EMOTIONS
from tests.daw_bridge.reaper.fake_reaper import (
    ACTIONS,
    CONNECT,
    NEW,
    OLD,
    SCRIPTS,
    FakeReaperError,
    FakeReaperProcess,
)
from tests.daw_bridge.reaper.takelane import show_takelane

TWO_HUNDRED_MS = 6
"""Ticks of REAPER's timer."""


def region_names(spool):
    return [region["name"] for region in spool.state("timeline")["regions"]]


def requested(spool):
    return [(letter.kind, letter.data.get("regions")) for letter in spool.received()]


@pytest.fixture
def three(reaper):
    """Draw three regions that do not touch."""
    return [reaper.add_region(f"MARA: line {n}.", n, n + 0.75) for n in (1, 2, 3)]


@pytest.mark.parametrize("name", ["GetRegionOrMarkers", "BR_EnvAlloc", "APIExist"])
def test_the_fake_knows_no_function_that_reaper_has_not(start_reaper, name):
    with pytest.raises(FakeReaperError, match=f"has no {name}"):
        start_reaper().do(f"reaper.{name}()")


@pytest.mark.parametrize(
    ("call", "wrong"),
    [
        ("GetTrack(0)", "takes 2 arguments, not 1"),
        ("GetTrack(0, 1, 2)", "takes 2 arguments, not 3"),
        ("GetTrack(0, 1.5)", "argument 2 is no integer"),
        ("GetMediaItemInfo_Value(0, 'D_POSITION')", "argument 1 is no MediaItem"),
    ],
)
def test_the_fake_checks_arguments(start_reaper, call, wrong):
    with pytest.raises(FakeReaperError, match=wrong):
        start_reaper().do(f"reaper.{call}")


def test_newer_functions_are_not_in_an_older_reaper(tmp_path):
    with FakeReaperProcess(tmp_path, version=OLD) as old:
        assert old.do('return reaper.APIExists("GetRegionOrMarker")') is False
        with pytest.raises(FakeReaperError, match="has no GetRegionOrMarker"):
            old.do('reaper.GetRegionOrMarker(0, 0, "")')


def test_the_emotions_are_ours_in_our_order():
    source = (SCRIPTS / "lanes.lua").read_text()
    assert ", ".join(f'"{emotion}"' for emotion in EMOTIONS) in source


def test_connecting_shows_reaper_and_the_project(reaper, spool, three):
    reaper.tick(TWO_HUNDRED_MS)
    assert spool.state("daw")["daw"].startswith("REAPER ")
    timeline = spool.state("timeline")
    assert timeline["protocol"] == PROTOCOL
    assert timeline["project"] == {
        "path": "", "name": "", "sample_rate": 0, "frame_rate": 30, "drop_frame": False,
        "time_offset": 0,
    }  # fmt: skip
    assert timeline["regions"][0] == {
        "id": three[0], "number": 1, "name": "MARA: line 1.", "start": 1, "end": 1.75,
        "selected": False, "notes": "",
    }  # fmt: skip
    assert timeline["tempo"] == [[0, 120, False]]
    assert timeline["lanes"] == []
    assert timeline["warnings"] == []


def test_a_change_is_noticed_within_200_ms(reaper, spool, three):
    reaper.tick(TWO_HUNDRED_MS)
    before = spool.state("timeline")["revision"]
    reaper.do(f'fake.change_region("{three[1]}", {{name = "TOBIN: No.", finish = 2.9}})')
    reaper.tick(TWO_HUNDRED_MS)
    timeline = spool.state("timeline")
    assert timeline["revision"] > before
    assert [(r["name"], r["end"]) for r in timeline["regions"]][1] == ("TOBIN: No.", 2.9)


def test_a_new_frame_rate_or_start_is_noticed_though_reaper_counts_no_change(reaper, spool, three):
    reaper.tick(TWO_HUNDRED_MS)
    changes = {
        "frame_rate": ("29.97002997003", 29.97002997003),
        "drop_frame": ("true", True),
        "time_offset": ("3600.5", 3600.5),
    }
    for key, (lua, value) in changes.items():
        reaper.do(f"fake.project().{key} = {lua}")
        reaper.tick(TWO_HUNDRED_MS)
        assert spool.state("timeline")["project"][key] == value


def test_what_did_not_change_is_not_told_again(reaper, spool, three):
    reaper.tick(TWO_HUNDRED_MS)
    before = spool.state("timeline")["revision"]
    reaper.do("fake.project().count = fake.project().count + 1")
    reaper.tick(30)
    assert spool.state("timeline")["revision"] == before


def test_regions_are_told_while_the_project_never_rests(reaper, spool, three):
    for number in range(12):
        reaper.do(f'fake.change_region("{three[0]}", {{name = "change {number}"}})')
        reaper.tick(1)
    assert region_names(spool)[0].startswith("change ")


def test_the_front_tab_is_the_project(reaper, spool, three, tmp_path):
    path = tmp_path / "Übung.RPP"
    reaper.do(f'fake.new_tab("{path}")')
    reaper.add_region("elsewhere", 5, 6)
    reaper.do("fake.project().srate_use = 1")
    reaper.tick(TWO_HUNDRED_MS)
    timeline = spool.state("timeline")
    told = {key: timeline["project"][key] for key in ("path", "name", "sample_rate")}
    assert told == {"path": str(path), "name": "Übung", "sample_rate": 48000}
    assert region_names(spool) == ["elsewhere"]
    reaper.do("fake.current = 1")
    reaper.tick(TWO_HUNDRED_MS)
    assert len(region_names(spool)) == 3


def test_revisions_grow_over_restarts(start_reaper, spool):
    revisions = []
    for _ in range(2):
        process = start_reaper()
        process.act(CONNECT)
        process.tick(TWO_HUNDRED_MS)
        revisions.append(spool.state("timeline")["revision"])
        process.quit()
    assert revisions[0] < revisions[1]


def test_the_heartbeat_beats_and_ends_with_reaper(reaper, spool, tmp_path):
    reaper.tick(1)
    beat = tmp_path / "Takelane" / "daw.json"
    beat.unlink()
    reaper.tick(30)
    assert beat.exists()
    reaper.quit()
    assert not beat.exists()


def test_names_survive_whatever_they_hold(reaper, spool):
    odd = 'quotes " \\ back, tab\t, Ünïcödé, 日本, 🎭, \x7f and \x01'
    reaper.add_region(odd, 1, 2)
    reaper.do('fake.add_region("broken \\255\\254 \\237\\160\\128 end", 3, 4)')
    reaper.tick(TWO_HUNDRED_MS)
    assert region_names(spool) == [odd, "broken ?? ? end"]


def test_times_are_exact(reaper, spool):
    start, end = 3600.1 + 1e-9, 0.1 + 0.2 + 3601
    reaper.add_region("exact", repr(start), repr(end))
    reaper.tick(TWO_HUNDRED_MS)
    [region] = spool.state("timeline")["regions"]
    assert (region["start"], region["end"]) == (start, end)


def test_markers_are_cues_and_tempo_is_told(reaper, spool):
    reaper.do('fake.add_marker("slate", 2.5)')
    reaper.do("fake.project().tempo = {{time = 4.0, bpm = 90.0, linear = true}}")
    reaper.add_region("only region", 3, 4)
    reaper.tick(TWO_HUNDRED_MS)
    timeline = spool.state("timeline")
    assert timeline["cues"] == [{"number": 1, "name": "slate", "time": 2.5}]
    assert timeline["tempo"] == [[0, 120, False], [4, 90, True]]
    assert region_names(spool) == ["only region"]


def test_notes_are_those_of_the_first_item_that_starts_inside(reaper, spool, three):
    reaper.do('fake.add_track("words")')
    reaper.do('fake.add_item(1, 2.3, 1, "second")')
    reaper.do('fake.add_item(1, 1.9995, 1, " first\\r\\nline \\n")')
    reaper.do('fake.add_item(1, 1.76, 1, "between regions")')
    reaper.do("fake.add_item(1, 1.0, 1)")
    reaper.tick(TWO_HUNDRED_MS)
    notes = [region["notes"] for region in spool.state("timeline")["regions"]]
    assert notes == ["", "first\nline", ""]


def test_regions_of_one_guid_get_ids_of_their_own(reaper, spool):
    same = "{AAAAAAAA-0000-4000-8000-000000000001}"
    for number in (1, 2, 3):
        reaper.add_region(str(number), number, number + 0.5, same)
    reaper.tick(TWO_HUNDRED_MS)
    ids = [region["id"] for region in spool.state("timeline")["regions"]]
    assert ids == [same, "R2", "R3"]


# What the user asks for


def test_rendering_all(reaper, spool, three):
    reaper.act("render_all")
    reaper.tick()
    [letter] = spool.received()
    assert letter.kind == "render"
    assert letter.data == {
        "timeline": spool.state("timeline")["revision"], "regions": three,
    }  # fmt: skip


def test_rendering_what_is_selected_in_the_ruler(tmp_path, spool):
    with FakeReaperProcess(tmp_path, version=NEW) as reaper:
        ids = [reaper.add_region(name, at, at + 1) for at, name in enumerate("abc")]
        reaper.do("fake.project().selection = {0.5, 0.6}")
        reaper.select(ids[2])
        reaper.act("render_selected")
        reaper.tick()
    assert requested(spool) == [("render", [ids[2]])]
    assert [r["selected"] for r in spool.state("timeline")["regions"]] == [False, False, True]


def test_an_older_reaper_cannot_tell_what_is_selected_in_the_ruler(tmp_path, spool):
    with FakeReaperProcess(tmp_path, "lua5.3", OLD) as reaper:
        ids = [reaper.add_region(name, at, at + 1) for at, name in enumerate("abc")]
        reaper.do("fake.project().selection = {0.5, 0.6}")
        reaper.select(ids[2])
        reaper.act("render_selected")
        reaper.tick()
    assert requested(spool) == [("render", [ids[0]])]


@pytest.mark.parametrize(
    ("selection", "wanted"),
    [((1.5, 2.1), [0, 1]), ((1.75, 2.0), []), ((0, 9), [0, 1, 2]), ((1.2, 1.3), [0])],
)
def test_the_time_selection_stands_for_the_regions_it_touches(
    reaper, spool, three, selection, wanted
):
    reaper.do(f"fake.project().selection = {{{selection[0]}, {selection[1]}}}")
    for action in ("render_selected", "render_time_selection"):
        reaper.act(action)
        reaper.tick()
        assert requested(spool)[-1:] == ([("render", [three[n] for n in wanted])] * bool(wanted))
    assert len(reaper.boxes()) == (0 if wanted else 2)


def test_without_any_selection_selected_items_stand_for_their_regions(reaper, spool, three):
    reaper.do('fake.add_track("guide")')
    reaper.do("fake.add_item(1, 2.5, 0.1, '', true)")
    reaper.do("fake.add_item(1, 0.1, 0.2, '', true)")
    reaper.do("fake.add_item(1, 1.0, 0.2, '', false)")
    reaper.act("render_selected")
    reaper.tick()
    assert requested(spool) == [("render", [three[1]])]


@pytest.mark.parametrize(
    ("action", "told"),
    [
        ("render_selected", "No region is selected"),
        ("render_time_selection", "Make a time selection"),
        ("audition", "no region under the cursor"),
    ],
)
def test_what_cannot_be_done_is_told(reaper, spool, three, action, told):
    reaper.act(action)
    reaper.tick()
    [message] = reaper.boxes()
    assert told in message
    assert spool.received() == []


def test_a_project_without_regions_is_told(reaper, spool):
    reaper.act("render_all")
    reaper.tick()
    assert "no regions" in reaper.boxes()[0]


@pytest.mark.parametrize("action", [action for action in ACTIONS if action != CONNECT])
def test_without_takelane_the_user_hears_how_to_start_it(reaper, three, action, tmp_path):
    reaper.act(action)
    reaper.tick()
    [message] = reaper.boxes()
    assert "Takelane is not running" in message
    assert "takelane bridge" in message
    assert list((tmp_path / "Takelane" / "to_takelane").iterdir()) == []
    assert reaper.console() == []


def test_a_takelane_of_long_ago_does_not_run(reaper, spool, three):
    show_takelane(spool, time.time() - 60)
    reaper.act("render_all")
    reaper.tick()
    assert "not running" in reaper.boxes()[0]


def test_a_takelane_of_another_version_is_told(reaper, three, tmp_path):
    state = {"protocol": "takelane-bridge/2", "time": time.time()}
    (tmp_path / "Takelane" / "takelane.json").write_text(json.dumps(state))
    reaper.act("render_all")
    reaper.tick()
    assert "takelane install reaper" in reaper.boxes()[0]


def test_auditioning_the_innermost_region_under_the_cursor(reaper, spool, three):
    inner = reaper.add_region("inside", 2.2, 2.4)
    reaper.do("fake.project().cursor = 2.3")
    reaper.act("audition")
    reaper.tick()
    [letter] = spool.received()
    assert (letter.kind, letter.data["region"]) == ("audition", inner)


def test_auditioning_follows_the_playhead_while_it_plays(reaper, spool, three):
    reaper.do("fake.project().cursor = 1.1; fake.project().playing = true")
    reaper.do("fake.project().position = 3.1")
    reaper.act("audition")
    reaper.tick()
    assert spool.received()[0].data["region"] == three[2]


def test_sending_and_placing(reaper, spool, three):
    reaper.tick()
    before = spool.state("timeline")["revision"]
    reaper.act("send")
    reaper.tick()
    assert spool.state("timeline")["revision"] > before
    reaper.act("place")
    reaper.tick()
    assert requested(spool) == [("place", None)]
    assert reaper.boxes() == []


def test_a_request_carries_what_changed_just_before(reaper, spool, three):
    reaper.tick()
    late = reaper.add_region("just drawn", 7, 8)
    reaper.act("render_all")
    reaper.tick(1)
    [letter] = spool.received()
    assert letter.data["regions"] == [*three, late]
    assert letter.data["timeline"] == spool.state("timeline")["revision"]
    assert region_names(spool)[-1] == "just drawn"


# One loop


@pytest.mark.parametrize("registered", [True, False])
def test_one_loop_serves_all_actions(start_reaper, spool, registered):
    process = start_reaper(registered=registered)
    process.add_region("MARA: hello.", 1, 2)
    for _ in range(3):
        process.act("render_all")
        process.tick(1)
    process.act(CONNECT)
    process.tick()
    assert process.do("return #fake.scripts") == 1
    assert [kind for kind, _ in requested(spool)] == ["render"] * 3


def test_a_loop_that_hangs_is_followed_by_one_that_does_not(reaper, spool):
    reaper.do("fake.hung = fake.scripts[1]; fake.scripts = {}; fake.clock = fake.clock + 5")
    reaper.act(CONNECT)
    reaper.tick()
    reaper.do("table.insert(fake.scripts, 1, fake.hung)")
    reaper.tick()
    assert reaper.do("return #fake.scripts") == 1
    assert spool.changed_at("daw") > 0


def test_an_error_ends_the_loop_with_one_message(reaper, spool):
    reaper.do('fake.hooks.EnumProjects = function() error("the disk fell off") end')
    reaper.tick(30)
    [message] = reaper.console()
    assert "the disk fell off" in message
    assert "Takelane: connect" in message
    assert spool.changed_at("daw") == 0
    reaper.do("fake.hooks.EnumProjects = nil")
    reaper.act(CONNECT)
    reaper.tick()
    assert spool.changed_at("daw") > 0


def test_a_folder_that_cannot_be_written_is_told(start_reaper, tmp_path):
    (tmp_path / "Takelane").write_text("a file is in the way")
    process = start_reaper()
    process.add_region("MARA: hello.", 1, 2)
    process.act("render_all")
    process.tick()
    assert str(tmp_path / "Takelane") in process.boxes()[0]


@pytest.mark.parametrize("action", ACTIONS)
def test_every_action_runs_by_itself(start_reaper, spool, action):
    process = start_reaper(registered=False)
    process.add_region("MARA: hello.", 1, 2)
    process.do("fake.project().selection = {1.1, 1.2}; fake.project().cursor = 1.5")
    process.act(action)
    process.tick()
    assert process.boxes() == []
    assert process.console() == []
    assert spool.changed_at("timeline") > 0


@pytest.mark.parametrize("held", [True, False])
def test_where_files_are_not_renamed_onto_others(start_reaper, spool, held):
    """Windows renames onto nothing only, and takes nothing away that somebody reads."""
    process = start_reaper()
    process.do("local rename, remove = os.rename, os.remove;"
               "function os.rename(a, b) if not reaper.file_exists(b) then return rename(a, b) end"
               " return nil end; function os.remove(a) if not fake.held then return remove(a) end"
               " return nil end")  # fmt: skip
    process.act(CONNECT)
    process.add_region("first", 1, 2)
    process.tick(TWO_HUNDRED_MS)
    assert region_names(spool) == ["first"]
    process.do(f"fake.held = {str(held).lower()}")
    process.add_region("second", 3, 4)
    process.tick(TWO_HUNDRED_MS)
    assert region_names(spool) == (["first"] if held else ["first", "second"])
    process.do("fake.held = false")
    process.tick(TWO_HUNDRED_MS)
    assert region_names(spool) == ["first", "second"]


def test_where_nothing_can_be_renamed(start_reaper, spool):
    process = start_reaper()
    process.do("function os.rename() return nil end")
    process.act(CONNECT)
    process.add_region("first", 1, 2)
    process.act("render_all")
    process.tick(TWO_HUNDRED_MS)
    process.add_region("second", 3, 4)
    process.tick(TWO_HUNDRED_MS)
    assert region_names(spool) == ["first", "second"]
    assert [kind for kind, _ in requested(spool)] == ["render"]


# Thousands of regions


def test_thousands_of_regions_and_long_lanes_arrive_whole(reaper, spool):
    reaper.do('fake.add_track("MARA"); fake.add_effect(1)')
    reaper.do("local p = {}; for n = 1, 20000 do p[n] = {n * 0.01, n % 7 / 7, 0, 0.0} end;"
              "for s = 0, 7 do fake.draw(1, 1, s, p) end")  # fmt: skip
    reaper.do('for n = 1, 5000 do fake.add_region("MARA: line " .. n, n * 2.0, n * 2.0 + 1) end')
    reaper.act("send")
    reaper.tick(1)
    timeline = spool.state("timeline")
    assert len(timeline["regions"]) == 5000
    assert [len(lane["points"]) for lane in timeline["lanes"]] == [20000] * 8


def test_regions_are_told_before_long_lanes_are_read_again(reaper, spool):
    """While a tick may take no time at all, every tick reads a single step."""
    first = reaper.add_region("MARA: line", 1, 2)
    reaper.do('fake.add_track("MARA"); fake.add_effect(1)')
    reaper.do("fake.draw(1, 1, 0, {{0, 0, 0, 0}, {1, 1, 0, 0}, {2, 0, 0, 0}})")
    reaper.act("send")
    reaper.tick(1)
    reaper.do("fake.hooks.time_precise = function() fake.clock = fake.clock + 0.009 end")
    reaper.do(f'fake.change_region("{first}", {{name = "changed"}})')
    reaper.do("fake.draw(1, 1, 0, {{0, 0.5, 0, 0}})")
    while region_names(spool) == ["MARA: line"]:
        reaper.tick(1)
    assert spool.state("timeline")["lanes"][0]["points"] != [[0, 0.5, 0, 0]]
    reaper.tick(60)
    assert spool.state("timeline")["lanes"][0]["points"] == [[0, 0.5, 0, 0]]
