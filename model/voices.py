"""Know voices: each a name, a sentence about it, and a short voice prompt."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from model import engines

LIST_NAME = "voices.toml"


@dataclass(frozen=True, slots=True)
class Voice:
    """Describe one voice.

    Args:
        name: as the user calls it.
        about: one sentence.
        prompt: a few seconds of the voice, neutral.
        sign: of what is heard in the prompt, where the user brought it; empty for those that ship.
        former: names that it had, to which it still answers.
    """

    name: str
    about: str
    prompt: Path
    sign: str = ""
    former: tuple[str, ...] = ()


def find(name: str, voices: Iterable[Voice]) -> Voice | None:
    """Give the voice of a name, large or small letters alike; names of today go before former ones.

    >>> nora = Voice("Nora", "", Path("nora.wav"), former=("Narrator",))
    >>> find("nora", [nora]) is find("narrator", [nora]) is nora
    True
    """
    wanted, known = name.casefold(), tuple(voices)
    present = (voice for voice in known if voice.name.casefold() == wanted)
    former = (voice for voice in known if wanted in map(str.casefold, voice.former))
    return next(present, None) or next(former, None)


def installed(folder: Path) -> dict[str, Voice]:
    """Read the voices of a checkpoint folder, in their order; the first is the default.

    An engine without voices of its own speaks in those that ship with Takelane.

    Raises:
        ValueError: the list names a prompt that is not there.
    """
    if not (folder / LIST_NAME).is_file():
        folder = engines.folder(engines.SHIPPED)
    table = tomllib.loads((folder / LIST_NAME).read_text())
    voices = {}
    for name, row in table.items():
        prompt = folder / row["prompt"]
        if not prompt.is_file():
            raise ValueError(f"the voice {name!r} has no prompt at {prompt}")
        voices[name] = Voice(name, row["about"], prompt)
    return voices
