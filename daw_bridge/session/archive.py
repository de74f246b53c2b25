"""Put a whole session into one file, to be gone on with elsewhere, and take it out again.

The file is a zip archive: a copy of the project, its edits and history, its takes, and the voices
of the user's own that speak in it. What comes out of one goes into a folder of its own; nothing
that is there is written over.
"""

from __future__ import annotations

import json
import shutil
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from daw_bridge.atomic_file import open_atomically, write_problem
from daw_bridge.own_voices import TABLE_NAME, OwnVoices, table
from daw_bridge.safe_xml import UNPACK_ERRORS
from daw_bridge.session.ledger import Ledger
from daw_bridge.take_folder import FOLDER
from daw_bridge.take_library import FILE_NAME, TakeLibrary
from daw_bridge.timeline import ProjectError
from model.voices import Voice, find

SUFFIX = ".takelane.zip"
FORMAT = 1
"""Counts up when older programs could no longer read the file."""

_ABOUT, _SESSION, _PROJECT, _TAKES = "about.json", "session.takelane", "project/", "takes/"
_VOICES = "voices/"
_MOST_ABOUT_BYTES, _MOST_VOICE_BYTES = 1 << 20, 1 << 26


@dataclass(frozen=True, slots=True)
class Packed:
    """Say where the parts of a session are.

    Args:
        ledger: a copy that nobody writes to.
        folder: of the takes.
        voices: of the user's own that speak.
    """

    project: Path
    ledger: Path
    folder: Path
    voices: tuple[Voice, ...] = ()


def pack(session: Packed, archive: Path) -> int:
    """Write a session into one file; give how many takes are left out, as their files are gone.

    Raises:
        ProjectError: something cannot be read, or the file cannot be written.
    """
    library = TakeLibrary.load(session.folder)
    there = tuple(take for take in library.takes if (session.folder / take.file).is_file())
    kept = replace(library, takes=there, projects={})
    about = {"format": FORMAT, "project": session.project.name}
    with open_atomically(archive) as file, zipfile.ZipFile(file, "w") as packed:
        packed.writestr(_ABOUT, json.dumps(about))
        packed.writestr(_TAKES + FILE_NAME, json.dumps(kept.as_dict()))
        parts = {_SESSION: session.ledger, _PROJECT + session.project.name: session.project}
        parts |= {_TAKES + take.file: session.folder / take.file for take in there}
        voices = tuple(voice for voice in session.voices if voice.prompt.is_file())
        packed.writestr(_VOICES + TABLE_NAME, table(voices))
        parts |= {_VOICES + voice.prompt.name: voice.prompt for voice in voices}
        for name, path in parts.items():
            packed.write(path, name)
    return len(library.takes) - len(there)


def unpack(archive: Path, parent: Path, ledger_of: Callable[[Path], Path]) -> Path:
    """Take a session out into a folder of its own below `parent`, and give its project.

    Args:
        archive: as `pack` writes it.
        parent: exists already.
        ledger_of: gives where the edits of a project are kept; where something is, another
            folder is taken.

    Raises:
        ProjectError: it is no such archive or is damaged, or the folder cannot be written to; then
            nothing is left behind.
    """
    with _opened(archive) as packed:
        name = _project_name(archive, packed)
        home = _free(parent, Path(name).stem, lambda folder: ledger_of(folder / name))
        partial = home.with_name(f".{home.name}.part")
        try:
            _take_out(packed, name, partial)
            Ledger(partial / _SESSION).close()  # it is one, and whole
            ledger = ledger_of(home / name)
            ledger.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(partial / _SESSION, ledger)
            (partial / _SESSION).unlink()
            partial.rename(home)
        except OSError as error:
            raise write_problem(home, error) from error
        finally:
            shutil.rmtree(partial, ignore_errors=True)
    return home / name


def unpack_voices(archive: Path, own: OwnVoices) -> tuple[str, ...]:
    """Take the voices of a session in among one's own; say which have another name here.

    Raises:
        ProjectError: the archive is damaged, or a voice cannot be kept.
    """
    said = []
    with _opened(archive) as packed, tempfile.TemporaryDirectory() as scratch:
        members = [info for info in packed.infolist() if info.filename.startswith(_VOICES)]
        for info in members:
            name = info.filename.removeprefix(_VOICES)
            if _is_plain(name) and info.file_size <= _MOST_VOICE_BYTES:
                _copy(packed, info.filename, Path(scratch) / name)
        for voice in OwnVoices(Path(scratch)).read():
            here = own.adopt(voice)
            if find(voice.name, own.read()) != here:
                said.append(
                    f"Its voice “{voice.name}” is another than yours and is called “{here.name}” "
                    "here; choose it for the lines that name it."
                )
    return tuple(said)


def _take_out(packed: zipfile.ZipFile, name: str, home: Path) -> None:
    """Write the parts we know by name; whatever else is in an archive stays there."""
    takes = home / FOLDER
    takes.mkdir(parents=True)
    _copy(packed, _PROJECT + name, home / name)
    _copy(packed, _SESSION, home / _SESSION)
    _copy(packed, _TAKES + FILE_NAME, takes / FILE_NAME)
    for take in TakeLibrary.load(takes).takes:
        if not _is_plain(take.file):
            raise ProjectError(
                f"{packed.filename} holds a take with a path of its own: {take.file}"
            )
        _copy(packed, _TAKES + take.file, takes / take.file)


def _copy(packed: zipfile.ZipFile, name: str, path: Path) -> None:
    try:
        part = packed.open(name)
    except KeyError as error:
        raise ProjectError(f"{packed.filename} is no whole session: it lacks {name}") from error
    with part, path.open("xb") as file:
        shutil.copyfileobj(part, file)


def _project_name(archive: Path, packed: zipfile.ZipFile) -> str:
    try:
        info = packed.getinfo(_ABOUT)
        if info.file_size > _MOST_ABOUT_BYTES:
            raise ValueError("it is too large")
        about: Any = json.loads(packed.read(info))
        name, number = about["project"], about["format"]
    except (KeyError, TypeError, ValueError) as error:
        raise ProjectError(f"{archive} is no session that Takelane has exported") from error
    if not isinstance(number, int) or number > FORMAT:
        raise ProjectError(f"{archive} was written by a newer Takelane; update this one")
    if not isinstance(name, str) or not _is_plain(name) or name in (FOLDER, _SESSION):
        raise ProjectError(f"{archive} names a project with a path of its own: {name}")
    return name


def _free(parent: Path, stem: str, ledger_of: Callable[[Path], Path]) -> Path:
    """Find a name for a folder that neither a file nor an earlier session has."""
    number = 1
    while True:
        home = parent / (stem if number == 1 else f"{stem} {number}")
        if not home.exists() and not ledger_of(home).exists():
            return home
        number += 1


def _is_plain(name: str) -> bool:
    """Tell whether a name is that of a file in a folder, on every system."""
    return bool(name.strip(". ")) and not set(name) & set("/\\:\0") and not name.startswith(".")


@contextmanager
def _opened(archive: Path) -> Iterator[zipfile.ZipFile]:
    """Open an archive, and say what is wrong with it or with what is in it."""
    try:
        with zipfile.ZipFile(archive) as packed:
            yield packed
    except ProjectError:
        raise
    except UNPACK_ERRORS as error:
        raise ProjectError(
            f"{archive} cannot be read: {error}; export the session again"
        ) from error
