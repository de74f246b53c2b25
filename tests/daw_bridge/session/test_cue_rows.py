from types import SimpleNamespace

from daw_bridge.session.cue_rows import CueRows


def _row(region_id, state="new"):
    return SimpleNamespace(region_id=region_id, state=state)


def test_rows_are_found_by_their_regions():
    rows = CueRows([_row("a"), _row("b")])
    assert [row.region_id for row in rows.all] == ["a", "b"]
    assert rows.region_ids == ("a", "b")
    assert rows.of("b") is rows.all[1]
    assert rows.of("c") is None


def test_rows_are_renewed_one_by_one_and_strangers_passed_over():
    rows = CueRows([_row("a"), _row("b"), _row("c")])
    assert list(rows.renew(["c", "x", "a"], lambda row: _row(row.region_id, "done"))) == [2, 0]
    assert [row.state for row in rows.all] == ["done", "new", "done"]
