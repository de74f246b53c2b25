import json
import shutil
from collections.abc import Sequence
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pyloudnorm
import pytest
import soundfile
from wavinfo import WavInfoReader

from daw_bridge.finish import Finish
from daw_bridge.level import LevelWords
from daw_bridge.phrasing import perform_plan
from daw_bridge.placement import BesideTheTakes, Placement
from daw_bridge.reaper.patch import place_takes
from daw_bridge.render import render
from daw_bridge.render_events import ChunkSpoken, PhrasePerformed, TakeFinished, TakeStarted
from daw_bridge.render_options import RenderOptions
from daw_bridge.take_library import TakeLibrary
from daw_bridge.timeline import ProjectError
from model.emotion import EmotionVector
from model.voices import Voice

ONE = RenderOptions()


class Harbour:
    """Render again and again into one folder, and remember events and placements."""

    def __init__(self, plan, performer, folder):
        self.plan, self.performer, self.folder = plan, performer, folder
        self.events = []
        self.placements: Sequence[Placement] = ()

    def place(self, project: bytes, placements: Sequence[Placement]) -> bytes:
        self.placements = placements
        return project + b"".join(take.file.encode() for p in placements for take in p.takes)

    def render(self, timeline, options=ONE, lines=None, on_progress=None):
        self.events.clear()
        lines = self.plan(timeline) if lines is None else lines
        progress = on_progress or self.events.append
        placer = BesideTheTakes(self.place)
        return render(timeline, lines, self.performer, self.folder, options, progress, placer)

    def kept(self) -> list[bool]:
        return [event.kept for event in self.events if isinstance(event, TakeFinished)]

    def files(self) -> set[str]:
        return {path.name for path in self.folder.iterdir()}

    def placed(self) -> list[list[str]]:
        return [[take.file for take in placement.takes] for placement in self.placements]


@pytest.fixture
def harbour(plan, performer, tmp_path):
    return Harbour(plan, performer, tmp_path / "new" / "takes")


@pytest.fixture
def timeline(make_timeline):
    return make_timeline(
        ("MARA (scared): They are here. Run! id=q1;", 0.333, 3.777), ("TOM: No.", 4.0, 4.2)
    )


def test_takes_are_exact_and_told(harbour, timeline):
    result = harbour.render(timeline)
    first, second = result.takes
    for record in result.takes:
        waveform, rate = soundfile.read(harbour.folder / record.file)
        expected = round(record.end * 48_000) - round(record.start * 48_000)
        assert (len(waveform), rate) == (expected, 48_000)
        assert record.samples == expected
        assert np.max(np.abs(waveform)) == pytest.approx(0.5, abs=0.01)
        assert waveform[-1] == 0
    assert first.file == "MARA_001_they-are-here-run_take01.wav"
    assert (first.voice, second.voice) == ("ada", "ben")
    assert first.emotions == (EmotionVector(afraid=0.8),) * 2
    assert first.tokens_asked == first.tokens_made > 0
    assert (first.steered, first.gain, first.seed) == (2, 1.0, 0)
    bext = WavInfoReader(str(harbour.folder / first.file)).bext
    assert (bext.time_reference, bext.originator_ref) == (round(0.333 * 48_000), "q1")
    written = json.loads((harbour.folder / "takes.json").read_text())["takes"]
    assert [take["file"] for take in written] == [first.file, second.file]
    assert not result.cancelled


def test_progress_tells_every_step(harbour, timeline):
    harbour.render(timeline)
    kinds = [type(event) for event in harbour.events]
    assert kinds == [
        TakeStarted,
        *(ChunkSpoken, ChunkSpoken, PhrasePerformed),
        *(ChunkSpoken, ChunkSpoken, PhrasePerformed),
        TakeFinished,
        *(TakeStarted, ChunkSpoken, ChunkSpoken, PhrasePerformed, TakeFinished),
    ]
    finished = [event for event in harbour.events if type(event) is TakeFinished]
    assert [(event.index, event.total) for event in finished] == [(0, 2), (1, 2)]


def test_the_new_project_is_written_beside_the_takes(harbour, timeline):
    before = timeline.source.read_bytes()
    result = harbour.render(timeline)
    assert result.project == harbour.folder / "harbour_takelane.rpp"
    assert result.project.read_bytes().startswith(before)
    assert timeline.source.read_bytes() == before
    assert [(p.region.number, p.character) for p in harbour.placements] == [(1, "MARA"), (2, "TOM")]
    assert harbour.placed() == [[take.file] for take in result.takes]


def test_takes_accumulate_in_a_real_project(harbour, timeline):
    harbour.place = place_takes
    harbour.render(timeline)
    result = harbour.render(timeline, RenderOptions(takes=2))
    project = result.project.read_bytes()
    assert project.startswith(timeline.source.read_bytes().partition(b">")[0])
    assert project.count(b"<ITEM") == 2
    assert [project.count(take.file.encode()) for take in result.takes] == [1] * 4
    assert b'NAME "Takelane MARA"' in project
    # REAPER saved our project, and the user works on in it: no take comes twice.
    again = harbour.render(replace(timeline, source=result.project), RenderOptions(takes=3))
    project = again.project.read_bytes()
    assert project.count(b"<ITEM") == 2
    assert [project.count(take.file.encode()) for take in again.takes] == [1] * 6


def test_a_second_run_renders_only_what_changed(harbour, timeline, make_timeline):
    first = harbour.render(timeline)
    assert harbour.render(timeline).takes == first.takes
    assert harbour.kept() == [True, True]
    changed = make_timeline((timeline.regions[0].name, 0.333, 3.777), ("TOM: Never.", 4.0, 4.2))
    result = harbour.render(changed)
    assert harbour.kept() == [True, False]
    assert result.takes[1].file == "TOM_002_never_take02.wav"
    assert harbour.placed()[1] == ["TOM_002_no_take01.wav", "TOM_002_never_take02.wav"]
    assert harbour.files() == {
        "MARA_001_they-are-here-run_take01.wav",
        "TOM_002_no_take01.wav",
        "TOM_002_never_take02.wav",
        "takes.json",
        "harbour_takelane.rpp",
    }


def test_back_to_earlier_words_puts_their_take_last_again(harbour, make_timeline):
    harbour.render(make_timeline(("No.", 0, 1)))
    harbour.render(make_timeline(("Yes.", 0, 1)))
    harbour.render(make_timeline(("No.", 0, 1)))
    assert harbour.kept() == [True]
    assert harbour.placed() == [["Line_001_yes_take02.wav", "Line_001_no_take01.wav"]]


def test_takes_have_seeds_in_a_row_and_accumulate(harbour, timeline):
    harbour.render(timeline, RenderOptions(takes=2, seed=5))
    result = harbour.render(timeline, RenderOptions(takes=3, seed=5))
    assert harbour.kept() == [True, True, False] * 2
    assert [take.seed for take in result.takes] == [5, 6, 7] * 2
    assert [take.take for take in result.takes] == [1, 2, 3] * 2
    assert [len(takes) for takes in harbour.placed()] == [3, 3]


def test_a_seed_tag_holds(harbour, make_timeline):
    result = harbour.render(make_timeline(("Go. seed=40;", 0, 1)), RenderOptions(takes=2, seed=5))
    assert sorted(take.seed for take in result.takes) == [40, 41]


def test_takes_drawn_together_are_numbered_best_first_and_the_best_one_plays(harbour, timeline):
    result = harbour.render(timeline, RenderOptions(takes=3))
    first = [take for take in result.takes if take.region_number == 1]
    assert [take.take for take in first] == [1, 2, 3]
    assert [take.seed for take in first] == [1, 0, 2]
    assert [take.fit for take in first] == sorted((take.fit for take in first), reverse=True)
    placed = harbour.placements[0].takes
    assert placed[-1].file == first[0].file


def test_force_renders_again_and_overwrites_nothing(harbour, timeline):
    harbour.render(timeline)
    before = {path: path.read_bytes() for path in harbour.folder.glob("*take01.wav")}
    result = harbour.render(timeline, RenderOptions(force=True))
    assert harbour.kept() == [False, False]
    assert [take.take for take in result.takes] == [2, 2]
    assert all(path.read_bytes() == content for path, content in before.items())


def test_a_deleted_take_is_rendered_again(harbour, timeline):
    first = harbour.render(timeline)
    (harbour.folder / first.takes[0].file).unlink()
    result = harbour.render(timeline)
    assert harbour.kept() == [False, True]
    assert harbour.placed()[0] == [result.takes[0].file]


def test_a_foreign_file_is_never_overwritten(harbour, timeline):
    harbour.folder.mkdir(parents=True)
    foreign = harbour.folder / "tom_002_NO_take01.wav"
    foreign.write_bytes(b"mine")
    result = harbour.render(timeline)
    assert result.takes[1].file == "TOM_002_no_take02.wav"
    assert foreign.read_bytes() == b"mine"


def test_a_moved_region_takes_its_take_along(harbour, make_timeline):
    harbour.render(make_timeline(("TOM: No.", 1.0, 2.0)))
    result = harbour.render(make_timeline(("TOM: No. id=q9;", 5.0, 6.0)))
    assert harbour.kept() == [True]
    (record,) = result.takes
    assert (record.start, record.end, record.region_name) == (5.0, 6.0, "TOM: No. id=q9;")
    assert TakeLibrary.load(harbour.folder).takes == result.takes
    bext = WavInfoReader(str(harbour.folder / record.file)).bext
    assert bext.time_reference == 5 * 48_000


def test_takes_of_a_region_that_is_gone_are_kept_but_not_placed(harbour, timeline):
    harbour.render(timeline)
    present = replace(timeline, regions=timeline.regions[:1])
    harbour.render(present)
    assert len(harbour.placements) == 1
    assert len(TakeLibrary.load(harbour.folder).takes) == 2


def test_takes_of_regions_not_chosen_stay_placed(harbour, timeline):
    harbour.render(timeline)
    harbour.render(timeline, lines=harbour.plan(timeline)[1:])
    assert len(harbour.placements) == 2


def test_a_project_that_was_worked_on_is_not_overwritten(harbour, timeline):
    ours = harbour.render(timeline).project
    assert harbour.render(timeline, RenderOptions(force=True)).project == ours
    ours.write_bytes(b"edited by the user")
    result = harbour.render(timeline)
    assert result.project.name == "harbour_takelane_2.rpp"
    assert ours.read_bytes() == b"edited by the user"
    assert harbour.render(timeline).project.name == "harbour_takelane_2.rpp"


def test_our_project_as_the_source_is_not_overwritten(harbour, timeline):
    ours = harbour.render(timeline).project
    before = ours.read_bytes()
    result = harbour.render(replace(timeline, source=ours), RenderOptions(takes=2))
    assert result.project.name == "harbour_takelane_2.rpp"
    assert ours.read_bytes() == before


def test_ctrl_c_keeps_what_is_finished(harbour, timeline):
    def stop(event):
        if isinstance(event, TakeStarted) and event.index == 1:
            raise KeyboardInterrupt

    result = harbour.render(timeline, on_progress=stop)
    assert result.cancelled
    assert [take.region_number for take in result.takes] == [1]
    assert TakeLibrary.load(harbour.folder).takes == result.takes
    assert result.project.exists()
    harbour.render(timeline)
    assert harbour.kept() == [True, False]


def test_ctrl_c_before_the_first_take_leaves_nothing(harbour, timeline):
    def stop(event):
        raise KeyboardInterrupt

    result = harbour.render(timeline, on_progress=stop)
    assert (result.takes, result.project, result.cancelled) == ((), None, True)
    assert not harbour.folder.parent.exists()


def test_without_a_way_to_place_there_is_no_project(timeline, plan, performer, tmp_path):
    lines = plan(timeline)
    result = render(timeline, lines, performer, tmp_path / "out", ONE, lambda event: None)
    assert result.project is None
    assert len(result.takes) == 2


@pytest.mark.parametrize(
    ("given", "of_project", "used"), [(None, None, 48_000), (None, 44_100, 44_100), (8000, 1, 8000)]
)
def test_sample_rate(harbour, make_timeline, given, of_project, used):
    timeline = make_timeline(("Go.", 0.0, 1.0), sample_rate=of_project)
    (record,) = harbour.render(timeline, RenderOptions(sample_rate=given)).takes
    assert (record.sample_rate, record.samples) == (used, used)


def test_a_loud_engine_is_turned_down(harbour, timeline):
    harbour.performer.level = 2.0
    record = harbour.render(timeline).takes[0]
    assert record.gain == pytest.approx(0.5, abs=0.02)
    assert np.max(np.abs(soundfile.read(harbour.folder / record.file)[0])) < 1


LEVEL = RenderOptions(finish=Finish(loudness=-23.0))


def test_every_take_of_a_set_is_brought_to_its_loudness(harbour, plan, studio, timeline):
    quiet = replace(timeline.regions[1], name="TOM (whispering): No.")
    timeline = replace(timeline, regions=(timeline.regions[0], quiet))
    words = replace(studio, levels=LevelWords.from_presets())
    first, second = harbour.render(timeline, LEVEL, lines=perform_plan(timeline, words)).takes
    assert (first.target, first.loudness, first.bit_depth) == (-23.0, -23.0, 24)
    assert (second.target, second.loudness) == (-29.0, -29.0)
    waveform, rate = soundfile.read(harbour.folder / first.file)
    assert pyloudnorm.Meter(rate).integrated_loudness(waveform) == pytest.approx(-23.0, abs=0.1)
    assert first.true_peak < -1.0


def test_the_ceiling_keeps_a_take_below_its_target_and_that_is_noted(harbour, timeline):
    loud = RenderOptions(finish=Finish(loudness=-5.0, ceiling=-3.0))
    for take in harbour.render(timeline, loud).takes:
        assert take.true_peak == pytest.approx(-3.05, abs=0.02)
        assert take.shortfall == pytest.approx(-5.0 - take.loudness, abs=0.06)
        assert take.shortfall > 1.0


def test_another_finish_is_made_from_what_was_spoken(harbour, timeline):
    spoken = harbour.render(timeline, RenderOptions(takes=2)).takes
    before = {path: path.read_bytes() for path in harbour.folder.glob("*.wav")}
    harbour.performer.phrases.clear()
    options = replace(LEVEL, takes=2)
    finished = harbour.render(timeline, options).takes
    assert not harbour.performer.phrases
    assert harbour.kept() == [False] * 4
    assert [take.take for take in finished] == [3, 4, 3, 4]
    # The best of a line is numbered first and plays, as when they are drawn.
    assert [take.seed for take in finished] == [take.seed for take in spoken] == [1, 0, 1, 0]
    assert harbour.placements[0].takes[-1].file == finished[0].file
    assert [take.loudness for take in finished] == [-23.0] * 4
    assert all(path.read_bytes() == content for path, content in before.items())
    for take, source in zip(finished, spoken, strict=True):
        new, old = (soundfile.read(harbour.folder / t.file)[0] for t in (take, source))
        assert new == pytest.approx(old * take.gain, abs=1e-6)
    assert harbour.render(timeline, options).takes == tuple(
        sorted(finished, key=lambda take: (take.region_number, take.seed))
    )
    assert harbour.kept() == [True] * 4


def test_a_take_that_only_wants_its_finish_is_not_spoken_and_says_what_it_said(harbour, timeline):
    earlier, tom = harbour.render(timeline, RenderOptions(seed=5)).takes
    mara = replace(timeline.regions[0], name="MARA: Hide!", start=1.333, end=4.777)
    timeline = replace(timeline, regions=(mara, timeline.regions[1]))
    harbour.performer.phrases.clear()
    files = {take.region_id: take.file for take in (earlier, tom)}
    options = replace(LEVEL, unfinished=files)
    first, second = harbour.render(timeline, options).takes
    assert not harbour.performer.phrases
    for take, source in ((first, earlier), (second, tom)):
        assert (take.seed, take.content_hash, take.region_name) == (
            5, source.content_hash, source.region_name,
        )  # fmt: skip
        assert (take.take, take.loudness) == (2, -23.0)
    assert first.start == 1.333
    bext = WavInfoReader(str(harbour.folder / first.file)).bext
    assert bext.time_reference == round(1.333 * 48_000)
    assert "Run!" in (harbour.folder / first.file).read_bytes().decode("latin-1")
    assert harbour.render(timeline, options).takes == (first, second)
    # Where more takes are asked for, they are spoken as well; it is never made twice.
    more = harbour.render(timeline, replace(options, takes=2, seed=4)).takes
    assert sorted((take.region_number, take.seed) for take in more) == [
        (1, 4), (1, 5), (1, 5), (2, 4), (2, 5),
    ]  # fmt: skip


def test_a_take_of_sixteen_bits_that_wants_another_finish_is_spoken_again(harbour, timeline):
    spoken = harbour.render(timeline, RenderOptions(finish=Finish(bit_depth=16))).takes
    harbour.performer.phrases.clear()
    files = {take.region_id: take.file for take in spoken}
    harbour.render(timeline, replace(LEVEL, unfinished=files))
    assert harbour.performer.phrases


def test_back_to_the_earlier_finish_is_the_earlier_take(harbour, timeline):
    spoken = harbour.render(timeline).takes
    harbour.render(timeline, LEVEL)
    assert harbour.render(timeline).takes == spoken
    assert harbour.placements[0].takes[-1].file == spoken[0].file


def test_a_finish_is_undone_to_the_last_bit_but_one(harbour, timeline):
    harbour.render(timeline, LEVEL)
    spoken = harbour.render(timeline).takes
    assert not any(take.gain != 1.0 for take in spoken)
    harbour.render(timeline, RenderOptions(force=True))
    for take in spoken:
        again = harbour.folder / take.file.replace("take02", "take03")
        made, performed = (soundfile.read(path)[0] for path in (harbour.folder / take.file, again))
        assert made == pytest.approx(performed, abs=1e-6)


def test_sixteen_bits_are_too_few_to_make_another_finish_of(harbour, timeline):
    harbour.render(timeline, RenderOptions(finish=Finish(bit_depth=16)))
    harbour.performer.phrases.clear()
    result = harbour.render(timeline, LEVEL)
    assert harbour.performer.phrases
    assert [take.bit_depth for take in result.takes] == [24, 24]
    subtypes = [soundfile.info(path).subtype for path in sorted(harbour.folder.glob("*.wav"))]
    assert subtypes == ["PCM_16", "PCM_24"] * 2


def test_a_file_that_was_cut_short_is_performed_again(harbour, timeline):
    spoken = harbour.render(timeline).takes
    soundfile.write(harbour.folder / spoken[0].file, np.zeros(99), 48_000)
    harbour.performer.phrases.clear()
    harbour.render(timeline, LEVEL)
    assert [phrase.text for phrase in harbour.performer.phrases] == ["They are here.", "Run!"]


def test_what_no_wav_file_holds_is_refused(harbour, make_timeline):
    timeline = make_timeline(("Go.", 0.0, 3600.0), sample_rate=384_000)
    with pytest.raises(ProjectError, match="more than a WAV file holds"):
        harbour.render(timeline, RenderOptions(finish=Finish(bit_depth=32)))
    assert not harbour.folder.parent.exists()


def test_names_follow_the_pattern_and_old_takes_stay(harbour, timeline):
    harbour.render(timeline)
    named = RenderOptions(takes=2, finish=Finish(name="{project}_{character:lower}_{id}_{take:02}"))
    result = harbour.render(timeline, named)
    # Names are no finish: what was there is kept as it is called.
    assert harbour.kept() == [True, False, True, False]
    assert [take.file for take in result.takes] == [
        "MARA_001_they-are-here-run_take01.wav",
        "harbour_mara_q1_02.wav",
        "TOM_002_no_take01.wav",
        "harbour_tom_002_02.wav",
    ]
    assert {take.file for take in TakeLibrary.load(harbour.folder).takes} <= harbour.files()
    # The project that Takelane made has the name of the user's.
    again = harbour.render(replace(timeline, source=result.project), replace(named, takes=3))
    assert again.takes[2].file == "harbour_mara_q1_03.wav"


def test_lines_of_one_name_never_share_a_file(harbour, make_timeline):
    timeline = make_timeline(("No.", 0, 1), ("no!", 1, 2), ("NO?", 2, 3))
    result = harbour.render(timeline, RenderOptions(finish=Finish(name="{words:upper}_{take}")))
    assert [take.file for take in result.takes] == ["NO_1.wav", "NO_2.wav", "NO_3.wav"]
    assert len(harbour.files() - {"takes.json", "harbour_takelane.rpp"}) == 3
    assert harbour.render(timeline, RenderOptions(finish=Finish(name="{id}_{take}"))).takes == (
        result.takes
    )


def test_ten_minutes_are_performed_phrase_by_phrase(harbour, make_timeline):
    text = " ".join(f"This is sentence number {n}." for n in range(100))
    timeline = make_timeline((text, 0.0, 600.0), sample_rate=8_000)
    (record,) = harbour.render(timeline).takes
    assert record.samples == 600 * 8_000
    assert len(harbour.performer.phrases) == 100
    assert max(phrase.duration for phrase in harbour.performer.phrases) < 10


BAD_LINES = ("", "😀", "Go. voice=nobody;", "Go. emo=nothing;", "Go. seed=x;")


@pytest.mark.parametrize("name", BAD_LINES)
def test_a_bad_line_leaves_nothing_behind(harbour, make_timeline, name):
    with pytest.raises(ProjectError, match="region 2"):
        harbour.render(make_timeline(("Fine.", 0, 1), (name, 1, 2)))
    assert not harbour.folder.parent.exists()
    assert not harbour.performer.phrases


@pytest.mark.parametrize(("start", "end"), [(0, 0.19), (1, 1), (2, 1), (0, float("nan"))])
def test_a_bad_time_leaves_nothing_behind(harbour, make_timeline, start, end):
    with pytest.raises(ProjectError, match="region 1"):
        harbour.render(make_timeline(("Go.", start, end)))
    assert not harbour.folder.parent.exists()


def test_a_full_disk_leaves_nothing_behind(harbour, timeline, monkeypatch):
    monkeypatch.setattr(shutil, "disk_usage", lambda path: SimpleNamespace(free=100_000))
    with pytest.raises(ProjectError, match="full"):
        harbour.render(timeline)
    assert not harbour.folder.parent.exists()


def test_a_broken_library_or_project_leaves_nothing_behind(harbour, timeline):
    harbour.folder.mkdir(parents=True)
    (harbour.folder / "takes.json").write_text("{")
    with pytest.raises(ProjectError, match="damaged"):
        harbour.render(timeline)
    assert harbour.files() == {"takes.json"}
    (harbour.folder / "takes.json").unlink()
    timeline.source.unlink()
    with pytest.raises(ProjectError, match="there is no file"):
        harbour.render(timeline)
    assert harbour.files() == set()


def test_a_voice_of_the_users_own_is_heard_in_its_recording(harbour, timeline, tmp_path):
    nora = Voice("nora", "", tmp_path / "nora.wav", "a1b2")
    nora.prompt.touch()
    mara, tom = harbour.plan(timeline)
    [_, take] = harbour.render(timeline, lines=[mara, replace(tom, voice="nora", own=nora)]).takes
    assert take.voice == "nora"
    prompts = [(phrase.voice, phrase.voice_prompt) for phrase in harbour.performer.phrases]
    assert prompts == [("ada", None), ("ada", None), ("nora", nora.prompt)]


def test_a_recording_that_is_gone_is_told_before_anything_is_rendered(harbour, timeline, tmp_path):
    nora = Voice("nora", "", tmp_path / "nora.wav", "a1b2")
    lines = [replace(line, voice="nora", own=nora) for line in harbour.plan(timeline)]
    with pytest.raises(ProjectError, match=r"region 1 .*'nora' is gone.*add it again"):
        harbour.render(timeline, lines=lines)
    assert not harbour.folder.exists()


def test_what_the_engine_refuses_names_the_region(harbour, timeline, monkeypatch):
    def refuse(phrases, seeds):
        raise ValueError("this phrase is too long to speak in one breath")

    monkeypatch.setattr(harbour.performer, "candidates", refuse)
    with pytest.raises(ProjectError, match=r"region 1 .*too long to speak"):
        harbour.render(timeline)
    assert not harbour.folder.exists()
