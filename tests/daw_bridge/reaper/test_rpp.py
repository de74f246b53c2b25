import pytest
from hypothesis import given
from hypothesis import strategies as st

from daw_bridge.reaper.rpp import DEEPEST, number, parse, quoted, serialise, tokens
from daw_bridge.timeline import ProjectError

HEAD = '<REAPER_PROJECT 0.1 "7.61/linux-x86_64" 1790000000 0'


def project(*lines, end="\n"):
    return end.join([HEAD, *lines, ">", ""]).encode("utf-8", "surrogateescape")


@pytest.mark.parametrize(
    "data",
    [
        project("  RIPPLE 0", "  <TRACK {A}", "    NAME x", "  >"),
        project("  RIPPLE 0", "  <TRACK {A}", "  >", end="\r\n"),
        project("  NAME caf\udce9", "\t<VST a", "  bm90IGE+", "  >"),
        project("  <NOTES 0 2", "    |<b>not a block", "    |>", "    <nor this", "  >"),
        project("", "  ", "  NAME 日本", "  <X 0 0", "  >")[:-1],
        b"\xef\xbb\xbf" + project("A 1"),
        b"\n\n" + project("A 1") + b"\n\ntext behind the end",
        HEAD.encode() + b"\r\nA 1\nB 2\r\n>\n",
    ],
)
def test_writing_gives_the_same_bytes(data):
    assert serialise(parse(data, "x.rpp")) == data


@given(
    st.lists(
        st.text(st.characters(exclude_categories=["Cs"]), max_size=30).filter(
            lambda line: not line.strip().startswith(("<", ">"))
        ),
        max_size=20,
    )
)
def test_any_text_comes_back(lines):
    data = project(*lines)
    assert serialise(parse(data, "x.rpp")) == data


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(junk):
    for data in (junk, HEAD.encode() + b"\n" + junk, project() + junk):
        try:
            root = parse(data, "x.rpp")
        except ProjectError:
            continue
        assert serialise(root) == data


def test_blocks_know_their_lines():
    root = parse(project("A 1", "<TRACK {T}", "NAME a", "<ITEM", ">", "SEL 0", ">", "A 2"), "x")
    (track,) = root.find("TRACK")
    assert (track.first, track.last, track.arguments) == (2, 7, ["{T}"])
    assert [part if isinstance(part, str) else part.name for part in track.content()] == [
        "NAME a",
        "ITEM",
        "SEL 0",
    ]
    assert list(root.entries("A")) == [["1"], ["2"]]
    assert root.entry("B") == []


def test_a_key_is_not_the_beginning_of_another():
    assert parse(project("TEMPOX 1", "TEMPO 2"), "x").entry("TEMPO") == ["2"]


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "empty"),
        (b" \r\n\n", "empty"),
        (b"\x00\x01\x02\xff", "line 1 should begin with <REAPER_PROJECT"),
        (b"\n{json: 1}", "line 2 should begin with <REAPER_PROJECT"),
        (HEAD.encode(), "line 1 opens <REAPER_PROJECT, which never ends"),
        (project("<TRACK")[:-3], "line 2 opens <TRACK, which never ends"),
        (project(">"), "line 3 closes a block that was never opened"),
        (project(*["<A"] * DEEPEST), f"line {DEEPEST + 1} is inside too many blocks"),
        (project(*["<A"] * 500_000), "is inside too many blocks"),
    ],
)
def test_a_broken_file_is_refused_with_its_line(data, says):
    with pytest.raises(ProjectError, match=says):
        parse(data, "x.rpp")


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("NAME plain 1", ["NAME", "plain", "1"]),
        ('NAME "two words" ""', ["NAME", "two words", ""]),
        ("NAME 'the \"big\" one'", ["NAME", 'the "big" one']),
        ('NAME `"a" isn\'t`', ["NAME", '"a" isn\'t']),
        ('NAME "never ends', ["NAME", "never ends"]),
        ('NAME it"s', ["NAME", 'it"s']),
        ("", []),
    ],
)
def test_tokens_keep_quoted_text_whole(line, expected):
    assert tokens(line) == expected


@given(st.text(st.characters(exclude_characters="`", exclude_categories=["Cs", "Cc", "Zl", "Zp"])))
def test_quoted_text_is_one_token(text):
    assert tokens(f"NAME {quoted(text)} 1") == ["NAME", text, "1"]


def test_quoting_never_breaks_the_line():
    assert quoted("a\nb\r\nc") == '"a b c"'
    assert tokens(quoted("\"'`")) == ["\"''"]


@pytest.mark.parametrize("text", ["", "x", "nan", "inf", "-1e999", "1e12"])
def test_what_is_no_sensible_number_is_none(text):
    assert number([text], 0, limit=1e9) is None


def test_insertions_take_the_line_ends_around_them():
    root = parse(HEAD.encode() + b"\r\nA 1\r\n>", "x")
    assert serialise(root, [(2, ["C 3"]), (1, ["B 2"])]) == (
        HEAD.encode() + b"\r\nB 2\r\nA 1\r\nC 3\r\n>"
    )
