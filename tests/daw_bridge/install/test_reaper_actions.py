"""Our actions come into reaper-kb.ini and out of it again, and no other byte moves."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daw_bridge.install.reaper_actions import ACTIONS, add_actions, remove_actions
from tests.daw_bridge.reaper.fake_reaper import ACTIONS as SCRIPTS

LINES = st.sampled_from(
    [
        b"KEY 1 82 _TAKELANE_RENDER_ALL 0",
        b'ACT 3 0 "abc" "Custom: two" _TAKELANE_POLL 40001',
        b'SCR 4 0 RSabc "Custom: TAKELANE_POLL" mine.lua',
        b'SCR 4 0 TAKE_LANE "Custom: other" other.lua',
        b"\xff\xfe\x00", "# Ünïcödé".encode("latin-1"), b"", b"SCR", b"  SCR 4 0 TAKELANE_POLL",
    ]
)  # fmt: skip
ENDS = st.sampled_from([b"\n", b"\r\n", b"\r", b""])
FILES = st.lists(st.tuples(LINES, ENDS), max_size=8).map(
    lambda pairs: b"".join(part for pair in pairs for part in pair)
)


@given(FILES, st.booleans())
def test_out_again_is_as_before(content, marked):
    content = b"\xef\xbb\xbf" * marked + content
    added = add_actions(content)
    assert added != content
    assert add_actions(added) == added
    assert remove_actions(added) == content
    assert remove_actions(content) == content


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_the_lines_are_as_reaper_writes_them(end):
    added = add_actions(f"KEY 1 82 40001 0{end}".encode()).decode()
    first, *others = added.split(end)
    path = "Takelane/takelane_connect.lua"
    assert first == f'SCR 516 0 TAKELANE_POLL "Custom: Takelane: connect" {path}'
    assert others[-2:] == ["KEY 1 82 40001 0", ""]
    assert added.count("\n") == len(ACTIONS) + 1


def test_there_is_an_action_for_every_script():
    assert {action.script for action in ACTIONS} == {
        f"Takelane/takelane_{script}.lua" for script in SCRIPTS
    }


def test_what_the_user_made_of_a_line_stays():
    added = add_actions(b"")
    changed = added.replace(b"SCR 516 0 TAKELANE_POLL", b"SCR 260 0 TAKELANE_POLL").replace(
        b"Takelane/takelane_connect.lua", b'"Takelane\\takelane_connect.lua"'
    )
    assert add_actions(changed) == changed


def test_a_line_for_another_script_and_a_second_one_are_replaced():
    old = b'SCR 4 0 TAKELANE_POLL "Custom: old" old.lua\nSCR 4 0 TAKELANE_GONE "x" gone.lua\n'
    fresh = add_actions(b"")
    assert add_actions(old) == fresh
    assert add_actions(fresh + fresh) == fresh
