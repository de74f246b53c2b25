import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from model.pace import Pace
from model.reading import Reader
from model.text.script import Script, write_script

PHONES = ("pau", "ah", "ax", "b", "s", "t")
PACE = Pace({"AH0": 0.06, "B": 0.08, "S": 0.1, "T": 0.05, ",": 0.12}, edge=0.0)


def read(script, n_tokens, logits_at):
    """Read to the end; give the sound that speaks every token."""
    reader = Reader(script, 50.0, n_tokens)
    spoken = [reader.phones(logits_at(place), place) for place in range(reader.n_tokens)]
    return spoken, reader


def test_a_script_holds_phones_variants_and_pauses_inside():
    script = write_script(("B", "AH0", ",", "_", "S", "."), PHONES, PACE)
    assert script.sounds == ((3,), (1, 2), (0,), (4,))
    assert script.seconds == (0.08, 0.06, 0.12, 0.1)


@given(
    st.lists(st.sampled_from([1, 3, 4, 5]), min_size=1, max_size=30),
    st.floats(0.3, 3.0),
    st.integers(0, 1000),
)
def test_every_sound_is_spoken_in_order_whatever_the_model_wants(phones, factor, seed):
    script = Script(tuple((p,) for p in phones), (0.08,) * len(phones), len(PHONES))
    n_tokens = max(round(0.08 * 50 * factor * len(phones)), len(phones))
    generator = torch.Generator().manual_seed(seed)
    spoken, _ = read(script, n_tokens, lambda _: 6 * torch.randn(6, generator=generator))
    changes = [s for i, s in enumerate(spoken) if i == 0 or s != spoken[i - 1]]
    merged = [s for i, s in enumerate(script.sounds) if i == 0 or s != script.sounds[i - 1]]
    assert changes == merged


def test_a_model_that_never_goes_on_is_pushed_and_the_plan_is_kept():
    script = Script(((3,), (1,), (4,), (5,)), (0.1,) * 4, len(PHONES))
    spoken, _ = read(script, 40, lambda _: torch.zeros(6))
    assert [spoken.count((p,)) for p in (3, 1, 4, 5)] == pytest.approx([10, 10, 10, 10], abs=6)


def test_the_model_has_a_say_on_rhythm():
    script = Script(((3,), (1,), (4,)), (0.2,) * 3, len(PHONES))
    slow, fast = torch.zeros(6), torch.zeros(6)
    slow[3], fast[3] = 2.0, -2.0
    late, early = (read(script, 30, lambda _, x=x: x)[0].count((3,)) for x in (slow, fast))
    assert late > early + 2


def test_fewer_tokens_than_sounds_still_ends_on_the_last():
    script = Script(((3,), (1,), (4,), (5,)), (0.1,) * 4, len(PHONES))
    spoken, _ = read(script, 2, lambda _: torch.zeros(6))
    assert spoken[-1] == (5,)


def test_free_reading_takes_the_natural_length():
    script = Script(((3,), (1,)), (0.1, 0.3), len(PHONES))
    assert Reader(script, 50.0, None).n_tokens == 20
