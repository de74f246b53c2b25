"""Pictures of all states are taken of the real window."""

from __future__ import annotations

from PyQt6.QtGui import QImage

from gui.screenshots import SCENES, Stage, performer, take_all


def test_every_scene_gives_a_picture_of_its_own(qapp, tmp_path):
    stage = Stage(qapp, tmp_path, performer(tmp_path, fake=True))
    out = tmp_path / "out"
    out.mkdir()
    try:
        files = take_all(stage, out)
    finally:
        stage.companion.window.close()
    assert [file.stem[3:] for file in files] == [scene.name for scene in SCENES]
    assert len({file.read_bytes() for file in files}) == len(SCENES)
    for file, scene in zip(files, SCENES, strict=True):
        assert QImage(str(file)).width() >= scene.size[0]
