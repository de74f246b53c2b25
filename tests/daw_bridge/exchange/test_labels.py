import pytest

from daw_bridge.exchange.labels import read_labels, write_labels
from daw_bridge.timeline import Cue, ProjectError

LABELS = "1.000000\t2.500000\tMARA: Run!\n\\\t100.0\t900.0\n3.0\t3.0\tScene 2\n4,5\t5,0\tWait.\n"


@pytest.fixture
def path(tmp_path):
    return tmp_path / "labels.txt"


def lines(timeline):
    return [(region.start, region.end, region.name) for region in timeline.regions]


def test_labels_with_a_length_are_lines(path):
    path.write_text(LABELS)
    timeline = read_labels(path)
    assert lines(timeline) == [(1.0, 2.5, "MARA: Run!"), (4.5, 5.0, "Wait.")]
    assert timeline.cues == (Cue(1, "Scene 2", 3.0),)
    assert timeline.warnings == ()


def test_a_label_may_have_no_text(path):
    path.write_text("1.0\t2.0\n3.0\t4.0\t\n")
    assert lines(read_labels(path)) == [(1.0, 2.0, ""), (3.0, 4.0, "")]


def test_what_cannot_be_used_is_told_with_its_line(path):
    path.write_text(LABELS + "x\t7.0\tNo.\nhello\n9.0\t8.0\tNo.\n")
    assert read_labels(path).warnings == (
        "labels.txt, line 5: 'x' is no time; the label was left out",
        "labels.txt, line 6: there is no start and end with a tab between",
        "labels.txt, line 7: the line ends before it begins and was left out",
    )


@pytest.mark.parametrize("content", ["", "hello\n", "1.0 2.0 Run!\n"])
def test_what_holds_no_labels_is_told_in_a_sentence(path, content):
    path.write_text(content)
    with pytest.raises(ProjectError, match=r"labels.txt is neither a list of labels \(start, tab"):
        read_labels(path)


def test_what_is_written_is_read_again(path, make_timeline):
    timeline = make_timeline(("MARA:  Run!\t id=q1;", 1.0, 2.5), ("TOBIN:", 3.0, 4.000001))
    write_labels(timeline, path)
    assert lines(read_labels(path)) == [(1.0, 2.5, "MARA: Run! id=q1;"), (3.0, 4.000001, "TOBIN:")]
