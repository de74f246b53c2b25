import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.plan import EASY, MOST_STRETCH, POSSIBLE, Planner
from model.text.front_end import Segment
from model.text.pauses import split_at_pauses

PLANNER = Planner(sample_rate=16_000, token_rate=50.0, max_tokens=700)


def segment(seconds):
    return Segment((3, 4, 5), seconds)


@given(
    st.lists(st.one_of(st.builds(segment, st.floats(0.2, 5.0)), st.floats(0.1, 1.0)), max_size=6),
    st.integers(16_000 * 8, 16_000 * 60),
)
def test_the_parts_fill_the_time_to_the_sample(pieces, n_samples):
    pieces = [*pieces, segment(1.0)]
    plan = PLANNER.plan(pieces, n_samples)
    assert sum(part.n_samples for part in plan.parts) == n_samples
    assert [p.segment for p in plan.parts if p.segment] == [
        p for p in pieces if isinstance(p, Segment)
    ]


def test_a_pause_that_is_asked_for_is_exact_however_fast_the_words_are():
    for n_samples in (30_000, 60_000, 200_000):
        parts = PLANNER.plan([segment(1.0), 0.8, segment(1.0)], n_samples).parts
        assert abs(parts[1].n_samples - 0.8 * 16_000) <= 1


def test_a_pause_is_exact_in_free_mode_too():
    parts = PLANNER.plan([segment(1.0), 0.8, segment(1.0)], None).parts
    assert [part.n_samples for part in parts] == [None, 12_800, None]


def test_pace_comes_from_the_tokens_and_only_then_a_few_percent_from_the_regulator():
    natural = 2.0
    for pace in (0.55, 0.7, 0.8, 1.0, 1.3, 1.5, 1.75):
        plan = PLANNER.plan([segment(natural)], round(natural * pace * 16_000))
        (part,) = plan.parts
        plain = natural * pace * 50.0
        assert plan.pace == pytest.approx(pace, abs=1e-3)
        assert abs(plan.stretch - 1) <= MOST_STRETCH
        if EASY[0] <= pace <= EASY[1]:
            assert part.n_tokens == round(plain)
        elif pace < EASY[0]:
            assert part.n_tokens > plain
        else:
            assert part.n_tokens < plain


@given(st.floats(0.4, 12.0), st.floats(0.1, 1.8))
def test_the_regulator_never_takes_more_than_it_may(natural, pace):
    plan = PLANNER.plan([segment(natural)], max(round(natural * pace * 16_000), 6_400))
    assert abs(plan.stretch - 1) <= MOST_STRETCH + 1e-6


def test_what_is_too_short_for_that_takes_the_nearest_count():
    for n_samples, n_tokens in ((1_000, 3), (1_728, 5), (1_888, 6)):
        assert PLANNER.plan([segment(1.0)], n_samples).parts[0].n_tokens == n_tokens


def test_the_longest_segment_can_be_slowed_as_far_as_is_possible():
    slow = PLANNER.plan([segment(PLANNER.longest)], round(PLANNER.longest * POSSIBLE[1] * 16_000))
    assert slow.parts[-1].segment is not None
    assert slow.parts[0].n_tokens <= 700


def test_what_cannot_fit_is_known_before_anything_is_performed():
    assert PLANNER.plan([segment(2.0)], 16_000).fits
    assert not PLANNER.plan([segment(2.0)], 14_000).fits


def test_slower_than_possible_is_silence_at_the_end():
    plan = PLANNER.plan([segment(1.0)], 16_000 * 4)
    assert plan.parts[0].n_samples == round(POSSIBLE[1] * 16_000)
    assert plan.parts[-1].segment is None


def test_no_segment_asks_for_more_tokens_than_there_are_places():
    plan = PLANNER.plan([segment(12.0)], 16_000 * 20)
    assert max(part.n_tokens or 0 for part in plan.parts) <= 700


def test_pauses_that_leave_no_time_are_refused():
    with pytest.raises(ValueError, match="leaves no time"):
        PLANNER.plan([segment(1.0), 3.0], 16_000)


def test_pauses_are_found_wherever_they_stand():
    assert split_at_pauses("[pause 1] One. [Pause 0.5s]two") == (1.0, "One.", 0.5, "two")
    assert split_at_pauses("No pauses [at all].") == ("No pauses [at all].",)


@pytest.mark.parametrize("written", ["-1", "0", "long", "nan", "61"])
def test_a_pause_that_is_none_says_so(written):
    with pytest.raises(ValueError, match="is no pause"):
        split_at_pauses(f"Wait [pause {written}] for it.")
