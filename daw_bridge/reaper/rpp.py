"""Read REAPER's project format line by line, so that writing gives the same bytes back."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from daw_bridge.timeline import ProjectError

DEEPEST = 1000
"""Blocks inside blocks; REAPER needs about ten."""

LARGEST = 512 * 2**20
"""Bytes of a project; one with every note of an orchestra in it has a few per cent of that."""

_ROOT = "REAPER_PROJECT"
_FREE_TEXT = frozenset({"NOTES"})
"""Blocks in which a line that begins with `<` is a line of text and opens nothing."""

_TOKEN = re.compile(r'"([^"]*)(?:"|$)|\'([^\']*)(?:\'|$)|`([^`]*)(?:`|$)|(\S+)')
_QUOTES = ('"', "'", "`")
_QUOTE = re.compile("[{}]".format("".join(_QUOTES)))


@dataclass(frozen=True, slots=True, eq=False)
class Block:
    """Span the lines of a file from `<NAME ...` to `>`.

    Args:
        lines: all lines of the file, shared by its blocks, each without its line feed.
        first: index of the opening line.
        last: index of the closing line.
        blocks: those directly inside, in order.
    """

    name: str
    lines: list[str] = field(repr=False)
    first: int
    last: int
    blocks: tuple[Block, ...] = field(repr=False)

    @property
    def arguments(self) -> list[str]:
        """Give what stands behind the name in the opening line."""
        return tokens(self.lines[self.first].strip()[1:])[1:]

    def content(self) -> Iterator[str | Block]:
        """Yield, in order, the blocks directly inside and the stripped lines between them."""
        at = self.first + 1
        for block in self.blocks:
            yield from map(str.strip, self.lines[at : block.first])
            yield block
            at = block.last + 1
        yield from map(str.strip, self.lines[at : self.last])

    def entries(self, key: str) -> Iterator[list[str]]:
        """Yield what stands behind a key, for each line directly inside that begins with it."""
        for line in self.content():
            if isinstance(line, str) and line.startswith(key):
                found, *values = tokens(line)
                if found == key:
                    yield values

    def entry(self, key: str) -> list[str]:
        """Give what stands behind the first line with a key; empty if there is none."""
        return next(self.entries(key), [])

    def find(self, name: str) -> Iterator[Block]:
        """Yield the blocks of a name directly inside."""
        return (block for block in self.blocks if block.name == name)


def parse(data: bytes, source: str | Path) -> Block:
    """Read a project into the block that is the whole of it; nothing in it is lost.

    Args:
        data: the file; UTF-8, but bytes that are not are kept as they are.
        source: what to call the file in errors.

    Raises:
        ProjectError: this is no REAPER project, or its blocks do not open and close in pairs.
    """
    if len(data) > LARGEST:
        raise ProjectError(f"{source} is larger than {LARGEST >> 20} MiB; that is no project")
    lines = data.decode("utf-8", "surrogateescape").split("\n")
    head = next((line for line in lines if line.strip("\ufeff \t\r")), None)
    if head is None:
        raise ProjectError(f"{source} is empty; save the project in REAPER again")
    if not head.lstrip("\ufeff \t").startswith(f"<{_ROOT}"):
        raise ProjectError(
            f"{source} is not a REAPER project: line {lines.index(head) + 1} should begin with "
            f"<{_ROOT}; choose the .rpp file that REAPER saved"
        )
    return _tree(lines, lines.index(head), source)


def _tree(lines: list[str], head: int, source: str | Path) -> Block:
    """Pair opening and closing lines, without recursion however deep they go."""
    open_blocks: list[tuple[str, int, list[Block]]] = [(_ROOT, head, [])]
    root: Block | None = None
    for index in range(head + 1, len(lines)):
        line = lines[index].strip()
        if line == ">":
            if not open_blocks:
                raise ProjectError(_broken(source, index, "closes a block that was never opened"))
            name, first, blocks = open_blocks.pop()
            block = Block(name, lines, first, index, tuple(blocks))
            if open_blocks:
                open_blocks[-1][2].append(block)
            else:
                root = block
        elif line.startswith("<") and open_blocks and open_blocks[-1][0] not in _FREE_TEXT:
            if len(open_blocks) >= DEEPEST:
                raise ProjectError(_broken(source, index, "is inside too many blocks"))
            open_blocks.append((line[1:].partition(" ")[0], index, []))
    if root is None:
        name, first, _ = open_blocks[-1]
        raise ProjectError(_broken(source, first, f"opens <{name}, which never ends"))
    return root


def _broken(source: str | Path, index: int, what: str) -> str:
    return (
        f"{source} is damaged: line {index + 1} {what}; open the project in REAPER and save it "
        "again, or go back to a backup (.rpp-bak)"
    )


def tokens(line: str) -> list[str]:
    r"""Split a line at its spaces; what stands in quotes of any of the three kinds stays whole.

    >>> tokens("NAME 'the \"deep\" end' 1")
    ['NAME', 'the "deep" end', '1']
    """
    if not _QUOTE.search(line):  # nearly all lines: a large project has a hundred thousand
        return line.split()
    return ["".join(groups) for groups in _TOKEN.findall(line)]


def quoted(text: str) -> str:
    """Put text into the quotes that it does not hold itself; line ends become spaces.

    >>> print(quoted('Tom "the eel"'))
    'Tom "the eel"'
    """
    text = " ".join(text.splitlines())
    for quote in _QUOTES:
        if quote not in text:
            return f"{quote}{text}{quote}"
    return "`{}`".format(text.replace("`", "'"))


def number(values: list[str], index: int, limit: float = math.inf) -> float | None:
    """Read one of the values of a line; None if it is missing, no finite number, or beyond `limit`.

    >>> number(["1", "2.5"], 1), number(["nan"], 0), number([], 0)
    (2.5, None, None)
    """
    try:
        value = float(values[index])
    except (IndexError, ValueError):
        return None
    return value if math.isfinite(value) and abs(value) <= limit else None


def serialise(block: Block, insertions: Iterable[tuple[int, list[str]]] = ()) -> bytes:
    """Write the whole file of a block: every line as it was read, and what is inserted.

    Args:
        block: any block of the file.
        insertions: new lines, each list before the line of an index that is not the first; they
            get the line ends of the line above.
    """
    written: list[str] = []
    at = 0
    for index, new in sorted(insertions, key=lambda insertion: insertion[0]):
        written += block.lines[at:index]
        at = index
        end = "\r" if block.lines[index - 1].endswith("\r") else ""
        written += (line + end for line in new)
    return "\n".join([*written, *block.lines[at:]]).encode("utf-8", "surrogateescape")
