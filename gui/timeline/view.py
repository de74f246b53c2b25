"""Show a document over time, and let it be changed there."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import partial

from PyQt6.QtCore import QPoint, QPointF, Qt, pyqtSignal
from PyQt6.QtGui import QCloseEvent
from PyQt6.QtWidgets import (
    QMenu,
    QVBoxLayout,
    QWidget,
)

from daw_bridge.envelope import Envelope
from daw_bridge.mood import speaking_track
from daw_bridge.timeline import EmotionLane, Timeline
from gui.clock import Clock
from gui.document import Document
from gui.theme import Theme
from gui.timeline.bar import OF_ALL, OF_SELECTED, TimelineBar
from gui.timeline.canvas import ZOOM_STEP, Canvas
from gui.timeline.curve import Curve
from gui.timeline.hand import Hand
from gui.timeline.look import Look
from gui.timeline.names import EVERYBODY
from gui.timeline.readout import lane_words, region_words
from gui.timeline.scene import Strip, changed, layers, region_box, strips_of, tracks_of
from gui.timeline.takes_seen import TakesSeen
from gui.timeline.travel import Travel


class TimelineView(QWidget):
    """Hold the canvas, and the bar above it."""

    regions_chosen = pyqtSignal(object, object)
    """The user wants to choose regions, and to go on from one of them, or from None."""

    region_activated = pyqtSignal(str)
    """The user wants to hear the region with this id."""

    located = pyqtSignal(float)
    """The user wants to go to this time."""

    def __init__(self, document: Document, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._timeline: Timeline | None = None
        self._clock = Clock()
        self.takes = TakesSeen(self)
        self.canvas = Canvas(Look.of(theme, self.font()), self.takes.peaks, self)
        self.canvas.setAccessibleName("Timeline")
        self.canvas.setAccessibleDescription("Regions and emotion lanes over time")
        self.setFocusProxy(self.canvas)
        self._bar = TimelineBar()
        self._hand, self._travel = Hand(self.canvas), Travel(self.canvas)
        self._connect()
        self._lay_out()
        self._show_rows()

    def set_theme(self, theme: Theme) -> None:
        """Paint in other colours."""
        self.canvas.set_look(Look.of(theme, self.font()))

    def set_clock(self, clock: Clock) -> None:
        """Write times in another way; what the pointer is at, from its next move on."""
        self._clock = clock
        self.canvas.set_clock(clock)
        self._tell(None)

    def set_playhead(self, seconds: float | None) -> None:
        """Show where the DAW, or the player here, is; None where nobody knows."""
        self.canvas.set_playhead(seconds)

    def select(self, region_ids: Iterable[str]) -> None:
        """Mark regions as chosen."""
        self.canvas.choose(frozenset(region_ids))
        if list(self._tracks()) != list(dict.fromkeys(s.lane.track for s in self.canvas.strips)):
            self._show_strips()

    def zoom_in(self) -> None:
        """Come closer."""
        self.canvas.zoom(ZOOM_STEP)

    def zoom_out(self) -> None:
        """Show more."""
        self.canvas.zoom(1 / ZOOM_STEP)

    def fit_all(self) -> None:
        """Show the whole project."""
        self.canvas.fit_all()

    def fit_selection(self) -> None:
        """Show the chosen regions, as large as they fit."""
        boxes = self.canvas.boxes
        chosen = [boxes[place] for place in boxes.places(self.canvas.chosen)]
        if chosen:
            self.canvas.fit(chosen[0].start, max(box.end for box in chosen))

    def closeEvent(self, event: QCloseEvent | None) -> None:
        """Read no more takes."""
        self.takes.close()
        super().closeEvent(event)

    def _connect(self) -> None:
        document, hand = self._document, self._hand
        document.opened.connect(self.canvas.fit_all)
        document.opened.connect(self._show_rows)
        document.rows_changed.connect(self._show_rows)
        document.rows_touched.connect(self._show_some)
        # What could not be written is not drawn.
        document.problem.connect(lambda _: self._show_strips())
        self.takes.found.connect(self.canvas.show_take)
        bar = self._bar
        bar.chosen.connect(self._show_strips)
        bar.free.toggled.connect(partial(setattr, hand.lanes, "free"))
        bar.zoomed_in.connect(self.zoom_in)
        bar.zoomed_out.connect(self.zoom_out)
        bar.fitted.connect(self.fit_all)
        hand.choice.chosen.connect(self.regions_chosen)
        hand.region_activated.connect(self.region_activated)
        hand.located.connect(self.located)
        hand.cut.connect(document.edits.cut)
        hand.lanes.drawn.connect(lambda lane, title: document.edits.draw([lane], title))
        hand.pointed.connect(self._tell)
        self.canvas.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.canvas.customContextMenuRequested.connect(self._offer)

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._bar)
        layout.addWidget(self.canvas, 1)

    def _show_rows(self) -> None:
        rows, document = self._document.rows, self._document
        self.takes.look_in(document.folder)
        places = changed(self.canvas.boxes, rows)
        if places is not None:
            self._show_some(places)
        else:
            spans = [(row.line.region.start, row.line.region.end) for row in rows]
            boxes = zip(rows, layers(spans), strict=True)
            self.canvas.show_boxes(region_box(row, n, row.chosen) for row, n in boxes)
        # Lanes that are drawn just now are in no timeline yet; an earlier one knows them no better.
        if document.timeline is not self._timeline or not rows:
            self._timeline = document.timeline
            self._list_tracks()
            self._show_strips()
        self.setVisible(bool(rows))

    def _show_some(self, places: Iterable[int]) -> None:
        document, boxes = self._document, self.canvas.boxes
        rows = [(place, document.rows[place]) for place in places]
        self.canvas.show_some({p: region_box(row, boxes[p].layer, row.chosen) for p, row in rows})

    def _list_tracks(self) -> None:
        lanes = self._timeline.lanes if self._timeline else ()
        self._bar.list_tracks(tracks_of(self._document.rows.characters, lanes))

    def _show_strips(self) -> None:
        lanes = self._timeline.lanes if self._timeline else ()
        known = {strip.key: strip for strip in self.canvas.strips}

        def curve(lane: EmotionLane) -> Curve | None:
            strip = known.get((lane.track, lane.emotion))
            return strip.curve if strip and strip.lane.envelope is lane.envelope else None

        strips = strips_of(self._tracks(), lanes, curve, self._document.edits.is_drawn)
        if strips != self.canvas.strips:
            self.canvas.show_strips(strips)

    def _tracks(self) -> Sequence[str]:
        """List the tracks whose lanes are wanted."""
        rows, lanes = self._document.rows, self._timeline.lanes if self._timeline else ()
        wanted = self._bar.wanted
        if not rows:
            return ()
        if wanted == OF_ALL:
            return tracks_of(rows.characters, lanes)
        if wanted != OF_SELECTED:
            return list(wanted)
        characters = rows.characters
        chosen = self.canvas.boxes.places(self.canvas.chosen)
        if not chosen:
            return [lanes[0].track if lanes else characters[0]]
        character = self.canvas.boxes[chosen[0]].row.line.text.character
        return [speaking_track(lanes, character, characters)]

    def _tell(self, place: QPointF | None) -> None:
        """Say what the pointer is at."""
        words = ""
        if place is not None:
            box, band = self.canvas.box_at(place), self.canvas.band_at(place)
            if box is not None:
                words = region_words(box, self._clock)
            elif band is not None and band.strip is not None:
                time = self.canvas.time_at(place.x())
                words = lane_words(band.strip, band.track or EVERYBODY, time, self._clock)
        self._bar.readout.setText(words)

    def _offer(self, place: QPoint) -> None:
        """Offer to give drawn lanes back; the place is one of the viewport."""
        band = self.canvas.band_at(QPointF(place))
        if band is None:
            return
        whose = band.track or EVERYBODY
        ours = [s for s in self.canvas.strips if s.drawn and s.lane.track == band.track]
        choices = {f"Give every lane of {whose} back to the DAW": ours}
        if band.strip is not None:
            one = f"Give {whose}'s {band.strip.lane.emotion} back to the DAW"
            choices = {one: [strip for strip in ours if strip is band.strip], **choices}
        menu = QMenu(self)
        for words, strips in choices.items():
            if (action := menu.addAction(words)) is not None:
                action.setEnabled(bool(strips))
                action.triggered.connect(partial(self._give_back, strips))
        menu.popup(self.canvas.view.mapToGlobal(place))

    def _give_back(self, strips: Sequence[Strip], _checked: bool = False) -> None:
        nothing = Envelope(())
        lanes = [replace(strip.lane, envelope=nothing) for strip in strips]
        self._document.edits.draw(lanes, "Give lanes back")
