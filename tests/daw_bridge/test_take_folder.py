"""Where takes go: beside the project or into the library, and nowhere that a DAW could choose."""

from __future__ import annotations

from pathlib import Path

import pytest

from daw_bridge.take_folder import take_folder

KINDS = (".rpp", ".als")


def _folder(project: Path, library: Path) -> Path:
    return take_folder(project, library, KINDS)


def test_takes_lie_beside_a_saved_project(tmp_path):
    project = tmp_path / "Act 1.RPP"
    project.touch()
    assert _folder(project, tmp_path / "library") == tmp_path / "Takelane"


@pytest.mark.parametrize(
    ("project", "name"),
    [
        ("", "Unsaved"),
        ("scene.rpp", "Takelane-scene"),
        ("/nowhere/CON.rpp", "Takelane-CON"),
        ("/etc/passwd", "Takelane-passwd"),
        ("/a/../../../x\0y.rpp", "Takelane-x-y"),
        ("/a/" + "n" * 5000 + ".rpp", "Takelane-" + "n" * 80),
        ("/a/....rpp", "Unsaved"),
    ],
)
def test_what_is_no_project_here_goes_into_the_library(tmp_path, project, name):
    assert _folder(Path(project), tmp_path) == tmp_path / name


def test_a_link_leads_nowhere(tmp_path):
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "scene.rpp").touch()
    (tmp_path / "Takelane").symlink_to(tmp_path / "elsewhere")
    folder = _folder(tmp_path / "scene.rpp", tmp_path / "library")
    assert folder == tmp_path / "library" / "Takelane-scene"
