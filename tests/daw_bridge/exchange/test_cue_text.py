import doctest

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daw_bridge.exchange import cue_text
from daw_bridge.exchange.cue_text import region_name, spoken_text
from daw_bridge.region_text import RegionText, parse_region_text


def test_the_examples_hold():
    assert doctest.testmod(cue_text).failed == 0


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (RegionText("MARA", "", "Run!"), "MARA: Run!"),
        (RegionText("MARA", "", ""), "MARA:"),
        (RegionText("", "low", "Run!", {"seed": "7"}), "(low) Run! seed=7;"),
        (RegionText("Mara", "low (very)", "Run!"), "Mara [low (very)]: Run!"),
        (RegionText("Mara", "low (very) [so]", "Run!"), "Mara (low very so): Run!"),
        (RegionText("Mara", "", "what now?"), "what now? char=Mara;"),
        (RegionText("narrator", "", "It rains."), "It rains. char=narrator;"),
        (RegionText("A=B; C", "", "Go."), "A B C: Go."),
        (RegionText("", "", "Listen: It is late."), '"Listen: It is late."'),
        (RegionText("", "", "so id=q7;"), '"so id=q7;"'),
        (RegionText("MARA", "low", "[pause 0.5] Run!"), "MARA (low): [pause 0.5] Run!"),
        (RegionText("MARA", "low", "(All) of them!"), 'MARA (low): "(All) of them!"'),
        (RegionText("MARA", "", "Go.", {"emo": "angry:0.8", "id": "a;b=c"}),
         "MARA: Go. emo=angry:0.8; id=a b c;"),
    ],
)  # fmt: skip
def test_the_plainest_spelling_that_reads_so(text, name):
    assert region_name(text) == name
    assert parse_region_text(name).line == text.line


Q1 = {"id": "q1"}
words = st.text(st.sampled_from("aB7 :()[];=.-|ä"), max_size=12)


@given(words, words, words)
def test_a_name_reads_as_it_was_meant(character, direction, line):
    wanted = parse_region_text(line)
    text = RegionText(" ".join(character.split()), direction, wanted.line, wanted.tags)
    read = parse_region_text(region_name(text))
    assert read.line.strip('"') == wanted.line.strip('"')
    if any(map(str.isalnum, character)):
        assert read.character == " ".join(character.replace(";", " ").replace("=", " ").split())


@pytest.mark.parametrize(
    ("line", "character", "direction", "said"),
    [
        ("Run!", "MARA", "low", RegionText("MARA", "low", "Run!")),
        ("MARA: Run!", "", "", RegionText("MARA", "", "Run!")),
        ("MARA: Run!", "mara", "", RegionText("mara", "", "Run!")),
        ("Listen: It is late.", "MARA", "", RegionText("MARA", "", "Listen: It is late.")),
        ("(sighs) Run! id=q1;", "Mara", "[low]", RegionText("Mara", "low, sighs", "Run!", Q1)),
        ("Run!", "MARA (on the phone)", "", RegionText("MARA", "on the phone", "Run!")),
        ("Run!", "MARA (V.O.)", "", RegionText("MARA", "", "Run!")),
        ("Run!", "MARA (CONT’D)", "low", RegionText("MARA", "low", "Run!")),
        ("Run! char=TOM;", "MARA", "", RegionText("MARA", "", "Run!")),
    ],
)  # fmt: skip
def test_columns_and_words_come_together(line, character, direction, said):
    assert spoken_text(line, character, direction) == said
