"""Turn the letters of the script in REAPER into events, and what is asked of it into letters.

Each kind of letter is written down in `README.md` beside this module.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from typing import Any

from daw_bridge.daw import (
    AuditionRequested,
    DawRequest,
    NotPlaced,
    Placed,
    PlaceRequested,
    RenderRequested,
    TakeToPlace,
)
from daw_bridge.fields import Fields
from daw_bridge.reaper.lanes import LATEST
from daw_bridge.spool import Letter, SpoolError
from daw_bridge.timeline import Timeline

PLACE, PLAY, STOP, TELL = "place", "play", "stop", "tell"
"""Kinds of letters to the script."""

_LARGEST_REVISION = 2**53


def revision(letter: Letter) -> int | None:
    """Give the revision of the project that a request is about; None of what is no request.

    Raises:
        SpoolError: it is a request and does not say it.
    """
    if letter.kind not in _REQUESTS:
        return None
    return _fields(letter).whole("timeline", 0, _LARGEST_REVISION)


def request(letter: Letter, timeline: Timeline) -> DawRequest:
    """Understand a letter that asks for something.

    Args:
        letter: one that has a `revision`.
        timeline: the project, of that revision or a later one.

    Raises:
        SpoolError: the letter is damaged, or none of its regions is in the project any more.
    """
    return _REQUESTS[letter.kind](letter, timeline)


def answer(letter: Letter) -> Placed | NotPlaced:
    """Understand a letter that tells what became of a take.

    Raises:
        SpoolError: the letter is damaged, or of no kind that we know.
    """
    if letter.kind not in _ANSWERS:
        raise SpoolError(
            f"REAPER sent a letter of the unknown kind {letter.kind[:40]!a}; "
            "update Takelane, or install its script in REAPER again"
        )
    return _ANSWERS[letter.kind](_fields(letter))


def place_letter(take: TakeToPlace) -> Mapping[str, Any]:
    """Write what the script needs to know to place a take."""
    return {
        "take": take.id,
        "region": take.region.id,
        "start": take.region.start,
        "end": take.region.end,
        "character": take.character,
        "name": take.name,
        "file": str(take.file),
        "samples": take.samples,
        "sample_rate": take.sample_rate,
    }


def place_name(take_id: str) -> str:
    """Name the letter of a take, whatever its id is made of, so that only one waits at a time."""
    return f"take-{hashlib.sha256(take_id.encode('utf-8', 'surrogatepass')).hexdigest()[:32]}"


def _render(letter: Letter, timeline: Timeline) -> RenderRequested:
    wanted = _fields(letter).items("regions")
    present = {region.id for region in timeline.regions}
    # Each once, in the order asked for; those that are gone meanwhile need no take.
    asked = dict.fromkeys(one for one in wanted if isinstance(one, str) and one in present)
    if not asked:
        raise SpoolError("none of the regions to be rendered is in the project; ask again")
    return RenderRequested(letter.id, timeline, tuple(asked))


def _place(letter: Letter, timeline: Timeline) -> PlaceRequested:
    return PlaceRequested(letter.id, timeline)


def _audition(letter: Letter, timeline: Timeline) -> AuditionRequested:
    region_id = _fields(letter).text("region")
    if all(region.id != region_id for region in timeline.regions):
        raise SpoolError("the region to be heard is not in the project; ask again")
    return AuditionRequested(letter.id, timeline, region_id)


def _placed(fields: Fields) -> Placed:
    return Placed(fields.text("take"), fields.number("start", 0, LATEST))


def _not_placed(fields: Fields) -> NotPlaced:
    return NotPlaced(fields.text("take"), fields.text("reason"))


def _fields(letter: Letter) -> Fields:
    return Fields(letter.data, f"the letter {letter.kind[:40]!a} from REAPER")


_REQUESTS: dict[str, Callable[[Letter, Timeline], DawRequest]] = {
    "render": _render,
    "place": _place,
    "audition": _audition,
}
_ANSWERS: dict[str, Callable[[Fields], Placed | NotPlaced]] = {
    "placed": _placed,
    "not_placed": _not_placed,
}

KINDS = (*_REQUESTS, *_ANSWERS)
"""Of the letters that the script sends."""
