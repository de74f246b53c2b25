import json
from dataclasses import replace

import pytest

from daw_bridge.finish import Finish
from daw_bridge.level import Level
from daw_bridge.take_library import TakeLibrary, best_take, chosen_take
from daw_bridge.timeline import ProjectError
from tests.daw_bridge.take_records import RECORD

_NEW = ("target", "ceiling", "bit_depth", "loudness", "true_peak")


def test_saved_and_loaded(tmp_path):
    free = replace(RECORD, file="b.wav", tokens_asked=None)
    library = TakeLibrary().with_take(RECORD).with_take(free).with_project("a.rpp", "0f")
    library.save(tmp_path)
    assert TakeLibrary.load(tmp_path) == library
    first, _ = json.loads((tmp_path / "takes.json").read_text(encoding="utf-8"))["takes"]
    assert first["emotions"][0]["sad"] == 0.5
    assert first["file"] == "MARA_001_go_take01.wav"


def test_what_is_saved_is_plain_json_whatever_was_saved_before(tmp_path):
    library = TakeLibrary()
    others = (
        RECORD,
        replace(RECORD, file="b.wav", region_name="[] \n \u2028 {"),
        replace(RECORD, fit=0.5),
    )
    for take in others:
        library = library.with_take(take).with_project("[]", "0f")
        library.save(tmp_path)
        text = (tmp_path / "takes.json").read_text(encoding="utf-8")
        assert text == json.dumps(library.as_dict(), indent=1, ensure_ascii=False) + "\n"


def test_a_missing_file_is_an_empty_library(tmp_path):
    assert TakeLibrary.load(tmp_path / "none") == TakeLibrary()


def test_a_take_with_the_same_file_is_replaced(tmp_path):
    moved = replace(RECORD, start=1.0, end=2.0)
    assert TakeLibrary().with_take(RECORD).with_take(moved).takes == (moved,)


def test_takes_of_a_region_in_the_order_they_were_made():
    other = replace(RECORD, region_id="{2}", file="b.wav")
    third = replace(RECORD, file="c.wav")
    library = TakeLibrary((RECORD, other, third))
    assert library.of_region("{1}") == (RECORD, third)


def test_takes_are_found_by_region_and_file_however_they_came():
    grown = TakeLibrary().with_project("a.rpp", "0f")
    moved = replace(RECORD, start=1.0, end=2.0)
    for take in (RECORD, replace(RECORD, region_id="{2}", file="b.wav"), moved):
        grown = grown.with_take(take)
    for library in (grown, TakeLibrary(grown.takes), grown.with_project("b.rpp", "1f")):
        assert library.of_region("{1}") == (moved,)
        assert library.find(RECORD.file) == moved
        assert library.find("b.wav") == library.of_region("{2}")[0]
        assert library.of_region("{3}") == ()
        assert library.find("c.wav") is None


def _with(**changes: object) -> str:
    return json.dumps({"format": 1, "takes": [RECORD.as_dict() | changes], "projects": {}})


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        "null",
        "{}",
        '{"format": 1, "takes": 3, "projects": {}}',
        '{"format": 1, "takes": [null], "projects": {}}',
        _with(surprise=1),
        _with(start="soon"),
        _with(take=True),
        _with(bit_depth="24"),
        _with(target="loud"),
        _with(emotions=[{"furious": 1}]),
        _with(emotions=[3]),
        "\udcff",
    ],
)
def test_a_broken_file_is_refused_in_words(tmp_path, text):
    (tmp_path / "takes.json").write_bytes(text.encode("utf-8", "surrogateescape"))
    with pytest.raises(ProjectError, match=r"takes\.json is damaged .* move it away"):
        TakeLibrary.load(tmp_path)


def test_a_library_of_before_there_were_finishes_is_read(tmp_path):
    earlier = {key: value for key, value in RECORD.as_dict().items() if key not in _NEW}
    text = json.dumps({"format": 1, "takes": [earlier], "projects": {}})
    (tmp_path / "takes.json").write_text(text)
    (take,) = TakeLibrary.load(tmp_path).takes
    assert take.finish == Finish().of(Level.NORMAL)
    assert (take.loudness, take.shortfall) == (None, 0.0)


def test_a_finished_take_comes_back(tmp_path):
    take = replace(RECORD, target=-16.0, ceiling=-1.0, bit_depth=16, loudness=-18.4, true_peak=-1)
    TakeLibrary((take,)).save(tmp_path)
    assert TakeLibrary.load(tmp_path).takes == (take,)
    assert take.shortfall == 2.4


def test_a_newer_file_is_refused(tmp_path):
    (tmp_path / "takes.json").write_text('{"format": 3}')
    with pytest.raises(ProjectError, match="newer Takelane"):
        TakeLibrary.load(tmp_path)


def test_a_name_without_utf8_does_not_stop_the_saving(tmp_path):
    TakeLibrary((replace(RECORD, region_name="\udcff!"),)).save(tmp_path)
    assert TakeLibrary.load(tmp_path).takes[0].region_name == "?!"


def test_the_best_take_fits_best_among_those_of_the_same_words_and_length():
    other_words = replace(RECORD, file="a.wav", region_name="MARA: Nö.", fit=0.0)
    other_length = replace(RECORD, file="b.wav", samples=24_000, fit=0.0)
    good = replace(RECORD, file="c.wav", fit=-0.5)
    as_good = replace(RECORD, file="d.wav", fit=-0.5)
    worse = replace(RECORD, file="e.wav", fit=-2.0)
    assert best_take([]) is None
    assert best_take([other_words, other_length, good, as_good, worse]) == as_good
    assert best_take([good, other_words]) == other_words
    other_finish = replace(worse, file="f.wav", target=-23.0, ceiling=-1.0)
    assert best_take([good, other_finish]) == other_finish


def test_a_performance_is_chosen_and_not_how_it_was_finished():
    other = replace(RECORD, file="other.wav", content_hash="other")
    levelled = replace(RECORD, file="levelled.wav", target=-23.0, ceiling=-1.0)
    takes = [RECORD, other, levelled]
    assert chosen_take(takes, RECORD.file, RECORD.finish) == RECORD
    assert chosen_take(takes, RECORD.file, levelled.finish) == levelled
    assert chosen_take(takes, other.file, levelled.finish) == other
    assert chosen_take(takes, "gone.wav", levelled.finish) == levelled
    assert chosen_take((), RECORD.file, RECORD.finish) is None
