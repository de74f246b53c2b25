import math

import pytest

from daw_bridge.envelope import Envelope, EnvelopePoint
from daw_bridge.midi.chase import Chase
from daw_bridge.midi.controllers import LARGEST, LaneValues, lane_messages
from daw_bridge.midi.fake import FakePort
from daw_bridge.midi.machine_control import Command, command
from daw_bridge.midi.recorder import HALF_STEP, LaneRecorder
from daw_bridge.time_code import PAL_25
from daw_bridge.timeline import EmotionLane
from daw_bridge.transport import Located, Playing, Stopped
from tests.daw_bridge.midi.tape import tape

FLAT = EmotionLane("sad", "Mara", Envelope((EnvelopePoint(0, 0.2), EnvelopePoint(20, 0.2))))


def swell(recorder, emotion="sad", start=4.0, n=200):
    """Play two seconds of a sine in steps of 10 ms."""
    for step in range(n):
        value = 0.5 + 0.5 * math.sin(step / 30)
        recorder.receive(emotion, value, start + step / 100)


def only(recorder, emotion="sad"):
    return next(lane for lane in recorder.lanes if lane.emotion == emotion).envelope


def test_what_was_played_is_there_and_the_rest_as_before():
    recorder = LaneRecorder("Mara", [FLAT])
    recorder.play(2.0)
    swell(recorder)
    recorder.stop(8.0)
    curve = only(recorder)
    for step in range(1, 199):
        value = 0.5 + 0.5 * math.sin(step / 30)
        assert curve.value_at(4 + step / 100) == pytest.approx(value, abs=HALF_STEP + 1e-9)
    assert [curve.value_at(t) for t in (0, 3.99, 8, 19)] == pytest.approx([0.2] * 4)
    assert curve.value_at(7.9) == pytest.approx(0.5 + 0.5 * math.sin(199 / 30))


def test_only_lanes_that_moved_are_replaced():
    other = EmotionLane("happy", "Mara", Envelope((EnvelopePoint(5, 0.9),)))
    elsewhere = EmotionLane("sad", "Guard", Envelope((EnvelopePoint(5, 0.4),)))
    recorder = LaneRecorder("Mara", [FLAT, other, elsewhere])
    recorder.play(0.0)
    recorder.receive("sad", 1.0, 3.0)
    recorder.stop(6.0)
    assert other in recorder.lanes
    assert elsewhere in recorder.lanes
    assert only(recorder).value_at(5) == 1.0
    assert [lane.emotion for lane in recorder.lanes] == ["happy", "sad", "sad"]


def test_a_second_pass_overwrites_its_span_only():
    recorder = LaneRecorder("Mara")
    for start, value, end in ((0.0, 0.8, 10.0), (4.0, 0.1, 6.0)):
        recorder.play(start)
        recorder.receive("calm", value, start)
        recorder.stop(end)
    curve = only(recorder, "calm")
    assert [curve.value_at(t) for t in (1, 3.99, 4, 5.99, 6, 9)] == pytest.approx(
        [0.8, 0.8, 0.1, 0.1, 0.8, 0.8]
    )
    assert curve.value_at(11) == 0.0


def test_a_value_holds_while_the_controller_rests():
    recorder = LaneRecorder("Mara")
    recorder.play(0.0)
    recorder.receive("calm", 0.2, 1.0)
    recorder.receive("calm", 0.9, 5.0)
    recorder.stop(6.0)
    curve = only(recorder, "calm")
    assert [curve.value_at(t) for t in (0.5, 1, 4.99, 5)] == pytest.approx([0.0, 0.2, 0.2, 0.9])


def test_coarse_and_fine_are_one_move():
    recorder, values = LaneRecorder("Mara"), LaneValues([(0, "angry")])
    recorder.play(0.0)
    for step, value in enumerate((0.301, 0.302, 0.303)):
        for message, late in zip(lane_messages("angry", value), (0.0, 0.0006), strict=True):
            moved = values.receive(message)
            recorder.receive(moved.emotion, moved.value, 1 + step / 100 + late)
    recorder.stop(2.0)
    played = [point.value for point in only(recorder, "angry").points if 1 < point.time < 2]
    assert min(played) > 0.3005
    assert only(recorder, "angry").value_at(1.5) == pytest.approx(0.303, abs=1 / LARGEST)


def test_a_slow_ramp_becomes_few_points():
    recorder = LaneRecorder("Mara")
    recorder.play(0.0)
    for step in range(1001):
        recorder.receive("afraid", step / 1000, step / 100)
    recorder.stop(10.0)
    assert len(only(recorder, "afraid").points) < 8


def test_a_loop_is_a_new_pass_that_overwrites():
    recorder = LaneRecorder("Mara")
    recorder.play(0.0)
    recorder.receive("calm", 0.3, 1.0)
    recorder.receive("calm", 0.4, 8.0)
    recorder.receive("calm", 0.9, 2.0)
    recorder.stop(4.0)
    curve = only(recorder, "calm")
    assert [curve.value_at(t) for t in (1.5, 3, 5)] == pytest.approx([0.3, 0.9, 0.3])


def test_while_nothing_plays_nothing_is_recorded():
    recorder = LaneRecorder("Mara", [FLAT])
    recorder.receive("sad", 1.0, 3.0)
    recorder.stop(5.0)
    assert recorder.lanes == (FLAT,)


def test_from_port_to_lane_against_time_code():
    """Play controllers and time code into a port, as a DAW would, and find the lane in place."""
    now = 0.0
    chase, values, recorder = Chase(lambda: now), LaneValues(), LaneRecorder("Mara")
    handlers = {
        Playing: lambda event: recorder.play(event.position),
        Stopped: lambda event: recorder.stop(event.position),
        Located: lambda event: None,
    }

    def take(event):
        for change in chase.receive(event.message, event.at):
            handlers[type(change)](change)
        if moved := values.receive(event.message):
            recorder.receive(moved.emotion, moved.value, chase.position())

    port = FakePort(take, clock=lambda: now)
    for index, (at, true, message) in enumerate(tape(90_000, 400, PAL_25)):
        now = at
        port.push(message)
        if index in (100, 300):
            expected = true
            port.push(*lane_messages("happy", index / 400))
    port.push(command(Command.STOP))
    curve = only(recorder, "happy")
    assert curve.value_at(expected - 0.01) == pytest.approx(0.25, abs=1e-4)
    assert curve.value_at(expected + 0.01) == pytest.approx(0.75, abs=1e-4)
    assert curve.value_at(3600.5) == 0.0
