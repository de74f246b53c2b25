"""Find the emotion lanes of a REAPER project: the sliders of our effect and their envelopes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from daw_bridge.envelope import BEZIER, HIGHEST, LINEAR, LOWEST, Envelope, EnvelopePoint
from daw_bridge.reaper.rpp import Block, number, tokens
from daw_bridge.timeline import EmotionLane
from model.emotion import EMOTIONS

EFFECT = "takelane_emotion"
"""Name of the effect file; part of the path by which REAPER remembers it."""

MASTER = "MASTER"
"""Stands for the name of the master track."""

LATEST = 1e9
"""Seconds; a time beyond it, some thirty years, is damage."""

_SHAPE, _TENSION = 2, 6
"""Where they stand behind the `PT` of a point."""


@dataclass(frozen=True, slots=True)
class _Effect:
    """Gather one of our effects: its sliders, and the envelopes that move them by slider."""

    sliders: list[str]
    on: bool
    envelopes: dict[int, Block] = field(default_factory=dict)


def track_name(track: Block) -> str:
    """Give the name of a track; empty if it has none."""
    return next(iter(track.entry("NAME")), "")


def emotion_lanes(project: Block) -> tuple[tuple[EmotionLane, ...], tuple[str, ...]]:
    """Read the eight lanes of every effect of ours, and warn of what cannot be followed."""
    lanes: list[EmotionLane] = []
    warnings: list[str] = []
    for track, chain, on in _chains(project):
        for effect in _effects(chain, on):
            if effect.on:
                lanes += _lanes(effect, track, warnings)
            else:
                warnings.append(
                    f'the emotion effect on track "{track}" is bypassed or offline, so its lanes '
                    "are not used; switch it on in REAPER to use them"
                )
    return tuple(lanes), tuple(warnings)


def _chains(project: Block) -> Iterator[tuple[str, Block, bool]]:
    """Yield the effect chains with their track's name and whether the track's effects are on."""
    for chain in project.find("MASTERFXLIST"):
        yield MASTER, chain, number(project.entry("MASTER_FX"), 0) != 0
    for track in project.find("TRACK"):
        for chain in track.find("FXCHAIN"):
            yield track_name(track), chain, number(track.entry("FX"), 0) != 0


def _effects(chain: Block, on: bool) -> list[_Effect]:
    """Gather our effects of a chain and of the containers in it.

    In a chain, `BYPASS bypassed offline` stands before each effect and its envelopes behind it.
    """
    found: list[_Effect] = []
    chains = [(chain, on)]
    while chains:
        inner, inner_on = chains.pop()
        effect, plays = None, inner_on
        for part in inner.content():
            if isinstance(part, str):
                if part.startswith("BYPASS "):
                    flags = tokens(part)[1:3]
                    effect, plays = None, inner_on and not any(flag != "0" for flag in flags)
            elif part.name == "CONTAINER":
                chains.append((part, plays))
            elif part.name == "JS":
                effect = _Effect(_sliders(part), plays) if _is_ours(part) else None
                found += [effect] if effect else []
            elif part.name == "PARMENV" and effect:
                _attach(effect, part)
    return found


def _is_ours(effect: Block) -> bool:
    """Recognise the effect by its path or by the name it shows, however that is written."""
    wanted = re.sub(r"[\W_]", "", EFFECT)
    names = (re.sub(r"[\W_]", "", name).casefold() for name in effect.arguments[:2])
    return any(wanted in name for name in names)


def _sliders(effect: Block) -> list[str]:
    line = next((part for part in effect.content() if isinstance(part, str) and part), "")
    return tokens(line)


def _attach(effect: _Effect, envelope: Block) -> None:
    """File an envelope under its slider; `0` and `0:name` are the first."""
    slider = next(iter(envelope.arguments), "").partition(":")[0]
    if slider.isdecimal() and len(slider) <= 3:
        effect.envelopes[int(slider)] = envelope


def _lanes(effect: _Effect, track: str, warnings: list[str]) -> Iterator[EmotionLane]:
    for slider, emotion in enumerate(EMOTIONS):
        static = _weight(number(effect.sliders, slider) or 0.0)
        points: tuple[EnvelopePoint, ...] = ()
        envelope = effect.envelopes.get(slider)
        if envelope and number(envelope.entry("ACT"), 0) != 0:
            called = f'the lane {emotion.capitalize()} on track "{track}"'
            points = _points(envelope, called, warnings)
        yield EmotionLane(emotion, track, Envelope(points, static))


def _points(envelope: Block, called: str, warnings: list[str]) -> tuple[EnvelopePoint, ...]:
    if any(True for _ in envelope.entries("POOLEDENVINST")):
        warnings.append(
            f"{called} has automation items, which only REAPER can read; glue or delete them so "
            "that the points lie on the lane itself"
        )
    lines = list(envelope.entries("PT"))
    points = [point for point in map(_point, lines) if point]
    if len(points) < len(lines):
        warnings.append(f"{called}: {len(lines) - len(points)} damaged points were left out")
    return tuple(sorted(points, key=lambda point: point.time))


def _point(values: list[str]) -> EnvelopePoint | None:
    time, value = number(values, 0, LATEST), number(values, 1)
    if time is None or value is None:
        return None
    shape = int(number(values, _SHAPE, limit=BEZIER) or LINEAR)
    tension = number(values, _TENSION, limit=1.0) or 0.0
    return EnvelopePoint(time, _weight(value), max(shape, LINEAR), tension)


def _weight(value: float) -> float:
    return min(max(value, LOWEST), HIGHEST)
