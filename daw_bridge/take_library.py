"""Remember every take ever rendered into a folder: `takes.json`."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import InitVar, asdict, dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import Any, Self

from daw_bridge.atomic_file import write_atomically
from daw_bridge.finish import TakeFinish
from daw_bridge.sample_format import USUAL_BITS
from daw_bridge.timeline import ProjectError
from model.emotion import EmotionVector

FILE_NAME = "takes.json"
FORMAT = 2
"""Counts up when older programs could no longer read the file."""

_MOST_TEXTS = 50_000
"""Takes of which it is kept how they are written."""


@dataclass(frozen=True, slots=True)
class TakeRecord:
    """Describe one take; the fields are the keys of `takes.json` and of `render --json`.

    Args:
        take: number of the take within its region, as in the file name.
        start: of the region, in seconds.
        file: relative to the folder of `takes.json`.
        emotions: of each phrase.
        tokens_asked: semantic tokens that the durations asked for; None where the engine was free.
        steered: at how many tokens decoding closed the model's own first choice.
        paces: of each phrase, its length over the natural length of its words.
        fit: how naturally the words fall into their time, compared with other takes of the line;
            the higher the better.
        stretches: of each phrase, what the length regulator added beyond the tokens' own length.
        seconds: what the take took to perform and write.
        gain: what the samples were multiplied by; 1 for as spoken.
        content_hash: of all that is performed.
        target: loudness that was asked for, in LUFS; None for as spoken.
        ceiling: of the true peak, in dBTP; None for as spoken.
        bit_depth: of the file.
        loudness: of the file, integrated, in LUFS; None for silence, and where nobody measured.
        true_peak: of the file, in dBTP; None likewise.
    """

    region_id: str
    region_number: int
    region_name: str
    character: str
    take: int
    start: float
    end: float
    sample_rate: int
    samples: int
    file: str
    seed: int
    voice: str
    emotions: tuple[EmotionVector, ...]
    tokens_asked: int | None
    tokens_made: int
    steered: int
    paces: tuple[float, ...]
    fit: float
    stretches: tuple[float, ...]
    seconds: float
    gain: float
    content_hash: str
    target: float | None = None
    ceiling: float | None = None
    bit_depth: int = USUAL_BITS
    loudness: float | None = None
    true_peak: float | None = None

    @property
    def finish(self) -> TakeFinish:
        """Give how it was finished."""
        return TakeFinish(self.target, self.ceiling, self.bit_depth)

    @property
    def shortfall(self) -> float:
        """Give by how much its ceiling keeps it below its target, in LU; 0 for not at all."""
        return self.finish.shortfall(self.loudness)

    def as_dict(self) -> dict[str, Any]:
        """Give plain data for JSON."""
        return asdict(self)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        """Read plain data.

        Raises:
            ValueError: a key is missing, unknown, or holds something of another type.
        """
        _check_keys(data, _TYPES, optional=_SINCE_2)
        for key in data:
            types = _TYPES[key]
            if not isinstance(data[key], types) or isinstance(data[key], bool):
                raise ValueError(f"{key} is {data[key]!r}")
        emotions = tuple(EmotionVector.from_mapping(weights) for weights in data["emotions"])
        speeds = {key: tuple(map(float, data[key])) for key in ("paces", "stretches")}
        return cls(**{**data, **speeds, "emotions": emotions})


_WORD, _COUNT, _NUMBER = (str,), (int,), (int, float)
_KNOWN_NUMBER = (int, float, type(None))
_TYPES: dict[str, tuple[type, ...]] = {
    "region_id": _WORD,
    "region_number": _COUNT,
    "region_name": _WORD,
    "character": _WORD,
    "take": _COUNT,
    "start": _NUMBER,
    "end": _NUMBER,
    "sample_rate": _COUNT,
    "samples": _COUNT,
    "file": _WORD,
    "seed": _COUNT,
    "voice": _WORD,
    "emotions": (list,),
    "tokens_asked": (int, type(None)),
    "tokens_made": _COUNT,
    "steered": _COUNT,
    "paces": (list,),
    "fit": _NUMBER,
    "stretches": (list,),
    "seconds": _NUMBER,
    "gain": _NUMBER,
    "content_hash": _WORD,
    "target": _KNOWN_NUMBER,
    "ceiling": _KNOWN_NUMBER,
    "bit_depth": _COUNT,
    "loudness": _KNOWN_NUMBER,
    "true_peak": _KNOWN_NUMBER,
}
_SINCE_2 = ("target", "ceiling", "bit_depth", "loudness", "true_peak")
"""Keys that format 1 has not."""


@dataclass(frozen=True, slots=True)
class _Index:
    """Find takes among thousands; both are asked for every line of a project."""

    regions: Mapping[str, tuple[TakeRecord, ...]]
    files: Mapping[str, TakeRecord]

    @classmethod
    def of(cls, takes: Iterable[TakeRecord]) -> Self:
        """Read takes, oldest first."""
        regions: dict[str, list[TakeRecord]] = {}
        files: dict[str, TakeRecord] = {}
        for take in takes:
            regions.setdefault(take.region_id, []).append(take)
            files.setdefault(take.file, take)
        return cls({region_id: tuple(found) for region_id, found in regions.items()}, files)

    def with_newest(self, take: TakeRecord) -> _Index:
        """Add a take of a file that there was none of."""
        of_region = (*self.regions.get(take.region_id, ()), take)
        return _Index({**self.regions, take.region_id: of_region}, {**self.files, take.file: take})


@dataclass(frozen=True, slots=True)
class TakeLibrary:
    """Hold the takes of one folder, in the order they were made.

    Args:
        takes: all of them, those of regions that are gone included.
        projects: SHA-256 of each project file that was written, by its name in the folder.
        index: of the takes, where there is one already.
    """

    takes: tuple[TakeRecord, ...] = ()
    projects: Mapping[str, str] = field(default_factory=dict)
    index: InitVar[_Index | None] = None
    _index: _Index = field(init=False, repr=False, compare=False)

    def __post_init__(self, index: _Index | None) -> None:
        object.__setattr__(self, "_index", index or _Index.of(self.takes))

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Read the library of a folder; it is empty where there is none yet.

        Raises:
            ProjectError: the file is damaged, or was written by a newer Takelane.
        """
        path = folder / FILE_NAME
        try:
            text = path.read_text(encoding="utf-8")
        except (FileNotFoundError, NotADirectoryError):
            return cls()
        except (OSError, UnicodeDecodeError) as error:
            raise _damaged(path, error) from error
        try:
            return cls._from_data(json.loads(text, object_hook=_let_others_on), path)
        except (ValueError, TypeError, AttributeError) as error:
            if isinstance(error, ProjectError):
                raise
            raise _damaged(path, error) from error

    @classmethod
    def _from_data(cls, data: Mapping[str, Any], path: Path) -> Self:
        if isinstance(data.get("format"), int) and data["format"] > FORMAT:
            raise ProjectError(f"{path} was written by a newer Takelane; update this one")
        _check_keys(data, ("format", "takes", "projects"))
        takes = tuple(TakeRecord.from_dict(take) for take in data["takes"])
        return cls(takes, {str(name): str(sha) for name, sha in data["projects"].items()})

    def save(self, folder: Path) -> None:
        """Write `takes.json` atomically.

        Raises:
            ProjectError: the folder cannot be written to.
        """
        # Written anew with every take that is rendered, most of it as it was before.
        frame = json.dumps(replace(self, takes=()).as_dict(), indent=1, ensure_ascii=False)
        takes = ",".join(map(_text, self.takes))
        text = frame.replace("[]", f"[{takes}\n ]" if takes else "[]", 1) + "\n"
        # Half of a surrogate pair, from a broken region name, has no UTF-8.
        write_atomically(folder / FILE_NAME, text.encode("utf-8", "replace"))

    def as_dict(self) -> dict[str, Any]:
        """Give plain data for JSON."""
        takes = [take.as_dict() for take in self.takes]
        return {"format": FORMAT, "takes": takes, "projects": dict(self.projects)}

    def of_region(self, region_id: str) -> tuple[TakeRecord, ...]:
        """List the takes of a region, oldest first."""
        return self._index.regions.get(region_id, ())

    def find(self, file: str) -> TakeRecord | None:
        """Give the take with a file, if there is one."""
        return self._index.files.get(file)

    def with_take(self, record: TakeRecord) -> TakeLibrary:
        """Add a take, or put it in the place of the one with the same file."""
        if self.find(record.file) is None:
            index = self._index.with_newest(record)
            return replace(self, takes=(*self.takes, record), index=index)
        takes = tuple(record if take.file == record.file else take for take in self.takes)
        return replace(self, takes=takes)

    def with_project(self, name: str, sha256: str) -> TakeLibrary:
        """Note the content of a project file that was written."""
        return replace(self, projects={**self.projects, name: sha256})


@lru_cache(maxsize=_MOST_TEXTS)
def _text(take: TakeRecord) -> str:
    """Write a take as an element of the list in `takes.json`."""
    text = json.dumps(take.as_dict(), indent=1, ensure_ascii=False)
    return f"\n{text}".replace("\n", "\n  ")


def comparable(takes: Sequence[TakeRecord]) -> list[TakeRecord]:
    """List the takes that say what the newest one says, in its time, with its finish."""
    sayings = [(take.region_name, take.samples, take.finish) for take in takes]
    return [take for take, said in zip(takes, sayings, strict=True) if said == sayings[-1]]


def best_take(takes: Sequence[TakeRecord]) -> TakeRecord | None:
    """Give the take that fits its time best, of those that can be compared with the newest one.

    Where two are alike, the newer one.
    """
    return max(reversed(comparable(takes)), key=lambda take: take.fit, default=None)


def chosen_take(
    takes: Sequence[TakeRecord], choice: str | None, finish: TakeFinish
) -> TakeRecord | None:
    """Give the take that is heard and placed: the one that was chosen by its file, else the best.

    A performance is chosen, and not how it was finished: where there is a take of the same
    performance with the finish that is wanted, it stands for the chosen one.
    """
    picked = next((take for take in takes if take.file == choice), None)
    finished = [take for take in takes if take.finish == finish]
    if picked is None:
        return best_take(finished or takes)
    same = [take for take in finished if take.content_hash == picked.content_hash]
    return picked if picked in same or not same else same[-1]


def _let_others_on(data: dict[str, Any]) -> dict[str, Any]:
    """Give what was read; between two calls of Python another thread may have its turn."""
    return data


def _check_keys(
    data: Mapping[str, Any],
    expected: Sequence[str] | Mapping[str, Any],
    optional: Sequence[str] = (),
) -> None:
    wrong = (set(data) - set(expected)) | (set(expected) - set(optional) - set(data))
    if wrong:
        raise ValueError(f"its keys are not those expected: {', '.join(sorted(wrong))}")


def _damaged(path: Path, error: Exception) -> ProjectError:
    return ProjectError(
        f"{path} is damaged ({error}); move it away to begin anew, the WAV files stay"
    )
