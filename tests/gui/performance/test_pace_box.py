"""The pace of lines is set for all of them, and taken back to what the region leaves."""

from __future__ import annotations

MARA, CAPTAIN = 3, 1


def test_a_pace_is_set_for_all_lines_and_taken_back(companion, qtbot):
    box, document = companion.window.performance.pace, companion.document
    lines = lambda: [document.rows[row].line for row in (MARA, CAPTAIN)]  # noqa: E731
    before = [line.phrases[-1].end for line in lines()]
    companion.window.cue_list.select([line.region.id for line in lines()])
    assert box.text() == "Fill the region"
    box.setValue(1.5)
    qtbot.waitUntil(lambda: [line.text.tags.get("pace") for line in lines()] == ["1.5"] * 2)
    assert all(line.phrases[-1].end < end for line, end in zip(lines(), before, strict=True))
    box.stepBy(-1000)
    qtbot.waitUntil(lambda: [line.phrases[-1].end for line in lines()] == before)
    assert "pace" not in lines()[0].text.tags
    companion.window.cue_list.select([lines()[0].region.id])
    box.setValue(2.0)
    qtbot.waitUntil(lambda: lines()[0].text.tags.get("pace") == "2")
    companion.window.cue_list.select([line.region.id for line in lines()])
    assert box.text() == "various"
