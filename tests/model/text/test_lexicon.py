import gzip
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.text.heteronyms import Heteronyms, parse
from model.text.inflection import derive
from model.text.letter_to_sound import LetterToSound
from model.text.lexicon import DICTIONARY, FOLDER, Lexicon, pack, parse_phones
from model.text.symbols import TEXT_SYMBOLS
from model.train import letters


@pytest.fixture(scope="module")
def lexicon():
    return Lexicon.from_presets()


def said(phones):
    return " ".join(phones)


def test_lexicon_loads_and_finds_every_word(lexicon):
    data = gzip.decompress((FOLDER / DICTIONARY).read_bytes())
    fresh = Lexicon(data, {})
    rows = [line.split() for line in data.decode().splitlines()]
    assert len(rows) > 120_000
    for row in [*rows[:20], *rows[::997], *rows[-20:]]:
        assert fresh.lookup(row[0]) == tuple(row[1:])


def test_every_sound_in_the_data_is_a_symbol(lexicon):
    phones = {
        phone for line in lexicon.dictionary.decode().splitlines() for phone in line.split()[1:]
    }
    assert phones <= set(TEXT_SYMBOLS)


@pytest.mark.parametrize("word", ["", "zzzzzzzzz", "qx", "aaaaaaaaa", "wall stone", "hello "])
def test_unknown_words_are_none(lexicon, word):
    assert lexicon.lookup(word) is None


def test_additions_come_first():
    lexicon = Lexicon(gzip.decompress(pack([("b", "B IY1"), ("a", "AH0")])), {"a": ("EY1",)})
    assert lexicon.lookup("a") == ("EY1",)
    assert lexicon.lookup("b") == ("B", "IY1")


def test_letters_have_names(lexicon):
    assert all(lexicon.letter(letter) for letter in "abcdefghijklmnopqrstuvwxyz")
    assert lexicon.letter("é") == ()


def test_pronunciations_are_checked():
    assert parse_phones("t ow1 b ih0 n") == ("T", "OW1", "B", "IH0", "N")
    with pytest.raises(ValueError, match="QQ, OW"):
        parse_phones("T QQ OW")
    with pytest.raises(ValueError, match="empty"):
        parse_phones("  ")


@pytest.mark.parametrize(
    ("word", "phones"),
    [
        ("unzipped", "AH0 N Z IH1 P T"),
        ("zapping", "Z AE1 P IH0 NG"),
        ("moonblades", "M UW1 N B L EY2 D Z"),
        ("shadowfang", "SH AE1 D OW2 F AE2 NG"),
        ("nooooo", "N OW1"),
        ("whaaat", "W AH1 T"),
        ("helllooo", "HH AH0 L OW1"),
        ("sooo", "S OW1"),
        ("gooooo", "G OW1"),
        ("wizardlike", "W IH1 Z ER0 D L AY2 K"),
        ("walkin'", "W AO1 K IH0 N"),
        ("xyzzy", None),
    ],
)
def test_words_are_derived_from_their_stems(lexicon, word, phones):
    derived = derive(word, lexicon.lookup)
    assert derived is None if phones is None else said(derived) == phones


@pytest.mark.parametrize(
    ("text", "word", "phones"),
    [
        ("i have never read it", "read", "R EH1 D"),
        ("read it to me", "read", "R IY1 D"),
        ("he read it twice", "read", "R EH1 D"),
        ("did he read it", "read", "R IY1 D"),
        ("play the record", "record", "R EH1 K ER0 D"),
        ("record this", "record", "R IH0 K AO1 R D"),
        ("we will record it", "record", "R IH0 K AO1 R D"),
        ("that object", "object", "AA1 B JH EH0 K T"),
        ("i object", "object", "AH0 B JH EH1 K T"),
        ("close the door", "close", "K L OW1 Z"),
        ("that was close", "close", "K L OW1 S"),
        ("close to me", "close", "K L OW1 S"),
        ("the use of it", "use", "Y UW1 S"),
        ("use it", "use", "Y UW1 Z"),
        ("we live here", "live", "L IH1 V"),
        ("we go live", "live", "L AY1 V"),
        ("our lives", "lives", "L AY1 V Z"),
        ("a lead pipe", "lead", "L EH1 D"),
        ("lead the way", "lead", "L IY1 D"),
        ("the wind howls", "wind", "W IH1 N D"),
        ("to wind up", "wind", "W AY1 N D"),
        ("a single tear", "tear", "T IH1 R"),
        ("tear it down", "tear", "T EH1 R"),
    ],
)
def test_neighbours_choose_between_sounds(text, word, phones):
    words = text.split()
    assert said(Heteronyms.from_presets().choose(words, words.index(word))) == phones


def test_a_rule_with_an_unknown_cue_is_refused():
    table = {"cues": {"adverb": "", "verbal": "to"}, "words": {"x": [["nope", "*", "B"]]}}
    with pytest.raises(KeyError, match="nope"):
        parse({**table, "nouns_and_verbs": {}})


@pytest.mark.parametrize(
    ("word", "phones"),
    [("tobin", "T OW1 B IH0 N"), ("zorgon", "Z AO1 R G AH0 N"), ("eldritch", "EH1 L D R IH0 CH")],
)
def test_unknown_words_are_guessed(word, phones):
    assert said(LetterToSound.from_presets().pronounce(word)) == phones


@given(st.text(max_size=30))
def test_a_guess_is_always_made_of_symbols(word):
    assert set(LetterToSound.from_presets().pronounce(word)) <= set(TEXT_SYMBOLS)


def test_letter_to_sound_learns_saves_and_loads():
    sounds = {"a": "AA1", "b": "B", "s": "S", "t": "T"}
    spellings = ["".join(word) for word in product("bst", "a", "bst", "a", "bst")] * 20
    words = [(spelling, tuple(sounds[letter] for letter in spelling)) for spelling in spellings]
    rules = letters.learn(words)
    again = LetterToSound.load(rules.save())
    assert again == rules
    assert again.pronounce("batas") == ("B", "AA2", "T", "AA1", "S")
    assert letters.accuracy(again, words[:9])["words without stress"] == 1.0


def test_dictionary_takes_first_pronunciations_only():
    text = "a AH0\na(2) EY1\na. EY1\nu.s. Y UW1 # country\n'em AH0 M\nwell-off W EH1 L # x\n"
    found = letters.read_cmudict(text)
    assert found == {"a": "AH0", "a.": "EY1", "'em": "AH0 M", "well-off": "W EH1 L"}
