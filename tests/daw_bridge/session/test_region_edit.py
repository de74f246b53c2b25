"""An edit changes what it says it changes."""

from __future__ import annotations

import pytest

from daw_bridge.region_text import parse_region_text
from daw_bridge.session.region_edit import edited_name
from daw_bridge.timeline import Region

REGION = Region("{1}", 1, "MARA (scared): Run! id=q1; seed=7;", 0.0, 1.0)


@pytest.mark.parametrize(
    ("parts", "name"),
    [
        ({}, "MARA (scared): Run! id=q1; seed=7;"),
        ({"line": "Hide!"}, "MARA (scared): Hide! id=q1; seed=7;"),
        ({"line": "[pause 0.5] Hide!"}, "MARA (scared): [pause 0.5] Hide! id=q1; seed=7;"),
        ({"line": "(low) Hide!"}, "MARA (scared, low): Hide! id=q1; seed=7;"),
        ({"line": "(low) Hide!", "direction": "mad"}, "MARA (mad, low): Hide! id=q1; seed=7;"),
        ({"direction": ""}, "MARA: Run! id=q1; seed=7;"),
        ({"character": ""}, "(scared) Run! id=q1; seed=7;"),
        ({"tags": {"seed": ""}}, "MARA (scared): Run! id=q1;"),
        ({"tags": {"seed": "8", "voice": "ash"}}, "MARA (scared): Run! id=q1; seed=8; voice=ash;"),
    ],
)
def test_only_what_is_named_changes(parts, name):
    assert edited_name(REGION, parts) == name


def test_notes_become_words_of_the_region():
    noted = Region("{1}", 1, "MARA:", 0.0, 1.0, notes="Who is there?")
    text = parse_region_text(edited_name(noted, {"direction": "low"}))
    assert (text.character, text.direction, text.line) == ("MARA", "low", "Who is there?")
