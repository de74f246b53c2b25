"""Make the emotion rack for Live: an empty Audio Effect Rack with eight named macros.

`python -m tests.daw_bridge.live.emotion_rack` writes the preset that ships. Its tags are those that
Live 10 writes for a rack, in that order, since later ones read older files; no Live has seen it.
"""

from __future__ import annotations

import gzip
from pathlib import Path
from xml.etree.ElementTree import Element, SubElement, indent, tostring

import daw_bridge
from model.emotion import EMOTIONS

FILE = Path(daw_bridge.__file__).parent / "scripts" / "live" / "Takelane Emotion.adg"

FULL = 127

VERSION = {
    "MajorVersion": "5",
    "MinorVersion": "10.0_377",
    "SchemaChangeCount": "3",
    "Creator": "Takelane",
    "Revision": "",
}
OVERWRITE_PROTECTION = 2561
"""The number that Live 10 writes."""

UNPLACED = -1073741824
"""Where Live puts a chain selector that nobody has looked at."""


def preset() -> bytes:
    """Give the XML of the preset."""
    root = Element("Ableton", VERSION)
    group = SubElement(root, "GroupDevicePreset")
    value(group, "OverwriteProtectionNumber", OVERWRITE_PROTECTION)
    rack(SubElement(SubElement(group, "Device"), "AudioEffectGroupDevice", Id="0"))
    SubElement(group, "PresetRef")
    SubElement(group, "BranchPresets")
    SubElement(group, "ReturnBranchPresets")
    indent(root, "\t")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{tostring(root, "unicode")}\n'.encode()


def rack(device: Element) -> None:
    """Fill the rack."""
    value(device, "LomId", 0)
    value(device, "LomIdView", 0)
    value(device, "IsExpanded", True)
    switch = SubElement(device, "On")
    value(switch, "LomId", 0)
    value(switch, "Manual", True)
    target(switch, "AutomationTarget")
    span(switch, "MidiCCOnOffThresholds", 64)
    SubElement(device, "ParametersListWrapper", LomId="0")
    value(device, "LastSelectedTimeableIndex", 0)
    value(device, "LastSelectedClipEnvelopeIndex", 0)
    SubElement(SubElement(device, "LastPresetRef"), "Value")
    SubElement(device, "LockedScripts")
    value(device, "IsFolded", False)
    value(device, "ShouldShowPresetName", True)
    value(device, "UserName", "Takelane Emotion")
    value(device, "Annotation", "Eight emotions of a voice: 0 is none, 127 is full. Takelane.")
    SubElement(SubElement(device, "SourceContext"), "Value")
    value(device, "OverwriteProtectionNumber", OVERWRITE_PROTECTION)
    SubElement(device, "Branches")
    value(device, "IsBranchesListVisible", False)
    value(device, "IsReturnBranchesListVisible", False)
    value(device, "IsRangesEditorVisible", False)
    value(device, "AreDevicesVisible", True)
    macros(device)
    value(device, "AreMacroControlsVisible", True)
    value(device, "IsAutoSelectEnabled", False)
    dial(device, "ChainSelector")
    value(device, "ChainSelectorRelativePosition", UNPLACED)
    value(device, "ViewsToRestoreWhenUnfolding", 0)
    SubElement(device, "ReturnBranches")
    value(device, "BranchesSplitterProportion", 0.5)
    value(device, "ShowBranchesInSessionMixer", False)
    for number in range(len(EMOTIONS)):
        value(device, f"MacroColorIndex.{number}", 0)
    value(device, "LockId", 0)
    value(device, "LockSeal", 0)
    SubElement(device, "ChainsListWrapper", LomId="0")
    SubElement(device, "ReturnChainsListWrapper", LomId="0")
    value(device, "ChainSelectorFilterMidiCtrl", False)
    value(device, "RangeTypeIndex", 1)
    value(device, "ShowsZonesInsteadOfNoteNames", False)


def macros(device: Element) -> None:
    """Add the macros, all of one kind of tag after another, as Live does."""
    for number in range(len(EMOTIONS)):
        dial(device, f"MacroControls.{number}")
    for number, emotion in enumerate(EMOTIONS):
        value(device, f"MacroDisplayNames.{number}", emotion.capitalize())
    kinds = {"MacroDefaults": -1, "MacroAnnotations": "", "ForceDisplayGenericValue": False}
    for tag, what in kinds.items():
        for number in range(len(EMOTIONS)):
            value(device, f"{tag}.{number}", what)


def dial(parent: Element, tag: str) -> None:
    """Add something from 0 to 127 that can be automated and mapped."""
    element = SubElement(parent, tag)
    value(element, "LomId", 0)
    value(element, "Manual", 0)
    span(element, "MidiControllerRange", 0)
    target(element, "AutomationTarget")
    target(element, "ModulationTarget")


def span(parent: Element, tag: str, low: int) -> None:
    """Add a range that ends where controllers do."""
    limits = SubElement(parent, tag)
    value(limits, "Min", low)
    value(limits, "Max", FULL)


def target(parent: Element, tag: str) -> None:
    """Add what automation points at; Live gives it its number."""
    value(SubElement(parent, tag, Id="0"), "LockEnvelope", 0)


def value(parent: Element, tag: str, what: object) -> None:
    """Add a tag with a value, as Live writes all of them."""
    written = str(what).lower() if isinstance(what, bool) else str(what)
    SubElement(parent, tag, Value=written)


if __name__ == "__main__":
    FILE.write_bytes(gzip.compress(preset(), mtime=0))
