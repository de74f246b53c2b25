"""How a line sits in its time is said before it is spoken."""

from __future__ import annotations

import pytest

from daw_bridge.fit import Fit, Verdict, fit

NATURAL = 2.0


@pytest.mark.parametrize(
    ("available", "verdict"),
    [
        (0.5, Verdict.TOO_TIGHT),
        (1.4, Verdict.TOO_TIGHT),
        (1.41, Verdict.BRISK),
        (1.8, Verdict.BRISK),
        (2.0, Verdict.COMFORTABLE),
        (2.8, Verdict.COMFORTABLE),
        (2.81, Verdict.TOO_LOOSE),
        (600.0, Verdict.TOO_LOOSE),
    ],
)
def test_the_share_of_its_natural_length_names_it(available, verdict):
    assert Fit(NATURAL, available, syllables=8).verdict is verdict


def test_the_rate_is_what_has_to_be_spoken_in_a_second():
    assert Fit(NATURAL, 0.8, syllables=8).rate == pytest.approx(10.0)


def test_a_line_fits_like_its_speech(plan, studio, make_timeline):
    text = "Run now. Hide there."
    natural = sum(studio.natural_duration(part, "ada") for part in ("Run now.", "Hide there."))
    [snug] = plan(make_timeline((text, 0.0, natural + 0.35)))
    found = fit(snug, studio)
    assert found is not None
    assert found.share == pytest.approx(1.0)
    assert found.syllables == 6
    [tight] = plan(make_timeline((text, 0.0, (natural + 0.35) / 2)))
    assert fit(tight, studio).share == pytest.approx(0.5)


def test_what_cannot_be_spoken_has_no_fit(plan, studio, make_timeline):
    [line] = plan(make_timeline(("…", 0.0, 1.0)))
    assert fit(line, studio) is None
