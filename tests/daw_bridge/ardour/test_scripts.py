import base64
import re
from pathlib import Path
from xml.etree import ElementTree

import daw_bridge
from model.emotion import EMOTIONS

EMOTION = Path(daw_bridge.__file__).parent / "scripts" / "ardour" / "takelane_emotion.lua"
HARBOUR = Path(__file__).parents[2] / "data" / "ardour" / "harbour.ardour"


def test_the_controls_are_the_emotions_in_their_order():
    (names,) = re.findall(r"local emotions = \{(.*?)\}", EMOTION.read_text(), re.DOTALL)
    assert tuple(re.findall(r'"(\w+)"', names.lower())) == EMOTIONS


def test_the_real_session_was_made_with_this_plugin():
    for script in ElementTree.parse(HARBOUR).iter("script"):
        assert base64.b64decode(script.text).decode() == EMOTION.read_text()
