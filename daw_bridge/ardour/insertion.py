"""Add takes to the text of a session: sources, regions, and the tracks that are missing."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import count
from pathlib import PurePath
from xml.etree.ElementTree import Element

from daw_bridge.ardour import parts
from daw_bridge.ardour.document import Document
from daw_bridge.ardour.parts import Placed
from daw_bridge.safe_xml import number
from daw_bridge.timeline import ProjectError

_SECTIONS = ("Sources", "Regions", "Routes", "Playlists")
_MASTER = "MasterOut"
"""Flag of the master bus."""

_MOST_TRACKS = 100_000
"""From there on, the order of a track is none."""

_SPEAKERS = ("system:playback_1", "system:playback_2")
"""Where tracks go in a session without a master bus."""

_FORBIDDEN = re.compile(r"[/\\:;]+")
"""What the name of a track may not have in Ardour."""

_LARGEST_ID = 1e15


@dataclass(slots=True)
class _Playlist:
    """Know what lies where on a playlist, which layer is above all of it, and what comes on it.

    Args:
        track: id and name of a track that is to be made for it.
    """

    id: str
    spans: set[tuple[int, str]] = field(default_factory=set)
    layer: int = 0
    lines: list[str] = field(default_factory=list)
    track: tuple[int, str] | None = None


class Insertion:
    """Gather what is added to a session.

    Args:
        session: the root of the file.
        data: the bytes of the file.

    Raises:
        ProjectError: the session is damaged.
    """

    def __init__(self, session: Element, data: bytes) -> None:
        self._session = session
        self._document = Document(data)
        missing = self._document.lacks(_SECTIONS)
        if missing:
            raise ProjectError(
                f"the session has no {' and no '.join(missing)}; open it in Ardour and save it"
            )
        used = (element.get("id") for element in session.iter())
        self._ids = count(1 + _highest([session.get("id-counter"), *used]))
        self._sources = {
            source.get("name", ""): _id(source.get("id"))
            for source in session.iterfind("Sources/Source")
        }
        self._playlists: dict[str, _Playlist] = {}

    def add(self, file: str, whole: int, take: Placed, track: str) -> None:
        """Add a take on a track, unless its file is at its place there already.

        Args:
            file: name of it among the session's audio files.
            whole: superclocks that the file is long.
            take: its name and place.
            track: name of its track.

        Raises:
            ProjectError: there is something else than an audio track of that name.
        """
        playlist = self._playlist(_FORBIDDEN.sub("-", track))
        source = self._source(file, whole, take)
        if (source, take.span) in playlist.spans:
            return
        playlist.spans.add((source, take.span))
        playlist.lines.append(parts.region(take, next(self._ids), source, playlist.layer))
        playlist.layer += 1

    def result(self) -> bytes:
        """Give the file with everything that was added."""
        order = 1 + _last_order(self._session)
        outputs = _outputs(self._session)
        for playlist in self._playlists.values():
            if playlist.track is None:
                if playlist.lines:
                    self._document.append("Playlist", playlist.lines, playlist.id)
                continue
            track, name = playlist.track
            route = parts.track(name, track, playlist.id, order, outputs, self._ids.__next__)
            self._document.append("Routes", route)
            written = parts.playlist(name, playlist.id, track, playlist.lines)
            self._document.append("Playlists", written)
            order += 1
        return self._document.with_counter(next(self._ids))

    def _source(self, file: str, whole: int, take: Placed) -> int:
        """Give the id of the source of a file, which is added with its region where missing."""
        if file not in self._sources:
            source = self._sources[file] = next(self._ids)
            self._document.append("Sources", [parts.source(file, source, take.start)])
            entire = Placed(PurePath(file).stem, take.start, whole)
            self._document.append("Regions", [parts.region(entire, next(self._ids), source)])
        return self._sources[file]

    def _playlist(self, track: str) -> _Playlist:
        """Give the playlist of a track, which is made where it is missing."""
        name = track.casefold()
        if name not in self._playlists:
            self._playlists[name] = self._present(track) or _Playlist(
                str(next(self._ids)), track=(next(self._ids), track)
            )
        return self._playlists[name]

    def _present(self, track: str) -> _Playlist | None:
        for route in self._session.iterfind("Routes/Route"):
            if route.get("name", "").casefold() == track.casefold():
                found = _playlist_of(route, self._session)
                if found is None:
                    raise ProjectError(
                        f'"{track}" is no audio track of the session; give it another name'
                    )
                return found
        return None


def _playlist_of(route: Element, session: Element) -> _Playlist | None:
    wanted = route.get("audio-playlist")
    for playlist in session.iterfind("Playlists/Playlist"):
        if wanted and playlist.get("id") == wanted:
            regions = playlist.findall("Region")
            spans = {(_id(r.get("source-0")), r.get("length", "")) for r in regions}
            layers = (r.get("layering-index") for r in regions)
            return _Playlist(wanted, spans, 1 + _highest(layers) if regions else 0)
    return None


def _outputs(session: Element) -> tuple[str, ...]:
    """Name the ports that the master bus listens to."""
    for route in session.iterfind("Routes/Route"):
        info = route.find("PresentationInfo")
        if info is not None and _MASTER in info.get("flags", ""):
            ports = route.findall("IO[@direction='Input']/Port")
            return tuple(port.get("name", "") for port in ports)[: len(_SPEAKERS)] or _SPEAKERS
    return _SPEAKERS


def _last_order(session: Element) -> int:
    routes = session.iterfind("Routes/Route/PresentationInfo")
    orders = (_id(route.get("order")) for route in routes)
    return max((order for order in orders if order < _MOST_TRACKS), default=0)


def _highest(values: Iterable[str | None]) -> int:
    return max((_id(value) for value in values), default=0)


def _id(text: str | None) -> int:
    return int(number(text, _LARGEST_ID) or 0)
