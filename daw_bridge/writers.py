"""Write a timeline as another kind of file: one table of writers."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from daw_bridge.exchange.cue_table import write_cue_csv, write_cue_tsv
from daw_bridge.exchange.dawproject_writer import write_dawproject
from daw_bridge.exchange.labels import write_labels
from daw_bridge.exchange.srt import write_srt
from daw_bridge.exchange.vtt import write_vtt
from daw_bridge.midi.midi_writer import write_midi
from daw_bridge.timeline import ProjectError, Timeline

WRITERS: dict[str, Callable[[Timeline, Path], None]] = {
    ".csv": write_cue_csv,
    ".tsv": write_cue_tsv,
    ".srt": write_srt,
    ".vtt": write_vtt,
    ".txt": write_labels,
    ".dawproject": write_dawproject,
    ".mid": write_midi,
}
"""By lower-case file ending; `daw_bridge.readers` reads every one of them again."""


def write(timeline: Timeline, path: Path, *, force: bool = False) -> None:
    """Write a timeline whole or not at all, never over what it was read from.

    Args:
        timeline: what is written.
        path: its ending says in which format.
        force: replace a file that is there.

    Raises:
        ProjectError: the file is there already, or of an unknown kind, or cannot be written.
    """
    writer = WRITERS.get(path.suffix.lower())
    if writer is None:
        raise ProjectError(
            f"Takelane cannot export {path.name}; let the name end in {', '.join(WRITERS)}"
        )
    if path.exists() and timeline.source.exists() and path.samefile(timeline.source):
        raise ProjectError(f"{path} is the file itself that is read; export under another name")
    if path.exists() and not force:
        raise ProjectError(f"{path} is there already; give another name, or --force to replace it")
    writer(timeline, path)
