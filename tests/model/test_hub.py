"""The hub is asked and heard through a network that breaks; everything here is scripted."""

import http.client
import io
import urllib.error
from types import SimpleNamespace

import pytest

from model import hub
from model.extras import MissingExtraError
from model.hub import HubError, HuggingFace, RemoteFile, Repository

DATA = bytes(range(256)) * 40
REPOSITORY = Repository("someone/something", "abc", "mit", ())
FILE = RemoteFile("gpt.pth", len(DATA))


class LineError(Exception):
    """What the network library under the hub's tools raises; no OSError."""


class HfHubHTTPError(LineError, OSError):
    """What the hub's tools raise."""


@pytest.fixture
def library(monkeypatch):
    """Stand in for huggingface_hub."""
    fake = SimpleNamespace(
        errors=SimpleNamespace(HfHubHTTPError=HfHubHTTPError),
        utils=SimpleNamespace(build_hf_headers=lambda: {"authorization": "Bearer secret"}),
        hf_hub_url=lambda name, path, revision: f"https://hub.test/{name}/{revision}/{path}",
    )
    monkeypatch.setattr(hub, "extra", lambda name: fake)
    return fake


class Line:
    """Answer one request after the other as the script says.

    A step is how many bytes come before the line goes dead, or what is raised.
    """

    def __init__(self, *script, ranges=True):
        self.script, self.ranges, self.asked = list(script), ranges, []

    def __call__(self, request, timeout):
        assert timeout > 0
        asked = request.get_header("Range")
        self.asked.append(asked)
        assert request.unredirected_hdrs["Authorization"] == "Bearer secret"
        assert "Authorization" not in request.headers
        step = self.script.pop(0)
        if isinstance(step, Exception):
            raise step
        start = int(asked.removeprefix("bytes=").removesuffix("-")) if asked and self.ranges else 0
        answer = io.BytesIO(DATA[start : start + step])
        answer.status = http.client.PARTIAL_CONTENT if start else http.client.OK
        return answer


def fetched(monkeypatch, place, line):
    """Fetch through a line; give how many bytes were told to have come."""
    monkeypatch.setattr(hub.urllib.request, "urlopen", line)
    told = []
    HuggingFace().fetch(REPOSITORY, FILE, place, told.append)
    return sum(told)


def test_a_line_that_breaks_is_gone_on_with(library, monkeypatch, tmp_path):
    line = Line(1000, ConnectionResetError("gone"), 3000, len(DATA))
    assert fetched(monkeypatch, tmp_path / "part", line) == len(DATA)
    assert (tmp_path / "part").read_bytes() == DATA
    assert line.asked == [None, "bytes=1000-", "bytes=1000-", "bytes=4000-"]


def test_what_an_earlier_call_brought_is_kept(library, monkeypatch, tmp_path):
    (tmp_path / "part").write_bytes(DATA[:5000])
    line = Line(len(DATA))
    assert fetched(monkeypatch, tmp_path / "part", line) == len(DATA) - 5000
    assert (tmp_path / "part").read_bytes() == DATA


def test_a_server_that_cannot_go_on_begins_again(library, monkeypatch, tmp_path):
    (tmp_path / "part").write_bytes(DATA[:5000])
    line = Line(len(DATA), ranges=False)
    assert fetched(monkeypatch, tmp_path / "part", line) == len(DATA) - 5000
    assert (tmp_path / "part").read_bytes() == DATA


@pytest.mark.parametrize("step", [0, TimeoutError("silence"), http.client.IncompleteRead(b"")])
def test_a_dead_line_is_given_up_and_what_came_is_kept(library, monkeypatch, tmp_path, step):
    line = Line(1000, *[step] * hub.TRIES)
    with pytest.raises(HubError, match="what has come is kept"):
        fetched(monkeypatch, tmp_path / "part", line)
    assert (tmp_path / "part").read_bytes() == DATA[:1000]
    assert line.script == []


def test_a_refusal_is_not_asked_again(library, monkeypatch, tmp_path):
    refusal = urllib.error.HTTPError("https://hub.test", 403, "Forbidden", None, None)
    with pytest.raises(HubError, match="403"):
        fetched(monkeypatch, tmp_path / "part", Line(refusal))


def test_a_full_disk_is_not_blamed_on_the_network(library, monkeypatch, tmp_path):
    with pytest.raises(FileNotFoundError):
        fetched(monkeypatch, tmp_path / "nowhere" / "part", Line(len(DATA)))


def test_a_repository_is_described(library):
    class Api:
        def model_info(self, name, files_metadata):
            assert files_metadata
            siblings = [
                SimpleNamespace(rfilename="config.json", size=3, lfs=None),
                SimpleNamespace(rfilename="gpt.pth", size=9, lfs={"sha256": "f00"}),
            ]
            return SimpleNamespace(sha="abc", card_data={"license": "mit"}, siblings=siblings)

    library.HfApi = Api
    found = HuggingFace().look("someone/something")
    files = (RemoteFile("config.json", 3), RemoteFile("gpt.pth", 9, "f00"))
    assert found == Repository("someone/something", "abc", "mit", files)


@pytest.mark.parametrize("failure", [LineError("no route\nmore"), HfHubHTTPError("401"), OSError()])
def test_a_hub_that_cannot_be_reached_is_said(library, failure):
    class Api:
        def model_info(self, name, files_metadata):
            raise failure

    library.HfApi = Api
    with pytest.raises(HubError, match="someone/something did not answer") as said:
        HuggingFace().look("someone/something")
    assert "\n" not in str(said.value)


def test_without_the_hubs_tools_it_is_said_how_to_get_them(monkeypatch):
    monkeypatch.setitem(
        hub.HuggingFace.look.__globals__["extra"].__globals__, "import_module", fail
    )
    with pytest.raises(MissingExtraError, match=r"takelane\[indextts\]"):
        HuggingFace().look("someone/something")


def fail(name):
    raise ModuleNotFoundError(name=name)
