import doctest
import json

import pytest

from daw_bridge import finish as module
from daw_bridge.finish import Finish, TakeFinish
from daw_bridge.level import Level
from daw_bridge.timeline import ProjectError


def test_the_documented_examples_hold():
    assert doctest.testmod(module).failed == 0


def test_what_nobody_asked_for_leaves_takes_as_they_were():
    assert {Finish().of(level) for level in Level} == {TakeFinish(None, None, 24)}


def test_whispers_and_shouts_keep_their_distance():
    finish = Finish(loudness=-23.1, ceiling=-2.0, whisper=-4.2, shout=2.0, bit_depth=16)
    targets = {level: finish.of(level) for level in Level}
    assert targets == {
        Level.NORMAL: TakeFinish(-23.1, -2.0, 16),
        Level.WHISPER: TakeFinish(-27.3, -2.0, 16),
        Level.SHOUT: TakeFinish(-21.1, -2.0, 16),
    }


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("loudness", float("nan"), "from -50 to -5 LUFS, not nan"),
        ("loudness", 0.0, "LUFS"),
        ("loudness", float("-inf"), "LUFS"),
        ("loudness", True, "LUFS"),
        ("loudness", "-23", "LUFS"),
        ("ceiling", 0.1, "dBTP"),
        ("ceiling", None, "dBTP"),
        ("ceiling", float("nan"), "dBTP"),
        ("whisper", 1.0, "whisper"),
        ("whisper", -300.0, "whisper"),
        ("shout", -1.0, "shout"),
        ("shout", float("inf"), "shout"),
        ("bit_depth", 20, "16, 24, 32, not 20"),
        ("bit_depth", 24.0, "bit depth"),
        ("bit_depth", True, "bit depth"),
        ("name", "{take}", "needs one of"),
        ("name", None, "name pattern"),
    ],
)
def test_what_cannot_be_meant_is_refused_in_words(name, value, words):
    with pytest.raises(ProjectError, match=words):
        Finish(**{name: value})


def test_it_comes_back_from_json():
    finish = Finish(-23.0, -1.5, -8.0, 4.0, 32, "{id}_{take}")
    assert Finish.from_dict(json.loads(json.dumps(finish.as_dict()))) == finish
    assert Finish.from_dict({"loudness": -20}) == Finish(loudness=-20.0)


@pytest.mark.parametrize("data", [None, [], "loud", {"loudnes": -23}, {"loudness": "-23"}])
def test_other_data_is_no_finish(data):
    with pytest.raises(ProjectError):
        Finish.from_dict(data)


def test_a_take_at_its_target_falls_short_of_nothing():
    assert TakeFinish(-23.0, -1.0).shortfall(-23.04) == 0.0
    assert TakeFinish(-23.0, -1.0).shortfall(-22.0) == 0.0
    assert TakeFinish(-23.0, -1.0).shortfall(None) == 0.0
    assert TakeFinish().shortfall(-60.0) == 0.0
