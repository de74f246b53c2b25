"""Gather the take that is being spoken, so that it can be heard before it is finished."""

from __future__ import annotations

from daw_bridge.audio.track import Track
from daw_bridge.render_events import ChunkSpoken, RenderEvent, TakeFinished, TakeStarted
from daw_bridge.timeline import Region


class Making:
    """Follow one render.

    Attributes:
        region: that is spoken now; None between jobs.
        track: what is there of its take; None before the first chunk.
    """

    def __init__(self) -> None:
        self.region: Region | None = None
        self.track: Track | None = None

    def hear(self, event: RenderEvent | None) -> None:
        """Take what a render tells; None where it has ended, be it well or not."""
        match event:
            case TakeStarted(line):
                self._finish()
                self.region = line.region
            case ChunkSpoken(line, start, chunk):
                self.region = line.region
                if self.track is None:
                    self.track = Track(chunk.sample_rate)
                # Only before a phrase's first chunk is anything missing there.
                self.track.pad(start - line.region.start)
                self.track.append(chunk.waveform)
            case TakeFinished(_, _, _, kept):
                if not kept:
                    self._finish()
            case None:
                self._finish()
                self.region = None

    def _finish(self) -> None:
        if self.track is not None:
            if self.region is not None:
                self.track.pad(self.region.duration)
            self.track.finish()
            self.track = None
