import pytest
from hypothesis import given
from hypothesis import strategies as st

from daw_bridge.clip_lines import (
    LONGEST,
    NamedCue,
    clip_text,
    lines_between,
    numbered,
)
from daw_bridge.region_text import is_speakable, parse_region_text
from daw_bridge.timeline import Region


def said(name, info="", character=""):
    text = parse_region_text(*clip_text(name, info, character))
    return text.character, text.direction, text.line, dict(text.tags)


@pytest.mark.parametrize(
    ("name", "info", "character", "expected"),
    [
        ("MARA: Run!", "", "", ("MARA", "", "Run!", {})),
        ("MARA: Run!", "", "Tom", ("MARA", "", "Run!", {})),
        ("Run!", "", "Tom", ("Tom", "", "Run!", {"char": "Tom"})),
        ("run id=q1", "", "Tom", ("Tom", "", "run", {"id": "q1", "char": "Tom"})),
        ("", "MARA: Run!", "", ("MARA", "", "Run!", {})),
        ("take 3.wav", "Run\nnow!", "", ("", "", "Run now!", {})),
        ("take 3.wav", "TOM: Run!", "Mara", ("TOM", "", "Run!", {})),
        ("MARA:", "Run!", "", ("MARA", "", "Run!", {})),
        ("MARA (low): x id=q1;", "(now) Run!", "",
         ("MARA", "low, now", "Run!", {"id": "q1", "char": "MARA"})),
        ("Run!", "...", "", ("", "", "Run!", {})),
        ("", "", "Tom", ("Tom", "", "", {"char": "Tom"})),
    ],
)  # fmt: skip
def test_the_info_text_is_the_line_where_it_has_words(name, info, character, expected):
    assert said(name, info, character) == expected


@given(st.text(max_size=40), st.text(max_size=40))
def test_words_of_the_info_text_are_never_lost(name, info):
    line = parse_region_text(info).line
    if is_speakable(line):
        assert said(name, info)[2] == line


def test_an_endless_text_is_cut():
    name, _ = clip_text("a=b;" * LONGEST, "")
    assert len(name) == LONGEST


def test_lines_lie_between_cues():
    cues = [
        NamedCue("c", 9.0, " END "),
        NamedCue("a", 1.0, "Run!"),
        NamedCue("b", 4.0, "", "Info."),
        NamedCue("d", 12.0, "***"),
    ]
    regions, warnings = lines_between(cues)
    assert [(r.id, r.name, r.start, r.end) for r in regions] == [
        ("a", "Run!", 1.0, 4.0),
        ("b", "Info.", 4.0, 9.0),
    ]
    assert warnings == []
    assert lines_between([]) == ([], [])


def test_regions_are_counted_in_order_and_get_ids_of_their_own():
    regions = [Region(i, 0, "x", s, s + 1.0) for i, s in (("a", 2.0), ("a-2", 1.0), ("a", 0.0))]
    regions += [Region("a", 0, "x", 3.0 + n, 9.0) for n in range(3)]
    ordered = numbered(regions)
    assert [region.number for region in ordered] == [1, 2, 3, 4, 5, 6]
    assert [region.start for region in ordered] == [0.0, 1.0, 2.0, 3.0, 4.0, 5.0]
    assert [region.id for region in ordered[:3]] == ["a", "a-2", "a-3"]
    assert len({region.id for region in ordered}) == 6
