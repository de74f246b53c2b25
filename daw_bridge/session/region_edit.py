"""Change parts of what a region says, and leave the rest as it is.

>>> region = Region("{1}", 1, "MARA (scared): Run! id=q1;", 0.0, 1.0)
>>> edited_name(region, {"line": "Hide!", "tags": {"voice": "wren", "id": ""}})
'MARA (scared): Hide! voice=wren;'
>>> edited_name(region, {"line": "(whispering) Hide!"})
'MARA (scared, whispering): Hide! id=q1;'
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from daw_bridge.exchange.cue_text import region_name
from daw_bridge.region_text import directed, parse_region_text
from daw_bridge.timeline import Region


def edited_name(region: Region, parts: Mapping[str, object]) -> str:
    """Give the text of a region with other parts, which are fields of `RegionText`.

    `tags` is laid over those there are, and an empty value takes a tag away. Brackets before the
    words of a line hold a direction.
    """
    text = parse_region_text(region.name, region.notes)
    tags = parts.get("tags")
    if isinstance(tags, Mapping):
        laid = {**text.tags, **tags}
        parts = {**parts, "tags": {key: value for key, value in laid.items() if value}}
    changed = replace(text, **parts)  # type: ignore[arg-type]
    return region_name(directed(changed) if "line" in parts else changed)
