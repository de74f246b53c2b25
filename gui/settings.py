"""Keep what the user has set, in one JSON file."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any

from daw_bridge.atomic_file import write_atomically
from daw_bridge.finish import Finish
from daw_bridge.timeline import ProjectError
from gui.clock import TIMES
from model import delivery, engines

LOOKS = {"dark": "Dark", "light": "Light", "system": "Like the system"}
SCALES = (0.8, 0.9, 1.0, 1.1, 1.25, 1.5, 1.75, 2.0, 2.5)
SAMPLE_RATES = (0, 44_100, 48_000, 88_200, 96_000)
"""In hertz; 0 is that of the project."""

MOST_TAKES = 20
_BROKEN = ".broken"


@dataclass(frozen=True, slots=True)
class Settings:
    """Hold every setting.

    Args:
        look: one of `LOOKS`.
        scale: of type and rows, one of `SCALES`.
        times: how they are written, one of `TIMES`.
        library: folder of the takes of projects that are no files; empty for the usual one.
        takes: of every line in one render.
        sample_rate: of the takes, one of `SAMPLE_RATES`.
        engine: that performs, by name.
        delivery: how carefully.
        daws: that are looked for, by name.
        reaper_folder: REAPER's resource path; empty for the usual one.
        sound_device: on which takes are heard, by its label; empty for the system's own.
        sound_channels: of it, counted from 1; empty for the first pair.
        finish: of the takes of projects that wish nothing else.
    """

    look: str = "dark"
    scale: float = 1.0
    times: str = ""
    library: str = ""
    takes: int = 1
    sample_rate: int = 0
    engine: str = engines.SHIPPED
    delivery: str = delivery.USUAL
    daws: tuple[str, ...] = ("reaper", "live", "ardour")
    reaper_folder: str = ""
    sound_device: str = ""
    sound_channels: tuple[int, ...] = ()
    finish: Finish = field(default_factory=Finish)


def _is_finish(value: Any) -> bool:
    try:
        Finish.from_dict(value)
    except ProjectError:
        return False
    return True


def _is_list_of(kind: type, value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(one, kind) for one in value)


_MEANT: Mapping[str, Callable[[Any], bool]] = {
    "look": lambda value: isinstance(value, str) and value in LOOKS,
    "scale": lambda value: value in SCALES,
    "times": lambda value: isinstance(value, str) and value in TIMES,
    "library": lambda value: isinstance(value, str),
    "takes": lambda value: isinstance(value, int) and 1 <= value <= MOST_TAKES,
    "sample_rate": lambda value: value in SAMPLE_RATES,
    "engine": lambda value: isinstance(value, str),
    "delivery": lambda value: isinstance(value, str),
    "daws": lambda value: _is_list_of(str, value),
    "reaper_folder": lambda value: isinstance(value, str),
    "sound_device": lambda value: isinstance(value, str),
    "sound_channels": lambda value: _is_list_of(int, value),
    "finish": _is_finish,
}
_READ: Mapping[str, Callable[[Any], Any]] = {
    "daws": tuple, "sound_channels": tuple, "finish": Finish.from_dict,
}  # fmt: skip
"""What makes of JSON what it was."""


class SettingsFile:
    """Read and write the file.

    Attributes:
        settings: as they are now.
        problem: what was wrong with the file, in the user's words; empty if nothing was.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self.problem = ""
        self.settings = self._read()

    def save(self, settings: Settings) -> None:
        """Keep settings.

        Raises:
            ProjectError: they cannot be written; they hold until the end of the program.
        """
        self.settings = settings
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise ProjectError(f"{self._path.parent} cannot be made: {error.strerror}") from error
        write_atomically(self._path, json.dumps(asdict(settings), indent=1) + "\n")

    def _read(self) -> Settings:
        try:
            data = json.loads(self._path.read_bytes())
            if not isinstance(data, dict):
                raise ValueError("it holds no settings")
        except FileNotFoundError:
            return Settings()
        except (OSError, ValueError) as error:
            self._set_aside(error)
            return Settings()
        return self._meant(data)

    def _meant(self, data: Mapping[str, Any]) -> Settings:
        """Take what we know; another version of Takelane may have written more."""
        known = {of.name: data[of.name] for of in fields(Settings) if of.name in data}
        good = {name: value for name, value in known.items() if _MEANT[name](value)}
        if wrong := [name for name in known if name not in good]:
            self.problem = (
                f"{self._path.name} says something that cannot be meant ({', '.join(wrong)}); "
                "there the usual settings hold"
            )
        read = {name: make(good[name]) for name, make in _READ.items() if name in good}
        return Settings(**{**good, **read})

    def _set_aside(self, error: Exception) -> None:
        aside = self._path.with_name(self._path.name + _BROKEN)
        self.problem = f"{self._path} cannot be read ({error}); the usual settings hold"
        try:
            self._path.replace(aside)
        except OSError:
            return
        self.problem += f", and the file is kept as {aside.name}"
