import base64
import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

import daw_bridge
from daw_bridge.ardour.ardour import PLACE_SCRIPT
from daw_bridge.ardour.open_session import LIVE, SPOOL
from daw_bridge.ardour.place_list import FILE_NAME
from daw_bridge.spool import PROTOCOL
from daw_bridge.take_folder import FOLDER
from model.emotion import EMOTIONS

SCRIPTS = Path(daw_bridge.__file__).parent / "scripts" / "ardour"
EMOTION = SCRIPTS / "takelane_emotion.lua"
HARBOUR = Path(__file__).parents[2] / "data" / "ardour" / "harbour.ardour"


def test_the_controls_are_the_emotions_in_their_order():
    (names,) = re.findall(r"local emotions = \{(.*?)\}", EMOTION.read_text(), re.DOTALL)
    assert tuple(re.findall(r'"(\w+)"', names.lower())) == EMOTIONS


def test_the_real_session_was_made_with_this_plugin():
    for script in ElementTree.parse(HARBOUR).iter("script"):
        assert base64.b64decode(script.text).decode() == EMOTION.read_text()


@pytest.mark.parametrize("script", sorted(SCRIPTS.glob("*.lua")), ids=lambda path: path.stem)
def test_nothing_that_runs_later_stands_outside_of_its_function(script):
    """Ardour keeps of an action or a hook only what its factory was compiled to."""
    text = script.read_text()
    if '"dsp"' not in text:
        outside = text[: text.index("function factory")]
        assert not re.search(r"^local ", outside, re.MULTILINE)


def test_the_names_by_which_we_know_each_other_are_the_same():
    place, live = (SCRIPTS / f"takelane_{name}.lua" for name in ("place", "live"))
    assert f'name        = "{PLACE_SCRIPT}"' in place.read_text()
    assert f'SNAPSHOT = "{LIVE}"' in live.read_text()
    for script in (place, SCRIPTS / "takelane_render.lua"):
        assert f'"{FOLDER}", "{SPOOL}", ...' in script.read_text()
        assert f'"protocol": "{PROTOCOL}"' in script.read_text()
    assert FILE_NAME in place.read_text()
