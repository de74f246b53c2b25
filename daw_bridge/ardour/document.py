"""Insert elements into the bytes of a session file, and leave every other byte as it is."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple
from xml.parsers import expat

_SECTION, _PLAYLIST = 2, 3
"""How deep the sections of a session lie, and the playlists in theirs."""

_TAG = re.compile(rb"""<([^\s/>]+)(?:\s+[^\s=/>]+\s*=\s*(?:"[^"]*"|'[^']*'))*\s*(?P<close>/?>)""")
_COUNTER = re.compile(rb'(?<=\sid-counter=")\d+(?=")')
_INDENT = b"  "


class _Place(NamedTuple):
    """Hold where the tag of an element begins, where its end tag does, and how deep it is."""

    start: int
    end: int
    depth: int


class _Edit(NamedTuple):
    """Put text in place of the bytes from `start` to `end`."""

    start: int
    end: int
    text: bytes


class Document:
    """Gather insertions into a session file.

    Args:
        data: the whole file, which is well-formed XML.
    """

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._places = _places(data)
        self._inserted: dict[_Place, list[bytes]] = defaultdict(list)

    def lacks(self, sections: Iterable[str]) -> list[str]:
        """Name the sections that are not there to append to, and the counter of ids."""
        missing = [section for section in sections if (section, "") not in self._places]
        return missing if self._counter() else [*missing, "id-counter"]

    def append(self, tag: str, lines: Iterable[str], element_id: str = "") -> None:
        """Put elements, a line each, at the end of a section, or of the `Playlist` of an id."""
        place = self._places[tag, element_id]
        indent = _INDENT * place.depth
        self._inserted[place] += [b"%b%b\n" % (indent, line.encode()) for line in lines]

    def with_counter(self, id_counter: int) -> bytes:
        """Give the file with all insertions and its counter of ids set."""
        counter = self._counter()
        edits = [self._edit(place, b"".join(lines)) for place, lines in self._inserted.items()]
        if counter:
            edits.append(_Edit(counter.start(), counter.end(), b"%d" % id_counter))
        pieces, at = [], 0
        for edit in sorted(edits):
            pieces += [self._data[at : edit.start], edit.text]
            at = edit.end
        return b"".join((*pieces, self._data[at:]))

    def _edit(self, place: _Place, text: bytes) -> _Edit:
        """Insert before the line of the end tag; an element without one is opened for it."""
        tag = self._tag(place)
        if tag["close"] == b"/>":
            indent = _INDENT * (place.depth - 1)
            return _Edit(tag.start("close"), tag.end(), b">\n%b%b</%b>" % (text, indent, tag[1]))
        line = self._data.rfind(b"\n", 0, place.end) + 1
        at = place.end if self._data[line : place.end].strip() else line
        return _Edit(at, at, text)

    def _counter(self) -> re.Match[bytes] | None:
        root = self._tag(self._places["Session", ""])
        return _COUNTER.search(self._data, root.start(), root.end())

    def _tag(self, place: _Place) -> re.Match[bytes]:
        return next(_TAG.finditer(self._data, place.start))


def _places(data: bytes) -> dict[tuple[str, str], _Place]:
    """Find the root and the sections by their tags, and playlists by their ids as well."""
    parser = expat.ParserCreate()
    around: list[tuple[str, int]] = []
    places: dict[tuple[str, str], _Place] = {}

    def start(_: str, attributes: dict[str, str]) -> None:
        element_id = attributes.get("id", "") if len(around) + 1 == _PLAYLIST else ""
        around.append((element_id, parser.CurrentByteIndex))

    def end(tag: str) -> None:
        depth = len(around)
        element_id, at = around.pop()
        if depth <= _SECTION or (depth == _PLAYLIST and tag == "Playlist"):
            places.setdefault((tag, element_id), _Place(at, parser.CurrentByteIndex, depth))

    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.Parse(data, True)
    return places
