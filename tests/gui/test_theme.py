"""Everything that is written can be read, on every ground, in both themes."""

from __future__ import annotations

import re

import pytest

from gui.theme import DARK, THEMES, apply, contrast

READABLE, SEEN = 4.5, 3.0
"""What WCAG 2 asks at level AA of text, and of what is no text."""

GROUNDS = ("window", "panel", "raised", "selected")


def _texts(theme):
    names = ("text", "muted", "accent", "warning", "error")
    yield from ((name, getattr(theme, name)) for name in names)
    yield from theme.states.items()
    yield from theme.fits.items()


@pytest.mark.parametrize("ground", GROUNDS)
@pytest.mark.parametrize("theme", THEMES.values(), ids=list(THEMES))
def test_every_text_is_readable_on_every_ground(theme, ground):
    below = getattr(theme, ground)
    weak = {name: contrast(colour, below) for name, colour in _texts(theme)
            if contrast(colour, below) < READABLE}  # fmt: skip
    assert not weak


@pytest.mark.parametrize("theme", THEMES.values(), ids=list(THEMES))
def test_the_main_button_is_readable_and_shapes_are_seen(theme):
    assert contrast(theme.on_accent, theme.accent) >= READABLE
    shapes = (*theme.emotions, theme.waveform)
    assert min(contrast(colour, theme.panel) for colour in shapes) >= SEEN
    assert min(contrast(theme.accent, getattr(theme, ground)) for ground in GROUNDS) >= SEEN


@pytest.mark.parametrize("theme", THEMES.values(), ids=list(THEMES))
def test_the_style_sheet_takes_the_colours_of_the_look(theme, qapp, qtlog):
    before = qapp.styleSheet()
    apply(qapp, theme, 1.0)
    sheet = qapp.styleSheet()
    qapp.setStyleSheet(before)
    assert "$" not in sheet
    assert f"QToolTip {{ border: 1px solid {theme.line}; padding: 4px; }}" in sheet
    assert [record.message for record in qtlog.records if "stylesheet" in record.message] == []


@pytest.mark.parametrize("scale", [1.0, 1.25, 2.0, 2.5])
def test_signs_grow_with_the_type_and_keep_their_size_when_pressed(qapp, scale):
    before, font = qapp.styleSheet(), qapp.font()
    apply(qapp, DARK, scale)
    rules = dict(re.findall(r"(QRadioButton::indicator\S*|QCheckBox::indicator) {(.*?)}",
                            qapp.styleSheet(), re.DOTALL))  # fmt: skip
    qapp.setStyleSheet(before)
    qapp.setFont(font)
    free, pressed, box = (_width(rules[f"Q{name}"]) for name in
                          ("RadioButton::indicator", "RadioButton::indicator:checked",
                           "CheckBox::indicator"))  # fmt: skip
    assert free == pressed == round(10 * scale) + 2
    assert box == round(13 * scale)


def _width(rule):
    """Add the border on both sides."""
    border = re.search(r"border: (\d+)px", rule)
    return int(re.search(r"width: (\d+)px", rule)[1]) + 2 * (int(border[1]) if border else 0)
