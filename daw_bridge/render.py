"""Render lines into takes: perform what changed, keep what did not, put all of it in a project."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import groupby
from pathlib import Path

import numpy as np

from daw_bridge.assembly import SpokenPhrase, assemble
from daw_bridge.one_ahead import one_ahead
from daw_bridge.phrasing import Line, called
from daw_bridge.placement import PlacedTake, Placement, Placer
from daw_bridge.preflight import (
    check_folder,
    check_lines,
    check_numbers,
    check_sizes,
    check_space,
)
from daw_bridge.region_text import parse_region_text
from daw_bridge.render_events import (
    ChunkSpoken,
    PhrasePerformed,
    RenderEvent,
    RenderStopped,
    TakeFinished,
    TakeStarted,
)
from daw_bridge.render_options import RenderOptions
from daw_bridge.take_file import finish_anew, follow, put_take
from daw_bridge.take_library import TakeLibrary, TakeRecord
from daw_bridge.take_shelf import TakeShelf
from daw_bridge.timeline import ProjectError, Region, Timeline
from daw_bridge.wanted_take import WantedTake, wanted_takes
from model.phrase import AudioChunk, Candidate, Performer, Phrase


@dataclass(frozen=True, slots=True)
class RenderResult:
    """Give what a render left on the disk.

    Args:
        takes: those that were asked for and are there, new or kept, in order.
        project: the new project; None where there was nothing to place or no way to.
        cancelled: the user stopped it; `takes` then holds those finished before.
    """

    takes: tuple[TakeRecord, ...]
    project: Path | None
    cancelled: bool = False


def render(
    timeline: Timeline,
    lines: Sequence[Line],
    performer: Performer,
    out_dir: Path,
    options: RenderOptions,
    on_progress: Callable[[RenderEvent], None],
    placer: Placer | None = None,
) -> RenderResult:
    """Perform lines of a timeline into a folder.

    Everything is checked before the first byte is written. Ctrl-C, or `RenderStopped` from
    `on_progress`, ends it early: what is finished is kept and placed, and the next run goes on from
    there. The new project is made from the user's present one and from every take in the folder's
    `takes.json` whose region still exists.

    Raises:
        ProjectError: something cannot be rendered, or the folder cannot be written to.
    """
    rate = options.sample_rate_for(timeline)
    check_numbers(options.takes, options.seed, rate)
    check_lines(lines, performer.voices)
    check_folder(out_dir)
    library = TakeLibrary.load(out_dir)
    shelf = TakeShelf(out_dir, library, timeline.source, options.finish.name)
    if placer is not None:
        placer.check(timeline.source, rate)
    wanted = wanted_takes(lines, shelf, performer.version, rate, options)
    sizes = [take.file_bytes for take in wanted]
    check_sizes(sizes)
    check_space(out_dir, sum(sizes) + (0 if placer is None else timeline.source.stat().st_size))
    records: list[TakeRecord] = []
    cancelled = False
    try:
        for record in _take_all(wanted, performer, shelf, on_progress):
            records.append(record)
    except (KeyboardInterrupt, RenderStopped):
        cancelled = True
    project = None
    if placer is not None and shelf.library.takes:
        placements = _placements(timeline.regions, records, shelf)
        project = placer.place(timeline.source, placements, shelf)
    return RenderResult(tuple(records), project, cancelled)


def _take_all(
    wanted: Sequence[WantedTake],
    performer: Performer,
    shelf: TakeShelf,
    on_progress: Callable[[RenderEvent], None],
) -> Iterator[TakeRecord]:
    """Keep, finish anew or perform the takes, line by line.

    The next line is drawn while one is spoken.
    """
    lines = [list(of_line) for _, of_line in groupby(wanted, key=lambda one: one.line.region.id)]
    new = [[one for one in of_line if one.is_unspoken] for of_line in lines]
    drawn = one_ahead(partial(_draw, of_line, performer) for of_line in new if of_line)
    index = 0
    for of_line, unspoken in zip(lines, new, strict=True):
        for record, kept in _at_hand(of_line, shelf):
            yield record
            on_progress(TakeFinished(record, index, len(wanted), kept))
            index += 1
        if not unspoken:
            continue
        seeds = {one.seed: one for one in unspoken}
        on_progress(TakeStarted(of_line[0].line, index, len(wanted)))
        candidates, seconds = next(drawn)
        for candidate in candidates:
            record = _performed(seeds[candidate.seed], candidate, seconds, shelf, on_progress)
            yield record
            on_progress(TakeFinished(record, index, len(wanted), kept=False))
            index += 1


def _at_hand(wanted: Sequence[WantedTake], shelf: TakeShelf) -> Iterator[tuple[TakeRecord, bool]]:
    """Give the takes of a line that need not be spoken, and whether they were there as they are.

    Those that are finished anew are numbered as new ones are, the best first.
    """
    for one in wanted:
        if one.kept is not None:
            yield follow(one.line.region, one.kept, shelf), True
    spoken = [(one, one.source) for one in wanted if one.kept is None and one.source is not None]
    for one, source in sorted(spoken, key=lambda pair: -pair[1].fit):
        yield finish_anew(source, one.line, one.finish, shelf), False


def _draw(wanted: Sequence[WantedTake], performer: Performer) -> tuple[list[Candidate], float]:
    """Draw the takes of a line; tell how many seconds each of them took."""
    began, line = time.perf_counter(), wanted[0].line
    phrases = [
        Phrase(
            planned.text,
            line.voice,
            planned.emotion,
            planned.end - planned.start,
            voice_prompt=line.own.prompt if line.own else None,
        )
        for planned in line.phrases
    ]
    try:
        candidates = performer.candidates(phrases, [one.seed for one in wanted])
    except ValueError as error:
        raise ProjectError(f"{called(line.region)}: {error}") from error
    return candidates, (time.perf_counter() - began) / len(wanted)


def _performed(
    wanted: WantedTake,
    candidate: Candidate,
    seconds: float,
    shelf: TakeShelf,
    on_progress: Callable[[RenderEvent], None],
) -> TakeRecord:
    """Speak a take that took `seconds` to draw, phrase by phrase, and put it on the shelf."""
    began = time.perf_counter() - seconds
    line, region = wanted.line, wanted.line.region
    counts: list[AudioChunk] = []
    spoken = _spoken(line, candidate, counts, on_progress)
    waveform = assemble(region.start, region.end, wanted.sample_rate, spoken)
    asked = [count.tokens_asked for count in counts]
    performed = TakeRecord(
        region_id=region.id,
        region_number=region.number,
        region_name=region.name,
        character=line.text.character,
        take=0,
        start=region.start,
        end=region.end,
        sample_rate=wanted.sample_rate,
        samples=wanted.samples,
        file="",
        seed=wanted.seed,
        voice=line.voice,
        emotions=tuple(phrase.emotion for phrase in line.phrases),
        tokens_asked=None if None in asked else sum(count or 0 for count in asked),
        tokens_made=sum(count.tokens_made for count in counts),
        steered=sum(count.steered for count in counts),
        paces=tuple(round(count.pace, 3) for count in counts),
        fit=round(candidate.fit, 3),
        stretches=tuple(round(count.stretch, 4) for count in counts),
        seconds=round(time.perf_counter() - began, 3),
        gain=1.0,
        content_hash=wanted.content_hash,
    )
    return put_take(performed, waveform, line, wanted.finish, shelf)


def _spoken(
    line: Line,
    candidate: Candidate,
    counts: list[AudioChunk],
    on_progress: Callable[[RenderEvent], None],
) -> Iterator[SpokenPhrase]:
    """Speak the phrases one after another; the last chunk of each goes to `counts`."""
    for index, planned in enumerate(line.phrases):
        chunks = []
        for chunk in candidate.speak(index):
            on_progress(ChunkSpoken(line, planned.start, chunk))
            chunks.append(chunk)
        counts.append(replace(chunks[-1], waveform=np.zeros(0, np.float32)))
        waveform = np.concatenate([chunk.waveform for chunk in chunks])
        yield SpokenPhrase(planned.start, planned.end, waveform, chunks[-1].sample_rate)
        on_progress(PhrasePerformed(line, planned, index, len(line.phrases)))


def _placements(
    regions: Sequence[Region], records: Sequence[TakeRecord], shelf: TakeShelf
) -> list[Placement]:
    """Gather the takes of every region; those just asked for come last, the best at the end.

    The last one of an item is the one that plays.
    """
    recent = {record.file: number for number, record in enumerate(reversed(records))}
    placements = []
    for region in regions:
        present = list(shelf.takes_of(region.id))
        present.sort(key=lambda record: recent.get(record.file, -1))
        if present:
            takes = tuple(PlacedTake(Path(r.file).stem, r.file) for r in present)
            character = parse_region_text(region.name, region.notes).character
            placements.append(Placement(region, character, takes))
    return placements
