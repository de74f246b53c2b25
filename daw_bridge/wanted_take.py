"""Lay out the takes that a render is to leave: which are there, which only want a finish."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from daw_bridge.assembly import region_samples
from daw_bridge.content_hash import content_hash
from daw_bridge.finish import TakeFinish
from daw_bridge.phrasing import Line
from daw_bridge.render_options import RenderOptions
from daw_bridge.sample_format import FORMATS
from daw_bridge.take_file import as_said, source_of
from daw_bridge.take_library import TakeRecord
from daw_bridge.take_shelf import TakeShelf
from daw_bridge.wav import HEADER_BYTES


@dataclass(frozen=True, slots=True)
class WantedTake:
    """Ask for one take.

    Args:
        finish: of the file.
        kept: the take that exists already, performed and finished just so.
        source: the take whose performance only needs this other finish.
    """

    line: Line
    seed: int
    sample_rate: int
    samples: int
    content_hash: str
    finish: TakeFinish
    kept: TakeRecord | None = None
    source: TakeRecord | None = None

    @property
    def is_unspoken(self) -> bool:
        """Tell whether it has to be performed."""
        return self.kept is None and self.source is None

    @property
    def file_bytes(self) -> int:
        """Give the size of the file that is still to be written."""
        if self.kept is not None:
            return 0
        return self.samples * FORMATS[self.finish.bit_depth].sample_bytes + HEADER_BYTES


def wanted_takes(
    lines: Sequence[Line],
    shelf: TakeShelf,
    version: str,
    sample_rate: int,
    options: RenderOptions,
) -> list[WantedTake]:
    """Lay out the takes of every line, with those that exist already and sound just so.

    Args:
        lines: without problems.
        shelf: on which the takes lie.
        version: of the engine.
        sample_rate: of the files.
        options: of the render.
    """
    wanted: list[WantedTake] = []
    for line in lines:
        unfinished = _unfinished(line, shelf, version, options)
        if unfinished is not None:
            wanted.append(unfinished)
            if options.takes == 1:
                continue
        wanted += (
            take
            for take in _of_line(line, shelf, version, sample_rate, options)
            if unfinished is None or take.content_hash != unfinished.content_hash
        )
    return wanted


def _of_line(
    line: Line, shelf: TakeShelf, version: str, sample_rate: int, options: RenderOptions
) -> Iterator[WantedTake]:
    """Lay out a take for every seed."""
    region, finish = line.region, options.finish.of(line.level)
    samples = region_samples(region.start, region.end, sample_rate)
    first = options.seed if line.seed is None else line.seed
    for seed in range(first, first + options.takes):
        sound = content_hash(line, seed, sample_rate, samples, version)
        kept = None if options.force else shelf.find(region.id, sound, finish)
        source = None if options.force or kept else source_of(region.id, sound, shelf)
        yield WantedTake(line, seed, sample_rate, samples, sound, finish, kept, source)


def _unfinished(
    line: Line, shelf: TakeShelf, version: str, options: RenderOptions
) -> WantedTake | None:
    """Lay out the take that only wants its finish; None where its file does not do for one."""
    file = options.unfinished.get(line.region.id)
    take = shelf.library.find(file) if file else None
    source = source_of(line.region.id, take.content_hash, shelf) if take else None
    if take is None or source is None:
        return None
    sound, finish = take.content_hash, options.finish.of(line.level)
    if content_hash(line, take.seed, take.sample_rate, take.samples, version) != sound:
        line = as_said(take, line)
    kept = shelf.find(line.region.id, sound, finish)
    return WantedTake(line, take.seed, take.sample_rate, take.samples, sound, finish, kept, source)
