"""A Reaper and a script of our own: everything that happens is told, once and in order."""

from __future__ import annotations

import os
import threading
import time
from pathlib import Path

import pytest

from daw_bridge.daw import (
    AuditionRequested,
    Connected,
    DawError,
    DawProblem,
    Disconnected,
    NotPlaced,
    Placed,
    PlaceRequested,
    RenderRequested,
    TimelineChanged,
)
from daw_bridge.osc import UdpLink
from daw_bridge.reaper.reaper import Reaper
from daw_bridge.spool import TO_DAW, TO_TAKELANE
from daw_bridge.timeline import Region
from daw_bridge.transport import Located, Playing, Stopped
from tests.daw_bridge.reaper.peer import OscDevice, Project, Script, region
from tests.daw_bridge.reaper.takelane import WAV, Heard, await_look, take
from tests.patience import PATIENCE, wait_until


def waiting(folder: Path) -> list[Path]:
    return sorted((folder / TO_DAW).glob("*.json"))


def test_reaper_comes_and_goes(script: Script, heard: Heard, project: Project) -> None:
    assert heard.next(Connected) == Connected("REAPER 7.62")
    assert heard.next(TimelineChanged).timeline.regions[0].id == "{GUID-1}"
    script.quit()
    assert heard.next(Disconnected) == Disconnected("REAPER 7.62")
    script.beat()
    heard.next(Connected)
    heard.next(TimelineChanged)


def test_a_reaper_that_beats_no_more_is_gone(folder: Path, project: Project, heard: Heard) -> None:
    daw = Reaper(folder, "0.1.0", None, patience=0.2)
    daw.start(heard.put)
    heard.next(Connected, Script(folder, project).beat)
    heard.next(Disconnected)
    daw.close()


def test_a_board_from_yesterday_is_no_connection(
    folder: Path, project: Project, heard: Heard
) -> None:
    folder.mkdir()
    old = Script(folder, project)
    old.show()
    old.beat()
    yesterday = time.time() - 86_400
    os.utime(folder / "daw.json", (yesterday, yesterday))
    daw = Reaper(folder, "0.1.0", None)
    daw.start(heard.put)
    await_look(daw, old.spool)
    assert heard.empty()
    daw.close()


def test_every_change_of_the_project_is_told_once(
    script: Script, heard: Heard, project: Project
) -> None:
    heard.next(TimelineChanged)
    project.change(regions=[region(1, name="MARA: Another line.")])
    script.show()
    (changed,) = heard.next(TimelineChanged).timeline.regions
    assert changed.name == "MARA: Another line."
    project.change()
    script.show()
    project.change(regions=[])
    script.show()
    assert heard.next(TimelineChanged).timeline.regions == ()


def test_a_project_that_cannot_be_understood_is_a_problem_told_once(
    script: Script, heard: Heard, daw: Reaper, project: Project
) -> None:
    heard.next(TimelineChanged)
    project.change(regions=[region(1), region(1)])
    for _ in range(3):
        script.show()
        await_look(daw, script.spool)
    assert "two with the id" in heard.next(DawProblem).reason
    assert heard.empty()
    project.change(regions=[region(1)])
    script.show()
    assert len(heard.next(TimelineChanged).timeline.regions) == 1


def test_a_script_of_another_version_is_a_problem(script: Script, heard: Heard) -> None:
    heard.next(TimelineChanged)
    script.quit()
    heard.next(Disconnected)
    script.spool.publish("daw", {"daw": "REAPER 9.0", "protocol": "takelane-bridge/9"})
    assert "install the script again" in heard.next(DawProblem).reason


def test_requests_come_with_the_project_and_stay_until_they_are_finished(
    script: Script, heard: Heard, daw: Reaper, folder: Path, project: Project
) -> None:
    heard.next(TimelineChanged)
    render = script.ask("render", regions=["{GUID-2}", "{GUID-1}", "{GUID-2}", "{GONE}", 3])
    place = script.ask("place")
    audition = script.ask("audition", region="{GUID-2}")
    asked = heard.next(RenderRequested)
    assert (asked.id, asked.region_ids) == (render, ("{GUID-2}", "{GUID-1}"))
    assert asked.timeline.source == Path("/show/harbour.rpp")
    assert heard.next(PlaceRequested).id == place
    listen = heard.next(AuditionRequested)
    assert (listen.id, listen.region_id) == (audition, "{GUID-2}")
    letters = folder / TO_TAKELANE
    assert {path.stem for path in letters.iterdir()} == {render, place, audition}
    for request in (render, place, audition, "../timeline", "nonsense"):
        daw.finish(request)
    assert list(letters.iterdir()) == []
    assert (folder / "timeline.json").exists()


def test_a_request_waits_for_its_project(
    script: Script, heard: Heard, daw: Reaper, project: Project
) -> None:
    heard.next(TimelineChanged)
    project.change(regions=[region(7)])
    sent = script.spool.send("render", {"timeline": 2, "regions": ["{GUID-7}"]})
    await_look(daw, script.spool)
    assert heard.empty()
    script.show()
    assert heard.next(RenderRequested).id == sent


@pytest.mark.parametrize(
    ("kind", "data", "reason"),
    [
        ("render", {}, "timeline"),
        ("render", {"timeline": "1", "regions": []}, "timeline"),
        ("render", {"timeline": 1}, "regions"),
        ("render", {"timeline": 1, "regions": ["{GONE}"]}, "none of the regions"),
        ("audition", {"timeline": 1, "region": "{GONE}"}, "not in the project"),
        ("audition", {"timeline": 1, "region": 3}, "region"),
        ("placed", {"take": "x"}, "start"),
        ("placed", {"take": "x", "start": float("nan")}, "start"),
        ("not_placed", {"reason": "x"}, "take"),
        ("dance\ud800", {}, "unknown kind"),
    ],
)
def test_a_letter_that_says_nothing_is_a_problem_and_gone(
    script: Script, heard: Heard, folder: Path, kind: str, data: dict[str, object], reason: str
) -> None:
    heard.next(TimelineChanged)
    script.spool.send(kind, data)
    problem = heard.next(DawProblem).reason
    assert reason in problem
    problem.encode()
    wait_until(lambda: not list((folder / TO_TAKELANE).iterdir()))


def test_takes_are_placed_and_answered(
    script: Script, heard: Heard, daw: Reaper, folder: Path, project: Project
) -> None:
    gone = Region("{GONE}", 9, "", 1.0, 2.0)
    daw.place([take(1), take(2), take(3, gone)])
    assert len(waiting(folder)) == 3
    daw.place([take(1), take(2)])
    assert len(waiting(folder)) == 3
    script.work()
    assert heard.next(Placed) == Placed("take/1:ä", 3.0)
    assert heard.next(Placed) == Placed("take/2:ä", 3.0)
    assert "gone" in heard.next(NotPlaced).reason
    assert waiting(folder) == []
    wait_until(lambda: not list((folder / TO_TAKELANE).iterdir()))
    daw.place([take(1)])
    script.work()
    assert heard.next(Placed).take_id == "take/1:ä"
    assert [name for name, _ in project.items] == ["take/1:ä", "take/2:ä"]


def test_an_order_says_all_that_the_script_needs(script: Script, daw: Reaper, folder: Path) -> None:
    daw.place([take()])
    (letter,) = script.spool.received()
    assert letter.kind == "place"
    assert letter.data == {
        "take": "take/1:ä",
        "region": "{GUID-1}",
        "start": 3.0,
        "end": 5.0,
        "character": "MARA",
        "name": "MARA_001_line-1_take01",
        "file": str(WAV),
        "samples": 96_000,
        "sample_rate": 48_000,
    }


def test_a_disk_that_takes_no_orders_is_told_for_each_take(
    script: Script, heard: Heard, daw: Reaper, folder: Path
) -> None:
    heard.next(Connected)
    (folder / TO_DAW).rmdir()
    (folder / TO_DAW).touch()  # so that nobody makes the folder anew
    daw.place([take(1)])
    assert "cannot be written" in heard.next(NotPlaced).reason


def test_a_sentence_is_shown_in_reaper_and_on_the_board(
    script: Script, heard: Heard, daw: Reaper
) -> None:
    heard.next(Connected)
    daw.tell("Rendering 3 lines.")
    script.work()
    assert script.heard == [("tell", {"message": "Rendering 3 lines."})]
    wait_until(lambda: script.spool.state("takelane")["status"] == "Rendering 3 lines.")
    state = script.spool.state("takelane")
    assert state["takelane"] == "0.1.0"
    assert abs(time.time() - state["time"]) < 20


def test_close_takes_our_heartbeat_away_and_ends_all_events(
    script: Script, heard: Heard, daw: Reaper
) -> None:
    heard.next(TimelineChanged)
    daw.close()
    script.ask("place")
    script.quit()
    assert heard.empty()
    assert script.spool.changed_at("takelane") == 0.0


def test_a_listener_may_close_while_it_listens(folder: Path, project: Project) -> None:
    closed = threading.Event()

    def on_event(_: object) -> None:
        daw.close()
        closed.set()

    daw = Reaper(folder, "0.1.0", None)
    daw.start(on_event)
    Script(folder, project).beat()
    assert closed.wait(PATIENCE)
    daw.close()


def test_of_two_takelanes_the_second_waits(
    script: Script, heard: Heard, daw: Reaper, folder: Path
) -> None:
    heard.next(Connected)
    wait_until(lambda: script.spool.changed_at("takelane"))
    second_heard = Heard()
    second = Reaper(folder, "0.1.0", None, patience=60.0)
    second.start(second_heard.put)
    assert "another Takelane" in second_heard.next(DawProblem).reason
    daw.close()
    second_heard.next(Connected)
    second.close()


def test_a_folder_that_cannot_be_made_is_said_at_once(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(DawError, match="cannot be made"):
        Reaper(tmp_path / "file" / "Takelane", "0.1.0", None).start(lambda _: None)


def test_where_no_reaper_was_ever_nothing_is_made_until_one_is(
    tmp_path: Path, project: Project, heard: Heard
) -> None:
    resources = tmp_path / "REAPER"
    daw = Reaper(resources / "Takelane", "0.1.0", None)
    daw.start(heard.put)
    daw.place([take()])
    assert not resources.exists()
    resources.mkdir()
    wait_until((resources / "Takelane" / TO_DAW).is_dir)
    Script(resources / "Takelane", project).beat()
    told = [heard.get(timeout=PATIENCE) for _ in range(2)]
    assert [type(event) for event in told] == [NotPlaced, Connected]
    daw.close()


def test_a_folder_that_is_taken_away_is_made_again(
    script: Script, heard: Heard, folder: Path
) -> None:
    heard.next(Connected)
    folder.rename(folder.with_name("Away"))
    wait_until((folder / TO_TAKELANE).is_dir)
    assert "cannot be written" in heard.next(DawProblem).reason


def test_a_taken_port_is_a_problem_and_letters_go_on(
    folder: Path, heard: Heard, project: Project
) -> None:
    taken = UdpLink(lambda _: None, send_port=1)
    daw = Reaper(folder, "0.1.0", lambda m: UdpLink(m, send_port=1, listen_port=taken.port))
    daw.start(heard.put)
    assert str(taken.port) in heard.next(DawProblem).reason
    Script(folder, project).beat()
    heard.next(Connected)
    daw.close()
    taken.close()


class TestTransport:
    """Play and stop, with an OSC device and without."""

    @pytest.fixture(autouse=True)
    def connected(self, script: Script, heard: Heard) -> None:
        heard.next(TimelineChanged)

    def test_without_osc_letters_drive_it(self, script: Script, daw: Reaper, folder: Path) -> None:
        daw.play(12.25)
        script.work()
        daw.stop()
        script.work()
        assert script.heard == [("play", {"position": 12.25}), ("stop", {})]

    def test_only_the_last_wish_waits(self, script: Script, daw: Reaper, folder: Path) -> None:
        daw.play(1.0)
        daw.stop()
        daw.play(2.0)
        assert len(waiting(folder)) == 1
        script.work()
        assert script.heard == [("play", {"position": 2.0})]

    def test_feedback_is_told(self, device: OscDevice, heard: Heard) -> None:
        device.position = 4.5
        device.look()
        assert heard.next(Located) == Located(4.5)
        device.playing = True
        device.look()
        assert heard.next(Playing) == Playing(4.5)
        device.playing = False
        device.look()
        heard.next(Stopped)

    def test_with_osc_no_letter_is_written(
        self, device: OscDevice, heard: Heard, daw: Reaper, folder: Path
    ) -> None:
        device.position = 1.0
        device.look()
        heard.next(Located)
        daw.play(12.25)
        assert [device.hear(), device.hear()] == ["/time", "/play"]
        assert (device.position, device.playing) == (12.25, True)
        device.look()
        assert heard.next(Playing).position == 12.25
        daw.stop()
        assert device.hear() == "/stop"
        device.look()
        heard.next(Stopped)
        assert waiting(folder) == []

    def test_a_device_that_answers_no_more_is_left_for_letters(
        self, device: OscDevice, heard: Heard, daw: Reaper, script: Script, folder: Path
    ) -> None:
        device.position = 1.0
        device.look()
        heard.next(Located)
        daw.play(12.25)
        wait_until(lambda: waiting(folder))
        script.work()
        assert script.heard == [("play", {"position": 12.25})]
        daw.stop()
        script.work()
        assert script.heard[1:] == [("stop", {})]

    def test_a_reaper_that_is_gone_finds_no_old_wish(
        self, daw: Reaper, script: Script, heard: Heard, folder: Path
    ) -> None:
        daw.play(1.0)
        script.quit()
        heard.next(Disconnected)
        wait_until(lambda: not waiting(folder))
        daw.play(1.0)
        assert "not connected" in heard.next(DawProblem).reason
        assert waiting(folder) == []

    def test_a_script_that_does_not_run_is_started_by_osc(
        self, daw: Reaper, script: Script, heard: Heard, device: OscDevice
    ) -> None:
        device.position = 1.0
        device.look()
        heard.next(Located)
        script.quit()
        heard.next(Disconnected)
        daw.place([take()])
        assert device.hear() == "/action/_TAKELANE_POLL"
        assert device.polled == 1
