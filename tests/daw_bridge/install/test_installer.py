"""Installing does what it says, updating spares the user's work, uninstalling leaves no trace."""

import errno
import os
import time
from dataclasses import replace
from pathlib import Path

import pytest

from daw_bridge.atomic_file import write_problem
from daw_bridge.install import changes
from daw_bridge.install.changes import Change, carry_out
from daw_bridge.install.installer import BACKUP_SUFFIX, Installer
from daw_bridge.install.manifest import Manifest, digest
from daw_bridge.install.reaper import REAPER, resource_path
from daw_bridge.install.recipe import SCRIPTS
from daw_bridge.install.running import is_running, process_names
from daw_bridge.timeline import ProjectError

KEYS = b'KEY 1 82 40001 0\r\nSCR 4 0 RSab "Custom: mine.lua" mine.lua\r\n# caf\xe9 without an end'
SCRIPT = "Scripts/Takelane/takelane.lua"


@pytest.fixture
def folder(tmp_path):
    """Make a resource path as a user has one."""
    path = tmp_path / "Übung" / "REAPER"
    (path / "Scripts").mkdir(parents=True)
    (path / "Scripts" / "mine.lua").write_text("-- mine")
    (path / "reaper.ini").write_text("[REAPER]\n")
    (path / "reaper-kb.ini").write_bytes(KEYS)
    return path


def installer(folder, running=False, recipe=REAPER):
    return Installer(recipe, folder, lambda names: running)


def everything(folder):
    """Read all files and folders."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() if path.is_file() else None
        for path in folder.rglob("*")
    }


def without_backup(files):
    return {name: content for name, content in files.items() if not name.endswith(BACKUP_SUFFIX)}


def test_everything_comes_to_its_place(folder):
    told = installer(folder).install()
    for part in REAPER.parts:
        assert (folder / part.target).read_bytes() == (SCRIPTS / part.source).read_bytes()
        assert f"wrote {part.target}" in told
    keys = (folder / "reaper-kb.ini").read_bytes()
    assert keys.endswith(KEYS)
    assert keys.count(b"SCR 516 0 TAKELANE_") == 7
    assert (folder / f"reaper-kb.ini{BACKUP_SUFFIX}").read_bytes() == KEYS
    assert (folder / "reaper.ini").read_text() == "[REAPER]\n"


def test_every_script_of_ours_is_installed():
    shipped = {f"reaper/{path.name}" for path in (SCRIPTS / "reaper").iterdir()}
    assert {part.source for part in REAPER.parts} == shipped


def test_installing_again_changes_nothing(folder):
    installer(folder).install()
    before = everything(folder)
    assert installer(folder, running=True).install()[1:] == ["everything is up to date"]
    assert everything(folder) == before


def test_uninstalling_leaves_no_trace(folder):
    before = everything(folder)
    installer(folder).install()
    told = installer(folder).uninstall()
    assert f"removed {SCRIPT}" in told
    assert without_backup(everything(folder)) == before
    assert installer(folder).uninstall()[1:] == ["Takelane is not installed here"]


def test_a_file_of_keys_that_we_made_is_removed_again(folder):
    (folder / "reaper-kb.ini").unlink()
    before = everything(folder)
    installer(folder).install()
    assert (folder / "reaper-kb.ini").read_bytes().startswith(b"SCR 516 0 TAKELANE_POLL")
    installer(folder).uninstall()
    assert everything(folder) == before


def test_what_the_bridge_left_is_removed_too(folder):
    before = everything(folder)
    installer(folder).install()
    for name in ("timeline.json", "to_daw/0001-a.json", "to_takelane/0002-b.refused"):
        (folder / "Takelane" / name).parent.mkdir(exist_ok=True)
        (folder / "Takelane" / name).write_text("{}")
    installer(folder).uninstall()
    assert without_backup(everything(folder)) == before


def test_a_file_of_the_user_in_our_folder_stays(folder):
    installer(folder).install()
    (folder / "Scripts/Takelane/my own.lua").write_text("-- mine")
    (folder / "Takelane/notes.txt").write_text("mine")
    installer(folder).uninstall()
    assert (folder / "Scripts/Takelane/my own.lua").exists()
    assert (folder / "Takelane/notes.txt").exists()


def test_an_older_file_of_ours_is_replaced_while_reaper_runs(folder):
    installer(folder).install()
    old = b"-- an earlier version"
    (folder / SCRIPT).write_bytes(old)
    manifest = Manifest.load(folder / REAPER.manifest)
    installer_of_then = Manifest({**manifest.files, SCRIPT: digest(old)}, manifest.folders)
    (folder / REAPER.manifest).write_bytes(installer_of_then.to_json())
    assert installer(folder, running=True).install()[1:] == [f"updated {SCRIPT}"]
    assert (folder / SCRIPT).read_bytes() == (SCRIPTS / "reaper/takelane.lua").read_bytes()


def test_a_file_that_the_user_changed_stays(folder):
    installer(folder).install()
    (folder / SCRIPT).write_text("-- changed by its user")
    [told] = installer(folder).install()[1:]
    assert told.startswith(f"left {SCRIPT}")
    told = installer(folder).uninstall()
    assert any(line.startswith(f"left {SCRIPT}") for line in told)
    assert (folder / SCRIPT).read_text() == "-- changed by its user"


def test_a_file_that_was_there_before_us_stays(folder):
    (folder / "OSC").mkdir()
    (folder / "OSC/Takelane.ReaperOSC").write_text("# of the user")
    installer(folder).install()
    installer(folder).uninstall()
    assert (folder / "OSC/Takelane.ReaperOSC").read_text() == "# of the user"


def test_what_a_later_version_has_no_more_is_removed(folder):
    installer(folder).install()
    fewer = replace(REAPER, parts=tuple(p for p in REAPER.parts if p.target != SCRIPT))
    assert installer(folder, recipe=fewer).install()[1:] == [f"removed {SCRIPT}"]
    assert not (folder / SCRIPT).exists()
    assert SCRIPT not in Manifest.load(folder / REAPER.manifest).files


@pytest.mark.parametrize("command", ["install", "uninstall"])
def test_the_keys_are_left_alone_while_reaper_runs(folder, command):
    if command == "uninstall":
        installer(folder).install()
    before = everything(folder)
    with pytest.raises(ProjectError, match=f"close it and run again: takelane {command} reaper"):
        getattr(installer(folder, running=True), command)()
    assert everything(folder) == before


def test_a_beating_script_shows_that_reaper_runs(folder):
    (folder / "Takelane").mkdir()
    beat = folder / "Takelane" / "daw.json"
    beat.write_text("{}")
    with pytest.raises(ProjectError, match="is running"):
        installer(folder).install()
    os.utime(beat, (time.time() - 60,) * 2)
    installer(folder).install()


@pytest.mark.parametrize("name", ["nowhere", "a file", "an empty folder"])
def test_another_folder_is_refused(tmp_path, name):
    (tmp_path / "a file").write_text("x")
    (tmp_path / "an empty folder").mkdir()
    with pytest.raises(ProjectError, match=r"no folder of REAPER: it holds no reaper\.ini"):
        installer(tmp_path / name)


@pytest.mark.parametrize("command", ["install", "uninstall"])
@pytest.mark.parametrize("step", range(0, 19, 3))
def test_a_failure_leaves_everything_as_it_was(folder, command, step, monkeypatch):
    if command == "uninstall":
        installer(folder).install()
    before = everything(folder)
    really_do, done = changes._do, []

    def do(change):
        done.append(change)
        if len(done) == step + 1:
            raise write_problem(change.path, OSError(errno.ENOSPC, "no space left"))
        really_do(change)

    monkeypatch.setattr(changes, "_do", do)
    with pytest.raises(ProjectError, match="the disk is full"):
        getattr(installer(folder), command)()
    assert everything(folder) == before


def test_a_folder_in_the_way_is_told(folder):
    (folder / "Effects").write_text("a file is in the way")
    before = everything(folder)
    with pytest.raises(ProjectError, match="Effects"):
        installer(folder).install()
    assert everything(folder) == before


def test_keys_behind_a_link_stay_behind_it(folder, tmp_path):
    elsewhere = tmp_path / "dotfiles-kb.ini"
    elsewhere.write_bytes(KEYS)
    (folder / "reaper-kb.ini").unlink()
    (folder / "reaper-kb.ini").symlink_to(elsewhere)
    installer(folder).install()
    assert (folder / "reaper-kb.ini").is_symlink()
    assert elsewhere.read_bytes().endswith(KEYS)
    installer(folder).uninstall()
    assert elsewhere.read_bytes() == KEYS


@pytest.mark.parametrize(
    "content",
    [
        b"", b"{", b"[]", b'{"format": 2}', b'{"format": 1}',
        b'{"format": 1, "files": {"../other": "00"}, "folders": []}',
        b'{"format": 1, "files": {}, "folders": ["/tmp"]}',
    ],
)  # fmt: skip
def test_a_damaged_manifest_is_told(folder, content):
    (folder / "Takelane").mkdir()
    (folder / REAPER.manifest).write_bytes(content)
    before = everything(folder)
    for command in (installer(folder).install, installer(folder).uninstall):
        with pytest.raises(ProjectError, match=r"installed\.json cannot be read"):
            command()
    assert everything(folder) == before


def test_an_interrupted_change_is_undone(tmp_path):
    (tmp_path / "old").write_bytes(b"old")
    steps = [
        Change(tmp_path / "new" / "file", b"new"),
        Change(tmp_path / "old", None),
        Change(tmp_path / "missing folder" / "file", b"never"),
    ]
    with pytest.raises(ProjectError):
        carry_out(steps, [tmp_path / "new"])
    assert everything(tmp_path) == {"old": b"old"}


@pytest.mark.parametrize(
    ("platform", "environment", "wanted"),
    [
        ("win32", {"APPDATA": "/c/Users/me/AppData/Roaming"}, "/c/Users/me/AppData/Roaming/REAPER"),
        ("darwin", {}, "{home}/Library/Application Support/REAPER"),
        ("linux", {}, "{home}/.config/REAPER"),
        ("linux", {"XDG_CONFIG_HOME": "/etc/me"}, "/etc/me/REAPER"),
        ("freebsd14", {}, "{home}/.config/REAPER"),
    ],
)
def test_the_usual_folder_of_every_system(platform, environment, wanted):
    assert resource_path(platform, environment) == Path(wanted.format(home=Path.home()))


def test_running_programs_are_seen():
    assert any("python" in name or "pytest" in name for name in process_names())
    assert is_running(frozenset({"reaper"}), lambda: ["init", "REAPER"])
    assert not is_running(frozenset({"reaper"}), lambda: ["init", "reaper_host64"])


def test_a_system_that_tells_nothing_is_no_reason_to_fail(monkeypatch):
    monkeypatch.setenv("PATH", "")
    assert process_names("win32") == []
