"""Open the window, or run Takelane from the command line: `takelane COMMAND ...`."""

from __future__ import annotations

import argparse
import errno
import importlib
import os
import sys
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path

from model.extras import MissingExtraError

COMMANDS: dict[str, str] = {
    "cues": "show what Takelane understands of a project",
    "render": "speak the regions of a project and put the takes into a new project",
    "bridge": "serve a running DAW: render what it asks for and place the takes there",
    "say": "speak one line into a WAV file",
    "emotion": "tell the emotion of a stage direction or a line",
    "voices": "list the voices: installed ones and yours",
    "install": "put Takelane's effect, scripts and actions into a DAW",
    "uninstall": "take away what Takelane has put into a DAW",
    "weights": "get, add, list or remove the official IndexTTS-2 weights",
    "bench": "time an engine stage by stage, beside what this machine could do",
    "parity": "hold an official checkpoint against its recorded outputs",
    "doctor": "check what is installed and say how to mend what is missing",
}
"""Each is a module of `gui.commands`, with `add_arguments` and `run`, loaded when asked for."""

DONE, FAILED, BAD_INPUT = 0, 1, 2

_WAITING = {"OMP_WAIT_POLICY": "PASSIVE", "GOMP_SPINCOUNT": "20000"}
"""How torch's threads wait for each other; said before it is loaded.

A DAW plays on the same cores. Threads that spin all the time, which is the default, then take ten
times as long; those that sleep at once are woken for every product of a token, which costs a third
of decoding. So they spin for a third of a millisecond, and then sleep.
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and give the exit code: 0 done, 2 bad input, 1 anything else."""
    for name, value in _WAITING.items():
        os.environ.setdefault(name, value)
    given = list(sys.argv[1:] if arguments is None else arguments)
    if not given or _is_project(given):
        code: int = importlib.import_module("gui.app").run(given)
        return code
    try:
        return _run(given)
    except KeyboardInterrupt:
        print("takelane: stopped; finished takes are kept", file=sys.stderr)
        return FAILED
    except (ValueError, MissingExtraError) as error:
        print(f"takelane: {error}", file=sys.stderr)
        return BAD_INPUT
    except OSError as error:
        if _is_unread(error):
            _say_no_more()
        else:
            place = f": {error.filename}" if error.filename else ""
            print(f"takelane: {error.strerror or error}{place}", file=sys.stderr)
        return FAILED


def _run(given: Sequence[str]) -> int:
    try:
        args = _parser(given).parse_args(given)
        command = importlib.import_module(f"gui.commands.{args.command}")
        done: int | None = command.run(args)
    finally:
        print(end="", flush=True)  # here, where it can be told that nobody reads it
    return DONE if done is None else done


def _is_unread(error: OSError) -> bool:
    """Tell whether whoever read what we print has gone, as `head` does when it has enough."""
    nameless = error.filename is None and error.errno == errno.EINVAL
    return isinstance(error, BrokenPipeError) or (sys.platform == "win32" and nameless)


def _say_no_more() -> None:
    """Let what is still to be printed go nowhere, lest Python complains of it as it ends."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except OSError:
            os.dup2(nowhere, stream.fileno())


def _is_project(given: Sequence[str]) -> bool:
    """Tell whether a file is named instead of a command, as a file manager does."""
    return len(given) == 1 and given[0] not in COMMANDS and Path(given[0]).is_file()


def _parser(given: Sequence[str]) -> argparse.ArgumentParser:
    """Build the parser; of the commands only the one that is asked for adds its arguments."""
    parser = argparse.ArgumentParser(
        prog="takelane",
        description="A voice actor that lives in the timeline. Without a command, or with a "
        "project alone, the window opens.",
    )
    parser.add_argument("--version", action="version", version=f"takelane {version('takelane')}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, about in COMMANDS.items():
        sub = commands.add_parser(name, help=about, description=f"{about[0].upper()}{about[1:]}.")
        if name in given:
            importlib.import_module(f"gui.commands.{name}").add_arguments(sub)
    return parser


if __name__ == "__main__":
    sys.exit(main())
