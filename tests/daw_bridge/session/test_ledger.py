"""Values are there at once and for good; every step is undone exactly."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daw_bridge.session.ledger import Ledger
from daw_bridge.timeline import ProjectError

EDIT = ("edit", "{1}")
OTHER = ("edit", "{2}")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "scene.takelane"


def test_what_was_set_is_there_after_a_restart(path):
    first = Ledger(path)
    first.change("Edit line", {EDIT: {"text": "Run!"}, OTHER: [1, 2.5, None, True]})
    first.close()
    again = Ledger(path)
    assert again.get(*EDIT) == {"text": "Run!"}
    assert again.of_kind("edit") == {"{1}": {"text": "Run!"}, "{2}": [1, 2.5, None, True]}
    assert again.get("edit", "{3}", "none") == "none"


def test_steps_are_undone_and_redone_across_restarts(path):
    ledger = Ledger(path)
    ledger.change("Edit line", {EDIT: "a"})
    ledger.change("Edit two lines", {EDIT: "b", OTHER: "c"})
    ledger.close()
    ledger = Ledger(path)
    assert ledger.undoable.title == "Edit two lines"
    ledger.undo()
    assert ledger.of_kind("edit") == {"{1}": "a"}
    assert ledger.redoable.title == "Edit two lines"
    ledger.undo()
    assert ledger.of_kind("edit") == {}
    assert ledger.undoable is None
    ledger.redo()
    ledger.redo()
    assert ledger.of_kind("edit") == {"{1}": "b", "{2}": "c"}
    assert ledger.redoable is None


def test_a_new_step_forgets_what_was_undone(path):
    ledger = Ledger(path)
    ledger.change("One", {EDIT: 1})
    ledger.undo()
    ledger.change("Two", {EDIT: 2})
    assert ledger.redoable is None
    ledger.undo()
    assert ledger.get(*EDIT) is None


def test_notes_are_no_steps(path):
    ledger = Ledger(path)
    ledger.change("One", {EDIT: 1})
    ledger.note({("job", "1"): "queued"})
    ledger.undo()
    assert ledger.get("job", "1") == "queued"
    ledger.close()
    assert Ledger(path).of_kind("job") == {"1": "queued"}


def test_changes_are_told_and_what_changes_nothing_is_no_step(path):
    told: list[list[tuple[str, str]]] = []
    ledger = Ledger(path, lambda keys: told.append(list(keys)))
    ledger.change("One", {EDIT: 1})
    ledger.change("The same", {EDIT: 1})
    ledger.undo()
    assert told == [[EDIT], [EDIT]]
    assert ledger.undoable is None


_CHANGES = st.lists(
    st.dictionaries(
        st.tuples(st.sampled_from("ab"), st.sampled_from("xyz")),
        st.one_of(st.none(), st.integers(), st.text()),
        min_size=1,
    ),
    max_size=12,
)


@given(_CHANGES)
def test_undoing_everything_leads_back_through_every_state(changes):
    ledger = Ledger(None)
    states = [_state(ledger)]
    for values in changes:
        ledger.change("step", values)
        if _state(ledger) != states[-1]:
            states.append(_state(ledger))
    for state in reversed(states[:-1]):
        ledger.undo()
        assert _state(ledger) == state
    for state in states[1:]:
        ledger.redo()
        assert _state(ledger) == state


def _state(ledger: Ledger) -> dict[str, dict[str, object]]:
    return {kind: ledger.of_kind(kind) for kind in "ab"}


def test_a_crash_loses_nothing(path):
    script = (
        "import os, sys; from pathlib import Path\n"
        "from daw_bridge.session.ledger import Ledger\n"
        "ledger = Ledger(Path(sys.argv[1]))\n"
        "for n in range(20): ledger.note({('job', str(n)): 'queued'})\n"
        "ledger.change('Edit', {('edit', '1'): 'kept'})\n"
        "os._exit(9)\n"
    )
    root = Path(__file__).parents[3]
    environment = {**os.environ, "PYTHONPATH": str(root)}
    command = [sys.executable, "-c", script, str(path)]
    assert subprocess.run(command, env=environment, check=False).returncode == 9
    ledger = Ledger(path)
    assert len(ledger.of_kind("job")) == 20
    assert ledger.get("edit", "1") == "kept"


def test_two_do_not_write_over_each_other(path):
    first = Ledger(path)
    for _ in range(2):
        with pytest.raises(ProjectError, match="open in another window"):
            Ledger(path)
        first.change("One", {EDIT: 1})
    first.close()
    assert Ledger(path).get(*EDIT) == 1


def test_a_session_that_was_only_read_is_held_too(path):
    Ledger(path).close()
    first = Ledger(path)
    with pytest.raises(ProjectError, match="open in another window"):
        Ledger(path)
    first.close()


def test_a_full_disk_is_told_and_nothing_has_changed(path):
    ledger = Ledger(path)
    ledger._db.execute("PRAGMA max_page_count = 12")
    with pytest.raises(ProjectError, match=r"the disk of .* is full"):
        ledger.change("Edit line", {EDIT: "x" * 100_000})
    assert ledger.get(*EDIT) is None
    assert ledger.undoable is None


def test_a_copy_is_whole(path, tmp_path):
    ledger = Ledger(path)
    ledger.change("One", {EDIT: 1})
    ledger.save_as(tmp_path / "copy.takelane")
    ledger.change("Two", {EDIT: 2})
    copy = Ledger(tmp_path / "copy.takelane")
    assert copy.get(*EDIT) == 1
    copy.undo()
    assert copy.get(*EDIT) is None
    assert sorted(file.name for file in tmp_path.iterdir() if "-" not in file.name) == [
        "copy.takelane",
        "scene.takelane",
    ]


@pytest.mark.parametrize("content", [b"no database", b"SQLite format 3\0" + b"x" * 4000])
def test_a_damaged_file_is_said_to_be(path, content):
    path.write_bytes(content)
    with pytest.raises(ProjectError, match=r"scene\.takelane"):
        Ledger(path)
    assert path.read_bytes() == content


def test_another_programs_database_is_left_alone(path):
    with sqlite3.connect(path) as database:
        database.execute("CREATE TABLE mine (x)")
    database.close()
    with pytest.raises(ProjectError, match="not a session"):
        Ledger(path)


def test_a_newer_file_is_left_alone(path):
    Ledger(path).close()
    with sqlite3.connect(path) as database:
        database.execute("PRAGMA user_version = 99")
    database.close()
    with pytest.raises(ProjectError, match="newer"):
        Ledger(path)
