"""Takes sound at their places along the timeline, as a DAW would play them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from daw_bridge.audio.devices import AudioError
from daw_bridge.audio.follow import follow
from daw_bridge.audio.reel import NEAR, Reel, Spot
from daw_bridge.audio.track import Track
from daw_bridge.transport import Located, Playing
from tests.daw_bridge.audio.desk import HUM, STEEPEST, Desk, steps
from tests.daw_bridge.audio.sounds import RATE, speechlike, tone

NOISE = speechlike(3.0)
TAKES = {Path(name): NOISE[n * RATE : (n + 1) * RATE] for n, name in enumerate(("a", "b", "c"))}
A, B, C = TAKES


def read(path):
    if path not in TAKES:
        raise AudioError(f"{path} cannot be played")
    return Track.of(TAKES[path], RATE)


@pytest.fixture
def reel():
    return Reel(read)


def lay(reel, *spots, at=0.0):
    reel.lay(spots)
    while reel.missing(at):
        reel.fetch(at)


def spot(file, start, **how):
    return Spot(file, start, start + 1.0, **how)


def expected(*spots, seconds):
    sum_of_all = np.zeros(round(seconds * RATE), np.float32)
    for one in spots:
        first = round(one.start * RATE)
        take = TAKES[one.file] * np.float32(one.gain)
        sum_of_all[first : first + len(take)] += take
    return sum_of_all


def test_every_take_sounds_at_its_place_to_the_bit(reel):
    spots = spot(B, 1.5, gain=0.5), spot(A, 0.25), spot(C, 1.75)
    lay(reel, *spots)
    np.testing.assert_array_equal(reel.sound.read(0, 3 * RATE), expected(*spots, seconds=3.0))
    np.testing.assert_array_equal(reel.sound.read(RATE, 2 * RATE),
                                  expected(*spots, seconds=3.0)[RATE : 2 * RATE])  # fmt: skip
    assert not reel.sound.read(1000 * RATE, 1001 * RATE).any()


def test_a_player_goes_from_take_to_take_without_a_gap(reel):
    spots = spot(A, 0.5), spot(B, 1.5), spot(C, 2.2)
    lay(reel, *spots)
    desk = Desk(reel)
    desk.hear(0.1)
    desk.player.play(0.0)
    np.testing.assert_array_equal(desk.hear(4.0), expected(*spots, seconds=4.0))
    assert desk.player.playing  # as the DAW does, behind the last of them too
    assert desk.events == []


def test_it_is_where_the_daw_is(reel):
    lay(reel, spot(A, 0.0), spot(B, 5.0))
    desk = Desk(reel)
    for event in (Playing(0.2), Located(5.2)):
        before = desk.stream.now
        follow(desk.player, event, at=before)
        desk.lead()
        now = desk.stream.now
        heard = desk.hear(0.2)
        first = round((event.position + now - before) * RATE)
        whole = reel.sound.read(first - 480, first + len(heard) + 480)
        shifts = [np.abs(whole[n : n + len(heard)] - heard).max() for n in range(960)]
        assert min(shifts) == 0.0


def test_what_is_laid_anew_neither_clicks_nor_touches_the_rest(reel, monkeypatch):
    monkeypatch.setitem(TAKES, A, HUM)
    monkeypatch.setitem(TAKES, B, tone(-20.0, 4.0, hertz=50.0))
    hum = Spot(A, 0.0, 4.0)
    lay(reel, hum, Spot(B, 9.0, 13.0))
    desk = Desk(reel)
    desk.player.play(0.0)
    heard = [desk.hear(0.5)]
    lay(reel, hum)
    heard.append(desk.hear(0.5))
    np.testing.assert_array_equal(np.concatenate(heard), HUM[:RATE])
    for spots in ([Spot(B, 0.0, 4.0)], [], [hum]):
        lay(reel, *spots, at=1.0)
        heard.append(desk.hear(0.5))
    assert not heard[3][-RATE // 4 :].any()
    assert steps(np.concatenate(heard)) < STEEPEST
    np.testing.assert_array_equal(heard[4][-RATE // 4 :], HUM[RATE * 9 // 4 : RATE * 5 // 2])


def test_only_what_is_near_is_read_and_kept_what_plays_first(reel):
    spots = spot(C, 2.0 * NEAR), spot(B, 4.0), spot(A, 2.5)
    reel.lay(spots)
    assert reel.missing(3.0) == A
    reel.fetch(3.0)
    assert reel.missing(3.0) == B
    reel.fetch(3.0)
    assert reel.missing(3.0) is None
    far = 2.0 * NEAR
    assert reel.missing(far) == C
    reel.fetch(far)
    assert reel.missing(far) is None
    assert reel.missing(3.0) == A
    assert not reel.sound.read(3 * RATE, 4 * RATE).any()


def test_a_take_that_cannot_be_read_is_told_once_and_silent(reel):
    gone = spot(Path("gone"), 0.0)
    reel.lay([gone, spot(A, 0.0)])
    assert reel.missing(0.0) == gone.file
    with pytest.raises(AudioError, match="gone"):
        reel.fetch(0.0)
    reel.fetch(0.0)
    assert reel.missing(0.0) is None
    np.testing.assert_array_equal(reel.sound.read(0, RATE), TAKES[A])


def test_another_rate_keeps_the_places(reel):
    lay(reel, spot(A, 0.5), spot(B, 2.0))
    reel.tune(24_000)
    assert reel.sound.sample_rate == 24_000
    loud = np.abs(reel.sound.read(0, 4 * 24_000)) > 1e-3
    for start, end in ((0.0, 0.5), (1.5, 2.0), (3.0, 4.0)):
        assert not loud[round(start * 24_000) + 100 : round(end * 24_000) - 100].any()
    assert loud[12_000:36_000].any()
    assert loud[48_000:72_000].any()
