"""Show and change the emotion of the chosen lines."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PyQt6.QtCore import pyqtSignal
from PyQt6.QtGui import QResizeEvent
from PyQt6.QtWidgets import QBoxLayout, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from daw_bridge.mood import LANES, MOST_INTENSITY, emotion_tag, parse_emotion
from daw_bridge.session.cue_row import CueRow
from gui.performance.chosen_lines import ChosenLines, common
from gui.performance.control_guard import ControlGuard
from gui.performance.emotion_pad import EmotionPad
from gui.performance.emotion_sliders import EmotionSliders
from gui.performance.mood_text import Mood, Source, mixture_words, mood_of
from gui.performance.preset_box import PresetBox
from gui.performance.source_box import SourceBox
from gui.performance.weight_slider import WeightSlider
from gui.theme import SPACE, Theme
from model.emotion import EmotionVector

_MOST_PREVIEWED = 100
"""Lines that follow a slider while it is dragged."""

_WIDE = 28
"""Heights of a line from which pad and sliders stand side by side."""


class EmotionBox(QWidget):
    """Hold sources, shades, pad, sliders and intensity; they show the same moods."""

    direction_wanted = pyqtSignal()
    """The direction shall decide, but there is none yet."""

    def __init__(
        self, lines: ChosenLines, theme: Theme, guard: ControlGuard, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._lines = lines
        self._moods: dict[str, Mood] = {}
        self._own_of: Callable[[Mood], EmotionVector] = lambda mood: mood.said
        self.sources = SourceBox(theme)
        self.presets = PresetBox(theme)
        self.pad = EmotionPad(theme)
        self.sliders = EmotionSliders(theme, guard)
        self.intensity = WeightSlider("Intensity", guard, MOST_INTENSITY)
        self.reset = QPushButton("Reset")
        self.reset.setToolTip("Take back emotion and intensity: the direction decides again.")
        guard.guard(self.presets, self.reset, *self.sources.buttons.values())
        self._shapes = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._lay_out()
        self._connect()
        self.set_theme(theme)

    def refresh(self) -> None:
        """Show the chosen lines as they are now, unless a hand is on them."""
        if not (self.pad.busy or self.sliders.busy or self.intensity.busy):
            self._show({row.region_id: mood_of(row) for row in self._lines.rows})

    def show_direction(self, emotion: EmotionVector | None) -> None:
        """Show what a direction says, be it written already or still being typed."""
        self._show({of: mood.with_direction(emotion) for of, mood in self._moods.items()})

    def settle(self) -> None:
        """Let what is being changed count now."""
        self.pad.settle()
        self.sliders.settle()
        self.intensity.settle()

    def set_theme(self, theme: Theme) -> None:
        """Paint in other colours."""
        for part in (self.sources, self.presets, self.pad, self.sliders):
            part.set_theme(theme)
        self.intensity.set_colour(theme.accent, theme)

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        """Put pad and sliders side by side where there is room."""
        wide = self.width() >= _WIDE * self.fontMetrics().height() * 0.8
        way = QBoxLayout.Direction
        self._shapes.setDirection(way.LeftToRight if wide else way.TopToBottom)
        super().resizeEvent(event)

    def _lay_out(self) -> None:
        shade = QHBoxLayout()
        shade.addWidget(self.presets, 1)
        shade.addWidget(self.reset)
        self._shapes.setSpacing(SPACE)
        self._shapes.addWidget(self.pad, 1)
        self._shapes.addWidget(self.sliders, 1)
        strength = QHBoxLayout()
        label = QLabel("Intensity")
        label.setBuddy(self.intensity.slider)
        self.intensity.slider.setToolTip("Of all that is felt; 1 is as said.")
        for part, stretch in ((label, 0), (self.intensity.slider, 1), (self.intensity.number, 0)):
            strength.addWidget(part, stretch)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE)
        layout.addWidget(self.sources)
        layout.addLayout(shade)
        layout.addLayout(self._shapes)
        layout.addLayout(strength)

    def _connect(self) -> None:
        self.sources.chosen.connect(self._choose_source)
        self.presets.chosen.connect(self._choose_preset)
        self.pad.moved.connect(lambda emotion: self._preview(lambda _: emotion))
        self.pad.chosen.connect(lambda _: self._keep_own("Set emotion"))
        self.sliders.moved.connect(self._slide)
        self.sliders.chosen.connect(lambda name, _: self._keep_own(f"Set {name}"))
        self.intensity.chosen.connect(self._choose_intensity)
        self.reset.clicked.connect(self._reset)

    def _presets(self) -> Mapping[str, EmotionVector]:
        studio = self._lines.studio
        return {} if studio is None else studio.presets

    def _slide(self, name: str, weight: float) -> None:
        self._preview(
            lambda mood: EmotionVector.from_mapping({**mood.said.as_dict(), name: weight})
        )

    def _preview(self, own_of: Callable[[Mood], EmotionVector]) -> None:
        """Show what would be said; of very many lines, only once the hand has let go."""
        self._own_of = own_of
        if len(self._moods) <= _MOST_PREVIEWED:
            self._show({of: mood.with_own(own_of(mood)) for of, mood in self._moods.items()})

    def _keep_own(self, title: str) -> None:
        def parts(row: CueRow) -> dict[str, object]:
            own = self._own_of(self._moods[row.region_id])
            return {"tags": {"emo": emotion_tag(own, self._presets())}}

        self._lines.edit_each(title, parts)

    def _choose_preset(self, name: str) -> None:
        self._preview(lambda _: parse_emotion(name, self._presets()))
        self._lines.edit("Set emotion", tags={"emo": name})

    def _choose_intensity(self, intensity: float) -> None:
        tag = "" if intensity == 1.0 else f"{intensity:g}"
        self._lines.edit("Set intensity", tags={"intensity": tag})

    def _choose_source(self, source: Source) -> None:
        rows = self._lines.rows
        match source:
            case Source.LANES:
                self._lines.edit_each(
                    "Use lanes",
                    lambda row: {"tags": {"emo": LANES if row.line.text.direction else ""}},
                )
            case Source.DIRECTION:
                self._lines.edit("Use direction", tags={"emo": ""})
                if not any(row.line.text.direction for row in rows):
                    self.direction_wanted.emit()
            case Source.OWN:
                self._preview(lambda mood: mood.said)
                self._keep_own("Use own emotion")
        self.refresh()

    def _reset(self) -> None:
        self._lines.edit("Reset emotion", tags={"emo": "", "intensity": ""})

    def _show(self, moods: dict[str, Mood]) -> None:
        self._moods = moods
        if not moods:
            return
        # Many lines often say the same; only what differs needs to be looked at.
        shown = list(dict.fromkeys(moods.values()))
        changed = (mood.own is not None or mood.silenced or mood.intensity != 1 for mood in shown)
        self.reset.setEnabled(any(changed))
        self.sources.show_source(common((mood.source for mood in shown), None))
        for source, said in (
            (Source.LANES, {mood.lanes for mood in shown}),
            (Source.DIRECTION, {mood.direction for mood in shown}),
            (Source.OWN, {mood.own for mood in shown}),
        ):
            self.sources.show_said(source, next(iter(said)), various=len(said) > 1)
        performed = common((mood.performed for mood in shown), None)
        how = common((mixture_words(mood) for mood in shown), "")
        self.sources.show_performed(performed, how, various=performed is None)
        self._show_shapes([mood.said for mood in shown])
        self.intensity.show_weight(common((mood.intensity for mood in shown), None))

    def _show_shapes(self, said: list[EmotionVector]) -> None:
        emotion = common(said, None)
        self.pad.show_emotion(emotion)
        weights = zip(*(one.values for one in said), strict=True)
        self.sliders.show_weights([common(of_one, None) for of_one in weights])
        presets = self._presets()
        self.presets.set_presets(presets)
        tag = "" if emotion is None else emotion_tag(emotion, presets)
        self.presets.show_preset(tag if tag in presets else "")
