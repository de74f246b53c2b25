"""Render a session into a new one beside it, by the table that the command line uses."""

from __future__ import annotations

from pathlib import Path

import pytest

from daw_bridge.ardour.session import read_session
from daw_bridge.readers import PLACERS, read
from daw_bridge.render import render
from daw_bridge.render_options import RenderOptions
from daw_bridge.timeline import ProjectError

HARBOUR = Path(__file__).parents[2] / "data" / "ardour" / "harbour.ardour"


@pytest.fixture
def harbour(tmp_path):
    """Lay out a session's folder as Ardour does."""
    folder = tmp_path / "harbour"
    (folder / "interchange" / "harbour" / "audiofiles").mkdir(parents=True)
    path = folder / "harbour.ardour"
    path.write_bytes(HARBOUR.read_bytes())
    return path


def rendered(session, out, plan, performer, options=RenderOptions()):  # noqa: B008
    timeline = read(session)
    placer = PLACERS[session.suffix]
    return render(timeline, plan(timeline), performer, out, options, lambda _: None, placer)


def test_a_session_is_rendered_into_a_new_one(harbour, tmp_path, plan, performer):
    before = harbour.read_bytes()
    result = rendered(harbour, tmp_path / "takes", plan, performer)
    assert result.project == harbour.with_name("harbour-takelane.ardour")
    assert harbour.read_bytes() == before
    assert read_session(result.project).regions == read_session(harbour).regions
    media = {path.name for path in harbour.parent.glob("interchange/*/audiofiles/*")}
    assert media == {take.file for take in result.takes}
    # Rendered again from the new one, it is replaced while nobody has changed it.
    assert rendered(harbour, tmp_path / "takes", plan, performer).project == result.project


def test_takes_of_another_rate_stay_where_they_are(harbour, tmp_path, plan, performer):
    timeline = read(harbour)
    render(
        timeline,
        plan(timeline)[:1],
        performer,
        tmp_path / "takes",
        RenderOptions(sample_rate=44_100),
        lambda _: None,
    )
    result = rendered(harbour, tmp_path / "takes", plan, performer)
    media = {path.name for path in harbour.parent.glob("interchange/*/audiofiles/*")}
    assert media == {take.file for take in result.takes}


def test_a_rate_that_the_session_cannot_play_is_told_before_anything_is_spoken(
    harbour, tmp_path, plan, performer
):
    with pytest.raises(ProjectError, match="48000 Hz and the takes 44100"):
        rendered(harbour, tmp_path / "takes", plan, performer, RenderOptions(sample_rate=44_100))
    assert performer.phrases == []
    assert not (tmp_path / "takes").exists()


def test_a_session_outside_of_its_folder_is_told(tmp_path):
    alone = tmp_path / "alone.ardour"
    alone.write_bytes(HARBOUR.read_bytes())
    with pytest.raises(ProjectError, match="no folder of one Ardour session"):
        PLACERS[".ardour"].check(alone, 48_000)
