import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from daw_bridge.readers import read
from daw_bridge.region_text import is_speakable, parse_region_text
from daw_bridge.timeline import ProjectError, Region, Timeline
from daw_bridge.writers import WRITERS, write

CUE_LISTS = (".csv", ".tsv", ".srt", ".vtt", ".txt")


@pytest.fixture
def timeline(make_timeline):
    return make_timeline(("MARA: Run! id=q1;", 1.0, 2.0))


def test_nothing_is_written_over(tmp_path, timeline):
    path = tmp_path / "cues.csv"
    path.write_text("mine")
    with pytest.raises(ProjectError, match="is there already; give another name, or --force"):
        write(timeline, path)
    assert path.read_text() == "mine"
    write(timeline, path, force=True)
    assert read(path).regions[0].id == "q1"


def test_what_was_read_is_never_written_over(tmp_path, timeline):
    path = tmp_path / "cues.csv"
    write(timeline, path)
    before = path.read_bytes()
    link = tmp_path / "link.csv"
    link.symlink_to(path)
    for same in (path, link):
        with pytest.raises(ProjectError, match="is the file itself that is read"):
            write(read(path), same, force=True)
    assert path.read_bytes() == before


def test_kinds_that_are_not_written_are_told(tmp_path, timeline):
    with pytest.raises(ProjectError, match=r"cannot export a.rpp; let the name end in .csv, .tsv"):
        write(timeline, tmp_path / "a.rpp")


@pytest.mark.parametrize("ending", WRITERS)
def test_a_place_that_cannot_be_written_to_is_told(tmp_path, timeline, ending):
    with pytest.raises(ProjectError, match="its folder does not exist"):
        write(timeline, tmp_path / "none" / f"a{ending}")


words = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zl", "Zp")), max_size=20
)
characters = st.sampled_from(["", "MARA", "Tom Hale", "the old man", "GUARD_2"])
times = st.tuples(st.integers(0, 10**6), st.integers(1, 10**5))


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(CUE_LISTS), st.lists(st.tuples(characters, words, times), max_size=5))
def test_cue_lists_give_the_same_regions_again(tmp_path_factory, ending, rows):
    regions = tuple(
        Region(str(n), n, f"{who}: {line}" if who else line, start / 1000, (start + length) / 1000)
        for n, (who, line, (start, length)) in enumerate(rows)
    )
    folder = tmp_path_factory.mktemp("lists")
    timeline = Timeline(folder / "none", None, regions)
    write(timeline, folder / f"a{ending}")
    held = [region for region in regions if ending in (".csv", ".tsv", ".txt") or _spoken(region)]
    if not held:
        return
    read_again = read(folder / f"a{ending}")
    expected = sorted(held, key=lambda region: (region.start, region.end, region.number))
    for before, after in zip(expected, read_again.regions, strict=True):
        assert (after.start, after.end) == pytest.approx((before.start, before.end), abs=1e-6)
        old, new = (parse_region_text(region.name) for region in (before, after))
        assert (new.character, new.line.strip('"')) == (old.character, old.line.strip('"'))


def _spoken(region):
    return is_speakable(parse_region_text(region.name).line)
