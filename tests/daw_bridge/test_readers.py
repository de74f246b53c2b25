import pytest

import presets
from daw_bridge.exchange.cue_table import read_cue_table
from daw_bridge.exchange.labels import read_labels
from daw_bridge.exchange.srt import read_srt
from daw_bridge.readers import MAGICS, READERS, SIGNS, read
from daw_bridge.time_code import RATES
from daw_bridge.timeline import ProjectError
from daw_bridge.writers import WRITERS, write
from tests.daw_bridge.samples import demo

DEMO = presets.folder("demo")


@pytest.mark.parametrize("ending", READERS)
@pytest.mark.parametrize("name", ["harbour", "harbour.txt", "harbour.bak"])
def test_a_file_whose_name_says_nothing_is_known_by_what_is_in_it(tmp_path, ending, name):
    demo(ending, tmp_path / name)
    assert read(tmp_path / name) == READERS[ending](tmp_path / name)
    assert len(read(tmp_path / name).regions) == 14


def test_every_reader_has_a_sign_of_its_own():
    signs = {reader for _, reader in (*MAGICS, *SIGNS)}
    assert signs | {read_cue_table} == set(READERS.values())


@pytest.mark.parametrize(
    ("name", "content", "reader"),
    [
        ("a.txt", "start,end,line\n1,2,Run!\n", read_cue_table),
        ("a.txt", "Harbour\n\nIn\tOut\tDialogue\n1\t2\tRun!\n".encode("utf-16"), read_cue_table),
        ("a.txt", "\n1\n00:00:01,000 --> 00:00:02,000\nRun!\n", read_srt),
        ("a.txt", "00:00:01,000 --> 00:00:02,000\nRun!\n", read_srt),
        ("a.txt", "1.0\t2.0\tRun!\n", read_labels),
        ("a.txt", "ä" * 5000 + "\n1.0\t2.0\tRun!\n", read_labels),
        ("a", "1.0\t2.0\tRun!\n", read_labels),
        ("A.CSV", "start,end,line\n1,2,Run!\n", read_cue_table),
    ],
)
def test_text_files_are_told_apart(tmp_path, name, content, reader):
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    assert read(path) == reader(path)
    assert [region.name for region in read(path).regions] == ["Run!"]


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("a.doc", "hello", "of a kind that Takelane does not read; it reads .rpp, .rpp-bak, .als"),
        ("a", "", "of a kind that Takelane does not read"),
        ("a.txt", "hello", "neither a list of labels"),
    ],
)
def test_what_nobody_knows_is_told_in_a_sentence(tmp_path, name, content, why):
    (tmp_path / name).write_text(content)
    with pytest.raises(ProjectError, match=why):
        read(tmp_path / name)


def test_the_frame_rate_is_for_tables(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("in,out,line\n00:00:01:00,00:00:02:12,Run!\n")
    assert read(path, RATES["24"]).regions[0].end == 2.5
    with pytest.raises(ProjectError, match="needs no frame rate, as it has no time code"):
        read(DEMO / "harbour.rpp", RATES["24"])


def test_what_is_not_there_is_told_in_a_sentence(tmp_path):
    with pytest.raises(ProjectError, match="there is no file"):
        read(tmp_path / "a.csv")
    with pytest.raises(ProjectError, match="is a folder"):
        read(tmp_path)


@pytest.mark.parametrize("ending", WRITERS)
def test_every_kind_that_is_written_is_read(tmp_path, ending):
    timeline = read(DEMO / "harbour.rpp")
    write(timeline, tmp_path / f"out{ending}")
    assert len(read(tmp_path / f"out{ending}").regions) == len(timeline.regions)
