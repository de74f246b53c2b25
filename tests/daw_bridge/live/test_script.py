"""Our script in Live, piece by piece: the Python it needs, its patience, its port."""

from __future__ import annotations

import ast
import socket

import pytest

from daw_bridge.live import script_news
from daw_bridge.osc import LOOPBACK
from tests.daw_bridge.live.rig import SCRIPTS, script
from tests.daw_bridge.live.stub_live import Application, Song


@pytest.fixture
def desk():
    desks = []

    def make(song, port=0):
        shown = []
        desks.append(script("Takelane.desk").Desk(song, Application(), shown.append, port))
        return desks[-1], shown

    yield make
    for made in desks:
        made.close()


@pytest.mark.parametrize(
    "module", sorted((SCRIPTS / "Takelane").glob("*.py")), ids=lambda p: p.stem
)
def test_it_is_written_for_the_python_of_live_11(module):
    tree = ast.parse(module.read_text(), feature_version=(3, 7))
    imported = {
        (node.module if isinstance(node, ast.ImportFrom) else node.names[0].name).split(".")[0]
        for node in ast.walk(tree)
        if isinstance(node, ast.Import) or (isinstance(node, ast.ImportFrom) and not node.level)
    }
    known = {"__future__", "collections", "contextlib", "json", "logging", "math", "os", "socket",
             "time", "typing", "Live", "ableton"}  # fmt: skip
    assert imported <= known


def test_script_and_client_agree():
    theirs = script("Takelane.desk")
    assert (theirs.PROTOCOL, theirs.PORT) == (script_news.PROTOCOL, script_news.PORT)


def test_a_port_that_is_taken_is_said_once_in_a_while(desk):
    with socket.socket() as taken:
        taken.bind((LOOPBACK, 0))
        taken.listen()
        waiting, shown = desk(Song(), taken.getsockname()[1])
        for _ in range(60):
            waiting.tick()
        assert len(shown) == 2
        assert "is taken" in shown[0]
    for _ in range(60):
        waiting.tick()
    assert waiting.port


def test_who_does_not_read_or_talks_without_end_is_sent_away(desk):
    song = Song()
    lines = song.add_track("Takelane")
    lines.arrangement_clips = []
    for number in range(2_000):
        lines.draw("x" * 20_000 + str(number), number, number + 1)
    serving, _ = desk(song)
    serving.tick()
    mail = serving._mail
    with socket.create_connection((LOOPBACK, serving.port)) as mute:
        for _ in range(2_000):
            serving.tick()
            if not mail.visitors and mute:
                break
        assert not mail.visitors
    with socket.create_connection((LOOPBACK, serving.port)) as endless:
        endless.setblocking(False)
        for _ in range(100):
            try:
                endless.send(b"x" * 50_000)
            except OSError:
                break
            serving.tick()
        assert not mail.visitors


def test_only_so_many_are_let_in(desk):
    serving, _ = desk(Song())
    serving.tick()
    visitors = []
    for _ in range(7):
        visitors.append(socket.create_connection((LOOPBACK, serving.port)))
        serving.tick()
    assert len(serving._mail.visitors) == 4
    for visitor in visitors:
        visitor.close()


def test_looking_takes_its_time_and_still_sees_everything():
    song = Song()
    track = song.add_track("takelane")
    for number in range(300):
        track.draw(f"line {number}", number, number + 1)
    now = iter(range(10_000_000))
    lines = script("Takelane.lines").Lines(song, clock=lambda: next(now) / 1000)
    lines.look()
    assert not lines.complete
    for _ in range(300):
        lines.look()
    changed, gone, revision = lines.since(0)
    assert (len(changed), gone, revision) == (300, [], 1)
    track.arrangement_clips = track.arrangement_clips[1:]
    track.arrangement_clips[0].name = "another"
    track.arrangement_clips[1].muted = True
    for _ in range(300):
        lines.look()
    changed, gone, revision = lines.since(revision)
    assert [row[2] for row in changed] == ["another"]
    assert len(gone) == 2


def test_the_clip_that_is_edited_is_seen_at_once():
    song = Song()
    track = song.add_track("Takelane")
    for number in range(300):
        track.draw(f"line {number}", number, number + 1)
    now = iter(range(10_000_000))
    lines = script("Takelane.lines").Lines(song, clock=lambda: next(now) / 1000)
    while not lines.complete:
        lines.look()
    song.view.detail_clip = track.arrangement_clips[250]
    track.arrangement_clips[250].name = "another"
    lines.look()
    changed, gone, _ = lines.since(1)
    assert [row[2] for row in changed] == ["another"]
    assert gone == []


def test_a_clip_that_goes_while_it_is_looked_at_is_no_matter():
    song = Song()
    track = song.add_track("Takelane")
    clip = track.draw("gone in a moment", 0, 1)
    lines = script("Takelane.lines").Lines(song)

    class Gone:
        def __getattr__(self, name):
            raise RuntimeError("the object was deleted")

    track.arrangement_clips = [Gone()]
    lines.look()
    track.arrangement_clips = [clip]
    lines.look()
    assert [row[2] for row in lines.since(0)[0]] == ["gone in a moment"]


def test_what_goes_wrong_reaches_the_log_and_not_live(caplog):
    surface = script("Takelane.surface").Takelane

    class Instance:
        song = Song()

    made = surface(Instance)
    made._desk.close()
    made._desk = None
    for _ in range(3):
        made.scheduled()
    assert len(caplog.records) == 1
