"""Whatever file a reader is given: regions or one sentence, soon, and in little memory."""

import gzip
import random
import resource
import signal
from functools import cache
from itertools import chain
from pathlib import Path

import pytest

from daw_bridge.readers import READERS
from daw_bridge.reaper.project import read_project
from daw_bridge.timeline import ProjectError
from tests.daw_bridge.samples import packed_like, sample, unpacked, zipped
from tests.daw_bridge.text_mutations import mutated_text
from tests.daw_bridge.xml_mutations import assert_finite, assert_sound, mutated_bytes, mutated_xml

N_FILES = 1000
MEMORY = 2**30
"""Bytes beyond what the tests themselves have; a document may be a quarter of it."""

HANG = 60
"""Seconds of work on one file, of which each takes some milliseconds."""

MIB = 2**20

ENDINGS = {reader: ending for ending, reader in reversed(READERS.items())}
"""One ending for every reader, so that a new one is tested as soon as it stands in the table."""

SOUND = {read_project: assert_finite}
"""Regions of REAPER are kept as they are drawn, also if they end before they begin: the plan says
so to their owner."""

readers = pytest.mark.parametrize(
    ("reader", "ending"), ENDINGS.items(), ids=[reader.__name__ for reader in ENDINGS]
)


@pytest.fixture(autouse=True)
def _little_memory():
    """Let no file have more memory than `MEMORY`."""
    limits = resource.getrlimit(resource.RLIMIT_AS)
    pages = int(Path("/proc/self/statm").read_text().split()[0])
    resource.setrlimit(resource.RLIMIT_AS, (pages * resource.getpagesize() + MEMORY, limits[1]))
    yield
    resource.setrlimit(resource.RLIMIT_AS, limits)


@pytest.fixture(autouse=True)
def _hangs_end():
    """End a reader that works on and on; time that others take does not count."""

    def hang(*_):
        raise TimeoutError(f"a file has been worked on for {HANG} seconds")

    before = signal.signal(signal.SIGPROF, hang)
    yield
    signal.setitimer(signal.ITIMER_PROF, 0)
    signal.signal(signal.SIGPROF, before)


def outcome(reader, path, content):
    """Read a file and tell whether it was read or refused; anything else fails."""
    path.write_bytes(content)
    signal.setitimer(signal.ITIMER_PROF, HANG)
    try:
        timeline = reader(path)
    except ProjectError as error:
        sentence = str(error)
    else:
        SOUND.get(reader, assert_sound)(timeline)
        return "read"
    assert 20 < len(sentence) < 600
    assert "\n" not in sentence
    return "refused"


def mutations(original):
    """Give a thousand damaged files: half of them inside their packing, as programs damage them."""
    document = unpacked(original)
    shaped = mutated_xml if document.lstrip().startswith(b"<?xml") else mutated_text
    inside = (packed_like(original, damaged) for damaged in shaped(document, N_FILES // 2, seed=1))
    return chain(inside, mutated_bytes(original, N_FILES // 2, seed=2))


def test_a_file_that_takes_too_much_memory_would_fail():
    with pytest.raises(MemoryError):
        bytes(2 * MEMORY)


@readers
def test_a_thousand_mutated_files_are_read_or_refused(reader, ending, tmp_path):
    original, path = sample(ending, tmp_path), tmp_path / f"mutated{ending}"
    assert outcome(reader, path, original) == "read"
    outcomes = [outcome(reader, path, damaged) for damaged in mutations(original)]
    assert len(outcomes) == N_FILES
    assert set(outcomes) == {"read", "refused"}


def nested(ending):
    """Nest what the format nests far deeper than any project."""
    if ending == ".rpp":
        return b"<REAPER_PROJECT 0.1\n" + b"<A\n" * 200_000
    return b'<?xml version="1.0"?>' + b"<a>" * 1_000_000


@cache
def bomb(pack):
    """Pack more than a document may have into a small file, which takes a second to make."""
    return pack(bytes(300 * MIB))


HOSTILE = {
    "nothing": lambda ending, folder: b"",
    "zeros": lambda ending, folder: bytes(MIB),
    "noise": lambda ending, folder: random.Random(3).randbytes(MIB),
    "one long line": lambda ending, folder: b"9" * (17 * MIB),
    "empty lines": lambda ending, folder: b"\n" * (8 * MIB),
    "commas": lambda ending, folder: b"start,end,line\n" + b"," * (8 * MIB),
    "short rows": lambda ending, folder: b"start\tend\tline\n" + b"1\t2\ta\n" * 500_000,
    "short labels": lambda ending, folder: b"1\t2\n" * 500_000,
    "short cues": lambda ending, folder: b"WEBVTT\n\n" + b"0:1-->0:2\na\n\n" * 120_000,
    "spaces": lambda ending, folder: b"start,end,line,fps\n1,2,a,25" + b" " * 100_000 + b"x\n",
    "a line of spaces": lambda ending, folder: b"1" + b" " * (8 * MIB) + b"1\n",
    "a voice of spaces": lambda ending, folder: (
        b"WEBVTT\n\n00:01 --> 00:02\n<v" + b" " * (8 * MIB) + b"<i" + b" " * MIB
    ),
    "many tags": lambda ending, folder: b"start\tend\tline\n1\t2\t" + b"a=b;" * 30_000 + b"\n",
    "deep": lambda ending, folder: packed_like(sample(ending, folder), nested(ending)),
    "gzip bomb": lambda ending, folder: bomb(gzip.compress),
    "zip bomb": lambda ending, folder: bomb(zipped),
    "many copies": lambda ending, folder: sample(ending, folder) * 50,
    "a word of XML": lambda ending, folder: b'<!DOCTYPE a [<!ENTITY b "bb">]><a>&b;</a>',
}
"""Files that no DAW writes, by what is bad about them."""


@readers
@pytest.mark.parametrize("what", HOSTILE)
def test_hostile_files_are_read_or_refused(reader, ending, what, tmp_path):
    outcome(reader, tmp_path / f"hostile{ending}", HOSTILE[what](ending, tmp_path))


@readers
def test_a_place_that_is_no_file_is_refused(reader, ending, tmp_path):
    for path in (tmp_path, tmp_path / f"missing{ending}"):
        with pytest.raises(ProjectError):
            reader(path)
