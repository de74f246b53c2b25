"""Build small Ardour sessions with the tags that real ones have."""

from __future__ import annotations

from xml.sax.saxutils import quoteattr

from model.emotion import EMOTIONS

SUPERCLOCKS = 282_240_000

TEMPO = """<TempoMap superclocks-per-second="282240000"><Tempos>
<Tempo npm="120" enpm="120" note-type="4" sclock="0" quarters="0:0" omega="0"/>
</Tempos><Meters/></TempoMap>"""


def superclocks(seconds: float) -> str:
    return f"a{round(seconds * SUPERCLOCKS)}"


def location(number, start, end, name="", flags="IsRangeMarker") -> str:
    return (
        f'<Location id="{number}" name={quoteattr(name)} start="{start}" end="{end}" '
        f'flags="{flags}"/>'
    )


def lane(parameter, events, style="Linear", state="Play") -> str:
    rows = "".join(f"{time} {value}\n" for time, value in events)
    return (
        f'<AutomationList automation-id="parameter-{parameter}" interpolation-style="{style}" '
        f'state="{state}"><events>{rows}</events></AutomationList>'
    )


def plugin(*lanes, name="Takelane Emotion", labels=EMOTIONS, values=(), active="1") -> str:
    padded = [*values, *([0] * len(labels))][: len(labels)]
    controls = "".join(
        f'<Controllable name="{label.capitalize()}" value="{value}" parameter="{index}"/>'
        for index, (label, value) in enumerate(zip(labels, padded, strict=True))
    )
    ports = "".join(f'<Port id="{index}" value="{value}"/>' for index, value in enumerate(values))
    return (
        f'<Processor name="{name}" active="{active}" type="luaproc"><Automation>{"".join(lanes)}'
        f"</Automation><luaproc>{ports}</luaproc>{controls}</Processor>"
    )


def route(name, *processors) -> str:
    return f"<Route name={quoteattr(name)}>{''.join(processors)}</Route>"


def session(*routes, locations=(), tempo=TEMPO, version=7002, rate=48000) -> bytes:
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<Session version="{version}" name="harbour" '
        f'sample-rate="{rate}" id-counter="99">\n<Sources/>\n<Regions/>\n'
        f"<Locations>{''.join(locations)}</Locations>\n<Routes>{''.join(routes)}</Routes>\n"
        f"<Playlists/>\n{tempo}</Session>\n"
    ).encode()
