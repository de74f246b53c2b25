"""What is free is known where the system tells it, and too little is said before loading."""

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


def test_keeping_memory_works_wherever_it_is_called():
    memory.keep_memory()
