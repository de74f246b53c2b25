"""Live, from region to take: real datagrams, AbletonOSC's rules, our true script on a stub song."""

from __future__ import annotations

import json
import random
import socket
import wave
from contextlib import suppress

import pytest

from daw_bridge.daw import (
    Connected,
    DawError,
    DawProblem,
    Disconnected,
    NotPlaced,
    Placed,
    RenderRequested,
    TakeToPlace,
)
from daw_bridge.live.live import Live
from daw_bridge.live.live_placing import GONE, WITHOUT_SCRIPT
from daw_bridge.osc import LOOPBACK
from daw_bridge.osc_codec import OscMessage, encode
from daw_bridge.transport import Located, Playing, Stopped
from tests.daw_bridge.live.als_builder import automated, clip, envelopes, live_set, track
from tests.daw_bridge.live.als_builder import rack as saved_rack
from tests.daw_bridge.live.rig import Rig
from tests.daw_bridge.live.stub_live import Observable, Place, Song, rack

pytestmark = pytest.mark.filterwarnings("error::pytest.PytestUnhandledThreadExceptionWarning")


@pytest.fixture
def song():
    song = Song()
    lines = song.add_track("Takelane Mara")
    lines.draw("They are inside.", 4, 8)
    lines.draw("Run!", 8, 10)
    song.add_track("Drums").draw("no line", 0, 64)
    return song


@pytest.fixture
def rig(song):
    rigs = []

    def make(**kwargs):
        rigs.append(Rig(song, **kwargs))
        return rigs[-1]

    yield make
    for made in rigs:
        made.close()


@pytest.fixture
def take(tmp_path):
    """Make the n-th take of a region, as long as it."""

    def make(region, n=1, character="Mara"):
        file = tmp_path / f"{region.id}_take{n}.wav"
        samples = round(region.duration * 8000)
        with wave.open(str(file), "wb") as sound:
            sound.setnchannels(1)
            sound.setsampwidth(2)
            sound.setframerate(8000)
            sound.writeframes(bytes(2 * samples))
        name = f"{region.name[:8]} {n}"
        return TakeToPlace(f"{region.id}-{n}", region, character, name, file, samples, 8000)

    return make


def spans(place):
    return [(clip.start_time, clip.end_time) for clip in place.arrangement_clips]


def named(song, name):
    return next(track for track in song.tracks if track.name == name)


@pytest.mark.parametrize("has_script", [True, False])
def test_regions_come_as_they_are_drawn(rig, song, has_script):
    live = rig(has_script=has_script)
    assert live.await_event(Connected).daw == "Ableton Live 12.2"
    timeline = live.await_timeline()
    assert [(r.name, r.start, r.end) for r in timeline.regions] == [
        ("They are inside. char=Mara;", 2.0, 4.0),
        ("Run! char=Mara;", 4.0, 5.0),
    ]
    live.in_live(lambda: song.tracks[0].draw("Where?", 20, 22))
    assert len(live.await_timeline(lambda t: len(t.regions) == 3).regions) == 3


def test_both_ways_to_know_a_clip_give_it_one_id(rig, song):
    by_osc = rig(has_script=False).await_timeline()
    by_script = Rig(song).await_timeline()
    assert by_osc == by_script


def test_a_line_that_is_renamed_or_moved_keeps_its_id(rig, song):
    live = rig()
    before = live.await_timeline().regions[1]
    line = song.tracks[0].arrangement_clips[1]

    def change():
        line.name, line.start_time = "Run faster!", 30.0

    live.in_live(change)
    after = live.await_timeline(lambda t: "faster" in t.regions[-1].name).regions[-1]
    assert after.id == before.id
    assert after.start == 15.0


def test_without_the_track_locators_are_lines(rig, song):
    song.tracks[0].name = "Ideas"
    song.cue_points = [
        Observable(name="MARA: Run!", time=4.0), Observable(name="end", time=8.0),
    ]  # fmt: skip
    [region] = rig().await_timeline().regions
    assert (region.name, region.start, region.end) == ("MARA: Run!", 2.0, 4.0)


def test_from_region_to_take(rig, song, take):
    live = rig()
    timeline = live.await_timeline()
    live.in_live(lambda: setattr(song.tracks[0], "arm", True))
    request = live.await_event(RenderRequested)
    assert request.region_ids == tuple(region.id for region in timeline.regions)
    assert request.timeline == timeline
    for region in timeline.regions:
        live.live.place([take(region)])
        assert live.await_event(Placed).start == region.start
    assert song.tracks[0].arm
    live.live.finish(request.id)
    live.await_true(lambda: not song.tracks[0].arm)
    takes = named(song, "Mara")
    # Each lies in a lane of its own, as the second one's warped length would have met the first.
    assert spans(takes) == [(4.0, 8.0), (8.0, 10.0)]
    assert sorted(span for lane in takes.take_lanes for span in spans(lane)) == spans(takes)
    assert all(not one.warping for one in takes.arrangement_clips)
    assert song.undo_steps == 2
    assert all(depth == 1 for _, depth in song.changes)
    assert song.view.detail_clip is not None


def test_nothing_is_overwritten_and_nothing_placed_twice(rig, song, take):
    live = rig()
    region = live.await_timeline().regions[0]
    scratch = song.add_track("mara", audio=True)
    scratch.draw("the user's own", 6, 7)
    for n in (1, 2, 3, 2, 1):
        live.live.place([take(region, n)])
        live.await_event(Placed)
    live.live.place([take(region, n) for n in (3, 2, 1)])
    for _ in range(3):
        live.await_event(Placed)
    assert [spans(lane) for lane in scratch.take_lanes] == [[(4.0, 8.0)]] * 3
    assert spans(scratch) == [(6, 7)]
    places = [*song.tracks, *(lane for track in song.tracks for lane in track.take_lanes)]
    assert not any(place.overwritten for place in places)


def test_of_takes_that_come_together_the_last_one_is_heard(rig, song, take):
    live = rig()
    region = live.await_timeline().regions[0]
    live.live.place([take(region, n) for n in (3, 2, 1)])
    for _ in range(3):
        live.await_event(Placed)
    [heard] = named(song, "Mara").arrangement_clips
    assert heard.file_path.endswith("_take1.wav")


@pytest.mark.parametrize("auto_warp", [1, 2])
def test_room_is_left_for_as_long_as_live_makes_clips(rig, song, take, auto_warp):
    song.auto_warp = auto_warp
    live = rig()
    first, second = live.await_timeline().regions
    for region in (second, first):
        live.live.place([take(region)])
        live.await_event(Placed)
    # The later one is there already; the earlier one would have covered it for a moment.
    heard = [(8.0, 10.0)] if auto_warp == 2 else [(4.0, 8.0), (8.0, 10.0)]
    assert spans(named(song, "Mara")) == heard
    assert not any(lane.overwritten for lane in named(song, "Mara").take_lanes)


def test_where_there_are_no_take_lanes_takes_have_tracks(rig, song, take):
    for track_ in song.tracks:
        del track_.__dict__["take_lanes"], track_.__dict__["create_take_lane"]
    song.has_take_lanes = False
    live = rig()
    region = live.await_timeline().regions[0]
    live.live.place([take(region, 1), take(region, 2)])
    live.await_event(Placed)
    live.await_event(Placed)
    assert [track.name for track in song.tracks[2:]] == ["Mara", "Mara 2"]
    assert [spans(track) for track in song.tracks[2:]] == [[(4.0, 8.0)]] * 2


def test_a_region_that_has_moved_is_found_and_one_that_is_gone_is_said_to_be(rig, song, take):
    live = rig()
    first, second = live.await_timeline().regions

    def move():
        song.tracks[0].arrangement_clips[0].start_time = 40.0
        song.tracks[0].arrangement_clips = song.tracks[0].arrangement_clips[:1]

    live.in_live(move)
    live.await_timeline(lambda t: len(t.regions) == 1)
    live.live.place([take(first), take(second)])
    assert live.await_event(NotPlaced).reason == GONE
    assert live.await_event(Placed).start == 20.0


@pytest.mark.parametrize("wrong", ["no file", "no wav", "Live says no", "Live is too old"])
def test_what_cannot_be_placed_is_told_with_a_reason(rig, song, take, wrong, monkeypatch):
    live = rig()
    made = take(live.await_timeline().regions[0])
    if wrong == "no file":
        made.file.unlink()
    elif wrong == "no wav":
        made = TakeToPlace(*(
            made.file.rename(made.file.with_suffix(".txt")) if name == "file" else
            getattr(made, name) for name in made.__slots__
        ))  # fmt: skip
    elif wrong == "Live says no":
        song.refuses = "the track is frozen"
    else:
        monkeypatch.delattr(Place, "create_audio_clip")
    live.live.place([made])
    assert live.await_event(NotPlaced).reason
    assert not any(track.arrangement_clips for track in song.tracks[2:])
    assert song.undo_depth == 0


def test_the_loop_narrows_what_is_asked_for(rig, song):
    song.loop, song.loop_start, song.loop_length = True, 8.0, 4.0
    live = rig()
    timeline = live.await_timeline()
    live.in_live(lambda: setattr(song.tracks[0], "arm", True))
    assert live.await_event(RenderRequested).region_ids == (timeline.regions[1].id,)


def test_a_button_without_lines_goes_out_with_a_word(rig, song):
    empty = song.add_track("Takelane Guard")
    live = rig()
    live.await_timeline()
    live.in_live(lambda: setattr(empty, "arm", True))
    assert "Takelane Guard" in live.await_event(DawProblem).reason
    live.await_true(lambda: not empty.arm)


def test_a_button_that_is_lit_asks_whoever_comes(rig, song):
    song.tracks[0].arm = True
    assert rig().await_event(RenderRequested).region_ids


@pytest.mark.parametrize("n", range(16))
@pytest.mark.parametrize("order", ["move, press", "press, move"])
def test_the_right_button_is_heard_whenever_tracks_move(rig, song, order, n):
    other = song.add_track("Takelane Guard")
    other.draw("Who is there?", 0, 2)
    mara = song.tracks[0]
    live = rig()
    live.await_timeline()
    live.await_true(lambda: other._listeners["arm"])
    acts = {
        "move": lambda: song.tracks.insert(0, song.tracks.pop()),
        "press": lambda: setattr(mara, "arm", True),
    }
    first, second = order.split(", ")

    def begin():
        acts[first]()
        # Each n is another place in what is asked until the new order is known.
        live.osc.before(n, acts[second])

    live.in_live(begin)
    request = live.await_event(RenderRequested)
    names = {r.id: r.name for r in request.timeline.regions}
    assert [names[one] for one in request.region_ids] == [
        "They are inside. char=Mara;", "Run! char=Mara;",
    ]  # fmt: skip
    live.live.finish(request.id)
    live.await_true(lambda: not mara.arm)
    assert not any("Guard" in getattr(event, "reason", "") for event in live.seen)


def test_live_restarts_and_nothing_is_lost_or_placed_twice(rig, song, take):
    live = rig()
    first, second = live.await_timeline().regions
    live.in_live(lambda: setattr(song.tracks[0], "arm", True))
    request = live.await_event(RenderRequested)
    live.live.place([take(first)])
    live.await_event(Placed)
    live.quit()
    live.await_event(Disconnected)
    live.live.place([take(first), take(second)])
    live.live.finish(request.id)
    live.open()
    live.await_event(Connected)
    placed = {live.await_event(Placed).take_id for _ in range(2)}
    assert placed == {take(first).id, take(second).id}
    assert sorted(spans(named(song, "Mara"))) == [(4.0, 8.0), (8.0, 10.0)]
    live.await_true(lambda: not song.tracks[0].arm)
    assert not any(isinstance(event, NotPlaced) for event in live.seen)


def test_without_the_script_a_take_is_to_be_dragged_in(rig, song, take, monkeypatch):
    monkeypatch.setattr("daw_bridge.live.live._PLACE_GRACE", 0.1)
    live = rig(has_script=False)
    live.live.place([take(live.await_timeline().regions[0])])
    assert live.await_event(NotPlaced).reason == WITHOUT_SCRIPT
    assert len(song.tracks) == 2


def test_without_ableton_osc_the_user_is_told(rig):
    assert "AbletonOSC" in rig(osc=False).await_event(DawProblem).reason


def test_a_sentence_is_shown_in_live(rig):
    live = rig()
    live.await_timeline()
    live.live.tell("two lines are too short")
    live.await_true(lambda: live.surface.shown == ["Takelane: two lines are too short"])


def test_the_transport_is_followed_and_led(rig, song):
    live = rig(has_script=False)
    live.await_timeline()
    live.live.play(3.0)
    assert live.await_event(Located).position == 3.0
    assert live.await_event(Playing).position == 3.0
    live.in_live(lambda: setattr(song, "current_song_time", 40.0))
    assert live.await_event(Located).position == 20.0
    assert live.await_event(Playing).position == 20.0
    live.live.stop()
    assert live.await_event(Stopped).position == 20.0


def test_a_tempo_that_changes_moves_the_regions(rig, song):
    live = rig()
    live.await_timeline()
    live.in_live(lambda: setattr(song, "tempo", 60.0))
    assert live.await_timeline(lambda t: t.regions[0].start == 4.0).regions[0].end == 8.0


def saved(path, points):
    macros = saved_rack({"Afraid": (0, ())})
    path.write_bytes(
        live_set(
            track(1, "Takelane Mara", clip(1, 4, 8, "They are inside.", "They are in the wall."),
                  clip(2, 8, 10, "Run!")),
            track(2, "Mara", devices=macros, automation=envelopes(automated(1000, points))),
            bpm=99,
        )
    )  # fmt: skip


def test_lanes_and_info_texts_come_from_the_saved_set(rig, song, tmp_path):
    song.file_path = str(tmp_path / "scene.als")
    saved(tmp_path / "scene.als", [(0, 0), (8, 127)])
    live = rig()
    timeline = live.await_timeline(lambda t: t.lanes)
    assert timeline.source == tmp_path / "scene.als"
    assert timeline.regions[0].name == "They are in the wall. char=Mara;"
    # The tempo is that of Live, 120, and not the one that was saved.
    assert timeline.lanes[0].envelope.value_at(2.0) == pytest.approx(0.5)
    assert timeline.warnings == ()
    live.in_live(lambda: song.tracks[0].draw("Wait.", 30, 31))
    changed = live.await_timeline(lambda t: len(t.regions) == 3)
    assert "save it in Live" in changed.warnings[-1]
    saved(tmp_path / "scene.als", [(0, 127)])
    again = live.await_timeline(lambda t: t.lanes and t.lanes[0].envelope.value_at(2.0) == 1.0)
    assert len(again.regions) == 3


def test_a_saved_set_that_is_broken_is_said_to_be(rig, song, tmp_path):
    song.file_path = str(tmp_path / "scene.als")
    (tmp_path / "scene.als").write_bytes(b"no set")
    assert "scene.als" in rig().await_event(DawProblem).reason


def test_an_unsaved_set_gives_the_lanes_that_were_played(rig, song):
    macros = rack(Happy=0.0, Drive=64.0, Afraid=63.5)
    song.add_track("Mara", audio=True, devices=[macros])
    live = rig(has_script=False)
    still = live.await_timeline(lambda t: len(t.lanes) == 2)
    values = {lane.emotion: lane.envelope.value_at(9.0) for lane in still.lanes}
    assert values == {"happy": 0.0, "afraid": pytest.approx(0.5)}
    assert {lane.track for lane in still.lanes} == {"Mara"}

    def pass_over():
        song.is_playing = True
        for step in range(101):
            song.current_song_time = step / 10
            macros.parameters[1].value = 1.27 * step
        song.is_playing = False

    live.in_live(pass_over)
    played = live.await_timeline(
        lambda t: any(lane.emotion == "happy" and len(lane.envelope.points) > 1 for lane in t.lanes)
    )
    happy = next(lane for lane in played.lanes if lane.emotion == "happy")
    assert happy.envelope.value_at(2.5) == pytest.approx(0.5, abs=0.02)


def test_a_port_that_is_taken_is_said_to_be(rig, song):
    live = rig()
    with pytest.raises(DawError, match=str(live.ports.listen)):
        Live(live.ports).start(lambda event: None)


def test_after_close_there_are_no_events(rig, song):
    live = rig()
    live.await_timeline()
    live.live.close()
    while not live.events.empty():
        live.events.get()
    live.in_live(lambda: setattr(song.tracks[0], "arm", True))
    assert live.events.empty()


ADDRESSES = (
    "/live/startup", "/live/error", "/live/song/get/tempo", "/live/song/get/current_song_time",
    "/live/song/get/is_playing", "/live/song/get/loop", "/live/song/get/loop_start",
    "/live/song/get/track_names", "/live/track/get/arm", "/live/device/get/parameter/value",
    "/live/track/get/arrangement_clips/name", "/live/song/get/cue_points", "/nothing",
)  # fmt: skip
VALUES = (
    0, 1, -1, 2**31 - 1, 0.0, float("nan"), float("inf"), -1e30, "", "Takelane", "x" * 900, True,
    False, None, b"\x00\xff",
)  # fmt: skip


def hostile_datagrams(n, seed):
    rng = random.Random(seed)
    for _ in range(n):
        if rng.random() < 0.3:
            yield rng.randbytes(rng.randrange(200))
            continue
        args = tuple(rng.choice(VALUES) for _ in range(rng.randrange(6)))
        datagram = bytearray(encode(OscMessage(rng.choice(ADDRESSES), args)))
        if rng.random() < 0.3:
            datagram[rng.randrange(len(datagram))] ^= 1 << rng.randrange(8)
        yield bytes(datagram)


def test_hostile_datagrams_disturb_nobody(rig, song, tmp_path):
    song.add_track("Mara", audio=True, devices=[rack(Happy=0.0)])
    song.tracks.insert(0, song.tracks.pop())
    live = rig()
    live.await_timeline(lambda t: t.lanes)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as stranger:
        for datagram in hostile_datagrams(10_000, seed=1):
            stranger.sendto(datagram, (LOOPBACK, live.ports.listen))
    live.in_live(lambda: song.tracks[1].draw("Still there?", 40, 44))
    live.await_timeline(lambda t: any("Still there?" in r.name for r in t.regions))
    assert list(tmp_path.iterdir()) == []


def hostile_lines(n, seed):
    rng = random.Random(seed)
    values = (*VALUES[:-1], [], {}, "/etc/passwd", "../x.wav", "/no/such.wav", [[]] * 50, 1e308)
    keys = ("say", "take", "track", "start", "length", "name", "file", "message", "protocol")
    for _ in range(n):
        kind = rng.random()
        if kind < 0.2:
            yield rng.randbytes(rng.randrange(200))
        elif kind < 0.25:
            yield b"[" * rng.randrange(30_000)
        else:
            message = {key: rng.choice(values) for key in keys if rng.random() < 0.8}
            message["say"] = rng.choice(("place", "place", "tell", "set", None, 7))
            yield json.dumps(message).encode()


def test_hostile_lines_do_nothing_in_live(rig, song, tmp_path):
    live = rig()
    live.await_timeline()
    before = [spans(track) for track in song.tracks]
    with socket.create_connection((LOOPBACK, live.ports.script)) as stranger:
        for line in hostile_lines(10_000, seed=2):
            stranger.sendall(line + b"\n")
            stranger.setblocking(False)
            with suppress(BlockingIOError):
                stranger.recv(2**20)
            stranger.setblocking(True)
    live.in_live(lambda: song.tracks[0].draw("Still there?", 40, 44))
    live.await_timeline(lambda t: any("Still there?" in r.name for r in t.regions))
    assert [spans(track) for track in song.tracks][1:] == before[1:]
    assert len(song.tracks) == 2
    assert list(tmp_path.iterdir()) == []


def test_a_stranger_in_the_place_of_the_script_disturbs_nobody(rig, song):
    live = rig(has_script=False)
    live.await_timeline()
    with socket.socket() as server:
        server.bind((LOOPBACK, live.ports.script))
        server.listen()
        stranger, _ = server.accept()
        with stranger:
            for line in hostile_lines(10_000, seed=3):
                stranger.sendall(line + b"\n")
    live.in_live(lambda: song.tracks[0].draw("Still there?", 40, 44))
    live.await_timeline(lambda t: any("Still there?" in r.name for r in t.regions))
