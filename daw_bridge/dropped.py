"""Tell projects and recordings of voices apart, among files that somebody drops."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from daw_bridge.exchange.wav_regions import read_wav_regions
from daw_bridge.timeline import ProjectError

RECORDINGS = frozenset(
    ".wav .wave .bwf .rf64 .w64 .flac .aif .aiff .aifc .caf .au .ogg .oga .opus .mp3 .m4a .aac .wma"
    .split()
)  # fmt: skip
"""How the names of audio files end; not every one can be read, and that is then said."""


@dataclass(frozen=True, slots=True)
class Dropped:
    """Hold files by what they are for."""

    projects: tuple[Path, ...]
    recordings: tuple[Path, ...]


def is_audio(path: Path) -> bool:
    """Tell by its name whether a file is audio."""
    return path.suffix.lower() in RECORDINGS


def sort_dropped(files: Sequence[Path]) -> Dropped:
    """Sort files; audio in which regions are marked is a project, other audio a voice."""
    recordings = tuple(path for path in files if is_audio(path) and not _has_regions(path))
    return Dropped(tuple(path for path in files if path not in recordings), recordings)


def _has_regions(path: Path) -> bool:
    try:
        return bool(read_wav_regions(path).regions)
    except ProjectError:  # no WAV, which then shows when it is listened to
        return False
