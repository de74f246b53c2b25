import doctest
import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daw_bridge import name_pattern as module
from daw_bridge.name_pattern import (
    EXAMPLE,
    FIELDS,
    MOST_PATTERN,
    USUAL_PATTERN,
    Named,
    NamePattern,
)
from daw_bridge.timeline import ProjectError


def named(character="MARA", number=1, line="Hi", **more) -> Named:
    return Named("harbour", character, number, more.pop("id", ""), line, **more)


def name(pattern: str, of: Named = EXAMPLE, take: int = 1) -> str:
    return NamePattern.parse(pattern).name(of, take)


def test_the_documented_examples_hold():
    assert doctest.testmod(module).failed == 0


@pytest.mark.parametrize(
    ("character", "number", "line", "expected"),
    [
        ("MARA", 3, "Don't go!", "MARA_003_dont-go_take01.wav"),
        ("Dr. Hale", 1234, "No.", "Dr-Hale_1234_no_take01.wav"),
        ("Zoë", 1, "Déjà vu", "Zoe_001_deja-vu_take01.wav"),
        ("玛拉", 1, "你好", "玛拉_001_take01.wav"),
        ("", 1, "Hi", "Line_001_hi_take01.wav"),
        ("GUARD_2", 1, "Hi", "GUARD-2_001_hi_take01.wav"),
        ("../CON", 1, "a/b\\c:d*", "CON_001_a-b-c-d_take01.wav"),
        ("A", 1, "word " * 30, f"A_001_{'-'.join(['word'] * 8)}_take01.wav"),
        ("B" * 60, 1, "c" * 60, f"{'B' * 40}_001_{'c' * 40}_take01.wav"),
    ],
)
def test_the_usual_names_are_those_that_takes_always_had(character, number, line, expected):
    assert name(USUAL_PATTERN, named(character, number, line)) == expected


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("{id}_t{take}", "q3_014_t1.wav"),
        ("{id}{take:03}", "q3_014001.wav"),
        ("{project:upper}-{number:04}-{take:02d}", "HARBOUR-0012-01.wav"),
        ("{character:lower}__{words}_{take}", "mara__they-are-inside-the-wall_1.wav"),
        ("{words:upper}_{take}", "THEY-ARE-INSIDE-THE-WALL_1.wav"),
        ("VO_{voice}_{seed:03}_{id}_{take}", "VO_wren_000_q3_014_1.wav"),
        ("Ｖ_{id}_{take}", "V_q3_014_1.wav"),
    ],
)
def test_fields_say_what_they_are_called(pattern, expected):
    assert name(pattern) == expected


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("{voice}_{id}_{take}", "001_1.wav"),
        ("{id}_{words}_{voice}_{take}", "001_1.wav"),
        ("{id}-{take}-{words}", "001-1.wav"),
        ("x__{words}_{id}_{take}", "x__001_1.wav"),
        ("{id}{words}{take}", "0011.wav"),
        ("{character:upper}_{id}_{take}", "LINE_001_1.wav"),
    ],
)
def test_a_field_that_says_nothing_takes_a_separator_along(pattern, expected):
    assert name(pattern, named("", 1, "你好")) == expected


def test_words_are_those_that_are_spoken():
    line = Named("p", "MARA", 1, "", "[pause 1] Wait. [pause 0.8] Ask <Tobin|T OW1 B IH0 N>!")
    assert NamePattern.parse("{id}_{words}_{take}").name(line, 1) == "001_wait-ask-tobin_1.wav"


def test_words_are_cut_before_a_name_is_too_long_and_numbers_never():
    long = Named("p" * 90, "c" * 90, 7, "i" * 90, "word " * 90, "v" * 90)
    made = name("{project}_{character}_{id}_{words}_{voice}_{number:03}_{take:02}", long, 12)
    assert len(made) <= 120
    assert made.endswith("_007_12.wav")
    assert name("{character}_{character}_{id}_{take}", named("漢" * 90, id="字" * 9)).endswith(
        "_字字字字字字字字字_1.wav"
    )


@pytest.mark.parametrize(
    ("id", "pattern", "expected"),
    [
        ("com", "{id}{take}", "com1_.wav"),
        ("LPT", "{id}{take}", "LPT1_.wav"),
        ("a", "COM{take}{id:lower}", "COM1a.wav"),
    ],
)
def test_names_that_windows_keeps_for_itself_are_left_to_it(id, pattern, expected):
    assert name(pattern, named(id=id)) == expected


@pytest.mark.parametrize(
    ("pattern", "words"),
    [
        ("", r"needs \{take\}"),
        ("{character}_{id}", r"needs \{take\}"),
        ("{character}_{take}", r"one of \{number\}, \{id\}, \{words\}"),
        ("{character}_{tkae}", r"no field \{tkae\}; there are \{project\}, \{character\}"),
        ("{}{take}{id}", "no field {}"),
        ("{0}{take}{id}", "no field {0}"),
        ("{take.real}{id}", "no field"),
        ("{take[0]}{id}", "no field"),
        ("{take{id}", "do not pair"),
        ("{id}_{take}}", "do not pair"),
        ("{take:x}{id}", r"write \{take\} or \{take:02\}"),
        ("{take: >99}{id}", "write"),
        ("{take:2}{id}", "write"),
        ("{take!r}{id}", "write"),
        ("{id:title}{take}", r"write \{id\} or \{id:lower\} or \{id:upper\}"),
        ("{id:{take}}{take}", "write"),
        ("takes/{id}_{take}", "not '/'"),
        ("..\\{id}_{take}", "not '.'"),
        ("{id} {take}", "not ' '"),
        ("{id}_{take}.wav", r"not '\.'; \.wav comes by itself"),
        ("{{{id}{take}", "not '{'"),
        ("{id}_{take}\n", "not"),
        ("{id}_{take}\udcff", "not"),
        ("{id}_{take}" + "x" * 120, "120 letters"),
        (None, "120 letters"),
    ],
)
def test_a_pattern_that_makes_no_names_is_refused_in_words(pattern, words):
    with pytest.raises(ProjectError, match=words):
        NamePattern.parse(pattern)


def _patterns() -> st.SearchStrategy[str]:
    specs = {"number": ["", ":03"], "seed": ["", ":09"], "take": ["", ":02"]}
    parts = [f"{{{f}{s}}}" for f in FIELDS for s in specs.get(f, ["", ":lower", ":upper"])]
    piece = st.sampled_from([*parts, "_", "-", "VO", "漢", "é"])
    return st.lists(piece, max_size=9).map(lambda pieces: "".join([*pieces, "{id}{take}"]))


@given(
    _patterns().filter(lambda pattern: len(pattern.encode()) <= MOST_PATTERN),
    st.builds(
        Named, st.text(), st.text(), st.integers(0, 10**9), st.text(), st.text(), st.text(),
        st.integers(0, 2**32),
    ),
    st.integers(1, 9999),
)  # fmt: skip
def test_every_name_is_safe_everywhere(pattern, of, take):
    made = name(pattern, of, take)
    assert re.fullmatch(r"[\w-]+\.wav", made)
    assert len(made.encode()) <= 255
    assert unicodedata.normalize("NFC", made) == made
    assert made[:-4].casefold() not in {"con", "nul", "aux", "prn", "com1", "lpt9"}
    assert name(pattern, of, take + 1).casefold() != made.casefold()
