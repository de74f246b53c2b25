"""Register our actions in `reaper-kb.ini`, in which REAPER keeps its actions and keys.

A script is one line: `SCR flags section id "name" path`. The bytes of all other lines stay as they
are, whatever their encoding and line ends.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

FILE = "reaper-kb.ini"

_NEW_INSTANCE = 516
"""Flags: an action that is started again while it runs starts a second time, without a question."""

_MAIN_SECTION = 0

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_LINE = re.compile(rb"[^\r\n]*(?:\r\n|\r|\n|$)")
_SCRIPT = re.compile(rb'SCR\s+\d+\s+\d+\s+"?(?P<id>TAKELANE_\w+)"?\s+(?P<rest>.*)', re.DOTALL)


@dataclass(frozen=True, slots=True)
class Action:
    """Name an action of ours.

    Args:
        id: stable; OSC and keys call it with `_` before it.
        script: below REAPER's folder "Scripts".
    """

    id: str
    title: str
    script: str


ACTIONS = tuple(
    Action(f"TAKELANE_{name}", f"Takelane: {title}", f"Takelane/takelane_{script}.lua")
    for name, script, title in (
        ("POLL", "connect", "connect"),
        ("RENDER_SELECTED", "render_selected", "render selected regions"),
        ("RENDER_ALL", "render_all", "render all regions"),
        ("RENDER_TIME_SELECTION", "render_time_selection", "render time selection"),
        ("AUDITION", "audition", "audition region under cursor"),
        ("SEND", "send", "send regions"),
        ("PLACE", "place", "place takes"),
    )
)
"""What the action list shows; the first also means "read the letters now"."""


def add_actions(content: bytes) -> bytes:
    """Put the lines that are missing before all others; a line that calls another script is new."""
    kept, known = [], set()
    wanted = {action.id: action for action in ACTIONS}
    for line in _LINE.findall(content.removeprefix(_BYTE_ORDER_MARK)):
        action_id = _id(line)
        if action_id and (action_id in known or not _calls(line, wanted.get(action_id))):
            continue
        kept.append(line)
        known.add(action_id)
    end = b"\r\n" if b"\r\n" in content else b"\n"
    new = [_line(action) + end for action in ACTIONS if action.id not in known]
    return _with_mark(content, b"".join([*new, *kept]))


def remove_actions(content: bytes) -> bytes:
    """Take our lines out."""
    lines = _LINE.findall(content.removeprefix(_BYTE_ORDER_MARK))
    return _with_mark(content, b"".join(line for line in lines if not _id(line)))


def _id(line: bytes) -> str:
    """Give the id of a line of ours; empty for any other."""
    match = _SCRIPT.match(line)
    return match["id"].decode() if match else ""


def _calls(line: bytes, action: Action | None) -> bool:
    """Tell whether a line calls the script of an action, with whatever slashes."""
    return action is not None and action.script.encode() in line.replace(b"\\", b"/")


def _line(action: Action) -> bytes:
    name = f'"Custom: {action.title}"'
    return f"SCR {_NEW_INSTANCE} {_MAIN_SECTION} {action.id} {name} {action.script}".encode()


def _with_mark(before: bytes, content: bytes) -> bytes:
    return (_BYTE_ORDER_MARK if before.startswith(_BYTE_ORDER_MARK) else b"") + content
