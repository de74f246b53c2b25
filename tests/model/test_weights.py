"""Weights are got, added, listed and removed, whole or not at all."""

import hashlib
import json
import shutil
from dataclasses import dataclass, field
from pathlib import Path

import pytest

import presets
from gui.__main__ import main
from gui.commands import weights as command
from model import checkpoint, engines, weights
from model.hub import HubError, RemoteFile, Repository

for package in ("kaldifst", "sentencepiece", "tiktoken", "yaml"):
    pytest.importorskip(package, reason=f"{package} comes with the extra indextts")

TINY = Path(__file__).parents[1] / "data" / "parity" / "tiny"
ENGINE = "indextts2"


@dataclass
class FakeHub:
    """Serve the tiny checkpoint as if it were the large one, in the repositories' own layout."""

    fetched: list[str] = field(default_factory=list)
    fails_at: int = -1
    damages: str = ""

    def look(self, repository):
        files = tuple(self._files(repository))
        return Repository(repository, "a licence", files)

    def fetch(self, repository, path, folder):
        if len(self.fetched) == self.fails_at:
            self.fails_at = -1
            raise HubError(f"{repository} did not answer")
        self.fetched.append(path)
        came = folder / path
        came.parent.mkdir(parents=True, exist_ok=True)
        came.write_bytes(self._source(repository, path).read_bytes())
        if path == self.damages:
            self.damages = ""
            came.write_bytes(came.read_bytes()[::-1])
        return came

    def _files(self, repository):
        for path, place in presets.load("weights", ENGINE)["files"][repository].items():
            source = TINY / place
            for file in sorted(source.rglob("*")) if path.endswith("/") else [source]:
                if file.is_file():
                    name = path + str(file.relative_to(source)) if path.endswith("/") else path
                    data = file.read_bytes()
                    yield RemoteFile(name, len(data), hashlib.sha256(data).hexdigest())
        yield RemoteFile("README.md", 3)

    def _source(self, repository, path):
        for wanted, place in presets.load("weights", ENGINE)["files"][repository].items():
            if path == wanted or (wanted.endswith("/") and path.startswith(wanted)):
                return TINY / (place + path.removeprefix(wanted))
        raise AssertionError(path)


@pytest.fixture
def hub(tmp_path, monkeypatch):
    fake = FakeHub()
    data, cache = tmp_path / "data", tmp_path / "cache"
    monkeypatch.setattr(engines.platformdirs, "user_data_dir", lambda name: str(data / name))
    monkeypatch.setattr(command.platformdirs, "user_cache_dir", lambda name: str(cache / name))
    monkeypatch.setattr(command, "HuggingFace", lambda: fake)
    return fake


def test_weights_are_got_and_speak(hub, tmp_path, capsys):
    assert main(["weights", "get", "--yes"]) == 0
    told = capsys.readouterr()
    assert "https://huggingface.co/IndexTeam/IndexTTS-2  licence: a licence" in told.out
    assert f"--engine {ENGINE}" in told.out
    assert "gpt.pth" in told.err
    assert "README.md" not in hub.fetched
    assert engines.installed() == (engines.SHIPPED, ENGINE)
    assert checkpoint.load(engines.folder(ENGINE)).config.name == "IndexTTS-2"
    source = json.loads((engines.folder(ENGINE) / weights.SOURCE_NAME).read_text())
    assert (
        source["sha256"]["gpt.pth"] == hashlib.sha256((TINY / "gpt.pth").read_bytes()).hexdigest()
    )
    assert not (tmp_path / "cache" / "takelane" / "downloads" / ENGINE).exists()
    out = tmp_path / "line.wav"
    say = ["say", "Hello.", "--engine", ENGINE, "--duration", "0.8", "--out", str(out)]
    assert main(say) == 0
    assert out.is_file()


def test_a_second_get_does_nothing(hub, capsys):
    main(["weights", "get", "--yes"])
    hub.fetched.clear()
    assert main(["weights", "get", "--yes"]) == 0
    assert hub.fetched == []
    assert "is installed" in capsys.readouterr().out


def test_an_interrupted_get_goes_on_where_it_stopped(hub, capsys):
    hub.fails_at = 3
    assert main(["weights", "get", "--yes"]) == 1
    assert "did not answer" in capsys.readouterr().err
    assert engines.installed() == (engines.SHIPPED,)
    first = list(hub.fetched)
    assert main(["weights", "get", "--yes"]) == 0
    assert len(first) == 3
    assert not set(first) & set(hub.fetched[3:]) - {"config.json"}  # two repositories have one


def test_a_damaged_file_is_thrown_away_and_named(hub, capsys):
    hub.damages = "s2mel.pth"
    assert main(["weights", "get", "--yes"]) == 2
    assert "s2mel.pth came damaged" in capsys.readouterr().err
    assert main(["weights", "get", "--yes"]) == 0


def test_nothing_is_fetched_without_agreement(hub, monkeypatch, capsys):
    monkeypatch.setattr(command.sys.stdin, "isatty", lambda: False, raising=False)
    assert main(["weights", "get"]) == 2
    assert "--yes" in capsys.readouterr().err
    monkeypatch.setattr(command.sys.stdin, "isatty", lambda: True, raising=False)
    monkeypatch.setattr("builtins.input", lambda prompt: "n")
    assert main(["weights", "get"]) == 0
    assert "nothing was downloaded" in capsys.readouterr().out
    assert hub.fetched == []


def test_a_full_disk_is_said_before_anything_is_fetched(hub, monkeypatch, capsys):
    usage = shutil.disk_usage("/")._replace(free=1_000_000)
    monkeypatch.setattr(weights.shutil, "disk_usage", lambda folder: usage)
    assert main(["weights", "get", "--yes"]) == 2
    assert "are needed" in capsys.readouterr().err
    assert hub.fetched == []


def test_a_file_that_left_its_repository_is_named(hub, monkeypatch, capsys):
    monkeypatch.setattr(hub, "look", lambda name: Repository(name, "", ()))
    assert main(["weights", "get", "--yes"]) == 2
    assert "config.yaml" in capsys.readouterr().err


def test_a_folder_is_added_listed_and_removed(hub, capsys):
    assert main(["weights", "add", str(TINY), "--name", "mine"]) == 0
    capsys.readouterr()
    assert main(["weights", "list", "--json"]) == 0
    listed = json.loads(capsys.readouterr().out)
    assert [one["name"] for one in listed["installed"]] == ["mine"]
    assert listed["installed"][0]["n_bytes"] > 100_000
    assert listed["available"].keys() == weights.catalogue().keys()
    assert main(["doctor"]) == 0
    assert "mine" in capsys.readouterr().out
    assert main(["weights", "add", str(TINY), "--name", "mine"]) == 2
    assert main(["weights", "remove", "mine"]) == 0
    assert engines.installed() == (engines.SHIPPED,)
    assert not any(engines.home().iterdir())
    assert main(["weights", "list"]) == 0
    assert ENGINE in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (["get", "indextts9"], "indextts9"),
        (["remove", "nobody"], "nobody"),
        (["remove", "scratch"], "stays"),
        (["add", "/does/not/exist"], "not a folder"),
        (["add", str(TINY), "--name", "../up"], "cannot be the name"),
        (["add", str(TINY.parent)], "config.yaml"),
    ],
)
def test_bad_input_is_said(hub, arguments, word, capsys):
    assert main(["weights", *arguments]) == 2
    assert word in capsys.readouterr().err
    assert not engines.home().exists() or not any(engines.home().iterdir())


def truncate(path):
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


DAMAGES = {
    "config.yaml": lambda path: path.write_text("gpt: ["),
    "gpt.pth": truncate,
    "s2mel.pth": lambda path: path.write_bytes(b""),
    "bpe.model": Path.unlink,
    "feat1.pt": truncate,
    "wav2vec2bert_stats.pt": lambda path: path.write_bytes(b"\x80\x02c__builtin__\neval\n."),
    "hf_cache/semantic_codec_model.safetensors": truncate,
    "hf_cache/campplus_cn_common.bin": Path.unlink,
    "hf_cache/bigvgan/config.json": lambda path: path.write_text("{}"),
    "hf_cache/bigvgan/bigvgan_generator.pt": truncate,
    "hf_cache/w2v-bert-2.0/model.safetensors": lambda path: path.write_bytes(b"\xff" * 64),
    "hf_cache/w2v-bert-2.0/config.json": lambda path: path.write_text("[]"),
}


@pytest.mark.parametrize("name", DAMAGES)
def test_a_damaged_folder_is_refused_in_one_sentence_and_leaves_nothing(
    hub, name, tmp_path, capsys
):
    folder = tmp_path / "damaged"
    shutil.copytree(TINY, folder)
    DAMAGES[name](folder / name)
    assert main(["weights", "add", str(folder)]) == 2
    told = capsys.readouterr().err.strip().splitlines()[-1]
    assert told.startswith("takelane: ")
    assert Path(name).name.split(".")[0] in told
    assert not engines.home().exists() or not any(engines.home().iterdir())
