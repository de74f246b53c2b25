import json
import math
import shutil
from dataclasses import fields
from pathlib import Path

import numpy as np
import pytest

from model.emotion import NEUTRAL
from model.evaluate import expression, report, suites
from model.evaluate.__main__ import LINES, SUITES, Bench, _parser, main
from model.evaluate.acoustics import UNVOICED, Acoustics, measure
from model.evaluate.commands import commands, takelane
from model.evaluate.metrics import (
    Figure,
    Goal,
    likeness,
    rate,
    voice_print,
    wilson,
    word_error,
    word_error_gap,
)
from model.evaluate.recognizer import Recognizer
from model.phrase import AudioChunk
from model.text_to_emotion import TextToEmotion
from model.train import grammar
from model.train.emotion.corpus import Entry, plain
from model.train.teacher import SAMPLE_RATE, speak

RATE = 16_000


def tone(hertz, brightness=1.0, level=0.1, seconds=1.0, rate=RATE):
    """Sound like a voice at a pitch `(N,)`: harmonics that fall off by `brightness`."""
    hertz = np.broadcast_to(hertz, round(seconds * rate))
    phase = 2 * np.pi * np.cumsum(hertz) / rate
    wave = sum(np.sin(k * phase) / k**brightness for k in range(1, 12))
    return (level * wave / np.sqrt(np.mean(wave**2))).astype(np.float32)


def noise(seconds=1.0):
    return np.random.default_rng(0).standard_normal(round(seconds * RATE)).astype(np.float32)


@pytest.mark.parametrize("rate", [16_000, 22_050])
@pytest.mark.parametrize("hertz", [80.0, 110.0, 220.0, 390.0])
def test_pitch_is_found(hertz, rate):
    found = measure(tone(hertz, rate=rate), rate)
    assert found.pitch == pytest.approx(12 * np.log2(hertz), abs=0.1)
    assert found.pitch_range < 0.2


def test_a_glide_has_the_range_and_mean_it_was_made_with():
    found = measure(tone(np.geomspace(100, 200, RATE)), RATE)
    assert found.pitch == pytest.approx(12 * np.log2(100) + 6, abs=0.15)
    assert found.pitch_range == pytest.approx(0.9 * 12, abs=0.5)


def test_level_and_slope_follow_the_sound():
    plain_tone, loud, dull = tone(120.0), tone(120.0, level=0.2), tone(120.0, brightness=3.0)
    assert measure(plain_tone, RATE).level == pytest.approx(-20.0, abs=0.1)
    assert measure(loud, RATE).level == pytest.approx(-20.0 + 6.02, abs=0.1)
    assert measure(loud, RATE).slope == pytest.approx(measure(plain_tone, RATE).slope, abs=0.01)
    assert measure(dull, RATE).slope < measure(plain_tone, RATE).slope - 10


def test_slope_is_the_ratio_of_two_known_tones():
    time = np.arange(RATE) / RATE
    # 200 Hz carries the pitch, 2 kHz a hundredth of its energy.
    wave = 0.2 * np.sin(2 * np.pi * 200 * time) + 0.02 * np.sin(2 * np.pi * 2000 * time)
    assert measure(wave.astype(np.float32), RATE).slope == pytest.approx(-20.0, abs=0.1)


def test_the_voiced_share_leaves_out_silence_and_noise():
    half = np.concatenate([tone(120.0), np.zeros(RATE, np.float32)])
    assert measure(half, RATE).voiced == pytest.approx(0.5, abs=0.03)
    assert measure(np.concatenate([tone(120.0), 0.1 * noise()]), RATE).voiced < 0.6


@pytest.mark.parametrize("wave", [noise(), np.zeros(RATE, np.float32), np.zeros(0, np.float32)])
def test_a_sound_without_voice_is_unvoiced(wave):
    assert measure(wave, RATE).voiced < 0.02
    if not wave.any():
        assert measure(wave, RATE) is UNVOICED


# Newcombe 1998, Statistics in Medicine 17:857, table I, method 3.
@pytest.mark.parametrize(
    ("hits", "n", "bounds"),
    [
        (81, 263, (0.2553, 0.3662)),
        (15, 148, (0.0624, 0.1605)),
        (0, 20, (0.0, 0.1611)),
        (1, 29, (0.0061, 0.1718)),
    ],
)
def test_the_wilson_interval_is_the_published_one(hits, n, bounds):
    assert wilson(hits / n, n) == pytest.approx(bounds, abs=5e-5)


def test_fewer_independent_trials_widen_the_interval():
    all_count, few_count = rate("s", "n", 180, 200), rate("s", "n", 180, 200, independent=20)
    assert all_count.value == few_count.value == 90.0
    assert few_count.low < all_count.low < 90.0 < all_count.high < few_count.high


def test_a_rate_of_nothing_is_refused():
    with pytest.raises(ValueError, match="nothing to count"):
        rate("s", "n", 0, 0)


@pytest.mark.parametrize(
    ("sign", "below", "at", "above"),
    [(">=", False, True, True), ("<=", True, True, False), (">", False, False, True)],
)
def test_a_goal_is_met_on_its_side(sign, below, at, above):
    assert [Goal(sign, 5.0).met(value) for value in (4.0, 5.0, 6.0)] == [below, at, above]


def test_word_error_counts_words():
    figure = word_error("s", "n", ["One two, three.", "Four!"], ["one three", "four five"])
    assert figure.value == pytest.approx(50.0)
    assert (figure.low, figure.high) == pytest.approx((100 / 3, 100.0))


def test_nothing_heard_is_every_word_wrong():
    assert word_error("s", "n", ["One two three."], [""]).value == 100.0


def test_the_gap_to_the_teacher_is_paired():
    said = ["one two", "three four", "five six"]
    worse = ["one", "three", "five"]
    figure = word_error_gap("s", "n", said, worse, said, Goal("<=", 15.0))
    assert (figure.value, figure.low, figure.high) == (50.0, 50.0, 50.0)
    assert figure.met is False
    assert word_error_gap("s", "n", said, worse, worse, Goal("<=", 15.0)).value == 0.0


def test_a_voice_print_knows_timbre_and_ignores_level():
    one = voice_print(tone(120.0), RATE)
    assert likeness(one, voice_print(tone(120.0, level=0.02), RATE)) == pytest.approx(1.0, abs=1e-3)
    assert likeness(one, voice_print(0.1 * noise(), RATE)) < 0.9


MOODS = {
    "angry": (1.5, 0.3, 0.5, 0.2),
    "sad": (0.8, 0.05, 2.0, 0.05),
    "calm": (0.9, 0.1, 1.8, 0.06),
    "afraid": (1.7, 0.1, 1.5, 0.1),
    "plain": (1.0, 0.15, 1.5, 0.1),
}
"""Factor on the pitch, its span in octaves, fall of the harmonics, level."""


class Actor:
    """Perform anything as a tone that follows the emotion, with an echo that is the voice's own."""

    sample_rate = RATE
    version = "1"

    def __init__(self, missing=0, moods=MOODS, voices=("a",), echoes=9):
        self.missing, self.moods, self.voices, self.echoes = missing, moods, voices, echoes
        self.asked = []

    def natural_duration(self, text, _voice):
        return 0.15 * len(text.split())

    def synthesize(self, phrase):
        short = self.missing * (len(self.asked) % 2)
        self.asked.append(phrase)
        weights = phrase.emotion.as_dict()
        mood = "plain" if phrase.emotion == NEUTRAL else max(weights, key=weights.get)
        factor, span, brightness, level = self.moods.get(mood, MOODS["plain"])
        n = round((phrase.duration or 1.0) * RATE) - short
        hertz = 110 * factor * 2 ** np.linspace(-span, span, n)
        wave = tone(hertz, brightness, level, n / RATE)
        echo = 4 + self.echoes * self.voices.index(phrase.voice)
        wave[echo:] += 0.8 * wave[:-echo]
        for piece in np.array_split(wave, 2):
            yield AudioChunk(piece, RATE, 5, 5 - short, 2 * short)


LONG = ["one two three four five", "six seven eight nine ten", "some more words to say"]


def values(figures):
    return {figure.name: figure.value for figure in figures}


def test_the_duration_suite_tells_exact_from_short():
    right, short = Actor(), Actor(missing=1)
    assert list(values(suites.duration(right, LONG, "a", 10, 1)).values()) == [100, 100, 0, 0]
    assert list(values(suites.duration(short, LONG, "a", 10, 1)).values()) == [50, 50, 50, 1]


def test_durations_are_drawn_between_the_factors_and_again_by_the_seed():
    first, again, other = Actor(), Actor(), Actor()
    for actor, seed in ((first, 1), (again, 1), (other, 2)):
        suites.duration(actor, LONG, "a", 30, seed)
    factors = [phrase.duration / 0.75 for phrase in first.asked]
    assert 0.7 <= min(factors) < 0.8 < 1.3 < max(factors) <= 1.4
    assert first.asked == again.asked != other.asked


def test_the_intelligibility_suite_compares_with_the_teacher():
    heard = iter(["one two", "three", "one", "three"])
    figures = suites.intelligibility(
        Actor(), ["One two.", "Three."], "a", lambda *_: next(heard), lambda _: (noise(), RATE)
    )
    assert [round(figure.value, 1) for figure in figures] == [0.0, 33.3, -33.3]
    assert figures[-1].met


def test_without_a_teacher_only_the_voice_is_heard():
    (figure,) = suites.intelligibility(Actor(), ["One."], "a", lambda *_: "one", None)
    assert figure.value == 0.0


def test_the_emotion_suite_hears_acting_and_its_absence():
    acted = expression.emotion(Actor(), LONG, "a")
    assert set(values(acted).values()) == {100.0}
    assert acted[-1].n == 3 * len(expression.DIRECTIONS)
    assert acted[-1].met
    flat = expression.emotion(Actor(moods={}), LONG, "a")
    assert set(values(flat).values()) == {0.0}
    assert flat[-1].met is False


def test_the_emotion_suite_tells_one_wrong_direction():
    timid = MOODS | {"angry": (1.5, 0.3, 0.5, 0.01)}
    found = values(expression.emotion(Actor(moods=timid), LONG, "a"))
    wrong = {name for name, value in found.items() if value == 0.0}
    assert wrong == {"angry over calm: level", "angry over sad: level"}
    assert found["all pairs"] == pytest.approx(80.0)


def test_emotions_are_compared_at_equal_duration():
    actor = Actor()
    expression.emotion(actor, LONG[:1], "a")
    assert {phrase.duration for phrase in actor.asked} == {0.75}
    assert len(actor.asked) == len(expression.COMPARED) == 4


def test_a_silent_performer_expresses_nothing():
    class Mute(Actor):
        def synthesize(self, phrase):
            yield AudioChunk(np.zeros(8000, np.float32), RATE, 5, 5, 0)

    assert expression.emotion(Mute(), LONG, "a")[-1].value == 0.0


def test_directions_name_measures_and_no_pair_twice():
    rows = expression.DIRECTIONS
    assert {row.measure for row in rows} <= {field.name for field in fields(Acoustics)}
    assert len({(frozenset((row.higher, row.lower)), row.measure) for row in rows}) == len(rows)


def test_the_voices_suite_keeps_voices_apart():
    even = Actor(moods={}, voices=("a", "b"))
    near, far, gap, triples = expression.voices(even, LONG, ("a", "b"))
    assert near.value > far.value
    assert gap.value == pytest.approx(near.value - far.value)
    assert gap.met
    assert (near.n, far.n, triples.n) == (6, 9, 6 * 2 * 3)
    assert triples.value == 100.0


def test_voices_that_differ_by_mood_alone_are_not_apart():
    twins = Actor(voices=("a", "b"), echoes=0)
    near, far, gap, triples = expression.voices(twins, LONG, ("a", "b"))
    assert near.value < far.value
    assert gap.met is False
    assert triples.value < 50.0


def test_one_voice_cannot_be_compared():
    with pytest.raises(ValueError, match="two voices"):
        expression.voices(Actor(), LONG, ("a",))


def test_the_speed_suite_says_how_many_threads():
    (figure,) = suites.speed(Actor(), LONG, "a", 2)
    assert 0 < figure.value < 1
    assert "2" in figure.name


def test_text_to_emotion_is_counted_by_kind():
    entry = Entry("furious", TextToEmotion.from_presets().emotion("furious"), "direction")
    figures = suites.text_to_emotion(TextToEmotion.from_presets(), {"test": [entry]})
    assert values(figures) == {
        "top-1 of nine, test: all": 100.0,
        "top-1 of nine, test: directions": 100.0,
    }
    assert [figure.met for figure in figures] == [True, None]


FIGURES = (
    Figure("a", "good", 95.0, "%", 20, 90.0, 99.0, Goal(">=", 90.0)),
    Figure("b", "bad", 20.0, "points", 40, goal=Goal("<=", 15.0)),
    Figure("c", "plain", 0.25, "", 3),
)


def test_the_table_is_markdown_in_straight_columns():
    lines = report.table(FIGURES, ["A note."]).splitlines()
    assert len({len(line) for line in lines[:5]}) == 1
    assert all(word in lines[2] for word in ("95.00 %", "90.0 – 99.0", ">= 90", "met"))
    assert "missed" in lines[3]
    assert lines[-1] == "A note."


def test_json_holds_the_same_figures():
    found = json.loads(report.as_json(FIGURES, {"voice": "alder"}, ["A note."]))
    assert (found["voice"], found["notes"]) == ("alder", ["A note."])
    assert [row["met"] for row in found["figures"]] == [True, False, None]
    assert found["figures"][0]["low"] == 90.0
    assert found["figures"][1]["goal"] == "<= 15"


def test_json_refuses_what_is_not_a_number():
    with pytest.raises(ValueError, match="JSON"):
        report.as_json([Figure("a", "n", math.nan, "", 1)], {}, [])


def test_every_suite_runs_through_the_command(monkeypatch, capsys):
    monkeypatch.setitem(SUITES, "duration", lambda bench: [rate("duration", "all", 1, 1)])
    monkeypatch.setattr("sys.argv", ["evaluate", "--suite", "duration", "--json"])
    main()
    found = json.loads(capsys.readouterr().out)
    assert found["figures"][0]["value"] == 100.0
    assert found["lines"] == 40


def test_the_bench_gives_each_suite_its_share_of_the_lines():
    bench = Bench(_parser().parse_args(["--durations", "4", "--threads", "1"]))
    bench.performer = Actor(voices=("alder", "wren"))
    assert suites_of(bench, "duration")[0].n == 4
    assert suites_of(bench, "emotion")[0].n == 20
    assert len(suites_of(bench, "voices")) == 4
    assert suites_of(bench, "speed")[0].n == 10


def suites_of(bench, name):
    return SUITES[name](bench)


def test_a_missing_teacher_is_said(monkeypatch):
    monkeypatch.setattr(shutil, "which", lambda _: None)
    monkeypatch.setattr(Recognizer, "__init__", lambda _: None)
    monkeypatch.setattr(Recognizer, "transcribe", lambda *_: "nothing")
    bench = Bench(_parser().parse_args(["--lines", "1"]))
    bench.performer = Actor(voices=("alder",))
    assert len(suites_of(bench, "intelligibility")) == 1
    assert "flite" in bench.notes[0]


def test_the_commands_are_timed_from_outside():
    asked = []

    def run(arguments):
        asked.append(arguments[0])
        if arguments[0] == "render":
            takes = Path(arguments[arguments.index("--out") + 1])
            takes.mkdir()
            rows = [{"samples": 48_000, "sample_rate": 48_000}] * 3
            (takes / "takes.json").write_text(json.dumps({"takes": rows}))

    first, demo = commands(run)
    assert asked == ["say", "render"]
    assert 0 < first.value < 6
    assert demo.n == 3


def test_a_command_that_fails_says_why():
    with pytest.raises(ValueError, match="there is no file"):
        takelane(["cues", "no-such-file.rpp"])


def test_an_unknown_voice_ends_with_two(monkeypatch, capsys):
    monkeypatch.setattr(Bench, "performer", Actor(voices=("alder",)))
    monkeypatch.setattr("sys.argv", ["evaluate", "--suite", "speed", "--voice", "nobody"])
    with pytest.raises(SystemExit) as left:
        main()
    assert left.value.code == 2
    assert "no voice 'nobody'" in capsys.readouterr().err


def test_another_precision_is_another_engine():
    usual, narrow = (Bench(_parser().parse_args(words)) for words in ([], ["--precision", "int4"]))
    assert narrow.performer.version != usual.performer.version


def test_suites_are_named_together_or_one_by_one():
    for words in (["--suite", "speed", "voices"], ["--suite", "speed", "--suite", "voices"]):
        assert _parser().parse_args(words).suite == ["speed", "voices"]


@pytest.mark.parametrize("bad", [["--lines", "0"], ["--suite", "nothing"], ["--durations", "x"]])
def test_bad_options_end_with_two(bad):
    with pytest.raises(SystemExit) as left:
        _parser().parse_args(bad)
    assert left.value.code == 2


def test_there_are_forty_lines_that_no_template_holds():
    lines = LINES.read_text(encoding="utf-8").splitlines()
    known = {plain(text) for text in (*grammar.TEMPLATES, *grammar.SHORT)}
    assert len(set(lines)) == 40
    assert not known & {plain(line) for line in lines}


@pytest.mark.skipif(shutil.which("flite") is None, reason="flite speaks in this test")
def test_the_recogniser_hears_the_teacher():
    spoken = speak("please open the door and turn on the light", "rms").waveform
    heard = Recognizer().transcribe(spoken.astype(np.float32), SAMPLE_RATE)
    assert heard == "please open the door and turn on the light"
