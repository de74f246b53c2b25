import pytest

from daw_bridge.exchange.cue_columns import NAMES
from daw_bridge.exchange.cue_table import read_cue_table, write_cue_csv
from daw_bridge.region_text import parse_region_text
from daw_bridge.time_code import RATES, UNSAID, TimeBase
from daw_bridge.timeline import Cue, ProjectError

PLAIN = "start,end,character,line\n1,2.5,MARA,Run!\n3,4,TOBIN,Where to?\n"


@pytest.fixture
def path(tmp_path):
    return tmp_path / "cues.csv"


@pytest.fixture
def read(path):
    def read_content(content, rate=None):
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return read_cue_table(path, rate and RATES[rate])

    return read_content


def lines(timeline):
    return [(region.start, region.end, region.name) for region in timeline.regions]


TWO = [(1.0, 2.5, "MARA: Run!"), (3.0, 4.0, "TOBIN: Where to?")]


@pytest.mark.parametrize(
    "content",
    [
        PLAIN,
        PLAIN.replace(",", ";"),
        PLAIN.replace(",", "\t"),
        PLAIN.replace(",", " | "),
        PLAIN.replace("\n", "\r\n"),
        PLAIN.replace("\n", "\r"),
        PLAIN.replace("2.5", '"2,5"'),
        "\ufeff" + PLAIN,
        PLAIN.encode("utf-16"),
        PLAIN.encode("utf-16-be"),
        PLAIN.encode("utf-16-le"),
        "Title,Harbour\nDate,today\n\n" + PLAIN,
        "TC In;TC Out;Role;Dialogue\n0:01,00;0:02,50;MARA;Run!\n0:03;0:04;TOBIN;Where to?",
        "Cue_In,Length (s),Who,Text\n1,1.5,MARA,Run!\n3,1,TOBIN,Where to?",
        "in,out,duration,text\n1,,1.5,MARA: Run!\n3,4,,TOBIN: Where to?",
    ],
)  # fmt: skip
def test_a_list_is_read_however_it_is_written(read, content):
    if isinstance(content, str) and content.startswith("Cue_In"):
        content = content.replace("Cue_In", "IN")
    timeline = read(content)
    assert lines(timeline) == TWO
    assert timeline.warnings == ()
    assert [region.number for region in timeline.regions] == [1, 2]


def test_an_old_windows_encoding_is_read(read):
    timeline = read("start,end,line\n1,2,Zoë wäre müde – „gut“.\n".encode("cp1252"))
    assert lines(timeline) == [(1.0, 2.0, "Zoë wäre müde – „gut“.")]


def test_every_name_of_a_column_is_understood(read):
    values = {
        "line": "Run!", "start": "1", "end": "2", "length": "1", "character": "MARA",
        "direction": "low", "id": "q1", "number": "7", "emo": "sad:0.5", "voice": "wren",
        "seed": "3", "tags": "", "fps": "25",
    }  # fmt: skip
    taken = {"", "name", "time", "time code", "timecode", "tc"}
    for what, names in NAMES.items():
        for name in set(names) - taken:
            columns = {k: v for k, v in values.items() if k not in (what, "length", "tags")}
            if what == "length":
                del columns["end"]
            header, row = [*columns, name.upper()], [*columns.values(), values[what]]
            header = ["#" if cell == "number" else cell for cell in header]
            timeline = read("\n".join(map(",".join, (header, row))))
            (region,) = timeline.regions
            assert (region.start, region.end) == (1.0, 2.0), name
            assert region.name.startswith("MARA (low): Run!"), name
            assert "id=q1;" in region.name, name
            assert "emo=sad:0.5;" in region.name, name


def test_columns_make_the_text_of_a_region(read):
    timeline = read(
        "id,in,out,character,emotion,dialogue,voice,seed,tags,reel\n"
        'q1,1,2,the old man,"angry:0.8,sad:0.2","Listen: it is\nover.",ada,7,scene=2;,A\n'
        ",3,4,MARA (on the phone),[low],(sighs) Wait.,,,,B\n"
        ',5,6,,,"Mara: ""No."" id=x;",,,,\n'
    )
    assert [region.name for region in timeline.regions] == [
        "Listen: it is over. char=the old man; scene=2; id=q1; emo=angry:0.8,sad:0.2; voice=ada; "
        "seed=7;",
        "MARA (on the phone, low, sighs): Wait.",
        'Mara: "No." id=x;',
    ]
    assert [region.id for region in timeline.regions][::2] == ["q1", "x"]


def test_a_line_keeps_its_id_when_others_are_put_before_it(read):
    before = read(PLAIN).regions
    after = read(PLAIN.replace("\n1,", "\n0,1,TOBIN,What?\n1,")).regions
    assert [region.id for region in after[1:]] == [region.id for region in before]
    twice = read(PLAIN + "5,6,MARA,Run!\n").regions
    assert twice[2].id == f"{twice[0].id}-2"


def test_the_list_of_the_region_manager(read):
    timeline = read(
        "#,Name,Start,End,Length\nR7,MARA (low): Run! id=q1;,0:01.000,0:02.500,0:01.500\n"
        "M3,Scene 2,0:05.000,,\nR9,Wait.,1:02:03.250,1:02:04.000,0:00.750\n"
    )
    assert lines(timeline) == [
        (1.0, 2.5, "MARA (low): Run! id=q1;"),
        (3723.25, 3724.0, "Wait."),
    ]
    assert [region.number for region in timeline.regions] == [7, 9]
    assert timeline.cues == (Cue(1, "Scene 2", 5.0),)


def test_bars_and_beats_are_refused_with_what_to_do(read):
    with pytest.raises(ProjectError, match=r"line 2: '1.1.00' is a bar and a beat; set the time"):
        read("#,Name,Start,End,Length\nR1,Run!,1.1.00,2.1.00,1.0.00\n")


CODED = "in,out,line\n01:00:00:12,01:00:02:00,Run!\n"


@pytest.mark.parametrize(
    ("content", "rate", "start"),
    [
        (CODED, "25", 3600.48),
        (CODED, "24", 3600.5),
        (CODED, "23.976", 3604.1005),
        (CODED, "30", 3600.4),
        (CODED.replace(":12", ";12").replace(":00,R", ";00,R"), None, 3600.3968),
        ("Frame rate:,25\n" + CODED, None, 3600.48),
        ("Scene 1 - Frame Rate: 25 fps\n" + CODED, None, 3600.48),
        ("Frame rate:,25\n" + CODED, "24", 3600.5),
        ("fps," + CODED.replace("\n01", "\n25,01"), None, 3600.48),
        ("Frame rate,24\nfps," + CODED.replace("\n01", "\n,01"), None, 3600.5),
    ],
)
def test_time_code_by_its_frame_rate(read, content, rate, start):
    (region,) = read(content, rate).regions
    assert region.start == pytest.approx(start, abs=1e-4)


@pytest.mark.parametrize(
    ("content", "rate", "shown"),
    [
        (CODED, "23.976", "23.976"),
        ("Frame rate:,25\n" + CODED, None, "25"),
        ("fps," + CODED.replace("\n01", "\n50,01"), None, "50"),
        (CODED.replace(":12", ";12").replace(":00,R", ";00,R"), None, "29.97df"),
        (CODED.replace(":12", ";12").replace(":00,R", ";00,R"), "59.94", "59.94df"),
        ("in,out,line\n1:00,2:00,Run!\n", None, None),
    ],
)
def test_times_are_shown_in_the_time_code_of_the_list(read, content, rate, shown):
    assert read(content, rate).time_base == TimeBase(RATES[shown] if shown else None)


def test_a_list_in_two_rates_is_shown_in_neither(read):
    rows = "fps,in,out,line\n25,00:00:01:00,00:00:02:00,a\n24,00:00:03:00,00:00:04:00,b\n"
    assert read(rows).time_base == UNSAID


def test_time_code_without_a_rate_says_what_to_do(read):
    with pytest.raises(ProjectError, match=r"cues.csv, line 2: 01:00:00:12 counts.*--fps 25"):
        read(CODED)
    with pytest.raises(ProjectError, match="there is no frame rate '17'"):
        read("Frame rate,17\n" + CODED)


def test_rows_that_cannot_be_used_are_told_with_their_lines(read):
    timeline = read(PLAIN + "x,2,A,B\n5,,A,B\n,6,A,B\n9,8,A,B\n\n9,9,A,B\n")
    assert lines(timeline) == TWO
    assert timeline.warnings == (
        "cues.csv, line 4: 'x' is no time; the row was left out",
        "cues.csv, line 5: there is neither an end nor a length; the row was left out",
        "cues.csv, line 6: there is no start; the row was left out",
        "cues.csv, line 7: the line ends before it begins and was left out",
        "cues.csv, line 9: the line ends before it begins and was left out",
    )


def test_many_odd_rows_are_told_in_few_sentences(read):
    timeline = read(PLAIN + "x,2,A,B\n" * 500)
    assert len(timeline.warnings) == 21
    assert timeline.warnings[-1] == "cues.csv: and 480 more"
    with pytest.raises(ProjectError, match=r"line 2: 'x' is no time.*\(and 499 more like this\)"):
        read("start,end,line\n" + "x,2,B\n" * 500)


def test_tags_that_are_none_are_warned_about(read):
    timeline = read("start,end,line,tags\n1,2,Run!,seed=7; loud\n")
    assert timeline.warnings == ("cues.csv, line 2: the tags are not all of the form key=value;",)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ("", "no row of column names"),
        ("hello", "no row of column names"),
        ("1,2,Run!\n", "looks for start"),
        ("start,line\n1,Run!\n", "no row of column names"),
        (PLAIN + '5,6,"Run', r"cues.csv, line 4: .*not closed"),
        (PLAIN + f"5,6,{'x' * 200_000}", "line 4: field larger"),
        (b"start,end,line\n1,2,\0\n", "is no text"),
        ("start,end,line\n" + "\n" * 1_000_000, "over 1,000,000 lines"),
        (b"x" * (16 * 2**20 + 1), "larger than 16 MiB"),
    ],
)
def test_what_is_no_list_is_told_in_a_sentence(read, content, why):
    with pytest.raises(ProjectError, match=why):
        read(content)


def test_a_list_without_rows_is_empty(read):
    timeline = read("start,end,line\n")
    assert timeline.regions == ()
    assert timeline.warnings == ("cues.csv has no lines",)


def test_in_a_table_of_tabs_quotation_marks_may_be_just_that(read):
    timeline = read('in\tout\tline\n1\t2\t"Go," he said.\n3\t4\tNo.\n')
    assert [region.name for region in timeline.regions] == ['"Go," he said.', "No."]


def test_spreadsheets_open_what_is_written(read, path, make_timeline):
    timeline = make_timeline(('ZOË (low, "so"): Run, now! seed=7;', 1.0, 2.000001))
    write_cue_csv(timeline, path)
    content = path.read_bytes()
    assert content.decode("utf-8-sig") == (
        "id,start,end,character,direction,line,tags\r\n"
        ',00:00:01.000,00:00:02.000001,ZOË,"low, ""so""","Run, now!",seed=7;\r\n'
    )
    assert content.startswith(b"\xef\xbb\xbf")
    (region,) = read(content).regions
    assert parse_region_text(region.name) == parse_region_text(timeline.regions[0].name)


def test_a_large_list_is_read_whole(read):
    rows = (f"{n},{n + 0.5},GUARD {n % 7},Line number {n}.,q{n}" for n in range(5_000))
    timeline = read("\n".join(("start,end,character,line,id", *rows)))
    assert len(timeline.regions) == 5_000
    assert timeline.regions[-1].name == "GUARD 1: Line number 4999. id=q4999;"
