"""What is installed works: REAPER finds the actions in its own file and they find each other."""

import re
import time

import pytest

from daw_bridge.install.installer import Installer
from daw_bridge.install.reaper import REAPER
from daw_bridge.spool import Spool
from tests.daw_bridge.reaper.fake_reaper import LUAS, FakeReaperProcess, quoted

SCRIPT = re.compile(r'SCR \d+ 0 (\w+) "Custom: (Takelane: [^"]+)" (\S+)')


@pytest.fixture
def folder(tmp_path):
    path = tmp_path / "Jörg's REAPER"
    path.mkdir()
    (path / "reaper.ini").write_text("[REAPER]\n")
    Installer(REAPER, path, lambda names: False).install()
    return path


@pytest.mark.parametrize("lua", LUAS)
def test_every_action_runs_from_where_it_was_put(folder, lua):
    spool = Spool(folder / "Takelane")
    spool.open()
    spool.publish("takelane", {"takelane": "0.1.0", "status": "", "time": int(time.time())})
    actions = SCRIPT.findall((folder / "reaper-kb.ini").read_text())
    assert len(actions) == 7
    with FakeReaperProcess(folder, lua, LUAS[lua], registered=False) as reaper:
        for action, _, path in actions:
            reaper.do(f'fake.register("{action}", {quoted(folder / "Scripts" / path)})')
        region = reaper.add_region("MARA: hello.", 1, 2)
        reaper.do("fake.project().selection = {1.1, 1.2}; fake.project().cursor = 1.5")
        for action, *_ in actions:
            reaper.do(f'reaper.Main_OnCommand(reaper.NamedCommandLookup("_{action}"), 0)')
            reaper.tick()
        assert reaper.boxes() == reaper.console() == []
    asked = [(letter.kind, letter.data.get("regions")) for letter in spool.received()]
    assert asked == [("render", [region])] * 3 + [("audition", None), ("place", None)]
