"""The page that describes the protocol describes the one that is spoken."""

from __future__ import annotations

import inspect
import json
import re
from pathlib import Path

from daw_bridge.reaper import letters, surface
from daw_bridge.reaper.snapshot import SnapshotReader
from daw_bridge.spool import PROTOCOL

PAGE = Path(inspect.getfile(letters)).with_name("README.md").read_text(encoding="utf-8")
EXAMPLES = [json.loads(block) for block in re.findall(r"```json\n(.*?)```", PAGE, re.DOTALL)]


def test_its_examples_are_sound() -> None:
    assert {example["protocol"] for example in EXAMPLES} == {PROTOCOL}
    (timeline,) = [example for example in EXAMPLES if "revision" in example]
    snapshot = SnapshotReader().read(timeline)
    assert snapshot.timeline.regions[0].selected
    assert snapshot.timeline.lanes[0].envelope.points[0].value == 0.5


def test_it_names_every_kind_of_letter_and_every_address() -> None:
    sent = (letters.PLACE, letters.PLAY, letters.STOP, letters.TELL)
    for word in (*letters.KINDS, *sent, *surface.ADDRESSES, surface.POLL):
        assert f"`{word}" in PAGE
