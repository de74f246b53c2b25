"""Put takes on the shelf: a performance gets its finish, its file and its place in `takes.json`."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Any

import numpy as np
import soundfile

from daw_bridge.finish import TakeFinish
from daw_bridge.finished_wav import write_finished_wav
from daw_bridge.lost_takes import is_of
from daw_bridge.phrasing import Line
from daw_bridge.region_text import parse_region_text
from daw_bridge.take_library import TakeRecord
from daw_bridge.take_shelf import TakeShelf
from daw_bridge.timeline import ProjectError, Region
from daw_bridge.wav import TakeInfo, move_take_wav
from model.phrase import Waveform

_ENOUGH_BITS = 24
"""Of a file that another finish can be made from."""

_SEED_DIGITS = 8
"""Hexadecimal digits of a content hash that seed the dither: of every take another one."""


def put_take(
    performed: TakeRecord, waveform: Waveform, line: Line, finish: TakeFinish, shelf: TakeShelf
) -> TakeRecord:
    """Write a performance under a name that nothing has, and note it.

    Args:
        performed: what is known of it; number, file and levels are found here.
        waveform: as it was spoken, shape `(N,)`.
        line: that it is a take of.
        finish: that it gets.
        shelf: on which it is put.

    Raises:
        ProjectError: the file cannot be written.
    """
    with shelf.alone():  # or another one could take the same name
        take, path = shelf.next_file(line, performed.seed)
        seed = int(performed.content_hash[:_SEED_DIGITS], 16)
        levels = write_finished_wav(
            path, waveform, performed.sample_rate, _info(line, take), finish, seed
        )
        record = replace(
            performed,
            take=take,
            file=path.name,
            gain=levels.gain,
            target=finish.target,
            ceiling=finish.ceiling,
            bit_depth=finish.bit_depth,
            loudness=levels.loudness,
            true_peak=levels.true_peak,
        )
        shelf.put(record)
    return record


def source_of(region_id: str, content_hash: str, shelf: TakeShelf) -> TakeRecord | None:
    """Give the newest take of a performance from whose file another finish can be made."""
    takes = [
        take
        for take in shelf.takes_of(region_id)
        if take.content_hash == content_hash
        and take.bit_depth >= _ENOUGH_BITS
        and is_of(take, shelf.folder / take.file)
    ]
    return takes[-1] if takes else None


def finish_anew(source: TakeRecord, line: Line, finish: TakeFinish, shelf: TakeShelf) -> TakeRecord:
    """Make a take of another one's performance.

    Raises:
        ProjectError: the other one's file cannot be read, or the new one not be written.
    """
    began, path = time.perf_counter(), shelf.folder / source.file
    try:
        waveform, _ = soundfile.read(path, dtype="float32")
    except (soundfile.LibsndfileError, OSError) as error:
        raise ProjectError(f"{path} cannot be read: {error}") from error
    seconds = round(time.perf_counter() - began, 3)
    performed = replace(source, seconds=seconds, **_place(line.region))
    return put_take(performed, waveform / np.float32(source.gain), line, finish, shelf)


def as_said(take: TakeRecord, line: Line) -> Line:
    """Give a line with the voice and the words of a take of it, which may be earlier ones."""
    if take.region_name == line.region.name:
        return replace(line, voice=take.voice)
    region = replace(line.region, name=take.region_name, notes="")
    return replace(line, region=region, text=parse_region_text(region.name), voice=take.voice)


def follow(region: Region, take: TakeRecord, shelf: TakeShelf) -> TakeRecord:
    """Let a take follow its region, which may have moved or got another name."""
    present = replace(take, **_place(region))
    if present != take:
        move_take_wav(shelf.folder / take.file, region.start, take.sample_rate)
        shelf.put(present)
    return present


def _place(region: Region) -> dict[str, Any]:
    """Give what a take tells of its region."""
    return {
        "region_number": region.number,
        "region_name": region.name,
        "start": region.start,
        "end": region.end,
    }


def _info(line: Line, take: int) -> TakeInfo:
    return TakeInfo(
        start=line.region.start,
        scene=str(line.region.number),
        take=str(take),
        text=line.text.line,
        direction=line.text.direction,
        character=line.text.character,
        voice=line.voice,
        reference=line.text.tags.get("id", ""),
    )
