"""Map the eight emotions to controllers: 20 to 27, and 52 to 59 for seven more bits.

>>> values = LaneValues()
>>> [round(values.receive(message).value, 4) for message in lane_messages("happy", 0.3)]
[0.2992, 0.3]
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from daw_bridge.midi.messages import CONTROL_CHANGE, N_CHANNELS
from model.emotion import EMOTIONS

FIRST_COARSE, FINE_OFFSET = 20, 32
"""The first emotion's controller, and how far behind each stands the one of its lower bits."""

COARSE: dict[int, str] = {FIRST_COARSE + n: emotion for n, emotion in enumerate(EMOTIONS)}
FINE: dict[int, str] = {number + FINE_OFFSET: emotion for number, emotion in COARSE.items()}

LARGEST_COARSE = 0x7F
LARGEST = 0x3FFF

_NUMBERS = {emotion: number for number, emotion in COARSE.items()}


@dataclass(frozen=True, slots=True)
class LaneValue:
    """Say to what an emotion was moved, from 0 to 1."""

    emotion: str
    value: float


class LaneValues:
    """Follow controllers to the values of lanes; whatever else comes, (N)RPN too, is let by.

    A coarse controller alone goes from 0 to 127. Once its fine one was heard, on that channel,
    the two together go from 0 to 16,383, and a coarse value sets the fine one to 0, as it should.

    Args:
        fine: channels with emotions whose fine controller is known to come.
    """

    def __init__(self, fine: Iterable[tuple[int, str]] = ()) -> None:
        self._fine = set(fine)
        self._coarse: dict[tuple[int, str], int] = {}

    def receive(self, message: bytes) -> LaneValue | None:
        """Take a message; give the value where it moves a lane."""
        controller = lane_controller(message)
        if controller is None:
            return None
        channel, emotion, is_fine = controller
        lane, data = (channel, emotion), message[2]
        if is_fine:
            self._fine.add(lane)
            return LaneValue(emotion, (self._coarse.get(lane, 0) << 7 | data) / LARGEST)
        self._coarse[lane] = data
        value = (data << 7) / LARGEST if lane in self._fine else data / LARGEST_COARSE
        return LaneValue(emotion, value)


def lane_controller(message: bytes) -> tuple[int, str, bool] | None:
    """Give the channel and emotion that a message moves, and whether finely; else None."""
    if len(message) != 3 or message[0] & 0xF0 != CONTROL_CHANGE or message[2] > 0x7F:
        return None
    channel, number = message[0] % N_CHANNELS, message[1]
    emotion = COARSE.get(number) or FINE.get(number)
    return (channel, emotion, number in FINE) if emotion else None


def quantized(value: float) -> int:
    """Give the nearest of the 16,384 values that two controllers can tell."""
    return round(min(max(value, 0.0), 1.0) * LARGEST)


def lane_messages(emotion: str, value: float, channel: int = 0) -> tuple[bytes, bytes]:
    """Make the coarse and the fine message that move a lane."""
    status, number, bits = CONTROL_CHANGE | channel, _NUMBERS[emotion], quantized(value)
    return (
        bytes([status, number, bits >> 7]),
        bytes([status, number + FINE_OFFSET, bits & 0x7F]),
    )
