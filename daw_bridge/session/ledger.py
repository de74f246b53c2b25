"""Keep values under keys in one SQLite file, write every change at once, undo and redo them.

A value is plain data of JSON; a key is a kind and a name, such as `edit` and a region's id. Changes
made together are one step. Steps outlive the program: what was done yesterday can be undone today.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from daw_bridge.timeline import ProjectError

FORMAT = 1
"""Counts up when older programs could no longer read the file."""

MOST_STEPS = 1000
"""Older ones are forgotten, so that the file stays small."""

_PATIENCE = 0.2
"""Seconds that another Takelane may take to let go of the file."""

_REASONS = {
    sqlite3.SQLITE_BUSY: "this project is open in another window of Takelane; go on there, or "
    "close it first",
    sqlite3.SQLITE_FULL: "what you do is not being saved: the disk of {path} is full; make room",
    sqlite3.SQLITE_READONLY: "what you do is not being saved: {path} may not be written to; change "
    "its permissions",
}
"""What a user can do about it."""

_APPLICATION = 0x74616B65  # "take", by which `file` and we know it again

_SCHEMA = """
CREATE TABLE entry (kind TEXT, name TEXT, data TEXT NOT NULL, PRIMARY KEY (kind, name));
CREATE TABLE step (id INTEGER PRIMARY KEY, title TEXT NOT NULL, undone INTEGER NOT NULL DEFAULT 0);
CREATE TABLE change (
    step INTEGER NOT NULL REFERENCES step ON DELETE CASCADE,
    kind TEXT NOT NULL, name TEXT NOT NULL, before TEXT, after TEXT
);
CREATE INDEX change_step ON change (step);
"""

Key = tuple[str, str]
OnChange = Callable[[Sequence[Key]], None]


@dataclass(frozen=True, slots=True)
class Step:
    """Name something that can be undone or redone, as a menu shows it."""

    id: int
    title: str


class Ledger:
    """Hold the values of one file.

    Args:
        path: of the file, made if it is missing; None keeps everything in memory alone.
        on_change: is told the keys that have changed.

    Raises:
        ProjectError: the file is damaged, of a newer Takelane, open somewhere else, or cannot be
            written.
    """

    def __init__(self, path: Path | None, on_change: OnChange = lambda _: None) -> None:
        self.on_change = on_change
        self._path = path
        with _told(path):
            self._db = sqlite3.connect(
                ":memory:" if path is None else path,
                timeout=_PATIENCE,
                check_same_thread=False,
                isolation_level=None,
            )
            self._open()
            self._values: dict[Key, Any] = {
                (kind, name): json.loads(data)
                for kind, name, data in self._db.execute("SELECT kind, name, data FROM entry")
            }

    def get(self, kind: str, name: str, default: Any = None) -> Any:
        """Give a value; it must not be changed."""
        return self._values.get((kind, name), default)

    def of_kind(self, kind: str) -> dict[str, Any]:
        """Give every value of a kind, by name."""
        return {name: value for (of, name), value in self._values.items() if of == kind}

    def change(self, title: str, values: Mapping[Key, Any]) -> None:
        """Set values, in one step that can be undone; None takes a value away.

        Raises:
            ProjectError: the file cannot be written; then nothing has changed.
        """
        changed = {key: value for key, value in values.items() if value != self._values.get(key)}
        if not changed:
            return
        with _told(self._path), self._db:
            self._db.execute("BEGIN")
            self._db.execute("DELETE FROM step WHERE undone")
            step = self._db.execute("INSERT INTO step (title) VALUES (?)", (title,)).lastrowid
            rows = [
                (step, *key, _dumped(self._values.get(key)), _dumped(value))
                for key, value in changed.items()
            ]
            self._db.executemany("INSERT INTO change VALUES (?, ?, ?, ?, ?)", rows)
            self._db.execute(
                "DELETE FROM step WHERE id <= (SELECT max(id) FROM step) - ?", (MOST_STEPS,)
            )
            self._write(changed.items())
        self._set(changed)

    def note(self, values: Mapping[Key, Any]) -> None:
        """Set values that are nobody's edit, such as the state of the queue; undo passes over them.

        Raises:
            ProjectError: the file cannot be written; then nothing has changed.
        """
        changed = {key: value for key, value in values.items() if value != self._values.get(key)}
        if changed:
            with _told(self._path), self._db:
                self._db.execute("BEGIN")
                self._write(changed.items())
            self._set(changed)

    @property
    def undoable(self) -> Step | None:
        """Name what `undo` would undo."""
        return self._step("SELECT id, title FROM step WHERE NOT undone ORDER BY id DESC LIMIT 1")

    @property
    def redoable(self) -> Step | None:
        """Name what `redo` would do again."""
        return self._step("SELECT id, title FROM step WHERE undone ORDER BY id LIMIT 1")

    def undo(self) -> None:
        """Take back the latest step, if there is one."""
        if step := self.undoable:
            self._move(step, "before", undone=True)

    def redo(self) -> None:
        """Do again what was undone last, if nothing else was changed since."""
        if step := self.redoable:
            self._move(step, "after", undone=False)

    def save_as(self, path: Path) -> None:
        """Write a copy of the whole file.

        Raises:
            ProjectError: it cannot be written.
        OSError: an earlier file of that name cannot be replaced.
        """
        partial = path.with_name(f".{path.name}.part")
        partial.unlink(missing_ok=True)
        with _told(path), closing(sqlite3.connect(partial)) as copy:
            self._db.backup(copy)
        partial.replace(path)

    def close(self) -> None:
        """Let go of the file."""
        self._db.close()

    def _open(self) -> None:
        # Two who keep the same values in memory would write over each other.
        self._db.execute("PRAGMA locking_mode = EXCLUSIVE")
        [application] = self._db.execute("PRAGMA application_id").fetchone()
        [version] = self._db.execute("PRAGMA user_version").fetchone()
        [n_tables] = self._db.execute("SELECT count(*) FROM sqlite_master").fetchone()
        if n_tables and application != _APPLICATION:
            raise ProjectError(f"{self._path} is not a session of Takelane")
        if version > FORMAT:
            raise ProjectError(f"{self._path} was written by a newer Takelane; update this one")
        self._db.execute("PRAGMA foreign_keys = ON")
        # A crash of the program loses nothing; one of the whole computer at most the last step.
        self._db.execute("PRAGMA journal_mode = WAL")
        self._db.execute("PRAGMA synchronous = NORMAL")
        if not n_tables:
            self._db.executescript(_SCHEMA)
            self._db.execute(f"PRAGMA application_id = {_APPLICATION}")
            self._db.execute(f"PRAGMA user_version = {FORMAT}")

    def _step(self, query: str) -> Step | None:
        row = self._db.execute(query).fetchone()
        return None if row is None else Step(*row)

    def _move(self, step: Step, column: str, *, undone: bool) -> None:
        query = f"SELECT kind, name, {column} FROM change WHERE step = ?"
        rows = self._db.execute(query, (step.id,)).fetchall()
        values = {(kind, name): None if d is None else json.loads(d) for kind, name, d in rows}
        with _told(self._path), self._db:
            self._db.execute("BEGIN")
            self._db.execute("UPDATE step SET undone = ? WHERE id = ?", (undone, step.id))
            self._write(values.items())
        self._set(values)

    def _write(self, items: Iterable[tuple[Key, Any]]) -> None:
        for (kind, name), value in items:
            if value is None:
                self._db.execute("DELETE FROM entry WHERE kind = ? AND name = ?", (kind, name))
            else:
                row = (kind, name, _dumped(value))
                self._db.execute("INSERT OR REPLACE INTO entry VALUES (?, ?, ?)", row)

    def _set(self, values: Mapping[Key, Any]) -> None:
        for key, value in values.items():
            if value is None:
                self._values.pop(key, None)
            else:
                self._values[key] = value
        self.on_change(list(values))


def _dumped(value: Any) -> str | None:
    return None if value is None else json.dumps(value, ensure_ascii=True, sort_keys=True)


@contextmanager
def _told(path: Path | None) -> Iterator[None]:
    """Tell errors of SQLite in the user's words."""
    try:
        yield
    except sqlite3.Error as error:
        # The code says more in its upper bytes.
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF
        reason = _REASONS.get(code, "the session {path} cannot be used: {error}")
        raise ProjectError(reason.format(path=path, error=error)) from error
