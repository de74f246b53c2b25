import numpy as np
import pytest

from daw_bridge.audio.follow import follow
from daw_bridge.audio.outlet import Progress
from daw_bridge.audio.player import SLIP, Ended
from daw_bridge.audio.stream import StreamFound, StreamLost
from daw_bridge.audio.track import Track
from daw_bridge.audio.voice import FADE
from daw_bridge.transport import Located, Playing, Stopped
from tests.daw_bridge.audio.desk import HUM, STEEPEST, Desk, steps
from tests.daw_bridge.audio.sounds import RATE, speechlike, tone


def ramp(seconds=4.0):
    """Give a take of which every sample tells where it is."""
    n_samples = round(seconds * RATE)
    return (np.arange(n_samples) / n_samples).astype(np.float32)


def places(heard, seconds=4.0):
    return np.round(heard.astype(np.float64) * round(seconds * RATE))


def test_a_take_is_heard_exactly():
    take = speechlike(1.0)
    desk = Desk(Track.of(take, RATE))
    assert not desk.hear(0.1).any()
    desk.player.play()
    heard = desk.stream.pump(RATE + 4800)
    for column in heard.T:
        np.testing.assert_array_equal(column[:RATE], take)
        assert not column[RATE:].any()
    assert desk.events == [Ended()]
    assert not desk.player.playing
    assert desk.player.position() == 1.0


@pytest.mark.parametrize("at_once", [64, 441, 1024, 4096])
def test_devices_take_as_much_as_they_like(at_once):
    take = speechlike(1.0)
    desk = Desk(Track.of(take, RATE), at_once=at_once)
    desk.hear(0.1)
    desk.player.play()
    np.testing.assert_array_equal(desk.hear(1.2)[:RATE], take)


@pytest.mark.parametrize(
    ("columns", "heard_in"), [((0, 1), [0, 1]), ((2, 3), [2, 3]), ((3,), [3]), ((0,), [0])]
)
def test_it_sounds_on_the_chosen_channels_alone(columns, heard_in):
    take = speechlike(0.5)
    desk = Desk(Track.of(take, RATE), channels=4, columns=columns)
    desk.player.play()
    heard = desk.stream.pump(len(take))
    for channel in range(4):
        expected = take if channel in heard_in else np.zeros_like(take)
        np.testing.assert_array_equal(heard[:, channel], expected)


def test_takes_of_other_rates_last_as_long():
    desk = Desk(Track.of(tone(-6.0, 1.0, rate=22_050), 22_050))
    desk.player.play()
    heard = desk.hear(1.5)
    assert np.flatnonzero(np.abs(heard) > 0.01)[-1] == pytest.approx(RATE, abs=100)
    np.testing.assert_allclose(heard[RATE // 4 : RATE // 2],
                               tone(-6.0, 1.0)[RATE // 4 : RATE // 2], atol=1e-3)  # fmt: skip


def test_position_is_what_is_heard():
    desk = Desk(Track.of(ramp(), RATE), latency=0.1)
    desk.player.play(1.0)
    for _ in range(20):
        handed = places(desk.hear(0.05))[-1] / RATE
        if handed > 1.01:
            expected = max(handed - 0.1, 1.0)
            assert desk.player.position() == pytest.approx(expected, abs=0.011)


def test_stopping_keeps_the_place_and_does_not_click():
    desk = Desk(Track.of(HUM, RATE))
    desk.player.play()
    heard = [desk.hear(1.0)]
    desk.player.stop()
    assert not desk.player.playing
    assert desk.player.position() == pytest.approx(1.0, abs=0.01)
    heard.append(desk.hear(0.5))
    assert not heard[-1][-RATE // 4 :].any()
    desk.player.play()
    heard.append(desk.hear(0.5))
    assert steps(np.concatenate(heard)) < STEEPEST
    assert desk.player.position() == pytest.approx(1.5, abs=0.02)
    assert desk.events == []


def test_seeking_goes_on_elsewhere_without_a_click():
    desk = Desk(Track.of(ramp(), RATE))
    desk.player.seek(2.0)
    assert desk.player.position() == 2.0
    desk.player.play()
    assert places(desk.hear(0.5))[-1] == pytest.approx(2.5 * RATE, abs=2)
    desk.player.seek(1.0)
    desk.lead()
    assert places(desk.hear(0.1))[-1] == pytest.approx(1.1 * RATE, abs=RATE // 10)
    desk.player.load([Track.of(HUM, RATE)])
    desk.player.play()
    desk.lead()
    desk.player.seek(3.1)
    assert steps(desk.hear(0.5)) < STEEPEST


def test_playing_on_from_the_end_begins_again():
    desk = Desk(Track.of(ramp(1.0), RATE))
    desk.player.play()
    desk.hear(2.0)
    desk.player.play()
    assert places(desk.hear(0.5), 1.0)[-1] == RATE // 2 - 1


def test_a_loop_comes_round_to_the_sample():
    desk = Desk(Track.of(ramp(), RATE))
    desk.player.loop(1.0, 1.25)
    desk.player.play(1.0)
    heard = places(desk.hear(2.0))
    steady = np.flatnonzero(np.arange(2 * RATE) % (RATE // 4) > FADE * RATE)
    np.testing.assert_array_equal(heard[steady], RATE + steady % (RATE // 4))
    desk.player.loop(None)
    assert places(desk.hear(1.0))[-1] > 1.5 * RATE


def test_a_looped_take_repeats_exactly():
    take = speechlike(0.5)
    desk = Desk(Track.of(take, RATE))
    desk.player.loop(0.0)
    desk.player.play()
    np.testing.assert_array_equal(desk.hear(2.0), np.tile(take, 4))
    assert desk.events == []


def test_loops_do_not_click():
    desk = Desk(Track.of(HUM, RATE))
    desk.player.loop(0.503, 0.617)
    desk.player.play()
    assert steps(desk.hear(2.0)) < STEEPEST


def test_a_span_that_is_no_loop_is_made_one():
    desk = Desk(Track.of(ramp(), RATE))
    for start, end in ((1.0, 1.0), (1.0, 0.5), (9.0, 10.0)):
        desk.player.loop(start, end)
        desk.player.play(0.9)
        assert desk.hear(0.3).any()


def test_takes_are_compared_at_the_same_place_without_a_gap():
    first, second = ramp(), ramp() - 1
    desk = Desk(Track.of(first, RATE), Track.of(second, RATE))
    desk.player.play()
    desk.hear(1.0)
    desk.player.switch(1)
    assert desk.player.chosen == 1
    heard = desk.hear(1.0)
    n_fade = round(FADE * RATE)
    over = np.flatnonzero(heard < 0)[0]
    np.testing.assert_array_equal(places(heard[over + n_fade :]),
                                  places(second[RATE + over + n_fade : 2 * RATE]))  # fmt: skip
    assert over < RATE * desk.player.latency + n_fade
    with pytest.raises(IndexError):
        desk.player.switch(2)


def test_switching_keeps_the_power():
    rng = np.random.default_rng(0)
    noises = (rng.standard_normal((2, RATE)) * 0.1).astype(np.float32)
    desk = Desk(*(Track.of(noise, RATE) for noise in noises))
    desk.player.play()
    heard = []
    for index in (1, 0) * 20:
        heard.append(desk.hear(0.02))
        desk.player.switch(index)
    level = np.sqrt(np.mean(np.square(np.concatenate(heard))))
    assert level == pytest.approx(0.1, rel=0.03)


def test_compared_takes_are_equally_loud():
    loud, soft = tone(-6.0, 2.0), tone(-20.0, 2.0)
    desk = Desk()
    desk.player.load([Track.of(loud, RATE), Track.of(soft, RATE)])
    desk.player.play()
    heard = desk.hear(0.5)
    desk.player.switch(1)
    desk.lead()
    assert np.abs(heard).max() == pytest.approx(np.abs(desk.hear(0.5)).max(), rel=0.01)
    assert np.abs(heard).max() == pytest.approx(0.1, rel=0.01)


def test_gain_changes_without_a_click():
    desk = Desk(Track.of(HUM, RATE))
    desk.player.play()
    desk.hear(0.5)
    desk.player.gain = 0.25
    assert steps(desk.hear(0.5)) < STEEPEST
    heard = desk.hear(0.1)
    np.testing.assert_allclose(heard, HUM[RATE : RATE + len(heard)] / 4, atol=1e-6)


def test_chunks_are_heard_as_they_come():
    track = Track(RATE)
    desk = Desk(track)
    desk.player.play()
    assert not desk.hear(0.2).any()
    track.append(HUM[:RATE])
    heard = [desk.hear(0.5)]
    track.append(HUM[RATE:])
    track.finish()
    heard.append(desk.hear(4.0))
    everything = np.concatenate(heard)
    begun = np.flatnonzero(everything)[0] - 1
    assert begun <= desk.stream.lead * RATE
    np.testing.assert_array_equal(everything[begun : begun + len(HUM)], HUM)
    assert desk.events == [Ended()]


def test_slow_rendering_gives_silence_and_loses_nothing():
    take = speechlike(1.2)
    track = Track(RATE)
    desk = Desk(track)
    desk.player.play()
    heard = []
    pieces = np.array_split(take, 6)
    for piece in pieces:
        track.append(piece)
        heard.append(desk.hear(0.5))
    track.finish()
    heard.append(desk.hear(0.5))
    everything = np.concatenate(heard)
    n_fade = round(FADE * RATE)
    for piece in pieces:
        inside = piece[n_fade:-n_fade]
        start = np.flatnonzero(everything == inside[0])[0]
        np.testing.assert_array_equal(everything[start : start + len(inside)], inside)
    assert desk.events == [Ended()]


def test_slow_rendering_does_not_click():
    track = Track(RATE)
    desk = Desk(track)
    desk.player.play()
    heard = []
    for piece in np.array_split(HUM, 23):
        track.append(piece)
        heard.append(desk.hear(0.3))
    assert steps(np.concatenate(heard)) < STEEPEST
    assert desk.player.playing


def test_a_position_is_heard_at_its_moment():
    desk = Desk(Track.of(ramp(), RATE), latency=0.05)
    desk.hear(0.1)
    desk.player.play(1.0, at=desk.stream.now + 0.5)
    heard = desk.hear(1.0)
    begun = np.flatnonzero(heard)[0]
    assert begun == pytest.approx((0.5 - 0.05) * RATE, abs=480)
    assert places(heard)[-1] == pytest.approx(1.0 * RATE + RATE - begun, abs=2)


def test_what_is_late_is_left_out():
    desk = Desk(Track.of(ramp(), RATE))
    desk.hear(0.1)
    desk.player.play(1.0, at=desk.stream.now - 0.5)
    heard = places(desk.hear(0.5))
    assert heard[-1] == pytest.approx(2.0 * RATE, abs=480)


def test_before_the_take_there_is_silence():
    desk = Desk(Track.of(ramp(), RATE))
    desk.player.play(-0.25)
    heard = desk.hear(1.0)
    assert np.flatnonzero(heard)[0] == RATE // 4 + 1
    np.testing.assert_array_equal(places(heard[RATE // 4 :]), np.arange(RATE * 3 // 4))


def test_takes_are_exchanged_before_their_moment():
    desk = Desk(Track.of(ramp(), RATE), Track.of(ramp() / 2, RATE))
    desk.player.play(1.0, at=0.5)
    assert not desk.hear(0.2).any()
    desk.player.switch(1)
    heard = desk.hear(0.8)
    assert np.flatnonzero(heard)[0] == pytest.approx(0.3 * RATE, abs=480)
    assert places(heard * 2)[-1] == pytest.approx(1.5 * RATE, abs=480)


def test_a_take_that_is_rendered_too_late_stays_with_the_daw():
    track = Track(RATE)
    desk = Desk(track)
    desk.player.play(0.0, at=0.0)
    desk.hear(1.0)
    track.append(ramp())
    track.finish()
    desk.lead()
    now = desk.stream.now
    assert places(desk.hear(0.5))[-1] == pytest.approx((now + 0.5) * RATE, abs=480)


def test_a_device_that_pauses_does_not_bring_it_out_of_time():
    desk = Desk(Track.of(ramp(), RATE))
    desk.player.play(0.0, at=0.0)
    desk.hear(1.0)
    desk.stream.now += 0.3
    desk.lead()
    now = desk.stream.now
    assert places(desk.hear(0.5))[-1] == pytest.approx((now + 0.5) * RATE, abs=500)


def test_it_follows_the_daw():
    desk = Desk(Track.of(ramp(), RATE))

    def tell(event):
        follow(desk.player, event, at=desk.stream.now)
        desk.lead()

    def heard_in_daw():
        return places(desk.hear(0.1))[-1] / RATE

    tell(Located(1.0))
    assert not desk.player.playing
    assert desk.player.position() == 1.0
    before = desk.stream.now
    tell(Playing(1.0))
    assert heard_in_daw() == pytest.approx(1.0 + desk.stream.now - before, abs=0.01)
    before = desk.stream.now
    tell(Located(3.0))
    assert heard_in_daw() == pytest.approx(3.0 + desk.stream.now - before, abs=0.01)
    tell(Stopped(3.3))
    assert not desk.hear(0.1).any()
    assert desk.player.position() == pytest.approx(3.3)
    tell(Playing(-0.3))
    assert desk.hear(0.1).max() < 0.1 / 4
    tell(Playing(1.0, rate=-1.0))
    assert not desk.player.playing


def test_what_is_in_time_plays_on_untouched():
    desk = Desk(Track.of(ramp(), RATE))
    desk.player.play(0.0, at=desk.stream.now)
    before = desk.hear(0.5)
    desk.player.play(1.0, at=desk.stream.now + 0.5 + SLIP / 2)
    heard = np.concatenate([before, desk.hear(1.0)])
    begun = np.flatnonzero(heard)[0]
    assert (np.diff(places(heard[begun:])) == 1.0).all()


def test_a_take_in_time_with_the_daw_is_looped_in_time():
    desk = Desk(Track.of(ramp(), RATE))
    desk.player.loop(1.0, 1.5)
    desk.player.play(1.0, at=0.0)
    heard = places(desk.hear(2.0))
    assert heard[RATE * 7 // 4] == pytest.approx(1.25 * RATE, abs=480)


def test_a_lost_device_comes_back_at_another_rate():
    desk = Desk(Track.of(tone(-6.0, 3.0), RATE))
    desk.player.play()
    desk.hear(1.0)
    desk.stream.lose()
    held = desk.player.position()
    assert held == pytest.approx(1.0, abs=0.02)
    assert not len(desk.hear(0.5))
    assert desk.player.position() == held
    desk.stream.find(44_100)
    heard = desk.hear(1.0)
    assert np.abs(heard[4410:]).max() == pytest.approx(0.5, abs=0.01)
    n_crossings = np.count_nonzero(np.diff(np.sign(heard)) > 0)
    assert n_crossings == pytest.approx(1000, abs=10)
    assert desk.player.position() == pytest.approx(2.0, abs=0.15)
    label = desk.stream.device
    assert desk.events == [StreamLost(label), StreamFound(label)]


def test_the_meter_reads_what_is_played():
    desk = Desk(Track.of(tone(-20.0, 4.0), RATE))
    desk.player.play()
    desk.hear(3.5)
    assert desk.player.meter.reading().integrated == pytest.approx(-23.0, abs=0.1)
    desk.player.play(0.0)
    desk.player.gain = 0.1
    desk.hear(3.5)
    assert desk.player.meter.reading().short_term == pytest.approx(-43.0, abs=0.1)


def test_a_device_that_ran_dry_is_fed_farther_ahead():
    desk = Desk(Track.of(HUM, RATE))
    desk.player.play()
    desk.hear(0.5)
    lead = desk.stream.lead
    for _ in range(9):
        desk.stream.starve(1.0)
        desk.hear(0.1)
    assert desk.stream.lead == pytest.approx(0.3)
    assert desk.player.latency > lead
    desk.hear(3.0)
    assert not desk.player.playing
    desk.player.play()
    desk.hear(0.1)
    assert desk.stream.lead == pytest.approx(0.3)


def test_without_takes_nothing_plays():
    desk = Desk()
    desk.player.play()
    assert not desk.player.playing
    assert not desk.hear(0.1).any()


def test_a_closed_player_is_silent():
    desk = Desk(Track.of(HUM, RATE))
    desk.player.play()
    desk.player.close()
    assert not desk.hear(0.1).any()
    desk.stream.lose()
    assert desk.events == []


def test_a_device_that_ran_dry_goes_on_with_its_next_handful():
    progress = Progress(taken=4800, until=10.0, at_once=480)
    assert progress.resumed(9.5, RATE) == progress
    assert progress.resumed(10.005, RATE) == Progress(4800, 10.01, 480)
    assert progress.resumed(10.0105, RATE) == Progress(4800, 10.02, 480)
    assert progress.time_of(9600, RATE) == pytest.approx(10.1)
    assert Progress(0, 1.0, 0).resumed(2.0, RATE).until == pytest.approx(2.0, abs=0.01)


def test_takes_are_taken_in_while_one_plays():
    takes = [Track.of(take, RATE) for take in (HUM, tone(-20.0, 4.0, hertz=50.0))]
    desk = Desk(takes[0])
    desk.player.play()
    before = desk.hear(0.5)
    desk.player.exchange(takes, 0, match=False)
    same = desk.hear(0.5)
    np.testing.assert_array_equal(np.concatenate([before, same]), HUM[:RATE])
    desk.player.exchange(takes, 1)
    assert desk.player.chosen == 1
    assert steps(desk.hear(0.5)) < STEEPEST
    assert desk.player.position() == pytest.approx(1.5, abs=0.05)
    desk.player.switch(0)
    desk.lead()
    assert np.abs(desk.hear(0.2)).max() == pytest.approx(0.1, rel=0.05)  # as loud as the other


def test_of_no_such_takes_nothing_is_taken_in():
    desk = Desk(Track.of(HUM, RATE))
    with pytest.raises(IndexError):
        desk.player.exchange([Track.of(HUM, RATE)], 1)
    assert desk.player.chosen == 0
