"""What the list of takes says is right, and breaks where it has to."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

from gui.takes.take_row import Marks, counterpart, flow, take_rows


def _take(number, fit=-0.5, shortfall=0.0, said="Run!"):
    return SimpleNamespace(
        region_name=said, finish=None,
        shortfall=shortfall, ceiling=-1.0,
        take=number, file=f"{number}.wav", fit=fit, samples=48_000, sample_rate=48_000,
        voice="ada", seed=number,
    )  # fmt: skip


TAKES = [_take(1), _take(2, fit=-0.25), _take(3)]


def test_takes_come_newest_first_with_all_that_is_known():
    marks = Marks(
        starred=lambda take: take.take == 2,
        placed=lambda take: take.take == 1,
        finished=lambda take: True,
    )
    rows = take_rows(
        TAKES, TAKES[0], TAKES[2], lambda take: Path(take.file), lambda path: None, marks
    )
    assert [row.title for row in rows] == ["Take 3", "Take 2", "Take 1"]
    assert [row.letter for row in rows] == ["B", "", "A"]
    assert rows[2].marks == ("chosen", "in the DAW", "compared as A")
    assert rows[1].said == "Take 2; ada, seed 2; starred; 1.000 s; fit 78%, best"


def test_what_keeps_a_take_from_lying_level_is_said():
    takes = [_take(1, shortfall=2.34), _take(2, fit=-0.75)]
    marks = Marks(lambda _: False, lambda _: False, finished=lambda take: take.take == 1)
    newest, oldest = take_rows(
        takes, None, None, lambda take: Path(take.file), lambda path: None, marks
    )
    assert newest.cautions == ("finished otherwise",)
    assert oldest.cautions == ("2.3 LU short, peaks at −1.0 dBTP",)
    assert oldest.said.endswith("fit 61%, best; 2.3 LU short, peaks at −1.0 dBTP")


def test_a_take_of_other_words_is_never_the_best():
    takes = [_take(1, fit=0.0, said="Hide!"), _take(2, fit=-0.25), _take(3)]
    marks = Marks(*[lambda _: False] * 3)
    rows = take_rows(takes, None, None, lambda take: Path(take.file), lambda path: None, marks)
    assert [row.best for row in rows] == [False, True, False]
    rows = take_rows(takes[:2], None, None, lambda take: Path(take.file), lambda path: None, marks)
    assert not any(row.best for row in rows)


def test_the_chosen_take_is_compared_with_what_was_gone_to_or_the_newest_other():
    assert counterpart(TAKES, TAKES[0], "2.wav").take == 2
    assert counterpart(TAKES, TAKES[0], "").take == 3
    assert counterpart(TAKES, TAKES[2], "3.wav").take == 2
    assert counterpart(TAKES[:1], TAKES[0], "") is None
    assert counterpart([], None, "") is None


def test_words_flow_into_lines():
    assert flow([40, 30, 50], 80, 5) == [[0, 1], [2]]
    assert flow([100, 10], 50, 5) == [[0], [1]]
    assert flow([], 50, 5) == [[]]
