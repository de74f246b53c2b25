import doctest

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daw_bridge import region_text
from daw_bridge.region_text import RegionText, is_speakable, parse_region_text


def test_the_documented_examples_hold():
    assert doctest.testmod(region_text).failed == 0


def test_full_grammar():
    text = parse_region_text(
        "MARA (terrified, hushed): They are inside the wall. char=..;id=q3_014;"
    )
    assert text == RegionText(
        "MARA",
        "terrified, hushed",
        "They are inside the wall.",
        {"char": "..", "id": "q3_014"},
    )


@pytest.mark.parametrize(
    ("name", "character", "line"),
    [
        ("MARA: they are here", "MARA", "they are here"),
        ("Mara: They are here", "Mara", "They are here"),
        ("GUARD 2: Halt!", "GUARD 2", "Halt!"),
        ("guard_02: halt", "guard_02", "halt"),
        ("Dr. Hale: Sit down.", "Dr. Hale", "Sit down."),
        ("O'BRIEN: No.", "O'BRIEN", "No."),
        ("玛拉：你好", "玛拉", "你好"),
        ("MARA: He said: no", "MARA", "He said: no"),
        ("Mara (cold): they are here", "Mara", "they are here"),
        ("Listen: it is over", "", "Listen: it is over"),
        ("It is 12:30", "", "It is 12:30"),
        ("12:30 is late", "", "12:30 is late"),
        ("I know one thing: Run.", "", "I know one thing: Run."),
        ("Come on. Now: Run.", "", "Come on. Now: Run."),
        ('"Listen: It is over."', "", "Listen: It is over."),
        ('"It is over."', "", '"It is over."'),
        ('"Listen: It is over," he said. "Go."', "", '"Listen: It is over," he said. "Go."'),
        ("HTTP://EXAMPLE", "", "HTTP://EXAMPLE"),
        ("A plain name", "", "A plain name"),
        ("MARA", "", "MARA"),
        ("", "", ""),
    ],
)
def test_character(name, character, line):
    text = parse_region_text(name)
    assert (text.character, text.line) == (character, line)


@pytest.mark.parametrize(
    ("name", "direction", "line"),
    [
        ("(hushed) They", "hushed", "They"),
        ("[hushed] They", "hushed", "They"),
        ("MARA [a]: (b) They", "a, b", "They"),
        ("They (all of them) left", "", "They (all of them) left"),
        ("[pause 0.5] They", "", "[pause 0.5] They"),
        ("MARA (hushed): [Pause .5 s] They", "hushed", "[Pause .5 s] They"),
        ("[pause for breath] They", "pause for breath", "They"),
        ('MARA (hushed): "(All) of them"', "hushed", "(All) of them"),
    ],
)
def test_direction(name, direction, line):
    text = parse_region_text(name)
    assert (text.direction, text.line) == (direction, line)


@pytest.mark.parametrize(
    ("name", "line", "tags"),
    [
        ("Go. emo=angry:0.8,sad:0.2;", "Go.", {"emo": "angry:0.8,sad:0.2"}),
        ("Go. emo=angry=0.8,sad=0.2;", "Go.", {"emo": "angry=0.8,sad=0.2"}),
        ("Go. voice=old sailor; seed=7", "Go.", {"voice": "old sailor", "seed": "7"}),
        ("Go. intensity=0.5", "Go.", {"intensity": "0.5"}),
        ("Go. ID=3;", "Go.", {"id": "3"}),
        ("Go. id=1;id=2;", "Go.", {"id": "2"}),
        ("Go; stay; id=1;", "Go; stay;", {"id": "1"}),
        ("Go. scene=12;", "Go.", {"scene": "12"}),
        ("The answer is x=not for you;", "The answer is x=not for you;", {}),
        ("Say id=1; to me", "Say id=1; to me", {}),
    ],
)
def test_tags(name, line, tags):
    text = parse_region_text(name)
    assert (text.line, text.tags) == (line, tags)


def test_unknown_tags_are_told():
    assert parse_region_text("Go. scene=12;id=3;").unknown_tags == ("scene",)


def test_char_tag_overrides_the_name():
    assert parse_region_text("MARA: Go. char=Tom;").character == "Tom"


def test_notes_speak_where_the_name_has_no_words():
    text = parse_region_text("MARA (cold): id=3;", "[slow] Who is\n there? seed=4;")
    assert text == RegionText("MARA", "cold, slow", "Who is there?", {"seed": "4", "id": "3"})
    assert parse_region_text("Words.", "Notes.").line == "Words."
    assert parse_region_text("😀", "").line == "😀"


def test_speakable():
    assert is_speakable("42")
    assert is_speakable("[pause 0.5] 42")
    assert not any(map(is_speakable, ("", "  ", "?!", "😀🎉", "…", "[pause 0.5]")))


@given(st.text(max_size=80))
def test_any_text_can_be_read_and_no_word_is_lost(name):
    text = parse_region_text(name)
    parts = [text.character, text.direction, text.line, *text.tags, *text.tags.values()]
    kept = "".join(parts).casefold()
    assert {c for c in name.casefold() if c.isalnum()} <= set(kept)
