import pytest

from daw_bridge.ardour.document import Document

WHOLE = b"""<?xml version="1.0" encoding="UTF-8"?>
<!-- <Session id-counter="1"> <Sources/> -->
<Session name="/> id-counter='3'" id-counter="9">
  <Sources/>
  <Routes>
    <Route id="5" name="Routes"/>
  </Routes>
  <Playlists>
    <Playlist id="7" name="a/>b"   />
    <Playlist id="8"><Region/></Playlist>
  </Playlists>
  <Extra><Sources/></Extra>
</Session>
"""


def test_lines_go_to_the_end_of_a_section():
    document = Document(WHOLE)
    document.append("Routes", ["<Route>", "</Route>"])
    document.append("Routes", ["<New/>"])
    old = b'    <Route id="5" name="Routes"/>\n'
    new = old + b"    <Route>\n    </Route>\n    <New/>\n"
    assert document.with_counter(9) == WHOLE.replace(old, new)


def test_an_empty_element_is_opened():
    document = Document(WHOLE)
    document.append("Sources", ["<Source/>"])
    opened = WHOLE.replace(b"\n  <Sources/>", b"\n  <Sources>\n    <Source/>\n  </Sources>", 1)
    assert document.with_counter(9) == opened


@pytest.mark.parametrize(
    ("playlist", "before", "after"),
    [
        ("7", b'name="a/>b"   />', b'name="a/>b"   >\n      <R/>\n    </Playlist>'),
        ("8", b'id="8"><Region/>', b'id="8"><Region/>      <R/>\n'),
    ],
)
def test_a_playlist_is_known_by_its_id(playlist, before, after):
    document = Document(WHOLE)
    document.append("Playlist", ["<R/>"], playlist)
    assert document.with_counter(9) == WHOLE.replace(before, after)


def test_only_the_counter_of_the_root_is_set():
    assert Document(WHOLE).with_counter(41) == WHOLE.replace(b'id-counter="9"', b'id-counter="41"')


def test_what_is_missing_is_named():
    assert Document(WHOLE).lacks(["Sources", "Regions", "Playlists"]) == ["Regions"]
    assert Document(b"<Session><Sources/></Session>").lacks(["Sources"]) == ["id-counter"]
