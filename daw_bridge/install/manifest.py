"""Remember what an installation put into a DAW's folder, so that it can be taken away again."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path, PurePosixPath

from daw_bridge.timeline import ProjectError

_FORMAT = 1


@dataclass(frozen=True, slots=True)
class Manifest:
    """List what we put there.

    Args:
        files: by path below the DAW's folder, the SHA-256 of what we wrote.
        folders: that we made, below the DAW's folder.
    """

    files: Mapping[str, str] = field(default_factory=dict)
    folders: tuple[str, ...] = ()

    @classmethod
    def load(cls, path: Path) -> Manifest:
        """Read a manifest; an empty one where there is none.

        Raises:
            ProjectError: it is damaged, so nothing can be told about what lies there.
        """
        try:
            content = json.loads(path.read_bytes())
            if content["format"] != _FORMAT:
                raise ValueError(f"it is of format {content['format']}")
            files = {str(name): str(digest) for name, digest in content["files"].items()}
            folders = tuple(map(str, content["folders"]))
            for name in (*files, *folders):
                _check_inside(name)
            return cls(files, folders)
        except FileNotFoundError:
            return cls()
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise ProjectError(
                f"{path} cannot be read ({error}); delete it, and install again"
            ) from error

    def wrote(self, name: str, content: bytes) -> bool:
        """Tell whether a file still is as we wrote it."""
        return self.files.get(name) == digest(content)

    def to_json(self) -> bytes:
        """Write it down."""
        return json.dumps({"format": _FORMAT, **asdict(self)}, indent=1).encode()


def _check_inside(name: str) -> None:
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or "\\" in name:
        raise ValueError(f"{name} lies elsewhere")


def digest(content: bytes) -> str:
    """Give the SHA-256 of some bytes."""
    return hashlib.sha256(content).hexdigest()
