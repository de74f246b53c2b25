from dataclasses import replace

import pytest

from daw_bridge.fit import Verdict, fit
from daw_bridge.phrasing import perform_plan
from daw_bridge.readers import read
from daw_bridge.session.cue_row import CueRow, TakeState
from gui.performance.trial import try_out
from gui.studio import studio


@pytest.fixture(scope="module")
def known():
    return studio()


@pytest.fixture
def timeline(demo):
    return read(demo)


@pytest.fixture
def row(timeline, known):
    line = perform_plan(timeline, known)[3]
    return CueRow(line, fit(line, known), (), TakeState.NEW)


def test_what_is_written_comes_out_as_it_was_planned(timeline, row, known):
    text = row.line.text
    trial = try_out(timeline, row, text.line, text.direction, known)
    assert (trial.fit, trial.direction, trial.problem) == (row.fit, row.line.words, "")


def test_other_words_and_another_direction_come_out_anew(timeline, row, known):
    trial = try_out(timeline, row, "They are inside the wall, every one of them.", "", known)
    assert trial.fit.verdict is Verdict.TOO_TIGHT
    assert trial.direction is None
    assert try_out(timeline, row, "Go.", "furious", known).direction.angry > 0.5


def test_a_direction_typed_before_the_words_is_felt(timeline, row, known):
    trial = try_out(timeline, row, "(furious) Go.", "", known)
    assert trial.direction.angry > 0.5
    assert trial.fit == try_out(timeline, row, "Go.", "furious", known).fit


def test_a_tag_does_not_hide_the_direction(timeline, row, known):
    tagged = replace(row.line.text, tags={"emo": "deadpan"})
    row = replace(row, line=replace(row.line, text=tagged))
    assert try_out(timeline, row, "Go.", "furious", known).direction.angry > 0.5


def test_what_cannot_be_spoken_is_told(timeline, row, known):
    trial = try_out(timeline, row, "", "", known)
    assert trial.fit is None
    assert "has no words to speak" in trial.problem
