"""The effect and the OSC patterns are written as REAPER reads them."""

import re

from daw_bridge.install.reaper_actions import ACTIONS
from model.emotion import EMOTIONS
from tests.daw_bridge.reaper.fake_reaper import SCRIPTS

PATTERN = re.compile(r"[nfbtrsi]/[a-z]+(/(@|[a-z]+))*")
COUNT = re.compile(r"DEVICE_[A-Z_]+_COUNT \d+")


def test_the_effect_has_a_slider_for_every_emotion_and_lets_sound_pass():
    lines = (SCRIPTS / "takelane_emotion.jsfx").read_text().splitlines()
    assert lines[0] == "desc:Takelane Emotion"
    sliders = [line for line in lines if line.startswith("slider")]
    assert sliders == [
        f"slider{number}:0<0,1,0.001>{emotion.capitalize()}"
        for number, emotion in enumerate(EMOTIONS, 1)
    ]
    sections = [line for line in lines if line.startswith("@")]
    assert sections == ["@init"]


def test_the_osc_patterns_are_what_reaper_understands():
    lines = (SCRIPTS / "Takelane.ReaperOSC").read_text().splitlines()
    settings = [line for line in lines if line and not line.startswith("#")]
    patterns = {}
    for line in settings:
        if not COUNT.fullmatch(line):
            action, *wanted = line.split()
            patterns[action] = wanted
            assert all(PATTERN.fullmatch(pattern) for pattern in wanted)
    assert patterns == {
        "TIME": ["f/time"], "PLAY": ["t/play"], "STOP": ["t/stop"], "ACTION": ["t/action/@"],
    }  # fmt: skip
    assert "DEVICE_REGION_COUNT 0" in settings


def test_going_is_an_action_of_ours():
    told = (SCRIPTS / "Takelane.ReaperOSC").read_text()
    assert f"/action/_{ACTIONS[0].id} " in told
    assert f'"_{ACTIONS[0].id}"' in (SCRIPTS / "takelane.lua").read_text()
