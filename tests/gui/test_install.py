"""`takelane install` and `takelane uninstall`, as a user types them."""

import pytest

from gui.__main__ import BAD_INPUT, DONE, main


@pytest.fixture
def folder(tmp_path):
    """Make a resource path of REAPER."""
    path = tmp_path / "REAPER"
    path.mkdir()
    (path / "reaper.ini").write_text("[REAPER]\n")
    return path


def test_installing_tells_what_it_did_and_what_is_left_to_do(folder, capsys):
    assert main(["install", "reaper", "--resource-path", str(folder)]) == DONE
    told = capsys.readouterr().out.splitlines()
    assert told[0] == f"REAPER: {folder}"
    assert "wrote Effects/takelane/takelane_emotion.jsfx" in told
    assert "added 7 actions to reaper-kb.ini" in told
    assert any(line.startswith('next: Start REAPER and run the action "Takelane:') for line in told)
    assert main(["uninstall", "reaper", "--resource-path", str(folder)]) == DONE
    assert "removed 7 actions from reaper-kb.ini" in capsys.readouterr().out.splitlines()
    assert [path.name for path in folder.iterdir()] == ["reaper.ini"]


def test_another_folder_is_refused_in_one_sentence(tmp_path, capsys):
    for command in ("install", "uninstall"):
        assert main([command, "reaper", "--resource-path", str(tmp_path)]) == BAD_INPUT
        out, err = capsys.readouterr()
        assert out == ""
        assert err.startswith(f"takelane: {tmp_path} is no folder of REAPER")
        assert "--resource-path" in err
        assert list(tmp_path.iterdir()) == []


def test_an_unknown_daw_is_refused(capsys):
    with pytest.raises(SystemExit) as stopped:
        main(["install", "cassette"])
    assert stopped.value.code == BAD_INPUT
    assert "reaper" in capsys.readouterr().err
