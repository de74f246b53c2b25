"""Lay out what is heard while the DAW plays: a take of every line that it does not play itself."""

from __future__ import annotations

from PyQt6.QtCore import QObject, QTimer

from daw_bridge.audio.reel import Spot
from daw_bridge.session.cue_row import CueRow
from gui.daw_link import is_placed
from gui.document import Document
from gui.sound.heard import Heard
from gui.sound.transport import Transport


def spot(
    document: Document, row: CueRow, heard: Heard | None = None, gain: float = 1.0
) -> Spot | None:
    """Place the chosen take of a line; if the line is heard, the take the user went to, by a gain.

    A line that lies in the DAW is heard from there, unless the user went to another of its takes.
    """
    chosen, region = row.chosen, row.line.region
    usual = None if chosen is None else document.path_of(chosen)
    here = heard is not None and heard.region_id == region.id
    file = heard.file if heard is not None and here else usual
    in_daw = {document.path_of(take) for take in row.takes if is_placed(document, take)}
    if file is None or file in in_daw or (in_daw and file == usual):
        return None
    return Spot(file, region.start, region.end, gain if here else 1.0)


class Programme(QObject):
    """Keep what the transport plays along with the DAW as the document has it."""

    def __init__(
        self, document: Document, transport: Transport, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._document = document
        self._transport = transport
        self._spots: dict[str, Spot] = {}
        self._changed: set[str] = set()
        self._all_changed = True
        self._heard: tuple[Heard | None, float] = (None, 1.0)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.timeout.connect(self._lay)
        document.opened.connect(transport.forget)
        document.rows_changed.connect(self._begin_anew)
        document.rows_touched.connect(
            lambda places: self._touch(*(document.rows[place].region_id for place in places))
        )
        transport.changed.connect(self._hear)

    def _begin_anew(self) -> None:
        self._all_changed = True
        self._soon.start()

    def _touch(self, *region_ids: str) -> None:
        self._changed.update(region_ids)
        self._soon.start()

    def _hear(self) -> None:
        """Notice that the user went to another take, or that the DAW is followed now."""
        before, self._heard = self._heard, (self._transport.heard, self._transport.matching_gain)
        lines = (before[0], self._heard[0]) if before != self._heard else ()
        self._touch(*(heard.region_id for heard in lines if heard is not None))

    def _lay(self) -> None:
        """Look at the lines that have changed, as there may be thousands of others."""
        document = self._document
        if not self._transport.sync or not (self._all_changed or self._changed):
            return
        if self._all_changed:
            self._changed, self._spots = {row.region_id for row in document.rows}, {}
        for region_id in self._changed:
            row = document.row_of(region_id)
            found = None if row is None else spot(document, row, *self._heard)
            self._spots.pop(region_id, None)
            if found is not None:
                self._spots[region_id] = found
        self._changed, self._all_changed = set(), False
        self._transport.lay(self._spots.values())
