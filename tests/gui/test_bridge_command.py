"""`takelane bridge` serves a REAPER of tables: from its action to a take in its project."""

from __future__ import annotations

import json
import subprocess
import sys
from functools import partial
from pathlib import Path

import soundfile

from daw_bridge import bridge_bench
from daw_bridge.reaper.project import read_project
from daw_bridge.spool import Spool
from gui.__main__ import BAD_INPUT, main
from tests.daw_bridge.reaper.fake_reaper import CONNECT, FakeReaperProcess
from tests.patience import wait_until

ROOT = Path(__file__).parents[2]


def test_a_region_of_reaper_becomes_a_take_there(tmp_path):
    resources = tmp_path / "REAPER"
    resources.mkdir()
    command = [sys.executable, "-m", "gui", "bridge", "--daw", "reaper", "--once"]
    command += ["--resource-path", str(resources), "--library", str(tmp_path / "library")]
    served = subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    with FakeReaperProcess(resources) as reaper:
        region = reaper.add_region("MARA (scared): They are here.", 1.0, 2.4)
        reaper.select(region)
        reaper.act(CONNECT)
        tick = partial(reaper.tick, 1)
        wait_until((resources / "Takelane" / "takelane.json").exists, tick, every=0.03)
        reaper.act("render_selected")
        wait_until(lambda: served.poll() is not None, tick, every=0.03)
        [track] = reaper.tracks()
    out, err = served.communicate()
    assert served.returncode == 0, err
    assert "REAPER 7.62 is there" in out
    assert "placed at 1.000 s" in out
    assert track["name"] == "Takelane MARA"
    [take] = (tmp_path / "library" / "Unsaved").glob("*.wav")
    waveform, rate = soundfile.read(take)
    assert len(waveform) == round(2.4 * rate) - round(1.0 * rate)
    assert Spool(resources / "Takelane").received() == []


def test_a_folder_that_is_not_reapers_is_bad_input(tmp_path, capsys):
    missing = str(tmp_path / "nowhere")
    command = ["bridge", "--daw", "reaper", "--resource-path", missing]
    assert main([*command, "--library", str(tmp_path / "library")]) == BAD_INPUT
    assert "nowhere" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_the_bench_of_the_bridge_finds_what_it_made(capsys, monkeypatch):
    monkeypatch.setattr(bridge_bench, "N_REGIONS", 20)
    monkeypatch.setattr(bridge_bench, "N_POINTS", 30)
    assert main(["bench", "--bridge", "--json"]) == 0
    figures = json.loads(capsys.readouterr().out)
    assert figures["regions"] == 20
    assert all(figures[f"{name}_seconds"] > 0 for name in ("read", "noticed", "accepted"))


def test_the_project_of_the_bench_is_read_whole(tmp_path):
    project = tmp_path / "large.rpp"
    project.write_text(bridge_bench._project())
    timeline = read_project(project)
    assert len(timeline.regions) == 5_000
    assert [len(lane.envelope.points) for lane in timeline.lanes] == [20_000] * 8
