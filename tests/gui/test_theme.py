"""Everything that is written can be read, on every ground, in both themes."""

from __future__ import annotations

import pytest

from gui.theme import THEMES, apply, contrast

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
