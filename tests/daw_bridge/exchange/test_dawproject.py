import io
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from daw_bridge.beats import TempoMap, TempoPoint
from daw_bridge.envelope import BEZIER, HOLD, LINEAR, Envelope, EnvelopePoint
from daw_bridge.exchange.dawproject import read_dawproject
from daw_bridge.exchange.dawproject_writer import write_dawproject
from daw_bridge.reaper.project import read_project
from daw_bridge.region_text import parse_region_text
from daw_bridge.timeline import Cue, EmotionLane, ProjectError, Region, TempoChange, Timeline
from model.emotion import EMOTIONS
from tests.daw_bridge.xml_mutations import assert_sound, mutated_bytes, mutated_xml

ROOT = Path(__file__).parents[3]
HARBOUR = ROOT / "presets" / "demo" / "harbour.rpp"
SCHEMAS = {
    f"{name.lower()}.xml": etree.XMLSchema(file=ROOT / "tests/data/dawproject" / f"{name}.xsd")
    for name in ("Project", "MetaData")
}

POINTS = (
    EnvelopePoint(1.0, 0.25, HOLD),
    EnvelopePoint(2.0, 0.5, LINEAR),
    EnvelopePoint(2.0, 1.0, LINEAR),
    EnvelopePoint(4.0, 0.0, HOLD),
)
WHOLE = Timeline(
    source=Path("harbour.rpp"),
    sample_rate=None,
    regions=(
        Region("lines-1", 1, "MARA (low): Run! id=q1;", 1.5, 4.0),
        Region("lines-2", 2, "TOBIN:", 4.0, 6.25, notes="Who is\nthere? <\"&'>"),
        Region("lines-3", 3, "", 7.0, 8.0),
    ),
    cues=(Cue(1, "Scene 1", 0.0), Cue(2, "Wall", 5.0)),
    lanes=(
        EmotionLane("happy", "MARA", Envelope((), 0.5)),
        EmotionLane("afraid", "MARA", Envelope(POINTS, 0.1)),
        EmotionLane("happy", "MARA", Envelope(POINTS)),
        EmotionLane("calm", "TOBIN & co", Envelope((EnvelopePoint(0.0, 1.0),))),
    ),
    tempo=(TempoChange(0.0, 84.0), TempoChange(3.0, 84.0, linear=True), TempoChange(6.0, 120.0)),
)

DOCUMENT = """<?xml version="1.0" encoding="UTF-8"?>
<Project version="1.0"><Application name="Bitwig Studio" version="5.0"/>
<Transport><Tempo max="666" min="20" unit="bpm" value="60" id="t" name="Tempo"/></Transport>
<Structure>
  <Track contentType="tracks" id="g" name="Group">
    <Channel audioChannels="2" role="master"/>
    <Track contentType="audio notes" id="a" name="{track}"><Channel role="regular"><Devices>
      <ClapPlugin deviceName="Emotion" deviceRole="audioFX"><Parameters>
        <RealParameter id="p1" name="Happy" min="0" max="100" unit="percent" value="50"/>
        <RealParameter id="p2" name="AFRAID" unit="linear" value="0.25"/>
        <RealParameter id="p3" name="Drive" unit="linear" value="0.25"/>
      </Parameters>{enabled}</ClapPlugin>
    </Devices></Channel></Track>
  </Track>
</Structure>
<Arrangement><Lanes>
  <Lanes track="a"><Clips>
      <Clip time="2" duration="2" name="MARA: Run!"><Clips><Clip time="0"/></Clips></Clip>
      <Clip time="8" duration="4" name="take_04" comment="MARA: They are inside."/>
      <Clip time="0" duration="1" name="Off." enable="false"/>
    </Clips>
    <Points unit="percent"><Target parameter="p1"/>
      <RealPoint time="4" value="0" interpolation="linear"/><RealPoint time="8" value="100"/>
      <RealPoint time="9" value="0"/>
    </Points>
    <Points unit="normalized" timeUnit="seconds"><Target parameter="p2"/>
      <RealPoint time="1" value="2"/></Points>
    <Points><Target expression="gain"/><RealPoint time="0" value="1"/></Points>
  </Lanes>
  <Clips track="x"><Clip time="0" duration="1" name="nobody"/></Clips>
</Lanes>
<Markers><Marker time="4" name="Wall"/><Marker time="0" name="MARA: Go!"/></Markers>
{tempo}</Arrangement><Scenes/></Project>"""


@pytest.fixture
def path(tmp_path):
    return tmp_path / "harbour.dawproject"


@pytest.fixture
def read(path):
    def read_document(document=DOCUMENT, track="Takelane", enabled="", tempo=""):
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr(
                "project.xml", document.format(track=track, enabled=enabled, tempo=tempo)
            )
        return read_dawproject(path)

    return read_document


def again(timeline, path):
    write_dawproject(timeline, path)
    return replace(read_dawproject(path), source=timeline.source)


def assert_valid(path):
    with zipfile.ZipFile(path) as archive:
        assert sorted(archive.namelist()) == sorted(SCHEMAS)
        for name, schema in SCHEMAS.items():
            schema.assertValid(etree.fromstring(archive.read(name)))


def test_what_is_written_is_read_again(path):
    assert again(WHOLE, path) == replace(
        WHOLE, tempo=(*WHOLE.tempo[:2], TempoChange(pytest.approx(6.0), 120.0))
    )


@pytest.mark.parametrize(
    "timeline", [WHOLE, read_project(HARBOUR), Timeline(Path("empty.rpp"), None, ())]
)
def test_what_is_written_is_valid_by_the_official_schema(path, timeline):
    write_dawproject(timeline, path)
    assert_valid(path)


def test_equal_timelines_give_equal_bytes(path, tmp_path):
    write_dawproject(WHOLE, path)
    write_dawproject(WHOLE, tmp_path / "b.dawproject")
    assert path.read_bytes() == (tmp_path / "b.dawproject").read_bytes()


def test_the_demo_keeps_its_lines_and_vectors(path):
    harbour = read_project(HARBOUR)
    timeline = again(harbour, path)
    assert timeline.warnings == ()
    for old, new in zip(harbour.regions, timeline.regions, strict=True):
        said = [parse_region_text(region.name, region.notes) for region in (old, new)]
        assert said[0] == said[1]
        assert (new.start, new.end) == (old.start, pytest.approx(old.end))
        for drawn, kept in zip(harbour.lanes, timeline.lanes, strict=True):
            assert (kept.emotion, kept.track) == (drawn.emotion, drawn.track)
            average = drawn.envelope.average(old.start, old.end)
            assert kept.envelope.average(old.start, old.end) == pytest.approx(average, abs=1e-3)


def test_notes_that_nobody_would_speak_are_left_out(path):
    timeline = replace(WHOLE, regions=(Region("lines-1", 1, "Run!", 0.0, 1.0, notes="Scene 2"),))
    (region,) = again(timeline, path).regions
    assert (region.name, region.notes) == ("Run!", "")


def test_what_xml_cannot_hold_is_replaced(path):
    timeline = replace(WHOLE, regions=(Region("lines-1", 1, "a\x00b\ud800c\U0001f600", 0, 1),))
    (region,) = again(timeline, path).regions
    assert region.name == "a�b�c\U0001f600"
    assert_valid(path)


words = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs"), max_codepoint=0xFFF0))


@given(st.lists(words, max_size=4), words)
def test_any_text_survives(tmp_path_factory, names, track):
    path = tmp_path_factory.getbasetemp() / "any.dawproject"
    regions = tuple(Region(f"lines-{n}", n, f"X: {name}", n, n + 1.0)
                    for n, name in enumerate(names, 1))  # fmt: skip
    cues = tuple(Cue(n, name, float(n)) for n, name in enumerate(names, 1))
    lanes = (EmotionLane("sad", f"X {track}", Envelope((), 0.5)),)
    timeline = again(replace(WHOLE, regions=regions, cues=cues, lanes=lanes), path)
    assert_valid(path)
    assert [region.name for region in timeline.regions] == [r.name.strip() for r in regions]
    assert timeline.cues == cues
    assert timeline.lanes == lanes


def test_curves_become_many_straight_lines(path):
    points = tuple(EnvelopePoint(float(n), n % 2 / 1.0, shape) for n, shape in enumerate(
        (2, 3, 4, BEZIER, BEZIER, LINEAR)))  # fmt: skip
    curve = Envelope(points)
    (lane,) = again(replace(WHOLE, lanes=(EmotionLane("sad", "M", curve),)), path).lanes
    for tenth in range(70):
        expected = pytest.approx(curve.value_at(tenth / 10), abs=0.003)
        assert lane.envelope.value_at(tenth / 10) == expected


def test_a_file_that_cannot_be_written_is_told_in_a_sentence(tmp_path):
    with pytest.raises(ProjectError, match="cannot be written"):
        write_dawproject(WHOLE, tmp_path / "none" / "a.dawproject")


def test_clips_of_the_track_are_lines(read):
    timeline = read(tempo="")
    assert [(r.id, r.number, r.name, r.start, r.end) for r in timeline.regions] == [
        ("a-1", 1, "MARA: Run!", 2.0, 4.0),
        ("a-2", 2, "MARA: They are inside.", 8.0, 12.0),
    ]
    assert timeline.cues == (Cue(1, "MARA: Go!", 0.0), Cue(2, "Wall", 4.0))
    assert timeline.tempo == (TempoChange(0.0, 60.0),)
    assert timeline.warnings == ()


def test_without_the_track_lines_lie_between_markers(read):
    timeline = read(track="Voices")
    assert [(r.id, r.name, r.start, r.end) for r in timeline.regions] == [
        ("M2", "MARA: Go!", 0.0, 4.0)
    ]


def test_parameters_named_like_emotions_are_lanes(read):
    happy, afraid = read(track="Takelane Mara").lanes
    assert (happy.emotion, happy.track) == ("happy", "Mara")
    assert happy.envelope == Envelope(
        (EnvelopePoint(4.0, 0.0), EnvelopePoint(8.0, 1.0, HOLD), EnvelopePoint(9.0, 0.0, HOLD)), 0.5
    )
    assert afraid.envelope == Envelope((EnvelopePoint(1.0, 1.0, HOLD),), 0.25)


def test_a_device_that_is_off_is_ignored_with_a_warning(read):
    timeline = read(enabled='<Enabled value="false"/>')
    assert timeline.lanes == ()
    assert "is switched off" in timeline.warnings[0]


AUTOMATED = """<TempoAutomation unit="bpm"{unit}><Target parameter="t"/>
<RealPoint time="0" value="60" interpolation="hold"/><RealPoint time="2" value="120"/>
<RealPoint time="3" value="nan"/><RealPoint time="x" value="9"/><RealPoint time="4" value="0"/>
</TempoAutomation>"""


def test_beats_follow_the_tempo(read):
    timeline = read(tempo=AUTOMATED.format(unit=""))
    assert [(r.start, r.end) for r in timeline.regions] == [(2.0, 3.0), (5.0, 7.0)]
    assert [cue.time for cue in timeline.cues] == [0.0, 3.0]
    assert [point.time for point in timeline.lanes[0].envelope.points] == [3.0, 5.0, 5.5]
    assert [point.time for point in timeline.lanes[1].envelope.points] == [1.0]
    assert timeline.tempo == (TempoChange(0.0, 60.0), TempoChange(2.0, 120.0))
    assert timeline.warnings == ("the tempo: 3 damaged points were left out",)


def test_a_tempo_over_seconds_is_warned_about(read):
    timeline = read(tempo=AUTOMATED.format(unit=' timeUnit="seconds"'))
    assert timeline.tempo == (TempoChange(0.0, 60.0),)
    assert "60 bpm is used throughout" in timeline.warnings[0]


def test_seconds_hold_for_everything_inside(read):
    document = DOCUMENT.replace("<Arrangement><Lanes>", '<Arrangement><Lanes timeUnit="seconds">')
    timeline = read(document.replace('value="60"', 'value="90"'))
    assert [(r.start, r.end) for r in timeline.regions] == [(2.0, 4.0), (8.0, 12.0)]
    assert [cue.time for cue in timeline.cues] == [
        0.0,
        TempoMap.exact([TempoPoint(0, 90)]).seconds(4),
    ]


def test_damage_is_left_out_with_a_warning(read):
    document = DOCUMENT.replace('time="2" duration="2"', 'time="-2" duration="2"')
    timeline = read(document.replace('value="100"', 'value="lots"'))
    assert [region.id for region in timeline.regions] == ["a-2"]
    assert timeline.warnings == (
        'a damaged clip "MARA: Run!" was left out',
        'the lane Happy on track "Takelane": 1 damaged points were left out',
    )


def test_a_project_without_any_line_says_where_they_belong(read):
    timeline = read('<Project version="1.0"/>')
    assert timeline.regions == timeline.cues == timeline.lanes == ()
    assert 'no track named "Takelane"' in timeline.warnings[0]


@pytest.mark.parametrize(
    ("members", "why"),
    [
        ({}, "holds no project.xml"),
        ({"../project.xml": "<Project/>"}, "holds no project.xml"),
        ({"project.xml": ""}, "damaged"),
        ({"project.xml": "<Ableton/>"}, "is no DAWproject"),
        ({"project.xml": "<!DOCTYPE Project><Project/>"}, "document type"),
        ({"project.xml": "<a>" * 300}, "nested"),
    ],
)
def test_what_is_no_project_is_told_in_a_sentence(path, members, why):
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    with pytest.raises(ProjectError, match=why):
        read_dawproject(path)


def test_a_file_that_is_no_zip_is_told_in_a_sentence(path):
    path.write_text(DOCUMENT)
    with pytest.raises(ProjectError, match="cannot be unpacked \\(File is not a zip file\\)"):
        read_dawproject(path)


def test_a_mutated_project_is_read_or_refused(path):
    write_dawproject(WHOLE, path)
    with zipfile.ZipFile(path) as archive:
        written = archive.read("project.xml")
    packed = path.read_bytes()
    beats = DOCUMENT.format(track="Takelane", enabled="", tempo=AUTOMATED.format(unit="")).encode()
    documents = [*mutated_xml(written, 350, seed=3), *mutated_xml(beats, 350, seed=4)]
    outcomes = set()
    for content in [*map(zipped, documents), *mutated_bytes(packed, 300, seed=5)]:
        path.write_bytes(content)
        try:
            assert_sound(read_dawproject(path))
            outcomes.add("read")
        except ProjectError:
            outcomes.add("refused")
    assert outcomes == {"read", "refused"}


def zipped(document):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("project.xml", document)
    return packed.getvalue()


def test_a_large_project_is_read_whole(path):
    regions = [Region(f"lines-{n}", n, f"MARA: Line {n}.", n, n + 0.5) for n in range(1, 5001)]
    points = tuple(EnvelopePoint(n / 8, n % 10 / 10) for n in range(20_000))
    lanes = tuple(EmotionLane(name, "MARA", Envelope(points)) for name in EMOTIONS)
    large = replace(WHOLE, regions=tuple(regions), lanes=lanes)
    write_dawproject(large, path)
    timeline = read_dawproject(path)
    assert timeline.lanes == lanes
    assert len(timeline.regions) == 5000
