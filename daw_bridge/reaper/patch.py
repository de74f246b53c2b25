"""Place takes in a copy of a REAPER project: the old file byte for byte, plus insertions.

The takes of a character lie on a track `Takelane CHARACTER` (`Takelane` for lines that nobody in
particular speaks), one item for each region. The item carries the id of its region in its extension
data, where REAPER keeps it; so a later run finds it again, even renamed or on another track, and
adds its takes to it as long as it still begins with the region and covers it. Otherwise the takes
get an item of their own, and nothing that is there is changed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from uuid import UUID, uuid4

from daw_bridge.placement import PlacedTake, Placement
from daw_bridge.reaper.lanes import track_name
from daw_bridge.reaper.project import SAME_TIME
from daw_bridge.reaper.rpp import Block, number, parse, quoted, serialise
from daw_bridge.take_track import track_for
from daw_bridge.timeline import Region

REGION_KEY = "takelane_region"
"""Key under which an item remembers its region."""

_TRACK_LINES = """\
PEAKCOL 16576
BEAT -1
AUTOMODE 0
VOLPAN 1 0 -1 -1 1
MUTESOLO 0 0 0
IPHASE 0
PLAYOFFS 0 1
ISBUS 0 0
BUSCOMP 0 0 0 0 0
SHOWINMIX 1 0.6667 0.5 1 0.5 0 0 0
SEL 0
REC 0 0 1 0 0 0 0 0
VU 2
TRACKHEIGHT 0 0 0 0 0 0 0
INQ 0 0 0 0.5 100 0 0 100
NCHAN 2
FX 1
PERF 0
MIDIOUT -1
MAINSEND 1 0""".splitlines()

_ITEM_LINES = """\
LOOP 0
ALLTAKES 0
FADEIN 1 0 0 1 0 0 0
FADEOUT 1 0 0 1 0 0 0
MUTE 0 0
SEL 0""".splitlines()

_TAKE_LINES = ["SOFFS 0", "PLAYRATE 1 1 0 -1 0 0.0025", "CHANMODE 0"]

NewGuid = Callable[[], UUID]


def place_takes(
    project: bytes, placements: Sequence[Placement], new_guid: NewGuid = uuid4
) -> bytes:
    """Add takes to a project; of each region the newest becomes the active one.

    A take whose file the region's item holds already is not added again.

    Args:
        project: the bytes of an .rpp file.
        placements: at most one for each region.
        new_guid: where the ids of new tracks, items and takes come from.

    Raises:
        ProjectError: `project` is no whole REAPER project.
    """
    root = parse(project, "the project")
    placed = _placed_items(root)
    insertions: list[tuple[int, list[str]]] = []
    new_items: dict[str, list[str]] = defaultdict(list)
    names: dict[str, str] = {}
    for placement in placements:
        items = placed[placement.region.id]
        takes = _not_there(placement.takes, items)
        home = next((item for item in items if _is_in_place(item, placement.region)), None)
        if takes and home:
            insertions.append(_more_takes(home, takes, new_guid))
        elif takes:
            name = track_for(placement.character)
            name = names.setdefault(name.casefold(), name)
            new_items[name] += _item(placement.region, takes, new_guid)
    return serialise(root, [*insertions, *_on_tracks(root, new_items, new_guid)])


def _placed_items(root: Block) -> dict[str, list[Block]]:
    """Find the items that earlier runs placed, by the id of their region."""
    items: dict[str, list[Block]] = defaultdict(list)
    for track in root.find("TRACK"):
        for item in track.find("ITEM"):
            for extension in item.find("EXT"):
                for region in extension.entry(REGION_KEY)[:1]:
                    items[region].append(item)
    return items


def _is_in_place(item: Block, region: Region) -> bool:
    """Tell whether an item begins with the region and is no shorter."""
    start, length = number(item.entry("POSITION"), 0), number(item.entry("LENGTH"), 0)
    if start is None or length is None:
        return False
    return abs(start - region.start) <= SAME_TIME and length >= region.duration - SAME_TIME


def _not_there(takes: Iterable[PlacedTake], items: Iterable[Block]) -> list[PlacedTake]:
    """Leave out the takes whose file is in one of the items; REAPER may have made it absolute."""
    files = [file for item in items for file in _files(item)]
    return [
        take
        for take in takes
        if not any(file == take.file or file.endswith(f"/{take.file}") for file in files)
    ]


def _files(item: Block) -> Iterator[str]:
    for source in item.find("SOURCE"):
        for file in source.entry("FILE")[:1]:
            yield file.replace("\\", "/")


def _more_takes(item: Block, takes: list[PlacedTake], new_guid: NewGuid) -> tuple[int, list[str]]:
    """Add takes to an item so that the last of them is the active one, and the only one.

    Where a `TAKE SEL` line heads the active take, the new one goes between that line and what it
    headed, which then gets a `TAKE` line of its own; otherwise they go to the end of the item.
    """
    bodies = [_take(take, new_guid, first=False) for take in takes]
    active = next((i for i, line in _own_lines(item) if line.split() == ["TAKE", "SEL"]), None)
    if active is None:
        headed = [line for body in bodies[:-1] for line in ("TAKE", *body)]
        return item.last, _indented(3, [*headed, "TAKE SEL", *bodies[-1]])
    headed = [line for body in reversed(bodies) for line in (*body, "TAKE")]
    return active + 1, _indented(3, headed)


def _own_lines(item: Block) -> Iterator[tuple[int, str]]:
    """Yield the lines of an item that are in none of its blocks, with their index."""
    inner = {i for block in item.blocks for i in range(block.first, block.last + 1)}
    return ((i, item.lines[i]) for i in range(item.first + 1, item.last) if i not in inner)


def _on_tracks(
    root: Block, items: dict[str, list[str]], new_guid: NewGuid
) -> Iterator[tuple[int, list[str]]]:
    """Put items at the end of the tracks they belong to; the missing tracks follow the last one."""
    tracks = list(root.find("TRACK"))
    ours = {track_name(track).casefold(): track for track in reversed(tracks)}
    behind = tracks[-1].last + 1 if tracks else root.last
    for name, lines in items.items():
        track = ours.get(name.casefold())
        if track:
            yield track.last, _indented(2, lines)
        else:
            yield behind, _indented(1, _track(name, lines, new_guid))


def _track(name: str, items: list[str], new_guid: NewGuid) -> list[str]:
    guid = _guid(new_guid)
    head = [f"<TRACK {guid}", f"NAME {quoted(name)}", *_TRACK_LINES, f"TRACKID {guid}"]
    return [*head, *items, ">"]


def _item(region: Region, takes: list[PlacedTake], new_guid: NewGuid) -> list[str]:
    """Write an item over the region with all takes, the last of them active."""
    lines = [
        "<ITEM",
        f"POSITION {_seconds(region.start)}",
        "SNAPOFFS 0",
        f"LENGTH {_seconds(region.duration)}",
        *_ITEM_LINES,
        f"IGUID {_guid(new_guid)}",
        "<EXT",
        f"{REGION_KEY} {quoted(region.id)}",
        ">",
    ]
    for take in takes:
        first = take is takes[0]
        head = "TAKE SEL" if take is takes[-1] else "TAKE"
        lines += [*([] if first else [head]), *_take(take, new_guid, first=first)]
    return [*lines, ">"]


def _take(take: PlacedTake, new_guid: NewGuid, *, first: bool) -> list[str]:
    """Write a take; the volume of the first shares a line with the item's."""
    return [
        f"NAME {quoted(take.name)}",
        "VOLPAN 1 0 1 -1" if first else "TAKEVOLPAN 0 1 -1",
        *_TAKE_LINES,
        f"GUID {_guid(new_guid)}",
        "<SOURCE WAVE",
        f"FILE {quoted(take.file)}",
        ">",
    ]


def _guid(new_guid: NewGuid) -> str:
    return f"{{{str(new_guid()).upper()}}}"


def _seconds(time: float) -> str:
    """Write a time as REAPER does: no exponent, no needless zeros."""
    return f"{time:.12f}".rstrip("0").rstrip(".")


def _indented(depth: int, lines: Iterable[str]) -> list[str]:
    """Indent by two spaces a level, as REAPER does."""
    indented = []
    for line in lines:
        depth -= line == ">"
        indented.append("  " * depth + line)
        depth += line.startswith("<")
    return indented
