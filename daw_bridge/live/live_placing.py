"""Remember which takes Live was asked to place, until it says what became of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from daw_bridge.daw import TakeToPlace
from daw_bridge.take_track import take_lane_character

NOBODY = "Takes"
"""Names the track for takes of nobody in particular."""

WITHOUT_SCRIPT = (
    "Live cannot place takes by itself: drag this one in from its folder, or run `takelane install "
    "live` and choose Takelane as a control surface in Live's Preferences"
)

GONE = "its clip is no longer in the set; the take itself is kept"


class LivePlacing:
    """Hold the takes that wait, oldest first."""

    def __init__(self) -> None:
        self._waiting: dict[str, TakeToPlace] = {}
        self._asked: set[str] = set()

    def add(self, takes: Iterable[TakeToPlace]) -> None:
        """Take takes that are to be placed."""
        self._waiting.update((take.id, take) for take in takes)

    def unasked(self) -> list[TakeToPlace]:
        """Give those that nobody was asked to place yet, line by line.

        Of several takes of a line the last one comes first, as the first one is heard in Live.
        """
        unasked = [take for take in self._waiting.values() if take.id not in self._asked]
        return sorted(reversed(unasked), key=lambda take: take.region.start)

    def asked(self, take_id: str) -> None:
        """Remember that the script was asked."""
        self._asked.add(take_id)

    def ask_again(self) -> None:
        """Forget what was asked, since whoever was asked is gone."""
        self._asked.clear()

    def done(self, take_id: str) -> bool:
        """Strike a take off; tell whether it was waited for."""
        self._asked.discard(take_id)
        return self._waiting.pop(take_id, None) is not None


def order(take: TakeToPlace, span_beats: tuple[float, float]) -> Mapping[str, object]:
    """Write what our script is to do."""
    start, end = span_beats
    return {
        "say": "place",
        "take": take.id,
        "track": take_track(take.character),
        "start": start,
        "length": end - start,
        "name": take.name,
        "file": str(take.file),
    }


def take_track(character: str) -> str:
    """Name the audio track of a character's takes, which also carries the emotion rack.

    It is never one whose clips are lines.
    """
    name = " ".join(character.split())
    return name if name and take_lane_character(name) is None else NOBODY
