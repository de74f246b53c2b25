"""Know how an Ardour session counts its time.

Its options name the rate (`timecode-format`, in Ardour's own names) and, in samples, how far its
time code is ahead of its beginning (`timecode-offset`); it is behind where
`timecode-offset-negative` is off, which sounds the other way round and is not.
"""

from __future__ import annotations

from fractions import Fraction
from xml.etree.ElementTree import Element

from daw_bridge.ardour.times import LATEST, sample_rate
from daw_bridge.safe_xml import number
from daw_bridge.time_code import (
    DROP_29_97,
    FILM_24,
    FULL_30,
    PAL_25,
    PULLED_23_976,
    PULLED_29_97,
    PULLED_59_94,
    RATES,
    FrameRate,
    TimeBase,
)

_FORMATS: dict[str, FrameRate] = {
    "timecode_23976": PULLED_23_976,
    "timecode_24": FILM_24,
    "timecode_24976": FrameRate.pulled(25),
    "timecode_25": PAL_25,
    "timecode_2997": PULLED_29_97,
    "timecode_2997drop": DROP_29_97,
    "timecode_30": FULL_30,
    "timecode_30drop": FrameRate(Fraction(30), drops=True),
    "timecode_5994": PULLED_59_94,
    "timecode_60": RATES["60"],
}
"""By Ardour's names for them, 7.3 and later; in its 30 drop a second has 30 whole frames."""

_AHEAD = ("1", "yes", "true")
"""How Ardour writes that an option is on, over its versions."""


def time_base(session: Element) -> TimeBase:
    """Read frame rate and start of a session; what it does not say is usual."""
    said = {o.get("name"): o.get("value", "") for o in session.iterfind("Config/Option")}
    rate, samples = sample_rate(session), number(said.get("timecode-offset"))
    start = samples / rate if samples and rate else 0.0
    if said.get("timecode-offset-negative", _AHEAD[0]) not in _AHEAD:
        start = -start
    format_ = _FORMATS.get(said.get("timecode-format", ""))
    return TimeBase(format_, start if abs(start) <= LATEST else 0.0)
