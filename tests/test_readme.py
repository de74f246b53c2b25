"""What README says of commands and of places in the code is so."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from gui.__main__ import COMMANDS, main

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def rows(heading):
    """Give the rows of the table below a heading that begin with code."""
    section = README.partition(f"## {heading}\n")[2].partition("\n## ")[0]
    return [line for line in section.splitlines() if line.startswith("| `")]


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_stands_there_with_options_that_it_knows(command, capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "200")
    with pytest.raises(SystemExit):
        main([command, "--help"])
    told = capsys.readouterr().out
    assert COMMANDS[command][1:] in told
    [row] = [
        row
        for row in rows("All commands")
        if (named := re.match(r"\| `takelane ([a-z\\|]+)", row))
        and command in named[1].split(r"\|")
    ]
    options = set(re.findall(r"`(--[a-z-]+)", row))
    assert options <= set(re.findall(r"--[a-z-]+", told))


def test_the_map_names_places_that_are_there():
    places = set()
    for row in rows("The map of the code"):
        named = re.findall(r"`([^`]+)`", row.split("|")[1])
        top = named[0].partition("/")[0]
        places |= {f"{top}/{place.removeprefix(f'{top}/')}" for place in named}
    assert {place for place in places if not (ROOT / place).exists()} == set()
    groups = {
        f"{top}/{path.parent.name}/"
        for top in ("model", "daw_bridge")
        for path in (ROOT / top).glob("*/*.py")
    }
    assert groups <= places
