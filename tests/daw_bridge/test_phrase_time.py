import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daw_bridge.phrase_time import (
    MAX_STRETCH,
    PAUSE,
    SENTENCE_PAUSE,
    SHORTEST,
    cut_spans,
    natural_length,
    paced_end,
    parse_pace,
    phrase_spans,
)
from daw_bridge.timeline import ProjectError


def seconds(text: str) -> float:
    return 0.1 * len(text)


def test_natural_length_keeps_the_natural_pauses():
    texts = ("abcdefghi.", "abcd", "abcdef")
    end = 5 + 2.0 + SENTENCE_PAUSE + PAUSE
    spans = phrase_spans(texts, 5.0, end, seconds)
    assert [span.text for span in spans] == list(texts)
    assert [span.duration for span in spans] == pytest.approx([1.0, 0.4, 0.6])
    assert spans[1].start - spans[0].end == pytest.approx(SENTENCE_PAUSE)
    assert spans[2].start - spans[1].end == pytest.approx(PAUSE)


def test_squeezed_alike():
    natural = phrase_spans(("abcdefghi.", "abcdefgh"), 0, 1.8 + SENTENCE_PAUSE, seconds)
    squeezed = phrase_spans(("abcdefghi.", "abcdefgh"), 0, (1.8 + SENTENCE_PAUSE) / 2, seconds)
    assert [s.start * 2 for s in squeezed] == pytest.approx([s.start for s in natural])


def test_in_a_long_region_the_pauses_take_the_rest():
    spans = phrase_spans(("abcdefghi.", "abcdefghi."), 0.0, 20.0, seconds)
    assert [span.duration for span in spans] == pytest.approx([MAX_STRETCH] * 2)
    assert spans[0].start == 0
    assert spans[-1].end == 20


def test_a_phrase_alone_fills_its_region():
    assert [(s.start, s.end) for s in phrase_spans(("No.",), 1.0, 9.0, seconds)] == [(1.0, 9.0)]


def test_phrases_too_short_to_speak_are_spoken_together():
    spans = phrase_spans(("No!", "No!", "Stop it now."), 0.0, 0.5, seconds)
    assert [span.text for span in spans] == ["No! No! Stop it now."]
    spans = phrase_spans(("No!", "No!", "Stop it now."), 0.0, 1.4, seconds)
    assert [span.text for span in spans] == ["No! No!", "Stop it now."]


def test_pauses_that_a_line_asks_for_stay_as_they_are():
    def natural(text: str) -> float:
        return 3.0 if "pause" in text else 1.0

    spans = phrase_spans(("Go on", "Wait. [pause 2] No"), 0.0, 3.1, natural)
    assert [span.duration for span in spans] == pytest.approx([0.5, 2.5])
    spans = phrase_spans(("Go on", "Wait. [pause 2] No"), 0.0, 20.0, natural)
    assert [span.duration for span in spans] == pytest.approx([MAX_STRETCH, 2 + MAX_STRETCH])
    spans = phrase_spans(("Go on", "Wait. [pause 2] No"), 0.0, 1.5, natural)
    assert (spans[0].start, spans[-1].end) == (0.0, 1.5)


def test_natural_length_is_what_phrases_take_unhurried():
    texts = ("abcdefghi.", "abcd", "a")
    assert natural_length(texts, seconds) == pytest.approx(1.4 + SHORTEST + SENTENCE_PAUSE + PAUSE)


def test_the_shortest_phrases_stay_apart_at_their_natural_length():
    texts = ("a.", "b.", "c.")
    spans = phrase_spans(texts, 0.1, 0.1 + natural_length(texts, seconds), seconds)
    assert [span.text for span in spans] == list(texts)


def test_phrases_are_bounded_where_a_hand_put_them():
    spans = phrase_spans(("abcd.", "abcdefgh."), 10.0, 12.0, seconds)
    cut = cut_spans(spans, (0.5, 0.625))
    assert [(span.start, span.end) for span in cut] == [(10.0, 11.0), (11.25, 12.0)]
    assert [span.text for span in cut] == ["abcd.", "abcdefgh."]
    assert cut_spans(spans, ()) == spans


@pytest.mark.parametrize("cuts", [(0.5,), (0.3, 0.4, 0.6, 0.7), (0.6, 0.5), (0.5, 0.95)])
def test_cuts_of_another_line_are_left_alone(cuts):
    spans = phrase_spans(("abcd.", "abcdefgh."), 10.0, 12.0, seconds)
    assert cut_spans(spans, cuts) == spans


def test_a_cut_leaves_an_asked_pause_its_time():
    spans = phrase_spans(("abcd.", "ab [pause 1] cd."), 0.0, 4.0, seconds)
    assert cut_spans(spans, (0.6, 0.65))[0].end == pytest.approx(2.4)
    assert cut_spans(spans, (0.7, 0.75)) == spans


def test_no_phrases_no_spans():
    assert phrase_spans((), 0.0, 1.0, seconds) == ()


@given(
    st.lists(st.text("ab.!", min_size=1, max_size=60), min_size=1, max_size=12),
    st.floats(0, 1e5),
    st.floats(SHORTEST, 600),
)
def test_spans_fill_the_region_in_order(texts, start, duration):
    end = start + duration
    spans = phrase_spans(texts, start, end, seconds)
    assert (spans[0].start, spans[-1].end) == (start, end)
    assert " ".join(span.text for span in spans) == " ".join(texts)
    times = [time for span in spans for time in (span.start, span.end)]
    assert times == sorted(times)
    assert len(spans) == 1 or all(round(span.duration, 6) >= SHORTEST for span in spans)


@pytest.mark.parametrize(
    ("texts", "pace", "over"),
    [
        (("abcdefghi.", "abcdefghi."), 1.0, 12.0 + SENTENCE_PAUSE),
        (("abcdefghi.", "abcdefghi."), 2.0, 11.0 + SENTENCE_PAUSE / 2),
        (("abcdefghi.",), 0.5, 12.0),
        (("abcdefghi.",) * 9, 0.5, 15.0),  # no later than the region ends
        (("a",), 2.0, 10.0 + SHORTEST),
    ],
)
def test_a_pace_tells_when_a_line_is_over(texts, pace, over):
    assert paced_end(texts, 10.0, 15.0, seconds, pace) == pytest.approx(over)


def test_a_pace_leaves_the_pauses_that_are_asked_for():
    assert paced_end(("Wait. [pause 2] No",), 0.0, 9.0, lambda _: 3.0, 2.0) == pytest.approx(2.5)


@pytest.mark.parametrize("tag", ["", "fast", "0", "2.1", "nan", "-1"])
def test_what_is_no_pace_is_refused(tag):
    with pytest.raises(ProjectError, match=re.escape(repr(tag))):
        parse_pace(tag)
