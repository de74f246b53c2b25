"""Ask AbletonOSC, as it comes from its maker, and be told by it: names, beats and values, typed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from daw_bridge.live import addresses
from daw_bridge.live.news import News, beats, news
from daw_bridge.live.set_lines import Locator, SetClip
from daw_bridge.osc import OnMessage, OscLink, OscTimeoutError
from daw_bridge.osc_codec import OscArg, OscMessage

OnNews = Callable[[News], None]
OpenLink = Callable[[OnMessage], OscLink]

_RACK = "GroupDevice"
"""Ends the class names of all racks."""


class LiveOsc:
    """Speak with AbletonOSC; what it tells goes to `on_news`, on a thread of the link.

    Everything that is asked raises `OscTimeoutError` where nobody answers: Live is away, the
    track is gone, or AbletonOSC is too old to know the question.

    Raises:
        DawError: another program has taken the port of the answers.
    """

    def __init__(self, open_link: OpenLink, on_news: OnNews) -> None:
        self._on_news = on_news
        self._link = open_link(self._take)

    def version(self) -> str:
        """Give the version of Live, such as "12.1"."""
        return ".".join(str(part) for part in self._ask(addresses.VERSION)[:2])

    def track_names(self) -> tuple[str, ...]:
        """Name the tracks, in order."""
        return tuple(map(str, self._ask(addresses.TRACK_NAMES)))

    def locators(self) -> tuple[Locator, ...]:
        """Give the locators, in no order."""
        args = self._ask(addresses.CUE_POINTS)
        pairs = zip(args[::2], args[1::2], strict=False)
        return tuple(Locator(place, str(name)) for name, at in pairs for place in _places(at))

    def clips(self, track: int, name: str) -> tuple[SetClip, ...]:
        """Give the arrangement clips of a track that has a name."""
        names, starts, lengths = (
            self._ask(address, track)
            for address in (addresses.CLIP_NAMES, addresses.CLIP_STARTS, addresses.CLIP_LENGTHS)
        )
        if not len(names) == len(starts) == len(lengths):
            # The user has just drawn or deleted one; the next look finds them in order.
            raise OscTimeoutError(f"the clips of the track {name} changed while they were read")
        return tuple(
            SetClip(name, str(clip), start, start + length)
            for clip, at, long in zip(names, starts, lengths, strict=True)
            for start in _places(at)
            for length in _places(long)
            if length > 0
        )

    def racks(self, track: int) -> tuple[int, ...]:
        """Number the devices of a track that are racks."""
        classes = enumerate(self._ask(addresses.DEVICE_CLASSES, track))
        return tuple(number for number, name in classes if str(name).endswith(_RACK))

    def parameter_names(self, track: int, device: int) -> tuple[str, ...]:
        """Name the parameters of a device; those of a rack are its switch and its macros."""
        return tuple(map(str, self._ask(addresses.PARAMETER_NAMES, track, device)))

    def arm_button(self, track: int) -> tuple[str, bool]:
        """Give the name of the track that has a number now, and whether it is armed.

        Both are read at one moment, so tracks may move as they like.
        """
        wanted = ("track.name", "track.arm")

        def answers(message: OscMessage) -> bool:
            return message.address == addresses.TRACK_DATA and len(message.args) == len(wanted)

        told = self._link.ask(addresses.TRACK_DATA, track, track + 1, *wanted, answers=answers)
        name, on = told.args
        return str(name), bool(on)

    def listen(self, address: str, *indices: int) -> None:
        """Be told now, and whenever it changes, what a question asks."""
        self._link.send(addresses.start_listen(address), *indices)

    def unlisten(self, address: str, *indices: int) -> None:
        """Be told no more."""
        self._link.send(addresses.stop_listen(address), *indices)

    def disarm(self, track: int) -> None:
        """Take the arm of a track away."""
        self._link.send(addresses.setter(addresses.ARM), track, 0)

    def play(self, position_beats: float) -> None:
        """Let Live play from a place on."""
        self._link.send(addresses.setter(addresses.SONG_TIME), float(position_beats))
        self._link.send(addresses.CONTINUE)

    def stop(self) -> None:
        """Let Live stop."""
        self._link.send(addresses.STOP)

    def close(self) -> None:
        """Let go of the port."""
        self._link.close()

    def _ask(self, address: str, *indices: int) -> Sequence[OscArg]:
        """Ask, and give the answer without the indices that it begins with."""

        def answers(message: OscMessage) -> bool:
            return message.address == address and message.args[: len(indices)] == indices

        return self._link.ask(address, *indices, answers=answers).args[len(indices) :]

    def _take(self, message: OscMessage) -> None:
        told = news(message)
        if told is not None:
            self._on_news(told)


def _places(value: OscArg) -> Iterator[float]:
    """Give a position, if it is one."""
    try:
        yield beats(value)
    except ValueError:
        return
