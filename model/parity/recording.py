"""Find the goldens of a folder, and tell which of them nobody looked at."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from model.parity.comparison import GoldenError, Goldens

PREFIX = "goldens_"


@dataclass(frozen=True, slots=True)
class Recording:
    """Hold all goldens of a folder, by the stage that their files are named after."""

    folder: Path
    stages: dict[str, Goldens]

    @classmethod
    def of(cls, folder: Path) -> Recording:
        """Read every file of goldens.

        Raises:
            GoldenError: there is none, or one cannot be read.
        """
        if not any(folder.glob(f"{PREFIX}*")):
            raise GoldenError(f"{folder} holds no {PREFIX}*.npz to compare with")
        files = {path.stem.removeprefix(PREFIX): path for path in folder.glob(f"{PREFIX}*.npz")}
        return cls(folder, {stage: Goldens.load(path, stage) for stage, path in files.items()})

    def stage(self, name: str) -> Goldens:
        """Give the goldens of a stage; of one that was not recorded, none."""
        return self.stages.get(name) or Goldens(name, f"{PREFIX}{name}.npz")

    def table(self, name: str) -> dict[str, Any]:
        """Read what was recorded as JSON; a missing file holds nothing.

        Raises:
            GoldenError: it is no table.
        """
        path = self.folder / name
        if not path.is_file():
            return {}
        try:
            data = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise GoldenError(f"{path} cannot be read as goldens: {error}") from error
        if not isinstance(data, dict):
            raise GoldenError(f"{path} cannot be read as goldens: it holds no table")
        return data

    def left_out(self) -> Iterator[tuple[str, str]]:
        """Name the stage and array of what was neither compared nor computed with."""
        for stage, golden in sorted(self.stages.items()):
            for name in sorted(set(golden.arrays) - golden.seen):
                yield stage, name
