"""What is measured of a project begins when it is asked for and ends when it is there."""

from __future__ import annotations

from gui.bench_frames.__main__ import Bench


def test_a_project_is_opened_when_its_own_rows_are_shown(qapp, tmp_path):
    bench = Bench(qapp, tmp_path, 2)
    try:
        for n_rows, n_takes in ((5, 0), (7, 1)):
            opened = next(bench.cues(n_rows, n_takes))
            assert opened.name == f"open {n_rows} rows, {n_takes} takes each"
            rows = bench.companion.document.rows
            assert [len(row.takes) for row in rows] == [n_takes] * n_rows
    finally:
        bench.companion.window.close()
