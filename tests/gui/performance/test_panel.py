"""What the panel shows, and what its controls change, in the real window."""

from __future__ import annotations

import pytest
from PyQt6.QtCore import QPoint, QPointF, Qt
from PyQt6.QtGui import QWheelEvent
from PyQt6.QtWidgets import QAbstractSpinBox, QApplication, QComboBox, QLineEdit, QSlider, QWidget

from gui.background import Background
from gui.performance import emotion_box
from gui.performance.mood_text import Source
from gui.theme import LIGHT
from model import engines, voices
from model.emotion import NEUTRAL, EmotionVector

MARA = 3


@pytest.fixture
def panel(companion):
    return companion.window.performance


def choose(companion, qtbot, *rows):
    """Select lines, and wait until what they say has been read."""
    panel, document = companion.window.performance, companion.document
    companion.window.cue_list.select([document.rows[row].region_id for row in rows])
    if len(rows) == 1 and document.rows[rows[0]].line.text.direction:
        bar = panel.emotion.sources.bars[Source.DIRECTION]
        qtbot.waitUntil(lambda: bar.emotion.total > 0)


def tags(companion, row=MARA):
    return companion.document.rows[row].line.text.tags


def n_steps(companion):
    step = companion.document.session.ledger.undoable
    return 0 if step is None else step.id


def undo(companion):
    companion.window.actions_by_name["undo"].trigger()


def test_without_a_line_there_is_a_calm_sentence(companion, panel, qtbot):
    choose(companion, qtbot, MARA)
    assert panel.line.isVisible()
    choose(companion, qtbot)
    assert not panel.line.isVisible()


def test_a_line_is_shown_with_all_that_is_said_of_it(companion, panel, qtbot):
    choose(companion, qtbot, MARA)
    line = companion.document.rows[MARA].line
    assert panel.line.editor.words == "They are inside the wall."
    assert panel.line.character.currentText() == "MARA"
    assert panel.line.direction.text() == "terrified, hushed"
    assert panel.line.fit.label.text().startswith("comfortable · 4.6 syllables/s")
    assert panel.emotion.sources.buttons[Source.DIRECTION].isChecked()
    assert panel.emotion.sources.bars[Source.DIRECTION].emotion == line.words
    assert panel.emotion.pad.emotion == line.words
    assert panel.emotion.sources.how == "half lanes, half direction"
    performed = panel.emotion.sources.bars["performed"].emotion
    assert performed.values == pytest.approx(line.phrases[0].emotion.values, abs=1e-6)
    assert panel.voice.choice.currentText() == f"From the cast: {line.voice}"
    assert panel.order.seed.value() == 7


def test_a_direction_is_felt_while_it_is_typed_and_changes_nothing_before(companion, panel, qtbot):
    choose(companion, qtbot, MARA)
    steps, field = n_steps(companion), panel.line.direction
    field.setFocus()
    field.selectAll()
    qtbot.keyClicks(field, "furious")
    angry = panel.emotion.sliders.weights["angry"]
    qtbot.waitUntil(lambda: angry.weight > 0.5)
    assert panel.emotion.sources.bars[Source.DIRECTION].emotion.angry > 0.5
    assert n_steps(companion) == steps
    qtbot.keyClick(field, Qt.Key.Key_Return)
    rows = companion.document
    qtbot.waitUntil(lambda: rows.rows[MARA].line.text.direction == "furious")
    undo(companion)
    qtbot.waitUntil(lambda: field.text() == "terrified, hushed")
    qtbot.waitUntil(lambda: angry.weight < 0.5)


def test_the_fit_follows_the_words_and_return_takes_them_in(companion, panel, qtbot):
    choose(companion, qtbot, MARA)
    editor = panel.line.editor
    editor.setFocus()
    qtbot.keyClicks(editor, "Every one of them and a great many more besides. ")
    qtbot.waitUntil(lambda: panel.line.fit.label.text().startswith("too tight"))
    assert companion.document.rows[MARA].line.text.line == "They are inside the wall."
    qtbot.keyClick(editor, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: companion.document.rows[MARA].line.text.line.startswith("Every one"))
    undo(companion)
    qtbot.waitUntil(lambda: editor.words == "They are inside the wall.")


def test_escape_puts_the_words_back(companion, panel, qtbot):
    choose(companion, qtbot, MARA)
    steps, editor = n_steps(companion), panel.line.editor
    editor.setFocus()
    qtbot.keyClicks(editor, "No. ")
    qtbot.keyClick(editor, Qt.Key.Key_Escape)
    assert editor.words == "They are inside the wall."
    companion.window.cue_list.go_to_search()
    assert n_steps(companion) == steps


def test_words_are_taken_in_when_the_window_closes(open_companion, demo, qtbot):
    first = open_companion()
    first.open(demo)
    qtbot.waitUntil(lambda: bool(first.document.rows))
    choose(first, qtbot, MARA)
    editor = first.window.performance.line.editor
    editor.setFocus()
    qtbot.keyClicks(editor, "No. ")
    first.window.close()
    again = open_companion()
    again.open(demo)
    qtbot.waitUntil(lambda: bool(again.document.rows))
    assert again.document.rows[MARA].line.text.line == "No. They are inside the wall."


def test_a_pause_is_put_where_the_cursor_is(companion, panel, qtbot):
    choose(companion, qtbot, MARA)
    cursor = panel.line.editor.textCursor()
    cursor.setPosition(len("They are"))
    panel.line.editor.setTextCursor(cursor)
    next(a for a in panel.line.pause.menu().actions() if a.text() == "0.3 s").trigger()
    qtbot.waitUntil(
        lambda: (
            companion.document.rows[MARA].line.text.line == "They are [pause 0.3] inside the wall."
        )
    )


def test_a_slider_drag_is_one_step_and_undo_moves_it_back(companion, panel, qtbot):
    choose(companion, qtbot, MARA)
    before, angry = n_steps(companion), panel.emotion.sliders.weights["angry"]
    afraid = panel.emotion.sliders.weights["afraid"].weight
    angry.slider.setSliderDown(True)
    for weight in (10, 25, 40):
        angry.slider.setSliderPosition(weight)
        assert n_steps(companion) == before
    assert panel.emotion.pad.emotion.angry == pytest.approx(0.4)
    assert panel.emotion.sources.bars[Source.OWN].emotion.angry == pytest.approx(0.4)
    angry.slider.setSliderDown(False)
    assert n_steps(companion) == before + 1
    qtbot.waitUntil(lambda: "emo" in tags(companion))
    assert tags(companion)["emo"].startswith(f"angry:0.4,afraid:{afraid:g}")
    undo(companion)
    qtbot.waitUntil(lambda: angry.weight == 0.0)
    assert panel.emotion.sources.buttons[Source.DIRECTION].isChecked()


def test_keys_on_a_slider_count_once_they_have_settled(companion, panel, qtbot):
    choose(companion, qtbot, MARA)
    before, calm = n_steps(companion), panel.emotion.sliders.weights["calm"]
    calm.slider.setFocus()
    for _ in range(3):
        qtbot.keyClick(calm.slider, Qt.Key.Key_PageUp)
    # What is told meanwhile does not take the slider out of the hand.
    companion.document.rows_changed.emit()
    assert n_steps(companion) == before
    assert calm.weight >= 0.6
    qtbot.waitUntil(lambda: n_steps(companion) == before + 1)


def test_a_number_can_be_typed(companion, panel, qtbot):
    choose(companion, qtbot, MARA)
    number = panel.emotion.sliders.weights["sad"].number
    number.setFocus()
    number.selectAll()
    qtbot.keyClicks(number, "0.33")
    qtbot.keyClick(number, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "sad:0.33" in tags(companion).get("emo", ""))


def test_the_pad_is_moved_by_keys_and_tells_where_it_is(companion, panel, qtbot):
    choose(companion, qtbot, MARA)
    before, pad = n_steps(companion), panel.emotion.pad
    pad.setFocus()
    qtbot.keyClick(pad, Qt.Key.Key_0)
    assert pad.accessibleDescription().startswith("neutral")
    for _ in range(4):
        qtbot.keyClick(pad, Qt.Key.Key_Right)
    assert pad.emotion.happy == pytest.approx(0.2, abs=1e-5)
    qtbot.keyClick(pad, Qt.Key.Key_Left, Qt.KeyboardModifier.ShiftModifier)
    assert pad.accessibleDescription().startswith("happy 0.19")
    qtbot.keyClick(pad, Qt.Key.Key_2)
    assert pad.emotion.angry == pytest.approx(0.5, abs=1e-5)
    qtbot.keyClick(pad, Qt.Key.Key_PageUp)
    qtbot.waitUntil(lambda: n_steps(companion) == before + 1)
    qtbot.waitUntil(lambda: tags(companion).get("emo") == "angry:0.55")


def test_what_a_key_began_is_kept_for_its_line_when_another_is_chosen(companion, panel, qtbot):
    choose(companion, qtbot, MARA)
    panel.emotion.pad.setFocus()
    qtbot.keyClick(panel.emotion.pad, Qt.Key.Key_0)
    choose(companion, qtbot, 1)
    qtbot.waitUntil(lambda: tags(companion).get("emo") == "calm:0")
    assert "emo" not in tags(companion, 1)


@pytest.mark.parametrize("part", ["line", "direction", "character"])
def test_what_is_being_typed_is_kept_for_its_line_when_another_is_chosen(
    companion, panel, qtbot, part
):
    fields = {
        "line": panel.line.editor,
        "direction": panel.line.direction,
        "character": panel.line.character.lineEdit(),
    }
    choose(companion, qtbot, MARA)
    said = getattr(companion.document.rows[1].line.text, part)
    fields[part].setFocus()
    fields[part].selectAll()
    qtbot.keyClicks(fields[part], "NORA")
    choose(companion, qtbot, 1)
    qtbot.waitUntil(lambda: getattr(companion.document.rows[MARA].line.text, part) == "NORA")
    panel.line.editor.setFocus()
    assert getattr(companion.document.rows[1].line.text, part) == said
    assert n_steps(companion) == 1


def test_what_is_being_typed_counts_when_its_line_is_filtered_away(companion, panel, qtbot):
    document = companion.document
    shown = companion.window.cue_list.findChild(QComboBox)
    shown.setCurrentText("To render")
    choose(companion, qtbot, MARA)
    document.render([document.rows[MARA].region_id])
    panel.line.editor.setFocus()
    panel.line.editor.selectAll()
    qtbot.keyClicks(panel.line.editor, "Hush.")
    qtbot.waitUntil(lambda: document.rows[MARA].line.text.line == "Hush.")


def test_a_pace_that_is_typed_is_that_of_its_line(companion, panel, qtbot):
    choose(companion, qtbot, MARA)
    panel.pace.setFocus()
    panel.pace.selectAll()
    qtbot.keyClicks(panel.pace, "1.2")
    choose(companion, qtbot, 1)
    qtbot.waitUntil(lambda: tags(companion).get("pace") == "1.2")
    assert "pace" not in tags(companion, 1)


@pytest.mark.parametrize("name", ["seed", "pace"])
def test_a_number_that_is_being_typed_stays_while_lines_are_planned(companion, panel, qtbot, name):
    box = {"seed": panel.order.seed, "pace": panel.pace}[name]
    choose(companion, qtbot, MARA)
    box.setFocus()
    box.selectAll()
    qtbot.keyClicks(box, "1")
    companion.document.edits.say([companion.document.rows[0].region_id], "Edit", line="Hush.")
    qtbot.waitUntil(lambda: companion.document.rows[0].line.text.line == "Hush.")
    qtbot.keyClicks(box, ".2" if name == "pace" else "2")
    qtbot.keyClick(box, Qt.Key.Key_Return)
    wanted = "1.2" if name == "pace" else "12"
    qtbot.waitUntil(lambda: tags(companion).get(name) == wanted)
    undo(companion)
    undo(companion)
    shown = {"seed": "7", "pace": "Fill the region"}[name]
    qtbot.waitUntil(lambda: box.text() == shown)


def test_the_pad_is_dragged_by_the_mouse_in_one_step(companion, panel, qtbot):
    choose(companion, qtbot, MARA)
    before, pad = n_steps(companion), panel.emotion.pad
    middle = pad.rect().center()
    qtbot.mousePress(pad, Qt.MouseButton.LeftButton, pos=middle)
    for far in (20, 40, 5000):
        qtbot.mouseMove(pad, middle + QPoint(far, 0))
    assert n_steps(companion) == before
    qtbot.mouseRelease(pad, Qt.MouseButton.LeftButton, pos=middle + QPoint(5000, 0))
    assert n_steps(companion) == before + 1
    qtbot.waitUntil(lambda: "happy:1" in tags(companion).get("emo", ""))


def test_a_shade_is_found_by_a_part_of_its_name(companion, panel, qtbot):
    choose(companion, qtbot, MARA)
    box = panel.emotion.presets
    completer = box.completer()
    completer.setCompletionPrefix("confid")
    assert completer.currentCompletion() == "quietly confident"
    index = box.findText("quietly confident")
    box.setCurrentIndex(index)
    box.activated.emit(index)
    qtbot.waitUntil(lambda: tags(companion).get("emo") == "quietly confident")
    assert box.currentText() == "quietly confident"
    assert panel.emotion.pad.emotion == EmotionVector(calm=0.6, happy=0.2)
    box.lineEdit().setText("no such shade")
    box.lineEdit().editingFinished.emit()
    assert box.currentText() == "quietly confident"


@pytest.mark.parametrize(
    "name",
    ["sarcastic", "quietly confident", "melancholic", "whispering fear", "forced cheer", "deadpan"],
)
def test_shades_that_the_eight_miss_are_there(companion, panel, qtbot, name):
    choose(companion, qtbot, MARA)
    assert panel.emotion.presets.findText(name) >= 0


def test_lanes_direction_and_own_are_switched(companion, panel, qtbot):
    choose(companion, qtbot, MARA)
    buttons = panel.emotion.sources.buttons
    buttons[Source.LANES].click()
    qtbot.waitUntil(lambda: tags(companion).get("emo") == "lanes")
    assert panel.emotion.sources.how == "the lanes alone"
    buttons[Source.OWN].click()
    qtbot.waitUntil(lambda: "afraid" in tags(companion).get("emo", ""))
    assert panel.emotion.sources.how == "half lanes, half your own"
    buttons[Source.DIRECTION].click()
    qtbot.waitUntil(lambda: "emo" not in tags(companion))
    assert buttons[Source.DIRECTION].isChecked()


def test_a_missing_direction_is_asked_for(companion, panel, qtbot):
    choose(companion, qtbot, 0)
    assert panel.emotion.sources.buttons[Source.LANES].isChecked()
    companion.window.activateWindow()
    panel.emotion.sources.buttons[Source.DIRECTION].click()
    assert panel.focusWidget() is panel.line.direction
    assert panel.emotion.sources.buttons[Source.LANES].isChecked()


def test_intensity_is_a_tag_and_reset_takes_all_of_it_back(companion, panel, qtbot):
    choose(companion, qtbot, MARA)
    panel.emotion.intensity.number.setValue(0.5)
    qtbot.waitUntil(lambda: tags(companion).get("intensity") == "0.5")
    assert panel.emotion.sources.how.endswith(", at 50%")
    panel.emotion.sources.buttons[Source.LANES].click()
    qtbot.waitUntil(lambda: "emo" in tags(companion))
    assert tags(companion)["intensity"] == "0.5"
    panel.emotion.reset.click()
    qtbot.waitUntil(lambda: not {"emo", "intensity"} & set(tags(companion)))
    assert not panel.emotion.reset.isEnabled()


def test_two_edits_before_the_next_plan_both_hold(companion, panel, qtbot):
    choose(companion, qtbot, MARA)
    panel.emotion.intensity.number.setValue(0.5)
    panel.emotion.presets.chosen.emit("deadpan")
    qtbot.waitUntil(lambda: tags(companion).get("emo") == "deadpan")
    assert tags(companion)["intensity"] == "0.5"


def test_voice_and_seed_are_tags(companion, panel, qtbot):
    choose(companion, qtbot, 1)
    choice = panel.voice.choice
    index = choice.findData("heath")
    choice.setCurrentIndex(index)
    choice.activated.emit(index)
    qtbot.waitUntil(lambda: companion.document.rows[1].line.voice == "heath")
    panel.order.seed.setValue(12)
    qtbot.waitUntil(lambda: companion.document.rows[1].line.seed == 12)
    panel.order.seed.setValue(-1)
    qtbot.waitUntil(lambda: "seed" not in tags(companion, 1))
    choice.setCurrentIndex(0)
    choice.activated.emit(0)
    qtbot.waitUntil(lambda: "voice" not in tags(companion, 1))


def test_a_voice_is_heard(companion, panel, qtbot):
    choose(companion, qtbot, MARA)
    line, transport = companion.document.rows[MARA].line, companion.sound.transport
    prompt = voices.installed(engines.folder(engines.SHIPPED))[line.voice].prompt
    panel.voice.hear.click()
    qtbot.waitUntil(lambda: transport.playing)
    assert transport.heard.file == prompt
    assert transport.heard.start == line.region.start


def test_a_character_is_written_into_the_line(companion, panel, qtbot):
    choose(companion, qtbot, MARA)
    field = panel.line.character.lineEdit()
    field.setFocus()
    field.selectAll()
    qtbot.keyClicks(field, "the old man")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    rows = companion.document
    qtbot.waitUntil(lambda: rows.rows[MARA].line.text.character == "the old man")
    assert rows.rows[MARA].line.text.line == "They are inside the wall."


def test_several_lines_show_what_they_share_and_change_in_one_step(companion, panel, qtbot):
    choose(companion, qtbot, 2, 3)
    assert panel.line.editor.words == ""
    assert panel.line.editor.placeholderText() == "various"
    assert panel.line.character.currentText() == "MARA"
    assert panel.line.direction.placeholderText() == "various"
    assert panel.order.seed.text() == "various"
    assert panel.emotion.pad.emotion is None
    angry = panel.emotion.sliders.weights["angry"]
    assert panel.emotion.sliders.weights["afraid"].number.text() == "various"
    before = n_steps(companion)
    angry.number.setValue(0.3)
    assert n_steps(companion) == before + 1
    qtbot.waitUntil(lambda: "emo" in tags(companion, 2))
    # Each line keeps what else it felt.
    assert {"angry:0.3", "calm:0.24"} <= set(tags(companion, 2)["emo"].split(","))
    assert "angry:0.3" in tags(companion, 3)["emo"].split(",")
    assert tags(companion, 2) != tags(companion, 3)
    undo(companion)
    qtbot.waitUntil(lambda: "emo" not in tags(companion, 2))
    assert "emo" not in tags(companion, 3)


def test_what_is_read_of_one_line_is_not_shown_of_several(companion, panel, qtbot):
    ids = [row.region_id for row in companion.document.rows]
    companion.window.cue_list.select([ids[3]])
    companion.window.cue_list.select([ids[3], ids[4]])
    read = panel.findChildren(Background)
    qtbot.waitUntil(lambda: not any(one.busy for one in read))
    assert panel.emotion.pad.emotion is None


def test_leaving_various_words_alone_changes_nothing(companion, panel, qtbot):
    choose(companion, qtbot, 2, 3)
    before = n_steps(companion)
    for field in (panel.line.editor, panel.line.direction, panel.line.character):
        field.setFocus()
    companion.window.cue_list.go_to_search()
    assert n_steps(companion) == before


def test_several_lines_get_one_direction(companion, panel, qtbot):
    choose(companion, qtbot, 2, 3)
    field = panel.line.direction
    field.setFocus()
    qtbot.keyClicks(field, "furious")
    angry = panel.emotion.sliders.weights["angry"]
    qtbot.waitUntil(lambda: angry.weight > 0.5)
    qtbot.keyClick(field, Qt.Key.Key_Return)
    rows = companion.document
    qtbot.waitUntil(lambda: {rows.rows[i].line.text.direction for i in (2, 3)} == {"furious"})


def test_the_number_of_takes_is_rendered_and_remembered(companion, panel, demo, qtbot):
    choose(companion, qtbot, MARA)
    panel.order.takes.setValue(3)
    companion.window.actions_by_name["render"].trigger()
    rows = companion.document
    qtbot.waitUntil(lambda: len(rows.rows[MARA].takes) == 3)
    assert rows.session.ledger.get("wish", "takes") == 3


def test_the_wheel_scrolls_the_panel_and_changes_nothing(companion, panel, qtbot):
    choose(companion, qtbot, MARA)
    companion.window.cue_list.go_to_search()
    slider = panel.emotion.sliders.weights["afraid"].slider
    before = slider.value()
    wheel = QWheelEvent(
        QPointF(5, 5), QPointF(5, 5), QPoint(0, 0), QPoint(0, 120), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(slider, wheel)
    assert slider.value() == before


def test_every_control_has_a_name_and_a_key_leads_to_it(companion, panel, qtbot):
    choose(companion, qtbot, MARA)
    kinds = (QSlider, QAbstractSpinBox, QComboBox)
    for control in [c for kind in kinds for c in panel.findChildren(kind)]:
        assert control.accessibleName(), control
    reached: list[QWidget] = []
    control: QWidget = panel.line.editor
    while control not in reached:
        reached.append(control)
        control = control.nextInFocusChain()
    for control in (panel.emotion.pad, panel.emotion.presets, panel.voice.choice):
        assert control in reached
        assert control.focusPolicy() & Qt.FocusPolicy.TabFocus
    assert isinstance(panel.line.direction, QLineEdit)


def test_another_theme_is_put_on(companion, panel, qtbot):
    choose(companion, qtbot, MARA)
    before = panel.emotion.pad.grab().toImage()
    panel.set_theme(LIGHT)
    assert panel.emotion.pad.grab().toImage() != before


def test_the_space_bar_presses_the_button_that_has_the_focus(companion, panel, qtbot):
    choose(companion, qtbot, MARA)
    button, played = panel.emotion.sources.buttons[Source.LANES], []
    companion.window.actions_by_name["play"].triggered.connect(lambda: played.append(1))
    companion.window.activateWindow()
    button.setFocus()
    qtbot.keyClick(button, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: tags(companion).get("emo") == "lanes")
    assert not played


def test_very_many_lines_follow_once_the_slider_is_let_go(companion, panel, qtbot, monkeypatch):
    monkeypatch.setattr(emotion_box, "_MOST_PREVIEWED", 1)
    choose(companion, qtbot, 2, 3)
    angry = panel.emotion.sliders.weights["angry"]
    angry.slider.setSliderDown(True)
    angry.slider.setSliderPosition(40)
    assert panel.emotion.sources.bars[Source.OWN].emotion == NEUTRAL
    angry.slider.setSliderDown(False)
    qtbot.waitUntil(lambda: "emo" in tags(companion, 2))
    assert all("angry:0.4" in tags(companion, row)["emo"] for row in (2, 3))
