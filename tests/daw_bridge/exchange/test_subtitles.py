import pytest

from daw_bridge.exchange.srt import NO_WORDS, TWO_SPEAKERS, read_srt, write_srt
from daw_bridge.exchange.vtt import read_vtt, write_vtt
from daw_bridge.region_text import parse_region_text
from daw_bridge.timeline import ProjectError

SRT = """1
00:00:01,000 --> 00:00:02,500
<i>MARA:</i> They are
inside the wall.

2
00:00:03,000 --> 00:00:04,000 X1:1 X2:2
{\\an8}<font color="red">[low]</font> <Tobin|T OW1 B IH0 N>, run!
"""

VTT = """WEBVTT - Harbour
X-TIMESTAMP-MAP=LOCAL:00:00:00.000

STYLE
::cue { color: red }
00:00 --> 00:01

NOTE 00:00:00.000 --> 00:00:01.000
nobody says this

intro
00:01.000 --> 00:02.500 align:left line:0
<v.loud Mara><c.x>They are</c> <00:01.500>inside &amp; here.</v>

00:00:03.000 --> 00:00:04.000
<v Tom &amp; Co>Listen: it is &lt;late&gt;.
"""


@pytest.fixture
def read(tmp_path):
    def read_content(content, reader=read_srt):
        path = tmp_path / f"subs.{reader.__name__.removeprefix('read_')}"
        path.write_text(content, encoding="utf-8")
        return reader(path)

    return read_content


def lines(timeline):
    return [(region.start, region.end, region.name) for region in timeline.regions]


TWO = [
    (1.0, 2.5, "MARA: They are inside the wall."),
    (3.0, 4.0, "[low] <Tobin|T OW1 B IH0 N>, run!"),
]


@pytest.mark.parametrize(
    "content",
    [
        SRT,
        SRT.replace("\n", "\r\n"),
        SRT.replace(",000", ".000"),
        "\ufeff\n\n" + SRT + "\n\n",
        SRT.replace("\n\n", "\n"),
        SRT.replace("1\n00", "00").replace("2\n00", "00"),
        SRT.replace(",000", "").replace(",500", ",5"),
    ],
)
def test_subrip_is_read_however_it_is_written(read, content):
    timeline = read(content)
    assert lines(timeline) == TWO
    assert timeline.warnings == ()


def test_numbers_are_those_of_the_file(read):
    timeline = read(SRT.replace("2\n00", "17\n00"))
    assert [region.number for region in timeline.regions] == [1, 17]
    assert len({region.id for region in timeline.regions}) == 2


def test_webvtt_has_voices_and_no_comments(read):
    timeline = read(VTT, read_vtt)
    assert timeline.warnings == ()
    assert lines(timeline) == [
        (1.0, 2.5, "Mara: They are inside & here."),
        (3.0, 4.0, "Tom & Co: Listen: it is <late>."),
    ]


def test_sounds_are_left_out_with_a_warning(read):
    timeline = read(SRT.replace("<i>MARA:</i> They are\ninside the wall.", "[a door slams]"))
    assert lines(timeline) == TWO[1:]
    assert timeline.warnings == (f"subs.srt, line 2: {NO_WORDS}",)


def test_two_people_in_one_cue_are_warned_about(read):
    timeline = read(
        SRT.replace("MARA:</i> They are\ninside", "- Who?</i>\n- Inside").replace("<i>", "")
    )
    assert timeline.regions[0].name == "Who? Inside the wall."
    assert timeline.warnings == (f"subs.srt, line 2: {TWO_SPEAKERS}",)
    timeline = read(VTT.replace("is &lt;late", "is</v> <v Mara>late"), read_vtt)
    assert timeline.warnings == (f"subs.vtt, line 15: {TWO_SPEAKERS}",)


def test_a_dash_alone_is_no_word(read):
    assert read(SRT.replace("<i>MARA", "- <i>MARA")).regions[0].name.startswith("MARA: They")
    assert read(SRT.replace("<i>MARA:", "-- so,")).regions[0].name.startswith("-- so, They")


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ("00:00:02,500", "00:00:0:2,500", "is no time; the cue was left out"),
        ("00:00:02,500", "00:00:99,500", "60 seconds"),
        ("00:00:02,500", "00:00:00,500", "ends before it begins"),
    ],
)
def test_cues_that_cannot_be_used_are_told_with_their_lines(read, old, new, why):
    timeline = read(SRT.replace(old, new))
    assert lines(timeline) == TWO[1:]
    (warning,) = timeline.warnings
    assert warning.startswith("subs.srt, line 2: ")
    assert why in warning


@pytest.mark.parametrize(
    ("content", "reader", "why"),
    [
        ("", read_srt, "has no times such as"),
        ("1\n2\n3\n", read_srt, "has no times such as"),
        ("00:00:01 --> 00:00:00\nRun!\n", read_srt, "ends before it begins"),
        (SRT, read_vtt, "does not begin with WEBVTT"),
    ],
)
def test_what_is_no_subtitles_is_told_in_a_sentence(read, content, reader, why):
    with pytest.raises(ProjectError, match=why):
        read(content, reader)


def test_webvtt_without_cues_is_empty(read):
    timeline = read("WEBVTT\n\nNOTE nothing yet\n", read_vtt)
    assert timeline.regions == ()
    assert timeline.warnings == ("subs.vtt has no lines",)


@pytest.mark.parametrize(("write", "reader"), [(write_srt, read_srt), (write_vtt, read_vtt)])
def test_what_is_written_is_read_again(tmp_path, make_timeline, write, reader):
    timeline = make_timeline(
        ("MARA (low): Listen: <Tobin|T OW1 B IH0 N> & me. id=q1; seed=7;", 1.0, 2.5),
        ("no name here. char=narrator;", 3.0, 4.0),
        ("(low) Who is it?", 3.5, 4.5),
        ("TOBIN:", 5.0, 6.0),
        ('"Mara: What?"', 3600.0, 3601.0004),
    )
    path = tmp_path / "out.subs"
    write(timeline, path)
    read = reader(path)
    assert read.warnings == ()
    texts = [parse_region_text(region.name) for region in timeline.regions]
    texts = [text for text in texts if text.line]
    for text, region in zip(texts, read.regions, strict=True):
        again = parse_region_text(region.name)
        assert (again.character, again.direction, again.line) == (
            text.character, text.direction, text.line,
        )  # fmt: skip
        assert dict(again.tags) | {"char": ""} == dict(text.tags) | {"char": ""}
    assert [region.end for region in read.regions] == [2.5, 4.0, 4.5, 3601.0]
