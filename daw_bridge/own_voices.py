"""Keep the voices that the user brings: of each a recording, and its names in one table."""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import soundfile

from daw_bridge.atomic_file import write_atomically
from daw_bridge.timeline import ProjectError
from model.prompt_audio import OFFICIAL_SECONDS, SCRATCH_SECONDS, PromptAudio, read_prompt
from model.voices import Voice, find

TABLE_NAME = "voices.json"
FORMAT = 1
"""Counts up when older programs could no longer read the table."""

LONGEST_NAME = 40
_ENDS_A_TAG = ";="
_SIGN_DIGITS = 16
_MARGIN = 0.1
"""Seconds kept beyond what is heard, so that no resampler meets an edge there."""


@dataclass(frozen=True, slots=True)
class Brought:
    """Tell what has become of a recording.

    Args:
        note: a sentence about what may not be expected; empty where there is nothing.
    """

    voice: Voice
    note: str = ""


@dataclass(frozen=True, slots=True)
class _Row:
    """Hold one voice as it stands in the table; `sign` names its recording."""

    name: str
    about: str
    sign: str
    former: tuple[str, ...] = ()


class OwnVoices:
    """Hold the voices in one folder; what is asked is read from the disk, so that all see the same.

    Args:
        folder: made with the first voice.
        reserved: names that others have.
    """

    def __init__(self, folder: Path, reserved: Collection[str] = ()) -> None:
        self._folder = folder
        self._reserved = {name.casefold() for name in reserved}

    def read(self) -> tuple[Voice, ...]:
        """List the voices, the newest last.

        Raises:
            ProjectError: the table is damaged, or was written by a newer Takelane.
        """
        path = self._folder / TABLE_NAME
        try:
            data = json.loads(path.read_bytes())
            if data["format"] > FORMAT:
                raise ProjectError(f"{path} was written by a newer Takelane; update this one")
            return tuple(self._voice(row) for row in data["voices"])
        except (FileNotFoundError, NotADirectoryError):
            return ()
        except ProjectError:
            raise
        except (OSError, ValueError, TypeError, KeyError) as error:
            raise ProjectError(
                f"{path} is damaged ({error}); move it away to begin anew, the recordings stay"
            ) from error

    def bring(self, recording: Path) -> Brought:
        """Take in a recording, whose file it is called after; the file itself is needed no more.

        As much of it is kept as any engine listens to, just as it is.

        Raises:
            ProjectError: it cannot be kept.
            ValueError: it is not audio, silent, or too short to tell a voice.
        """
        read_prompt(recording, OFFICIAL_SECONDS)  # the shortest attention decides
        heard = _heard(recording)
        sign = _sign(heard)
        if known := self._by_sign(sign):
            return Brought(known, f"That recording is the voice “{known.name}” already.")
        about = f"{_length(heard.seconds)} of {recording.name}"
        wanted = Voice(clean_name(recording.stem), about, self._recording(sign), sign)
        return Brought(self._add(wanted, heard), _note(heard.seconds))

    def adopt(self, other: Voice) -> Voice:
        """Take in a voice that was kept elsewhere, and give it as it is here.

        It answers to its names, as far as no other voice has them.

        Raises:
            ProjectError: it cannot be kept.
            ValueError: its recording cannot be read.
        """
        heard = _heard(other.prompt)
        sign, known = _sign(heard), self.read()
        names = tuple(filter(None, map(clean_name, (other.name, *other.former))))
        free = tuple(n for n in names if find(n, known) is None and self._is_free(n, known))
        if here := self._by_sign(sign):
            here = replace(here, former=(*here.former, *free))
            self._write([here if one.sign == sign else one for one in known])
            return here
        name = clean_name(other.name)
        former = tuple(n for n in free if n != name)
        return self._add(Voice(name, other.about, self._recording(sign), sign, former), heard)

    def rename(self, voice: Voice, name: str) -> Voice:
        """Call a voice otherwise; it still answers to the names it had, as lines may say them.

        Raises:
            ProjectError: the name cannot be one, or another voice has it.
        """
        voices, clean = self.read(), clean_name(name)
        if not clean:
            raise ProjectError("a voice needs a name with a letter or a digit")
        if not self._is_free(clean, [one for one in voices if one.sign != voice.sign]):
            raise ProjectError(f"there is a voice “{clean}” already; choose another name")
        former = tuple(dict.fromkeys((*voice.former, voice.name)))
        [renamed] = _without_former([replace(voice, name=clean, former=former)], clean)
        rest = _without_former(voices, clean)
        self._write([renamed if one.sign == voice.sign else one for one in rest])
        return renamed

    def remove(self, voice: Voice) -> None:
        """Forget a voice and its recording; what it has spoken stays.

        Raises:
            ProjectError: the table cannot be written.
        """
        self._write([one for one in self.read() if one.sign != voice.sign])
        voice.prompt.unlink(missing_ok=True)

    def _voice(self, row: Mapping[str, Any]) -> Voice:
        known = _Row(**{**row, "former": tuple(row["former"])})
        words = (known.name, known.about, known.sign, *known.former)
        if not all(isinstance(word, str) for word in words):
            raise ValueError("something that should be is no word")
        if not (known.sign.isalnum() and len(known.sign) == _SIGN_DIGITS):
            raise ValueError(f"{known.sign!r} names no recording")
        return Voice(known.name, known.about, self._recording(known.sign), known.sign, known.former)

    def _recording(self, sign: str) -> Path:
        return self._folder / f"{sign}.wav"

    def _by_sign(self, sign: str) -> Voice | None:
        return next((voice for voice in self.read() if voice.sign == sign), None)

    def _add(self, wanted: Voice, heard: PromptAudio) -> Voice:
        """Keep a voice and its recording, under a name that no other has."""
        voices = self.read()
        voice = replace(wanted, name=self._free_name(wanted.name or "voice", voices))
        self._keep(heard, voice.prompt)
        try:
            self._write([*_without_former(voices, voice.name), voice])
        except ProjectError:
            voice.prompt.unlink()
            raise
        return voice

    def _keep(self, heard: PromptAudio, path: Path) -> None:
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise ProjectError(f"{self._folder} cannot be made: {error.strerror}") from error
        file = io.BytesIO()
        soundfile.write(file, heard.waveform, heard.sample_rate, "FLOAT", format="WAV")
        write_atomically(path, file.getvalue())

    def _write(self, voices: Sequence[Voice]) -> None:
        write_atomically(self._folder / TABLE_NAME, table(voices))

    def _is_free(self, name: str, voices: Sequence[Voice]) -> bool:
        taken = {voice.name.casefold() for voice in voices} | self._reserved
        return name.casefold() not in taken

    def _free_name(self, wanted: str, voices: Sequence[Voice]) -> str:
        """Put a number behind a name that another voice has."""
        name, number = wanted, 1
        while not self._is_free(name, voices):
            number += 1
            name = f"{wanted} {number}"
        return name


def table(voices: Sequence[Voice]) -> str:
    """Write voices as the table of a folder."""
    rows = [asdict(_Row(one.name, one.about, one.sign, one.former)) for one in voices]
    return json.dumps({"format": FORMAT, "voices": rows}, indent=1, ensure_ascii=False) + "\n"


def clean_name(text: str) -> str:
    """Give what of a text can be written as `voice=…;`; empty where no letter or digit is left.

    >>> clean_name(" nora; the  narrator = me ")
    'nora the narrator me'
    """
    kept = "".join(" " if c in _ENDS_A_TAG or not c.isprintable() else c for c in text)
    name = " ".join(kept.split())[:LONGEST_NAME].strip()
    return name if any(c.isalnum() for c in name) else ""


def _without_former(voices: Sequence[Voice], name: str) -> list[Voice]:
    """Let no voice answer any more to a name that another one has now."""
    key = name.casefold()
    return [
        replace(voice, former=tuple(n for n in voice.former if n.casefold() != key))
        for voice in voices
    ]


def _heard(recording: Path) -> PromptAudio:
    """Read as much as any engine listens to."""
    return read_prompt(recording, SCRATCH_SECONDS, _MARGIN)


def _sign(heard: PromptAudio) -> str:
    content = heard.sample_rate.to_bytes(4, "little") + heard.waveform.tobytes()
    return hashlib.sha256(content).hexdigest()[:_SIGN_DIGITS]


def _note(seconds: float) -> str:
    if seconds <= OFFICIAL_SECONDS:
        return ""
    return (
        f"It lasts {_length(seconds)}; IndexTTS-2 listens to its first {OFFICIAL_SECONDS:.0f} "
        "seconds."
    )


def _length(seconds: float) -> str:
    """Say how long something is.

    >>> _length(8.24), _length(75), _length(7500)
    ('8.2 s', '1:15 min', '2:05 h')
    """
    if seconds < 60:
        return f"{seconds:.1f} s"
    large, small = divmod(round(seconds if seconds < 3600 else seconds / 60), 60)
    return f"{large}:{small:02d} {'min' if seconds < 3600 else 'h'}"
