"""Do what a user does at the command line, with the voice that ships."""

import errno
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pyloudnorm
import pytest
import soundfile

import presets
from gui import places
from gui.__main__ import BAD_INPUT, DONE, FAILED, main
from model.emotion import EMOTIONS
from tests.daw_bridge.ardour.session_builder import location, session, superclocks

DEMO = presets.folder("demo") / "harbour.rpp"
ROOT = Path(__file__).parents[2]


def told(capsys, *arguments):
    """Run a command that succeeds, and read its JSON."""
    capsys.readouterr()
    assert main([str(argument) for argument in arguments] + ["--json"]) == DONE
    return json.loads(capsys.readouterr().out)


def refused(capsys, *arguments):
    """Run a command that must be refused in one sentence."""
    capsys.readouterr()
    assert main([str(argument) for argument in arguments]) == BAD_INPUT
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("takelane: ")
    assert err.count("\n") == 1
    return err


def test_cues_of_the_demo_have_every_key(capsys):
    cues = told(capsys, "cues", DEMO)
    assert set(cues) == {"source", "sample_rate", "regions", "lanes", "warnings"}
    assert cues["warnings"] == []
    assert len(cues["regions"]) >= 8
    assert len({region["character"] for region in cues["regions"]} - {""}) >= 3
    for region in cues["regions"]:
        assert set(region) == {
            "id", "number", "name", "start", "end", "selected", "character", "direction", "line",
            "tags", "phrases",
        }  # fmt: skip
        assert region["phrases"][0]["start"] == region["start"]
        assert region["phrases"][-1]["end"] == region["end"]
        for phrase in region["phrases"]:
            assert tuple(phrase["emotion"]) == tuple(phrase["lane_emotion"]) == EMOTIONS
    assert {lane["emotion"] for lane in cues["lanes"] if lane["points"]} == set(EMOTIONS)


def test_render_writes_takes_exactly_as_long_as_their_regions(capsys, tmp_path):
    made = told(capsys, "render", DEMO, "--out", tmp_path / "takes", "--select", "4", "5")
    assert [take["region_number"] for take in made["takes"]] == [4, 5]
    for take in made["takes"]:
        info = soundfile.info(tmp_path / "takes" / take["file"])
        wanted = round(take["end"] * 48_000) - round(take["start"] * 48_000)
        assert (info.frames, info.samplerate, info.channels) == (wanted, 48_000, 1)
        assert info.subtype == "PCM_24"
        assert take["tokens_made"] == take["tokens_asked"]
    project = Path(made["project"]).read_bytes()
    assert all(line in project for line in DEMO.read_bytes().splitlines())
    assert made["takes"][0]["file"].encode() in project
    again = told(capsys, "render", DEMO, "--out", tmp_path / "takes", "--select", "4", "5")
    assert [t["seconds"] for t in again["takes"]] == [t["seconds"] for t in made["takes"]]
    assert len(list((tmp_path / "takes").glob("*.wav"))) == 2


def test_say_is_exact_repeatable_and_moody(capsys, tmp_path):
    def say(name, *more):
        path = tmp_path / f"{name}.wav"
        made = told(capsys, "say", "Keep quiet.", "--out", path, "--duration", "1.1", *more)
        assert made["samples"] == soundfile.info(path).frames == 52_800
        return soundfile.read(path)[0].tobytes()

    assert say("one") == say("two")
    assert say("one") != say("angry", "--emotion", "angry=0.9")
    angry = ("--emotion", "angry=0.9", "--intensity")
    assert say("one") == say("held back", *angry, "0")
    assert say("angry") != say("half", *angry, "0.5")
    assert say("one") != say("other", "--voice", "wren", "--seed", "3")


def test_say_splits_a_text_like_a_region(capsys, tmp_path):
    path = tmp_path / "one.wav"
    made = told(capsys, "say", "Wait. | Who goes there? [pause 0.5] A friend.", "--out", path)
    words = told(capsys, "say", "Wait.", "--out", path)["samples"]
    assert made["samples"] > 2 * words + 48_000
    assert made["tokens_made"] == made["tokens_asked"]
    assert [len(made[each]) for each in ("paces", "stretches")] == [2, 2]
    assert told(capsys, "say", "I", "--out", path)["samples"] >= 9_600


def test_say_tells_what_has_too_little_time(capsys, tmp_path):
    words = ["say", "They are inside the wall, and nobody can hear us.", "--out"]
    for seconds, is_told in ((0.5, True), (2.5, False)):
        assert main([*map(str, words), str(tmp_path / "a.wav"), "--duration", str(seconds)]) == DONE
        assert ("words will be lost below" in capsys.readouterr().err) is is_told


def test_a_voice_of_the_users_own_is_listed_and_speaks(capsys, tmp_path, record):
    own = places.own_voices(places.data())
    nora = own.bring(record()).voice
    listed = told(capsys, "voices")
    assert listed[0]["own"] is False
    assert (listed[-1]["name"], listed[-1]["own"]) == ("nora", True)
    assert main(["voices"]) == DONE
    assert "nora         2.0 s of nora.wav  [yours]" in capsys.readouterr().out

    path = tmp_path / "one.wav"
    line = ("Keep quiet.", "--out", path, "--duration", "1.1")
    assert told(capsys, "say", *line, "--voice", "Nora")["voice"] == "nora"
    by_name = soundfile.read(path)[0].tobytes()
    assert main(["say", *map(str, line), "--voice-prompt", str(nora.prompt)]) == DONE
    assert capsys.readouterr().out.rstrip().endswith(nora.prompt.name)
    assert soundfile.read(path)[0].tobytes() == by_name
    told(capsys, "say", *line)
    assert soundfile.read(path)[0].tobytes() != by_name
    assert "yours are nora" in refused(capsys, "say", *line, "--voice", "nobody")

    own.rename(nora, "vera")
    arguments = ["render", str(DEMO), "--out", str(tmp_path / "takes"), "--select", "4"]
    assert main([*arguments, "--voice", "nora", "--json"]) == DONE
    printed = capsys.readouterr()
    assert [take["voice"] for take in json.loads(printed.out)["takes"]] == ["vera"]
    near = "takelane: the scratch voice only comes near “vera”; IndexTTS-2 speaks with it"
    assert near in printed.err.splitlines()


def test_a_damaged_table_of_voices_is_told(capsys, tmp_path):
    table = places.data() / "voices" / "voices.json"
    table.parent.mkdir(parents=True)
    table.write_text("{")
    for arguments in (["voices"], ["cues", DEMO], ["render", DEMO, "--out", tmp_path / "takes"]):
        assert "is damaged" in refused(capsys, *arguments)
    assert not (tmp_path / "takes").exists()


def test_emotion_and_voices_and_doctor(capsys):
    weights = told(capsys, "emotion", "through gritted teeth, furious")
    assert max(weights, key=weights.get) == "angry"
    voices = told(capsys, "voices")
    assert len(voices) >= 6
    checks = {check["name"]: check for check in told(capsys, "doctor")}
    assert checks["scratch voice"]["ok"]
    assert checks["torch"]["ok"]


@pytest.fixture
def bad_files(tmp_path):
    """Lay out files that are no projects, or none that can be spoken."""
    lines = DEMO.read_bytes()
    silent = b'<REAPER_PROJECT 0.1 "7.0" 0 0\n  MARKER 1 1 "%s" 1\n  MARKER 1 %s "" 1\n>\n'
    files = {
        "junk.rpp": bytes(range(256)) * 40,
        "empty.rpp": b"",
        "truncated.rpp": lines[: len(lines) // 2],
        "short.rpp": silent % (b"Hello there.", b"1.1"),
        "wordless.rpp": silent % (b"", b"3"),
        "emoji.rpp": silent % ("😀🎉".encode(), b"3"),
        "nan.rpp": silent % (b"Hello.", b"nan"),
        "voiceless.rpp": silent % (b"Hello. voice=nobody;", b"3"),
        "foreign.rpp": silent % ("漢字".encode(), b"3"),
        "endless.rpp": silent % (b"9" * 900, b"60"),
        "notes.doc": b"hello",
    }
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)
    return [tmp_path / name for name in files]


def test_bad_projects_are_refused_and_nothing_is_written(capsys, tmp_path, bad_files):
    for path in [*bad_files, tmp_path, tmp_path / "missing.rpp"]:
        sentence = refused(capsys, "render", path, "--out", tmp_path / "out")
        assert "MARKER 1 nan" in sentence or path.name != "nan.rpp"
        assert not (tmp_path / "out").exists(), path


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--duration", "nan"], "duration"),
        (["--duration", "0.05"], "duration"),
        (["--emotion", "furious=1"], "furious"),
        (["--emotion", "angry=7"], "angry"),
        (["--emotion", ""], "emotion"),
        (["--seed", "-1"], "seed"),
        (["--seed", "9" * 30], "seed"),
        (["--intensity", "1.5"], "intensity"),
        (["--intensity", "nan"], "intensity"),
        (["--voice", "nobody"], "nobody"),
        (["--device", "tpu"], "tpu"),
        (["--voice-prompt", "missing.wav"], "missing.wav"),
        (["--emotion-prompt", __file__], "cannot be read as audio"),
        (["--sample-rate", "12"], "sample rate"),
    ],
)
def test_bad_words_to_say_are_refused(capsys, tmp_path, arguments, words):
    out = tmp_path / "take.wav"
    assert words in refused(capsys, "say", "Hello.", "--out", out, *arguments)
    assert not out.exists()


BAD_FINISHES = [
    (["--loudness", "nan"], "loudness"),
    (["--loudness", "3"], "from -50 to -5 LUFS"),
    (["--loudness", "-23", "--ceiling", "1"], "ceiling"),
    (["--loudness", "-23", "--whisper", "2"], "whisper"),
    (["--loudness", "-23", "--shout", "inf"], "shout"),
    (["--ceiling", "-1"], "--loudness"),
    (["--bit-depth", "20"], "16, 24, 32, not 20"),
]


@pytest.mark.parametrize(("arguments", "words"), BAD_FINISHES)
@pytest.mark.parametrize("command", ["render", "say", "bridge"])
def test_a_finish_that_cannot_be_meant_is_refused(capsys, tmp_path, command, arguments, words):
    places = {
        "render": ["render", DEMO, "--out", tmp_path / "takes"],
        "say": ["say", "Hello.", "--out", tmp_path / "take.wav"],
        "bridge": ["bridge", "--library", tmp_path / "library"],
    }
    assert words in refused(capsys, *places[command], *arguments)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("pattern", ["{character}", "{id}_{tkae}", "{id}/{take}", "{id}_{take"])
@pytest.mark.parametrize("command", [["render", DEMO, "--out"], ["bridge", "--library"]])
def test_a_name_that_cannot_be_is_refused(capsys, tmp_path, command, pattern):
    assert "name pattern" in refused(capsys, *command, tmp_path / "takes", "--name", pattern)
    assert not list(tmp_path.iterdir())


def test_takes_are_rendered_at_one_level_and_a_whisper_below(capsys, tmp_path):
    command = ["render", DEMO, "--out", tmp_path / "takes", "--select", "4", "5"]
    finish = ["--loudness", "-20", "--whisper", "-8", "--bit-depth", "16"]
    finish += ["--name", "{project}_{character}_{number:03}_{take:02}"]
    hushed, plain = told(capsys, *command, *finish)["takes"]
    assert (hushed["target"], plain["target"]) == (-28.0, -20.0)
    for take in (hushed, plain):
        waveform, rate = soundfile.read(tmp_path / "takes" / take["file"])
        loudness = pyloudnorm.Meter(rate).integrated_loudness(waveform)
        assert loudness == pytest.approx(take["loudness"], abs=0.1)
        assert soundfile.info(tmp_path / "takes" / take["file"]).subtype == "PCM_16"
    assert hushed["loudness"] == -28.0
    assert plain["file"] == "harbour_CAPTAIN_005_01.wav"


def test_the_loudness_that_all_takes_reach_is_said(capsys, tmp_path):
    command = ["render", DEMO, "--out", tmp_path / "takes", "--select", "4", "5", "--loudness"]
    assert main([*map(str, command), "-8"]) == DONE
    said = capsys.readouterr().err
    assert said.count("its peaks are at the ceiling of -1 dBTP") >= 1
    lower = float(re.search(r"a --loudness (\d+\.\d) LU lower", said)[1])
    takes = told(capsys, *command, f"{-8 - lower:.1f}")["takes"]
    assert [take["loudness"] for take in takes] == [take["target"] for take in takes]


def test_what_the_ceiling_forbids_is_said(capsys, tmp_path):
    out = tmp_path / "take.wav"
    assert main(["say", "Hello there.", "--out", str(out), "--loudness", "-5"]) == DONE
    assert "LU below -5 LUFS: its peaks are at the ceiling of -1 dBTP" in capsys.readouterr().err
    made = told(capsys, "say", "Hello.", "--out", out, "--loudness", "-30", "--bit-depth", "32")
    assert made["loudness"] == -30.0
    assert soundfile.info(out).subtype == "FLOAT"
    hushed = ["--loudness", "-30", "--direction", "whispering"]
    assert told(capsys, "say", "Hello.", "--out", out, *hushed)["loudness"] == -36.0


def test_bad_places_are_refused(capsys, tmp_path):
    (tmp_path / "file").write_text("")
    refused(capsys, "render", DEMO, "--out", tmp_path / "file" / "takes")
    refused(capsys, "render", DEMO, "--out", tmp_path / "takes", "--select", "nobody")
    refused(capsys, "render", DEMO, "--out", tmp_path / "takes", "--voice", "nobody")
    refused(capsys, "say", "🙂", "--out", tmp_path / "take.wav")
    refused(capsys, "say", "Hello.", "--out", tmp_path / "no" / "take.wav")
    refused(capsys, "emotion", "  ")
    refused(capsys, "emotion", "🙂")
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_headless_commands_load_neither_qt_nor_portaudio(tmp_path):
    shutil.copy(DEMO, tmp_path / "scene.rpp")
    code = (
        "import sys; from gui.__main__ import main; code = main(sys.argv[1:]); "
        "assert not {'PyQt6', 'sounddevice'} & set(sys.modules); sys.exit(code)"
    )
    arguments = ["render", "scene.rpp", "--out", "takes", "--select", "5"]
    command = [sys.executable, "-c", code, *arguments]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == DONE, done.stderr
    assert "takes:" in done.stdout


def test_every_kind_of_the_demo_is_shown(capsys):
    spoken = [region["line"] for region in told(capsys, "cues", DEMO)["regions"]]
    others = [path for path in DEMO.parent.iterdir() if path.suffix not in (".rpp", ".png")]
    assert len(others) == 6
    for path in others:
        assert [region["line"] for region in told(capsys, "cues", path)["regions"]] == spoken


def test_lines_are_exported_once_and_never_over_a_file(capsys, tmp_path):
    out = tmp_path / "cues.csv"
    assert len(told(capsys, "cues", DEMO, "--export", out)["regions"]) == 14
    cues = told(capsys, "cues", out)
    assert [region["number"] for region in cues["regions"]] == list(range(1, 15))
    assert "is there already" in refused(capsys, "cues", DEMO, "--export", out)
    assert "cannot export" in refused(capsys, "cues", DEMO, "--export", tmp_path / "a.rpp")
    told(capsys, "cues", DEMO, "--export", out, "--force")
    refused(capsys, "cues", out, "--export", out, "--force")


def test_lines_are_shown_where_the_project_counts_them(capsys, tmp_path):
    film = tmp_path / "film.rpp"
    film.write_text(DEMO.read_text().replace("PROJOFFS 0 0 0", "PROJOFFS 3600 0 0"))
    assert main(["cues", str(film)]) == DONE
    assert capsys.readouterr().out.split()[:3] == ["1", "01:00:02:00", "2.600"]


def test_time_code_is_rendered_by_the_frame_rate_that_is_said(capsys, tmp_path):
    path, out = tmp_path / "cues.csv", tmp_path / "takes"
    path.write_text("in,out,role,line\n00:00:01:00,00:00:02:06,MARA,Keep quiet.\n")
    assert "--fps 25" in refused(capsys, "render", path, "--out", out)
    assert "17" in refused(capsys, "render", path, "--out", out, "--fps", "17")
    assert "no frame rate" in refused(capsys, "render", DEMO, "--out", out, "--fps", "25")
    assert not out.exists()
    (take,) = told(capsys, "render", path, "--out", out, "--fps", "24")["takes"]
    assert (take["samples"], take["start"]) == (60_000, 1.0)


def test_a_session_outside_of_its_folder_gives_takes_and_a_sentence(capsys, tmp_path):
    ranges = [location(7, superclocks(1), superclocks(2), "Hello.")]
    alone = tmp_path / "alone.ardour"
    alone.write_bytes(session(locations=ranges))
    assert main(["render", str(alone), "--out", str(tmp_path / "takes"), "--json"]) == DONE
    printed = capsys.readouterr()
    assert "no new project" in printed.err
    assert "no folder of one Ardour session" in printed.err
    found = json.loads(printed.out)
    assert (len(found["takes"]), found["project"]) == (1, None)


@pytest.mark.parametrize("unbuffered", ["", "1"])
@pytest.mark.parametrize("arguments", [("cues", DEMO), ("cues", DEMO, "--json"), ("voices",)])
def test_a_command_whose_reader_has_gone_ends_quietly(arguments, unbuffered):
    read, write = os.pipe()
    os.close(read)
    done = subprocess.run(
        [sys.executable, "-m", "gui", *map(str, arguments)],
        cwd=ROOT,
        env={**os.environ, "PYTHONUNBUFFERED": unbuffered},
        stdout=write,
        stderr=subprocess.PIPE,
    )
    os.close(write)
    assert (done.returncode, done.stderr) == (FAILED, b"")


@pytest.mark.parametrize("number", [errno.EINVAL, errno.EIO])
def test_windows_tells_in_its_own_way_that_the_reader_has_gone(
    monkeypatch, tmp_path, number, capsys
):
    with (tmp_path / "out").open("w") as out:

        def write(_text):
            raise OSError(number, "Invalid argument")

        gone = SimpleNamespace(write=write, flush=lambda: write(""), fileno=out.fileno)
        monkeypatch.setattr("sys.stdout", gone)
        monkeypatch.setattr("sys.platform", "win32")
        assert main(["voices"]) == FAILED
    assert (capsys.readouterr().err == "") == (number == errno.EINVAL)
