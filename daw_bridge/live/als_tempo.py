"""Read the tempo of a Live set."""

from __future__ import annotations

from collections.abc import Mapping
from xml.etree.ElementTree import Element

from daw_bridge.beats import FASTEST, SLOWEST, TempoMap, TempoPoint
from daw_bridge.live.als_automation import automation
from daw_bridge.live.als_tree import value

_DEFAULT_BPM = 120.0


def read_tempo(
    master: Element | None, envelopes: Mapping[str, Element], bpm: float | None = None
) -> tuple[TempoMap, list[str]]:
    """Follow the tempo of the main track, automated or not, and warn of what is damaged.

    A tempo given holds in the place of one that is not automated.
    """
    tempos = master.iter("Tempo") if master is not None else iter(())
    tempo = next((tempo for tempo in tempos if tempo.find("Manual") is not None), None)
    if tempo is None:
        return TempoMap.exact([TempoPoint(0.0, bpm or _DEFAULT_BPM)]), [
            f"the tempo of the set was not found; {bpm or _DEFAULT_BPM:g} bpm is assumed"
        ]
    points, n_damaged = automation(tempo, envelopes)
    drawn = [
        TempoPoint(point.beats, point.value, ramps=True)
        for point in points
        if SLOWEST <= point.value <= FASTEST
    ]
    n_damaged += len(points) - len(drawn)
    warnings = [f"the tempo: {n_damaged} damaged points were left out"] if n_damaged else []
    return TempoMap.stepped(drawn or [TempoPoint(0.0, bpm or _manual_bpm(tempo))]), warnings


def _manual_bpm(tempo: Element) -> float:
    bpm = value(tempo, "Manual")
    return bpm if bpm is not None and SLOWEST <= bpm <= FASTEST else _DEFAULT_BPM
