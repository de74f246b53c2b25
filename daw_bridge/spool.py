"""Exchange letters with a DAW's script through a folder, so that neither ever waits or loses one.

A script inside a DAW may have no sockets, but it has files. The folder holds, for each side, an
inbox of letters and a board of states:

    to_takelane/0000001764000000123-4f1c.json   a letter: written under another name, then renamed
    to_daw/…                                     the same, the other way
    daw.json, timeline.json, takelane.json       states: each replaces the one before

A letter stays until its reader is done with it. So whoever is killed and comes back finds it again,
and must do nothing twice that it did already: ids tell. A state that is touched again and again is
a heartbeat.
"""

from __future__ import annotations

import json
import os
import re
import stat
import threading
import time
import uuid
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from daw_bridge.atomic_file import write_atomically

PROTOCOL = "takelane-bridge/1"
"""Counts up when older programs could no longer read what is sent."""

TO_TAKELANE, TO_DAW = "to_takelane", "to_daw"

LARGEST = 64 * 2**20
"""Bytes of a letter or state; the lanes of a feature film fit."""

_LETTER = re.compile(r"[0-9]{1,20}-[A-Za-z0-9_-]{1,64}\.json")


@dataclass(frozen=True, slots=True)
class Letter:
    """Carry one request or answer.

    Args:
        id: the file's name without its ending, under which its reader is done with it.
        kind: says what `data` holds.
    """

    id: str
    kind: str
    data: Mapping[str, Any]


class SpoolError(ValueError):
    """Say that a letter or a state is damaged, or of another version."""


class Spool:
    """Hold one side of the folder.

    Args:
        inbox: `TO_TAKELANE` for us; a test that plays the DAW takes the other.
        clock: gives the time of day, by which letters are put in order.
    """

    def __init__(
        self, folder: Path, inbox: str = TO_TAKELANE, clock: Callable[[], float] = time.time
    ) -> None:
        outbox = TO_DAW if inbox == TO_TAKELANE else TO_TAKELANE
        self._folder = folder
        self._inbox, self._outbox = folder / inbox, folder / outbox
        self._clock = clock
        self._seen: set[str] = set()
        self._last_ms = 0
        self._sending = threading.Lock()

    def open(self) -> None:
        """Make the folder.

        Raises:
            OSError: it cannot be made.
        """
        self._inbox.mkdir(parents=True, exist_ok=True)
        self._outbox.mkdir(parents=True, exist_ok=True)

    def send(self, kind: str, data: Mapping[str, Any], name: str = "") -> str:
        """Send a letter and give its id; of letters with one name, only one waits at a time.

        It is on the disk when this comes back, and any thread may send.

        Raises:
            ProjectError: the folder cannot be written to.
        """
        with self._sending:
            if name and (waiting := self._waiting(name)):
                return waiting
            # Two letters of one millisecond keep their order.
            self._last_ms = max(int(self._clock() * 1000), self._last_ms + 1)
            letter_id = f"{self._last_ms:019d}-{name or uuid.uuid4().hex[:12]}"
            content = {"protocol": PROTOCOL, "kind": kind, "data": data}
            write_atomically(self._outbox / f"{letter_id}.json", json.dumps(content))
            return letter_id

    def recall(self, name: str) -> None:
        """Take back the letters of a name that still wait, as far as nobody is reading them."""
        while waiting := self._waiting(name):
            try:
                (self._outbox / f"{waiting}.json").unlink(missing_ok=True)
            except OSError:
                return

    def received(self) -> list[Letter]:
        """Give the letters that have come since the last time, oldest first.

        A damaged one is moved aside, so that nobody stumbles over it twice.
        """
        letters = []
        for path in self._new():
            try:
                letters.append(_letter(path))
            except SpoolError:
                with suppress(OSError):
                    path.replace(path.with_suffix(".refused"))
            except OSError:
                continue  # A virus scanner may hold it; it can be read the next time.
            self._seen.add(path.stem)
        return letters

    def done(self, letter_id: str) -> None:
        """Take a letter of the inbox away; its sender can rely on it."""
        if _LETTER.fullmatch(f"{letter_id}.json"):
            (self._inbox / f"{letter_id}.json").unlink(missing_ok=True)

    def publish(self, state: str, data: Mapping[str, Any]) -> None:
        """Put a state on the board in the place of the one before.

        It is of the moment, so nothing waits for the disk.

        Raises:
            ProjectError: the folder cannot be written to.
        """
        content = {"protocol": PROTOCOL, **data}
        write_atomically(self._folder / f"{state}.json", json.dumps(content), lasting=False)

    def withdraw(self, state: str) -> None:
        """Take a state from the board."""
        (self._folder / f"{state}.json").unlink(missing_ok=True)

    def changed_at(self, state: str) -> float:
        """Give the time of day at which a state was last written; 0 where there is none."""
        try:
            return (self._folder / f"{state}.json").stat().st_mtime
        except OSError:
            return 0.0

    def mark(self, state: str) -> tuple[int, int, int] | None:
        """Give what changes whenever a state is written; None while there is none."""
        try:
            about = os.stat(os.path.join(self._folder, f"{state}.json"))
        except OSError:
            return None
        return about.st_mtime_ns, about.st_size, about.st_ino

    def state(self, state: str) -> Mapping[str, Any]:
        """Read a state.

        Raises:
            SpoolError: there is none, or it is damaged.
        """
        return understand(self.content(state), f"{state}.json")

    def content(self, state: str) -> bytes:
        """Read a state without understanding it.

        Raises:
            SpoolError: there is none, or it cannot be read.
        """
        path = self._folder / f"{state}.json"
        try:
            return _bytes(path)
        except OSError as error:
            raise SpoolError(f"{path.name} cannot be read: {error.strerror}") from error

    def _new(self) -> list[Path]:
        try:
            files = os.listdir(self._inbox)
        except OSError:
            return []
        letters = {file.removesuffix(".json") for file in files if _LETTER.fullmatch(file)}
        self._seen &= letters
        return [self._inbox / f"{letter}.json" for letter in sorted(letters - self._seen)]

    def _waiting(self, name: str) -> str | None:
        file = f"{name}.json"
        try:
            # Thousands may wait, and there may be thousands to send: names are enough.
            waiting = (one for one in os.listdir(self._outbox) if one.partition("-")[2] == file)
            return next((one.removesuffix(".json") for one in waiting), None)
        except OSError:
            return None


def understand(content: bytes, called: str) -> dict[str, Any]:
    """Read the object that a letter or a state is.

    Raises:
        SpoolError: it is damaged, or of another version.
    """
    try:
        found = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise SpoolError(f"{called} cannot be read: {error}") from error
    if not isinstance(found, dict) or found.get("protocol") != PROTOCOL:
        raise SpoolError(f"{called} is not of the protocol {PROTOCOL}; install the script again")
    return found


def _letter(path: Path) -> Letter:
    content = understand(_bytes(path), path.name)
    kind, data = content.get("kind"), content.get("data")
    if not isinstance(kind, str) or not isinstance(data, dict):
        raise SpoolError(f"{path.name} does not say what it is")
    return Letter(path.stem, kind, data)


def _bytes(path: Path) -> bytes:
    about = path.stat()
    if not stat.S_ISREG(about.st_mode):
        raise SpoolError(f"{path.name} is no file")
    if about.st_size > LARGEST:
        raise SpoolError(f"{path.name} is larger than {LARGEST >> 20} MB")
    return path.read_bytes()
