"""The rack that ships is the one that is made, and what it makes of a set is read."""

from __future__ import annotations

import gzip
from xml.etree import ElementTree

from daw_bridge.live.als import read_set
from model.emotion import EMOTIONS
from tests.daw_bridge.live.als_builder import live_set, track
from tests.daw_bridge.live.emotion_rack import FILE, preset


def test_it_is_made_by_the_function_beside():
    assert gzip.decompress(FILE.read_bytes()) == preset()


def test_a_set_with_it_has_eight_lanes(tmp_path):
    rack = ElementTree.fromstring(preset()).find("GroupDevicePreset/Device/AudioEffectGroupDevice")
    rack.find("MacroControls.3/Manual").set("Value", "127")
    devices = ElementTree.tostring(rack, encoding="unicode")
    path = tmp_path / "scene.als"
    path.write_bytes(live_set(track(1, "Mara", devices=devices)))
    lanes = read_set(path).lanes
    assert tuple(lane.emotion for lane in lanes) == EMOTIONS
    weights = {lane.emotion: lane.envelope.value_at(0) for lane in lanes}
    assert weights == dict.fromkeys(EMOTIONS, 0.0) | {"afraid": 1.0}
