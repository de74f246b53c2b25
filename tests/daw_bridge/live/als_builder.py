"""Build small Live sets with the tags that real ones have."""

from __future__ import annotations

import gzip
from xml.sax.saxutils import quoteattr

BEGINNING = -63072000
TEMPO_TARGET = 8

VERSIONS = {
    9: ('MajorVersion="4" MinorVersion="9.7" Creator="Ableton Live 9.7.7"', "MasterTrack"),
    11: ('MajorVersion="5" MinorVersion="11.0_433" Creator="Ableton Live 11.3"', "MasterTrack"),
    12: ('MajorVersion="5" MinorVersion="12.0_12300" Creator="Ableton Live 12.3"', "MainTrack"),
}


def tag(name: str, value: object) -> str:
    return f"<{name} Value={quoteattr(str(value))} />"


def events(points) -> str:
    """Write float events `(time, value)` or `(time, value, x1, y1, x2, y2)`."""
    names = ("Time", "Value", *(f"CurveControl{n}{axis}" for n in (1, 2) for axis in "XY"))
    rows = (
        " ".join(f'{name}="{number}"' for name, number in zip(names, point, strict=False))
        for point in points
    )
    return "".join(f'<FloatEvent Id="{n}" {row} />' for n, row in enumerate(rows))


def automated(target: int, points) -> str:
    return (
        f'<AutomationEnvelope Id="{target}"><EnvelopeTarget>{tag("PointeeId", target)}'
        f"</EnvelopeTarget><Automation><Events>{events(points)}</Events></Automation>"
        "</AutomationEnvelope>"
    )


def envelopes(*written: str) -> str:
    joined = "".join(written)
    return f"<AutomationEnvelopes><Envelopes>{joined}</Envelopes></AutomationEnvelopes>"


def clip(clip_id, start, end, name="", info="", *, disabled=False, kind="MidiClip") -> str:
    return (
        f'<{kind} Id="{clip_id}" Time="{start}">{tag("CurrentStart", start)}'
        f"{tag('CurrentEnd', end)}{tag('Name', name)}{tag('Annotation', info)}"
        f"{tag('Disabled', str(disabled).lower())}<Notes><KeyTracks /></Notes></{kind}>"
    )


def rack(macros, *, first_target=1000, n_macros=16, on=True, kind="AudioEffectGroupDevice") -> str:
    """Write a rack: macros are `{name: (manual, events)}`, their targets in order."""
    named = [*macros.items(), *((f"Macro {n + 1}", (0, ())) for n in range(len(macros), n_macros))]
    controls = "".join(
        f"<MacroControls.{n}>{tag('Manual', manual)}"
        f'<AutomationTarget Id="{first_target + n}" /></MacroControls.{n}>'
        for n, (_, (manual, _)) in enumerate(named)
    )
    names = "".join(tag(f"MacroDisplayNames.{n}", name) for n, (name, _) in enumerate(named))
    switch = f"<On>{tag('Manual', str(on).lower())}</On>"
    return f'<{kind} Id="1">{switch}{controls}{names}</{kind}>'


def track(track_id, name, *clips, devices="", automation="", muted=False) -> str:
    arrangement = f"<ArrangerAutomation><Events>{''.join(clips)}</Events></ArrangerAutomation>"
    holder = "Sample" if clips and "AudioClip" in clips[0] else "ClipTimeable"
    session = f"<ClipSlotList><ClipSlot>{clip(99, 0, 4, 'session')}</ClipSlot></ClipSlotList>"
    return (
        f'<MidiTrack Id="{track_id}"><Name>{tag("EffectiveName", name)}</Name>{automation}'
        f"<DeviceChain><Mixer><Speaker>{tag('Manual', str(not muted).lower())}</Speaker></Mixer>"
        f"<MainSequencer>{session}<{holder}>{arrangement}</{holder}></MainSequencer>"
        f"<DeviceChain><Devices>{devices}</Devices></DeviceChain></DeviceChain>"
        "<TakeLanes><TakeLane><ClipAutomation><Events>"
        f"{clip(98, 0, 4, 'a take lane')}</Events></ClipAutomation></TakeLane></TakeLanes>"
        "</MidiTrack>"
    )


def locator(number, beats, name, info="") -> str:
    return (
        f'<Locator Id="{number}">{tag("Time", beats)}{tag("Name", name)}'
        f"{tag('Annotation', info)}</Locator>"
    )


def live_set(*tracks: str, locators=(), bpm=120, tempo=(), version=12) -> bytes:
    attributes, master = VERSIONS[version]
    moved = envelopes(automated(TEMPO_TARGET, tempo)) if tempo else ""
    document = (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<Ableton {attributes}><LiveSet>'
        f"<Tracks>{''.join(tracks)}</Tracks><{master}>{moved}<DeviceChain><Mixer><Tempo>"
        f'{tag("Manual", bpm)}<AutomationTarget Id="{TEMPO_TARGET}" /></Tempo></Mixer>'
        f"</DeviceChain></{master}>"
        f"<Locators><Locators>{''.join(locators)}</Locators></Locators></LiveSet></Ableton>"
    )
    return gzip.compress(document.encode(), mtime=0)
