"""Take values out of the XML of a Live set, where each is a tag with the attribute `Value`."""

from __future__ import annotations

import math
from xml.etree.ElementTree import Element

from daw_bridge.safe_xml import number


def text(element: Element, path: str) -> str:
    """Give the value below an element as it stands there; empty if there is none."""
    found = element.find(path)
    return found.get("Value", "") if found is not None else ""


def value(element: Element, path: str, limit: float = math.inf) -> float | None:
    """Give the number below an element; None if there is none of at most `limit`."""
    return number(text(element, path), limit)


def flag(element: Element, path: str) -> bool | None:
    """Tell whether a switch below an element is on; None if there is no such switch."""
    return {"true": True, "false": False}.get(text(element, path).casefold())


def track_name(track: Element) -> str:
    """Give the name of a track as Live shows it."""
    names = (text(track, f"Name/{tag}") for tag in ("EffectiveName", "UserName"))
    return next(filter(None, names), "")
