"""Voices stand below headings that cannot be chosen; a list that is the same is left alone."""

from gui.performance.voice_choice import VoiceChoice, VoiceItem

ITEMS = [VoiceItem("From the cast", ""), VoiceItem("Yours"), VoiceItem("nora — 3.7 s", "nora")]


def test_headings_are_passed_over(qtbot):
    box = VoiceChoice()
    qtbot.addWidget(box)
    box.show_items(ITEMS)
    assert [box.itemData(index) for index in range(3)] == ["", None, "nora"]
    assert [box.model().item(index).isEnabled() for index in range(3)] == [True, False, True]


def test_the_same_list_stays(qtbot):
    box = VoiceChoice()
    qtbot.addWidget(box)
    box.show_items(ITEMS)
    box.setCurrentIndex(2)
    box.show_items(list(ITEMS))
    assert box.currentData() == "nora"
    box.show_items(ITEMS[:1])
    assert box.count() == 1


def test_words_without_room_and_various_ones_are_painted_apart(qtbot):
    box = VoiceChoice()
    qtbot.addWidget(box)
    box.resize(120, 30)
    box.show_items([VoiceItem("nora — " + word, word) for word in ("a" * 60, "a" * 60 + "b")])
    box.setCurrentIndex(0)
    first = box.grab().toImage()
    box.setCurrentIndex(1)
    # What differs lies behind the dots.
    assert box.grab().toImage() == first
    box.setCurrentIndex(-1)
    assert box.grab().toImage() != first
