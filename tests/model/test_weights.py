"""Weights are got, added, listed and removed, whole or not at all."""

import hashlib
import json
import shutil
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import torch
import yaml
from safetensors import SafetensorError

from gui import weights_job
from gui.__main__ import main
from gui.commands import weights as command
from model import catalogue, checkpoint, engines, weights
from model.hub import HubError, RemoteFile, Repository

for package in ("kaldifst", "sentencepiece", "tiktoken"):
    pytest.importorskip(package, reason=f"{package} comes with the extra indextts")

TINY = Path(__file__).parents[1] / "data" / "parity" / "tiny"
ENGINE = "indextts2"
REVISION = "c0ffee"


@dataclass
class FakeHub:
    """Serve the tiny checkpoint as if it were the large one, in the repositories' own layout.

    Args:
        breaks_at: fetches that the line breaks in, half way.
        damages: paths that come reversed.
        stops_at: fetches that the person stops, half way.
    """

    fetched: list[str] = field(default_factory=list)
    gone_on: list[str] = field(default_factory=list)
    breaks_at: set[int] = field(default_factory=set)
    stops_at: set[int] = field(default_factory=set)
    damages: set[str] = field(default_factory=set)

    def look(self, repository):
        return Repository(repository, REVISION, "a tag", tuple(self._files(repository)))

    def fetch(self, repository, file, place, came):
        assert repository.revision == REVISION
        number, data = len(self.fetched), self._data(repository.name, file.path)
        self.fetched.append(file.path)
        had = place.read_bytes() if place.is_file() else b""
        if had:
            self.gone_on.append(file.path)
        if file.path in self.damages:
            data = data[::-1]
        halts = number in self.breaks_at | self.stops_at
        data = data[: len(data) // 2] if halts else data
        place.write_bytes(had + data[len(had) :])
        came(len(data) - len(had))
        if number in self.stops_at:
            raise KeyboardInterrupt
        if number in self.breaks_at:
            raise HubError(f"{repository.name} did not answer")

    def _files(self, repository):
        for path, place in self._places(repository).items():
            source = TINY / place
            for file in sorted(source.rglob("*")) if path.endswith("/") else [source]:
                name = path + file.relative_to(source).as_posix() if path.endswith("/") else path
                data = file.read_bytes()
                yield RemoteFile(name, len(data), hashlib.sha256(data).hexdigest())
        yield RemoteFile("README.md", 3)
        yield RemoteFile("LICENSE.txt", 5)

    def _places(self, repository):
        sources = catalogue.catalogue()[ENGINE].sources
        return next(source.places for source in sources if source.name == repository)

    def _data(self, repository, path):
        if path == "LICENSE.txt":
            return b"terms"
        for wanted, place in self._places(repository).items():
            if path == wanted or (wanted.endswith("/") and path.startswith(wanted)):
                return (TINY / (place + path.removeprefix(wanted))).read_bytes()
        raise AssertionError(path)


@pytest.fixture
def hub(tmp_path, monkeypatch):
    fake = FakeHub()
    data, cache = tmp_path / "data", tmp_path / "cache"
    monkeypatch.setattr(engines.platformdirs, "user_data_dir", lambda name: str(data / name))
    monkeypatch.setattr(weights_job.platformdirs, "user_cache_dir", lambda name: str(cache / name))
    monkeypatch.setattr(command, "HuggingFace", lambda: fake)
    monkeypatch.setattr(weights, "free_memory", lambda: None)
    return fake


@pytest.fixture
def downloads(tmp_path):
    return tmp_path / "cache" / "takelane" / "downloads" / ENGINE


def at_terminal(monkeypatch, answer):
    """Put a person at the keyboard, or nobody."""
    monkeypatch.setattr(command.sys.stdin, "isatty", lambda: answer is not None, raising=False)
    monkeypatch.setattr("builtins.input", lambda prompt: answer)


def nothing_is_installed():
    home = engines.home()
    return engines.installed() == (engines.SHIPPED,) and not (home.exists() and any(home.iterdir()))


def test_weights_are_got_and_speak(hub, downloads, tmp_path, capsys):
    assert main(["weights", "get", "--yes"]) == 0
    told = capsys.readouterr()
    size, licence = told.out.index(" GB:"), told.out.index("bilibili Model Use License Agreement")
    assert size < licence
    assert "NO PAID WORK" in told.out
    assert "names: a tag" in told.out
    assert f"--engine {ENGINE}" in told.out
    assert "25 of 25: hf_cache/bigvgan/bigvgan_generator.pt" in told.err
    assert "README.md" not in hub.fetched
    assert engines.installed() == (engines.SHIPPED, ENGINE)
    folder = engines.folder(ENGINE)
    assert checkpoint.load(folder).config.name == "IndexTTS-2"
    assert (folder / "licences" / "amphion--MaskGCT" / "LICENSE.txt").read_text() == "terms"
    assert not downloads.exists()
    out = tmp_path / "line.wav"
    say = ["say", "Hello.", "--engine", ENGINE, "--duration", "0.8", "--out", str(out)]
    assert main(say) == 0
    assert out.is_file()


def test_what_an_engine_was_made_of_is_kept(hub, downloads):
    assert main(["weights", "get", "--yes", "--keep-download"]) == 0
    assert not list(downloads.rglob(f"*{catalogue.PART}"))
    source = json.loads((engines.folder(ENGINE) / weights.SOURCE_NAME).read_text())
    for place in ("gpt.pth", "hf_cache/bigvgan/bigvgan_generator.pt"):
        wanted = hashlib.sha256((TINY / place).read_bytes()).hexdigest()
        assert source["sha256"][place] == wanted
    one = weights.describe(ENGINE)
    assert f"amphion/MaskGCT@{REVISION}" in one.origin
    assert any("CC BY-NC 4.0" in licence for licence in one.licences)
    assert one.n_bytes > 100_000
    (engines.folder(ENGINE) / weights.SOURCE_NAME).write_text("[1]")
    assert weights.describe(ENGINE).origin == ()


def test_a_second_get_does_nothing(hub, capsys):
    main(["weights", "get", "--yes"])
    hub.fetched.clear()
    assert main(["weights", "get", "--yes"]) == 0
    assert hub.fetched == []
    assert "is installed" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("stop", "told"), [("breaks_at", "did not answer"), ("stops_at", "the same command goes on")]
)
def test_a_stopped_get_goes_on_where_it_stopped(hub, stop, told, capsys):
    setattr(hub, stop, {3})
    assert main(["weights", "get", "--yes"]) == 1
    err = capsys.readouterr().err
    assert told in err
    assert "Traceback" not in err
    assert nothing_is_installed()
    first = list(hub.fetched)
    assert main(["weights", "get", "--yes"]) == 0
    assert "have yet to come" in capsys.readouterr().out
    assert hub.fetched[4:][0] == hub.gone_on[0] == first[3]
    n_files = len(catalogue.order(ENGINE, hub).files)
    assert len(hub.fetched) == n_files + 1


def test_a_get_stopped_while_converting_leaves_the_download(hub, downloads, monkeypatch, capsys):
    def stop(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(checkpoint, "write", stop)
    assert main(["weights", "get", "--yes"]) == 1
    assert nothing_is_installed()
    assert (downloads / "gpt.pth").is_file()
    monkeypatch.undo()


def test_a_damaged_file_is_thrown_away_and_named(hub, capsys):
    hub.damages = {"s2mel.pth"}
    assert main(["weights", "get", "--yes"]) == 2
    assert "s2mel.pth came damaged" in capsys.readouterr().err
    assert nothing_is_installed()
    hub.damages, before = set(), len(hub.fetched)
    assert main(["weights", "get", "--yes"]) == 0
    assert "s2mel.pth" in hub.fetched[before:]
    assert "gpt.pth" not in hub.fetched[before:]


def test_nothing_is_fetched_without_agreement(hub, monkeypatch, capsys):
    at_terminal(monkeypatch, None)
    assert main(["weights", "get"]) == 2
    told = capsys.readouterr().err
    assert "--yes" in told
    assert told.count("\n") == 1
    at_terminal(monkeypatch, "n")
    assert main(["weights", "get"]) == 0
    assert "nothing was downloaded" in capsys.readouterr().out
    assert hub.fetched == []


def test_a_full_disk_is_said_before_anything_is_fetched(hub, monkeypatch, capsys):
    usage = shutil.disk_usage("/")._replace(free=1_000_000)
    monkeypatch.setattr(weights.shutil, "disk_usage", lambda folder: usage)
    assert main(["weights", "get", "--yes"]) == 2
    assert "are needed" in capsys.readouterr().err
    assert hub.fetched == []
    assert main(["weights", "add", str(TINY)]) == 2
    assert nothing_is_installed()


def test_a_disk_that_holds_download_and_engine_must_hold_both(tmp_path, monkeypatch):
    usage = shutil.disk_usage("/")._replace(free=1000)
    monkeypatch.setattr(weights.shutil, "disk_usage", lambda folder: usage)
    weights.check_disks({tmp_path / "a": 600})
    with pytest.raises(weights.WeightsError, match="make room"):
        weights.check_disks({tmp_path / "a": 600, tmp_path / "b" / "c": 600})


def test_a_disk_that_fills_up_leaves_nothing(hub, monkeypatch, capsys):
    def full(*_):
        raise SafetensorError("No space left on device")

    monkeypatch.setattr(checkpoint, "write", full)
    assert main(["weights", "add", str(TINY)]) == 2
    assert "make room" in capsys.readouterr().err
    assert nothing_is_installed()


def test_too_little_memory_is_said_before_anything_is_fetched(hub, monkeypatch, capsys):
    monkeypatch.setattr(weights, "free_memory", lambda: 1_000_000)
    assert main(["weights", "get", "--yes"]) == 2
    assert "of memory" in capsys.readouterr().err
    assert hub.fetched == []


def test_an_old_pickle_needs_memory_for_all_of_it(hub, tmp_path, monkeypatch, capsys):
    folder = tmp_path / "old"
    folder.mkdir()
    (folder / "gpt.pth").write_bytes(bytes(2_000_000))
    monkeypatch.setattr(weights, "free_memory", lambda: weights.WORKING_BYTES + 1_000_000)
    weights.check_memory()
    assert main(["weights", "add", str(folder)]) == 2
    assert "of memory" in capsys.readouterr().err


def test_a_file_that_left_its_repository_is_named(hub, monkeypatch, capsys):
    monkeypatch.setattr(hub, "look", lambda name: Repository(name, REVISION, "", ()))
    assert main(["weights", "get", "--yes"]) == 2
    assert "config.yaml" in capsys.readouterr().err


def test_an_engine_whose_weights_are_cut_off_is_told_with_what_mends_it(hub, capsys):
    assert main(["weights", "add", str(TINY), "--name", "mine"]) == 0
    assert weights.damage("mine") == ""
    path = engines.folder("mine") / "vocoder-0.safetensors"
    truncate(path)
    assert main(["doctor"]) == 0
    told = capsys.readouterr().out
    assert f"MISSING mine           {path} is damaged" in told
    assert "mend with: takelane weights remove mine" in told
    say = ["say", "Hello.", "--engine", "mine", "--out", str(path.with_name("a.wav"))]
    assert main(say) == 2
    assert "remove the engine and install it again" in capsys.readouterr().err


def test_a_folder_is_added_listed_and_removed(hub, monkeypatch, capsys):
    assert main(["weights", "add", str(TINY), "--name", "mine"]) == 0
    capsys.readouterr()
    assert main(["weights", "list", "--json"]) == 0
    listed = json.loads(capsys.readouterr().out)
    assert [one["name"] for one in listed["installed"]] == ["mine"]
    assert listed["installed"][0]["origin"] == [str(TINY)]
    assert listed["available"].keys() == catalogue.catalogue().keys()
    assert main(["doctor"]) == 0
    assert "mine" in capsys.readouterr().out
    assert main(["weights", "add", str(TINY), "--name", "mine"]) == 2
    at_terminal(monkeypatch, "n")
    assert main(["weights", "remove", "mine"]) == 0
    at_terminal(monkeypatch, None)
    assert main(["weights", "remove", "mine"]) == 2
    assert "mine" in engines.installed()
    assert main(["weights", "remove", "mine", "--yes"]) == 0
    assert nothing_is_installed()
    capsys.readouterr()
    assert main(["weights", "list"]) == 0
    assert ENGINE in capsys.readouterr().out


def test_the_newer_layout_is_added_with_what_it_links_to(hub):
    assert main(["weights", "add", str(TINY.parent / "tiny_v25")]) == 0
    source = json.loads((engines.folder("tiny_v25") / weights.SOURCE_NAME).read_text())
    assert "hf_cache/bigvgan/bigvgan_generator.pt" in source["sha256"]


def test_an_unfinished_engine_is_no_engine(hub):
    left = engines.home() / f"mine{weights.PARTIAL}" / "mine"
    left.mkdir(parents=True)
    (left / engines.CONFIG_NAME).write_text("{}")
    assert engines.installed() == (engines.SHIPPED,)
    weights.install(TINY, "mine", lambda _: None)
    assert [path.name for path in engines.home().iterdir()] == ["mine"]


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (["get", "indextts9"], "indextts9"),
        (["remove", "nobody", "--yes"], "nobody"),
        (["remove", "scratch", "--yes"], "stays"),
        (["add", "/does/not/exist"], "not a folder"),
        (["add", str(TINY), "--name", "../up"], "cannot be the name"),
        (["add", str(TINY), "--name", ""], "cannot be the name"),
        (["add", str(TINY), "--name", f"a{weights.PARTIAL}"], "cannot be the name"),
        (["add", str(TINY), "--name", "scratch"], "is there already"),
        (["add", str(TINY.parent)], "config.yaml"),
    ],
)
def test_bad_input_is_said(hub, arguments, word, capsys):
    assert main(["weights", *arguments]) == 2
    assert word in capsys.readouterr().err
    assert nothing_is_installed()


def truncate(path):
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def setting(place, value):
    """Change a config, YAML or JSON, at a dotted place."""

    def change(path):
        data = inner = yaml.safe_load(path.read_text())
        *way, last = place.split(".")
        for key in way:
            inner = inner[key]
        inner[last] = value
        path.write_text(json.dumps(data))

    return change


BIGVGAN, W2V = "hf_cache/bigvgan/config.json", "hf_cache/w2v-bert-2.0/config.json"
DAMAGES = [
    ("config.yaml", lambda path: path.write_text("gpt: [")),
    ("config.yaml", setting("gpt.heads", 7)),
    ("config.yaml", setting("s2mel.preprocess_params.spect_params.n_fft", 0)),
    ("config.yaml", setting("emo_num", [26])),
    ("gpt.pth", truncate),
    ("gpt.pth", lambda path: torch.save({"text_embedding.weight": torch.ones(())}, path)),
    ("s2mel.pth", lambda path: path.write_bytes(b"")),
    ("bpe.model", truncate),
    ("wav2vec2bert_stats.pt", lambda path: path.write_bytes(b"\x80\x02c__builtin__\neval\n.")),
    ("qwen0.6bemo4-merge/model.safetensors", truncate),
    ("qwen0.6bemo4-merge/tokenizer.json", Path.unlink),
    ("hf_cache/semantic_codec_model.safetensors", truncate),
    ("hf_cache/campplus_cn_common.bin", Path.unlink),
    ("hf_cache/bigvgan/bigvgan_generator.pt", truncate),
    (BIGVGAN, setting("resblock_kernel_sizes", [-1, 3, 3])),
    ("hf_cache/w2v-bert-2.0/model.safetensors", lambda path: path.write_bytes(b"\xff" * 64)),
    (W2V, lambda path: path.write_text("[]")),
]
SAID_OTHERWISE = {
    "config.yaml": "takelane",
    BIGVGAN: "vocoder",
    "gpt.pth": "text_embedding.weight",
}


@pytest.mark.parametrize(
    ("name", "damage"), DAMAGES, ids=[f"{n}-{i}" for i, (n, _) in enumerate(DAMAGES)]
)
def test_a_damaged_folder_is_refused_in_one_sentence_and_leaves_nothing(
    hub, name, damage, tmp_path, capsys
):
    folder = tmp_path / "damaged"
    shutil.copytree(TINY, folder, ignore=shutil.ignore_patterns("goldens*", "*.wav"))
    damage(folder / name)
    assert main(["weights", "add", str(folder)]) == 2
    told = capsys.readouterr().err.strip().splitlines()[-1]
    assert told.startswith("takelane: ")
    words = (Path(name).name.split(".")[0], SAID_OTHERWISE.get(name, name))
    assert any(word in told for word in words)
    assert nothing_is_installed()
