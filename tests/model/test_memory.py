"""What is free is known where the system tells it, and too little is said before loading."""

from types import SimpleNamespace

import pytest

from model import checkpoint, engines, memory
from model.checkpoint import CheckpointError


def test_free_memory_is_read_where_it_is_told(tmp_path, monkeypatch):
    table = tmp_path / "meminfo"
    monkeypatch.setattr(memory, "TABLE", table)
    assert memory.free_memory() is None
    table.write_text("MemTotal: 9 kB\nMemAvailable:    2048 kB\n")
    assert memory.free_memory() == 2 << 20


@pytest.mark.parametrize("precision", ["float32", "int8"])
def test_an_engine_that_does_not_fit_is_not_loaded(precision, monkeypatch):
    monkeypatch.setattr(checkpoint, "free_memory", lambda: 1_000_000)
    with pytest.raises(CheckpointError, match="close other programs"):
        checkpoint.load(engines.folder(engines.SHIPPED), precision)


@pytest.mark.parametrize(
    ("platform", "has_mallopt", "told"),
    [
        ("linux", True, {memory.MMAP_THRESHOLD: 32 << 20, memory.TRIM_THRESHOLD: 512 << 20}),
        ("linux", False, {}),
        ("darwin", True, {}),
    ],
)
def test_memory_is_kept_where_the_c_library_can_be_told(monkeypatch, platform, has_mallopt, told):
    kept = {}
    library = SimpleNamespace(mallopt=kept.__setitem__) if has_mallopt else SimpleNamespace()
    monkeypatch.setattr("sys.platform", platform)
    monkeypatch.setattr("ctypes.CDLL", lambda _name: library)
    memory.keep_memory()
    assert kept == told


@pytest.mark.parametrize(
    ("platform", "has_trim", "told"),
    [("linux", True, [0]), ("linux", False, []), ("darwin", True, [])],
)
def test_memory_is_returned_where_the_c_library_can_be_told(monkeypatch, platform, has_trim, told):
    trimmed = []
    library = SimpleNamespace(malloc_trim=trimmed.append) if has_trim else SimpleNamespace()
    monkeypatch.setattr("sys.platform", platform)
    monkeypatch.setattr("ctypes.CDLL", lambda _name: library)
    memory.return_memory()
    assert trimmed == told
