from dataclasses import replace
from pathlib import Path

import pytest

from daw_bridge.phrasing import perform_plan, select_lines
from daw_bridge.timeline import ProjectError, Region
from model.emotion import NEUTRAL, EmotionVector
from model.voices import Voice

NAN = float("nan")


def test_a_plan_says_what_when_how_and_by_whom(make_timeline, plan):
    timeline = make_timeline(
        ("TOM: Good morning. How are you?", 4.0, 6.0),
        ("MARA (scared): They are here. seed=7;", 0.5, 2.0),
        ("Later that day", 7.0, 8.0),
        ("TOM: Again. voice=cy;", 9.0, 10.0),
    )
    mara, tom, nobody, again = plan(timeline)
    assert (mara.text.character, mara.voice, mara.seed) == ("MARA", "ada", 7)
    assert [(p.text, p.start, p.end) for p in mara.phrases] == [("They are here.", 0.5, 2.0)]
    assert mara.phrases[0].emotion == EmotionVector(afraid=0.8)
    assert mara.phrases[0].lane_emotion == NEUTRAL
    assert (tom.voice, tom.seed) == ("ben", None)
    assert [p.text for p in tom.phrases] == ["Good morning.", "How are you?"]
    assert (tom.phrases[0].start, tom.phrases[1].end) == (4.0, 6.0)
    assert tom.phrases[0].emotion == NEUTRAL
    assert (nobody.voice, again.voice) == ("cy", "cy")
    assert not any(line.problems or line.warnings for line in (mara, tom, nobody, again))


def test_a_tag_silences_the_direction(make_timeline, plan):
    (line,) = plan(make_timeline(("MARA (scared): Go. emo=icy;", 0.0, 1.0)))
    assert line.phrases[0].emotion == EmotionVector(angry=0.4, calm=0.4)


def test_a_wished_voice_replaces_the_cast_but_not_the_tag(make_timeline, studio):
    timeline = make_timeline(("MARA: Go.", 0.0, 1.0), ("TOM: Go. voice=cy;", 1.0, 2.0))
    lines = perform_plan(timeline, replace(studio, voice="ben"))
    assert [line.voice for line in lines] == ["ben", "cy"]


def test_a_voice_of_the_users_own_speaks_where_it_is_named_and_is_never_cast(make_timeline, studio):
    nora = Voice("Nora", "", Path("nora.wav"), "a1b2")
    studio = replace(studio, voices=replace(studio.voices, own=(nora,)))
    names = [f"{name}: Go." for name in ("MARA", "TOM", "EVE", "SAM")]
    timeline = make_timeline(
        *((name, n, n + 1.0) for n, name in enumerate(names)), ("TOM: Go. voice=nora;", 5.0, 6.0)
    )
    *cast, tom = perform_plan(timeline, studio)
    assert [line.voice for line in cast] == ["ada", "ben", "cy", "ada"]
    assert not any(line.own or line.problems for line in cast)
    assert (tom.voice, tom.own, tom.problems) == ("Nora", nora, ())
    wished = perform_plan(timeline, replace(studio, voice="NORA"))
    assert {(line.voice, line.own) for line in wished} == {("Nora", nora)}


def test_a_plan_tells_what_the_words_say_and_how_intensely(make_timeline, plan):
    loud, lanes, plain = plan(
        make_timeline(
            ("MARA (scared): Go. intensity=0.5;", 0.0, 1.0),
            ("MARA (scared): Go. emo=lanes;", 1.0, 2.0),
            ("MARA: Go.", 2.0, 3.0),
        )
    )
    assert (loud.words, loud.intensity) == (EmotionVector(afraid=0.8), 0.5)
    assert loud.phrases[0].emotion == EmotionVector(afraid=0.4)
    assert (lanes.words, lanes.phrases[0].emotion) == (None, NEUTRAL)
    assert (plain.words, plain.intensity) == (None, 1.0)


@pytest.mark.parametrize(
    ("name", "start", "end", "words"),
    [
        ("Go.", 1.0, 1.1, "0.100 s long; give it at least 0.2 s"),
        ("Go.", 1.0, 1.0, "ends before it begins"),
        ("Go.", NAN, 1.0, "no start and end that are numbers"),
        ("Go.", 0.0, float("inf"), "no start and end that are numbers"),
        ("Go.", 0.0, 4000.0, "longer than an hour"),
        ("", 0.0, 1.0, 'region 1 "" has no words to speak'),
        ("😀", 0.0, 1.0, "has no words to speak"),
        ("MARA: ...", 0.0, 1.0, "has no words to speak"),
        ("Go. voice=zoe;", 0.0, 1.0, "no voice 'zoe'; installed are ada, ben, cy"),
        ("Go. seed=x;", 0.0, 1.0, "seed must be a whole number"),
        ("Go. intensity=much;", 0.0, 1.0, "the intensity must be a number from 0 to 2"),
        ("Go. emo=furious;", 0.0, 1.0, "the emotion 'furious' cannot be used"),
    ],
)
def test_what_cannot_be_rendered_is_told_and_names_the_region(
    make_timeline, plan, name, start, end, words
):
    (line,) = plan(make_timeline((name, start, end)))
    assert len(line.problems) == 1
    assert words in line.problems[0]
    assert line.problems[0].startswith("region 1 ")
    assert line.phrases == ()


def test_a_region_of_just_the_shortest_length_is_fine(make_timeline, plan):
    (line,) = plan(make_timeline(("Go.", 0.1, 0.1 + 0.2)))
    assert not line.problems


def test_words_that_the_engine_cannot_speak_are_a_problem(make_timeline, studio):
    def refuse(text: str, voice: str) -> float:
        raise ValueError("there is nothing to speak in this text")

    (line,) = perform_plan(make_timeline(("你好", 0, 1)), replace(studio, natural_duration=refuse))
    assert line.problems == ('region 1 "你好": there is nothing to speak in this text',)


def test_a_pause_without_room_for_words_is_a_problem(make_timeline, plan):
    (line,) = plan(make_timeline(("Wait. [pause 5] Go.", 0, 2)))
    assert line.problems == (
        'region 1 "Wait. [pause 5] Go.": the pauses of this line take 5 s, '
        "which leaves no time for its words",
    )


def test_cuts_of_a_region_bound_its_phrases(make_timeline, plan):
    timeline = make_timeline(("Run. Hide.", 2.0, 4.0))
    cut = replace(timeline.regions[0], cuts=(0.25, 0.5))
    (line,) = plan(replace(timeline, regions=(cut,)))
    assert [(phrase.start, phrase.end) for phrase in line.phrases] == [(2.0, 2.5), (3.0, 4.0)]


def test_only_the_words_of_a_phrase_can_be_hurried(make_timeline, studio):
    hurried = replace(studio, natural_duration=lambda text, voice: 3.0)
    for end, tight in ((2.4, True), (2.6, False)):
        (line,) = perform_plan(make_timeline((f"Go. [pause 2] {'on ' * 40}", 0, end)), hurried)
        assert bool(line.warnings) == tight
    assert "…'" in perform_plan(make_timeline(("on " * 50, 0, 1)), hurried)[0].warnings[0]


def test_unknown_tags_warn(make_timeline, plan):
    (line,) = plan(make_timeline(("Go. scene=12;", 0.0, 1.0)))
    assert line.phrases
    assert "scene= means nothing" in line.warnings[0]


def test_select_lines(make_timeline, plan):
    timeline = make_timeline(
        ("MARA: Go. id=q1;", 0.0, 1.0), ("TOM: No.", 1.0, 2.0), ("2", 2.0, 3.0)
    )
    chosen = Region("{4}", 4, "Mara: Yes.", 3.0, 4.0, selected=True)
    lines = plan(replace(timeline, regions=(*timeline.regions, chosen)))

    def numbers(*wanted: str) -> list[int]:
        return [line.region.number for line in select_lines(lines, wanted)]

    assert numbers("all") == [1, 2, 3, 4]
    assert numbers("selected") == [4]
    assert numbers("mara") == [1, 4]
    assert numbers("Q1", "tom: no.") == [1, 2]
    assert numbers("2") == [2, 3]
    assert select_lines([], ["all"]) == ()
    for nothing in ("9", "", "nobody"):
        with pytest.raises(ProjectError, match="no region matches"):
            numbers("all", nothing)


def test_a_pace_leaves_silence_where_there_is_time_and_nothing_to_a_hand(make_timeline, plan):
    (filled,) = plan(make_timeline(("TOM: No. Not now.", 0.0, 9.0)))
    (paced,) = plan(make_timeline(("TOM: No. Not now. pace=1;", 0.0, 9.0)))
    assert filled.phrases[-1].end == 9.0
    assert paced.phrases[-1].end < 4.0
    assert paced.phrases[0].start == 0.0
    timeline = make_timeline(("TOM: No. Not now. pace=1;", 0.0, 9.0))
    bounded = replace(timeline.regions[0], cuts=(0.4, 0.5))
    (cut,) = plan(replace(timeline, regions=(bounded,)))
    assert cut.phrases[-1].end == 9.0
    (tight,) = plan(make_timeline(("TOM: No. Not now. pace=0.5;", 0.0, 0.8)))
    assert tight.phrases[-1].end == 0.8
    (wrong,) = plan(make_timeline(("TOM: No. pace=quick;", 0.0, 2.0)))
    assert "the pace must be a number from 0.5 to 2, not 'quick'" in wrong.problems[0]
