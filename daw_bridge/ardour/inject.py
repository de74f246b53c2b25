"""Put takes into a new session file beside the user's, for when Ardour has it closed.

The new file is the old one byte for byte, plus insertions: a track for each character, with the
takes of one place on top of each other, the newest uppermost, as Ardour itself lays what is
recorded twice. The sounds are copied to where the session keeps its own. Ardour opens the new file
like any snapshot of the session.
"""

from __future__ import annotations

import hashlib
import re
import wave
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.etree.ElementTree import Element

from daw_bridge.ardour.insertion import Insertion
from daw_bridge.ardour.parts import Placed
from daw_bridge.ardour.session import load_session
from daw_bridge.ardour.times import sample_rate, superclocks
from daw_bridge.atomic_file import write_atomically
from daw_bridge.safe_xml import gunzip, number
from daw_bridge.timeline import ProjectError

SUFFIX = "-takelane"
"""Ends the name of a session with takes."""

_OUR_SUFFIX = re.compile(rf"{SUFFIX}(-\d+)?$")
_SEAL = b"<!-- Made by Takelane, which replaces this file unless somebody has changed it: %b -->\n"

_OLDEST = 7000
"""Version of the first sessions that count in superclocks."""


@dataclass(frozen=True, slots=True)
class SessionTake:
    """Say which file goes where.

    Args:
        file: a mono WAV file at the sample rate of the session.
        start_samples: where it begins on the timeline.
        length_samples: how much of it sounds; of a shorter file, all.
        track: name of an audio track, which is made where it is missing.
        name: of the region.
    """

    file: Path
    start_samples: int
    length_samples: int
    track: str
    name: str


def check_session(session: Path) -> int:
    """Give the sample rate of a session that takes can be put into, in hertz.

    Raises:
        ProjectError: none can.
    """
    data = gunzip(session)
    _check_text(data, session)
    _media_folder(session)
    return _checked_rate(load_session(data, session), session)


def place_takes(session: Path, takes: Sequence[SessionTake]) -> Path:
    """Write a new session with takes beside a saved one, which stays as it is, and give its path.

    Of takes at one place, the last is the one that plays. What is there already is not added
    again. A new session that the user has saved over is left alone, and another name chosen.

    Args:
        session: an .ardour file in the folder that Ardour made for it.
        takes: oldest first.

    Raises:
        ProjectError: the session or a take cannot be used, or the new session not be written.
    """
    data = gunzip(session)
    root = load_session(data, session)
    _check_text(data, session)
    rate = _checked_rate(root, session)
    media = _media_folder(session)
    lengths = {take.file: _samples(take.file, rate) for take in takes}
    stored: dict[Path, Path] = {}
    for file in lengths:
        stored[file] = _stored(media, file, stored.values())
    insertion = Insertion(root, data)
    clocks = superclocks(root) / rate
    for take in takes:
        whole = lengths[take.file]
        length = min(take.length_samples, whole)
        place = Placed(take.name, round(take.start_samples * clocks), round(length * clocks))
        insertion.add(stored[take.file].name, round(whole * clocks), place, take.track)
    for file, copy in stored.items():
        if not copy.exists():
            write_atomically(copy, file.read_bytes())
    path = _new_path(session)
    write_atomically(path, _sealed(insertion.result()))
    return path


def _check_text(data: bytes, session: Path) -> None:
    """Refuse what no Ardour writes, and what insertions would therefore not fit."""
    try:
        odd = "\0" in data.decode()
    except UnicodeDecodeError:
        odd = True
    if odd:
        raise ProjectError(f"{session.name} is not written in UTF-8; open it in Ardour and save it")


def _checked_rate(root: Element, session: Path) -> int:
    """Give the sample rate of a session that takes can be put into."""
    version, rate = number(root.get("version")), sample_rate(root)
    if version is None or version < _OLDEST:
        raise ProjectError(
            f"{session.name} is of Ardour 6 or older; open it in Ardour 7 or later and save it"
        )
    if rate is None:
        raise ProjectError(f"{session.name} has no sample rate; open it in Ardour and save it")
    return rate


def _media_folder(session: Path) -> Path:
    """Find where a session keeps its audio files; a second folder would make it unusable."""
    found = sorted(session.parent.glob("interchange/*/audiofiles"))
    if len(found) != 1:
        raise ProjectError(
            f"{session.parent} is no folder of one Ardour session; move the session back to the "
            "folder that Ardour made for it"
        )
    return found[0]


def _samples(file: Path, rate: int) -> int:
    """Count the samples of a take that the session can play."""
    try:
        with wave.open(str(file), "rb") as sound:
            channels, _, file_rate, samples, *_ = sound.getparams()
    except (OSError, EOFError, wave.Error) as error:
        raise ProjectError(f"the take {file} cannot be read: {error}") from error
    if channels != 1 or file_rate != rate or not samples:
        raise ProjectError(
            f"the take {file.name} has {channels} channels, {file_rate} Hz and {samples} samples; "
            f"the session takes mono at {rate} Hz, so render it again at that rate"
        )
    return samples


def _stored(media: Path, file: Path, taken: Collection[Path]) -> Path:
    """Choose the name of a take in the session: its own, counted on while it is another file's."""
    content, copy, number = file.read_bytes(), media / file.name, 1
    while copy in taken or (copy.exists() and copy.read_bytes() != content):
        number += 1
        copy = media / f"{file.stem}-{number}{file.suffix}"
    return copy


def _new_path(session: Path) -> Path:
    """Count on from `NAME-takelane` while a session of that name is the user's."""
    stem = _OUR_SUFFIX.sub("", session.stem) + SUFFIX
    path, number = session.with_name(f"{stem}{session.suffix}"), 1
    while path.exists() and (path.samefile(session) or not _is_ours(path)):
        number += 1
        path = session.with_name(f"{stem}-{number}{session.suffix}")
    return path


def _sealed(content: bytes) -> bytes:
    """End a session with a comment by which we know it again while nobody has changed it."""
    return content + _SEAL % hashlib.sha256(content).hexdigest().encode()


def _is_ours(path: Path) -> bool:
    data = gunzip(path)
    content = data[: data.rfind(_SEAL.partition(b"%b")[0])]
    return data == _sealed(content)
