"""Find take files that are no longer in their folder, and bring them back."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path

import soundfile

from daw_bridge.atomic_file import write_problem
from daw_bridge.take_library import TakeLibrary, TakeRecord

_MOST_FILES = 200_000
"""Files that are looked at; who points at a whole disk does not wait for an hour."""


def lost_takes(folder: Path, library: TakeLibrary) -> tuple[TakeRecord, ...]:
    """List the takes whose files are not in their folder."""
    there = {path.name for path in folder.iterdir()} if folder.is_dir() else set()
    return tuple(take for take in library.takes if take.file not in there)


def look_for(takes: Iterable[TakeRecord], place: Path) -> dict[str, Path]:
    """Find files of takes anywhere below a folder, by name and by length.

    Give the file that was found for each take, by the take's file name.
    """
    wanted = {take.file: take for take in takes}
    found: dict[str, Path] = {}
    seen = 0
    for folder, _, names in os.walk(place):
        for name in wanted.keys() & set(names) - found.keys():
            path = Path(folder, name)
            if is_of(wanted[name], path):
                found[name] = path
        seen += len(names)
        if len(found) == len(wanted) or seen > _MOST_FILES:
            break
    return found


def bring_back(found: Mapping[str, Path], folder: Path) -> int:
    """Copy files to where they belong; what is there is not written over. Count them.

    Raises:
        ProjectError: the folder cannot be written to.
    """
    brought = 0
    for name, path in found.items():
        target = folder / name
        if target.exists():
            continue
        partial = target.with_name(f".{name}.part")
        try:
            folder.mkdir(parents=True, exist_ok=True)
            shutil.copy2(path, partial)
            partial.rename(target)
        except OSError as error:
            partial.unlink(missing_ok=True)
            raise write_problem(target, error) from error
        brought += 1
    return brought


def is_of(take: TakeRecord, path: Path) -> bool:
    """Tell whether a file is a sound as long as a take, at its sample rate."""
    try:
        info = soundfile.info(path)
    except (soundfile.SoundFileError, OSError):
        return False
    return bool(info.frames == take.samples and info.samplerate == take.sample_rate)
