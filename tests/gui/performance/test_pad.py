"""What the pad shows can be read wherever its ring is."""

from __future__ import annotations

import pytest
from PyQt6.QtCore import QRectF

from gui.performance.emotion_pad import EmotionPad
from gui.theme import DARK
from model.emotion import EMOTIONS, EmotionVector


@pytest.fixture
def pad(qtbot):
    pad = EmotionPad(DARK)
    qtbot.addWidget(pad)
    pad.resize(pad.sizeHint())
    return pad


@pytest.mark.parametrize("strength", [0.6, 0.8, 0.87, 1.0])
@pytest.mark.parametrize("name", EMOTIONS)
def test_names_step_aside_for_the_ring(pad, name, strength):
    resting = pad.names()
    pad.show_emotion(EmotionVector.from_mapping({name: strength}))
    ring, names = QRectF(0, 0, 14, 14), pad.names()
    ring.moveCenter(pad.place)
    assert not any(box.intersects(ring) for box in names.values())
    assert all(QRectF(pad.rect()).contains(box) for box in names.values())
    assert len([one for one in names if names[one] != resting[one]]) <= 2


def test_where_lines_differ_every_name_stays(pad):
    resting = pad.names()
    pad.show_emotion(None)
    assert pad.names() == resting
