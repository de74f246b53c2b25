"""Run real Ardour without a screen or a sound card."""

from __future__ import annotations

import base64
import os
import re
import shutil
import signal
import struct
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from pythonosc.udp_client import SimpleUDPClient

from tests.patience import PATIENCE, wait_until

SCRIPTS = Path(__file__).parents[3] / "daw_bridge" / "scripts" / "ardour"
HERE = Path(__file__).parent

needs_ardour = pytest.mark.skipif(
    not all(shutil.which(command) for command in ("ardour", "ardour7-lua", "Xvfb")),
    reason="Ardour 7 and Xvfb are not here; get them with: apt-get install ardour xvfb",
)

MORE_LOCATIONS = """\
    <Location id="9001" name="Scene 2" start="a846720000" end="a846720000" flags="IsMark"/>
    <Location id="9002" name="Loop" start="a0" end="a564480000" flags="IsAutoLoop"/>
    <Location id="9003" name="Punch" start="a0" end="a564480000" flags="IsAutoPunch"/>
    <Location id="9004" name="MARA: In beats." start="b23040" end="b46080" flags="IsRangeMarker"/>
  </Locations>
"""

ACTIONS = ("takelane_place.lua", "takelane_render.lua")
HOOK = "takelane_live.lua"

_SIGNALS, _TEN_A_SECOND = 49, 47
"""How many signals hooks can have in Ardour 7.3, and which of them our hook has."""

SETTINGS = {
    ".a7": "",  # has been here before: no wizard
    "osc_url": "\n",  # Ardour writes into it where it listens
    "instant.xml": "<instant><no-memory-warning/></instant>\n",
    "config": """<Ardour>
  <Config>
    <Option name="try-autostart-engine" value="1"/>
    <Option name="hide-dummy-backend" value="0"/>
    <Option name="discover-plugins-on-start" value="0"/>
  </Config>
  <Extra><AudioMIDISetup><EngineStates>
    <State backend="None (Dummy)" driver="Normal Speed" device="Silence" input-device=""
      output-device="" sample-rate="48000" buffer-size="1024" n-periods="0" input-latency="0"
      output-latency="0" lm-input="" lm-output="" active="1" use-buffered-io="0" lru="1"
      midi-option="1 in, 1 out, Silence"><MIDIDevices/></State>
  </EngineStates></AudioMIDISetup></Extra>
</Ardour>
""",
}
"""For an Ardour that asks nothing and makes no sound."""


class RealArdour:
    """Keep the settings of one Ardour, with our scripts among its own."""

    def __init__(self, home: Path) -> None:
        self.settings = home / ".config" / "ardour7"
        self._program = home / "test.lua"
        self.variables = {
            "HOME": str(home),
            "XDG_CONFIG_HOME": str(home / ".config"),
            "TAKELANE_TEST_LUA": str(self._program),
        }
        scripts = self.settings / "scripts"
        scripts.mkdir(parents=True)
        shutil.copy(SCRIPTS / "takelane_emotion.lua", scripts)

    def lua(self, script: str, **variables: str) -> list[list[str]]:
        """Run a script of this folder and give the rows that it prints."""
        done = subprocess.run(
            ["ardour7-lua", str(HERE / script)],
            env={**os.environ, **self.variables, **variables},
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,  # it may stumble on its way out, when all is done
        )
        rows = [line.split("\t") for line in done.stdout.splitlines()]
        assert ["done"] in rows, done.stdout + done.stderr
        return rows

    def on(self, script: str, session: Path, **variables: str) -> list[list[str]]:
        """Run a script of this folder on a session."""
        return self.lua(script, DIR=str(session.parent), NAME=session.stem, **variables)

    def session(self, folder: Path) -> Path:
        """Make a session with ranges, marks and lanes that Ardour itself has saved."""
        path = folder / "harbour.ardour"
        self.on("make_session.lua", path)
        text = re.sub(r"  </Locations>\n", MORE_LOCATIONS, path.read_text())
        path.write_text(text)
        self.on("probe_session.lua", path, SAVE="1")
        return path

    def add_scripts(self) -> None:
        """Add our actions and our hook, and an action by which a test can do anything."""
        stored = self.settings / "stored"
        actions = [*(SCRIPTS / name for name in ACTIONS), HERE / "run_lua.lua"]
        self.lua(
            "bind_scripts.lua",
            OUT=str(stored),
            ACTIONS="\n".join(map(str, actions)),
            HOOKS=str(SCRIPTS / HOOK),
        )
        action, hook = (base64.b64encode(program).decode() for program in _strings(stored))
        signals = "".join("01"[n == _TEN_A_SECOND] for n in reversed(range(_SIGNALS)))
        (self.settings / "ui_scripts").write_text(
            f'<UIScripts><ActionScript lua="Lua 5.3">{action}</ActionScript><ActionHooks>'
            f'<LuaCallback lua="Lua 5.3" id="77" name="live" signals="{signals}">{hook}'
            "</LuaCallback></ActionHooks></UIScripts>\n"
        )

    @contextmanager
    def window(self, session: Path) -> Iterator[Window]:
        """Open a session in Ardour's window, on a screen of its own."""
        with screen() as display, self.window_on(display, session) as window:
            yield window

    @contextmanager
    def window_on(self, display: str, session: Path) -> Iterator[Window]:
        """Open a session in Ardour's window."""
        for name, text in SETTINGS.items():
            (self.settings / name).write_text(text)
        text = re.sub(r'(Sound Control \(OSC\)" active=)"0"', r'\1"1"', session.read_text())
        session.write_text(re.sub(r"<EngineHints[^>]*/>", "", text))
        running = subprocess.Popen(
            ["ardour", "-n", "-a", "-d", str(session)],
            env={**os.environ, **self.variables, "DISPLAY": display},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,  # the program that we start is a script around Ardour
        )
        window = Window(self.settings, self._program, running)
        try:
            yield window
        finally:
            window.kill()


class Window:
    """Hold a running Ardour, which a test can talk to by OSC and in Lua."""

    def __init__(self, settings: Path, program: Path, process: subprocess.Popen[bytes]) -> None:
        self._settings = settings
        self._program = program
        self._process = process

    def send(self, address: str, *arguments: str | int) -> None:
        """Send a message to where Ardour says it listens; before it does, nothing."""
        with suppress(FileNotFoundError):
            port = re.search(r":(\d+)/", (self._settings / "osc_url").read_text())
            if port:
                SimpleUDPClient("127.0.0.1", int(port[1])).send_message(address, arguments)

    def action(self, slot: int) -> None:
        """Run one of the actions, as its key would; they count from 1."""
        self.send("/access_action", f"LuaAction/script-{slot}")

    def lua(self, program: str) -> str:
        """Let Ardour run a program and give what it returns."""
        done = self._program.with_name(f"{self._program.name}.done")
        done.unlink(missing_ok=True)
        self._program.write_text(program)
        wait_until(done.exists, lambda: self.action(len(ACTIONS) + 1), every=0.3)
        answer = done.read_text()
        assert not answer.startswith("error: "), answer
        return answer

    def kill(self) -> None:
        """End it as a crash would, with everything that it has started."""
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait(PATIENCE)


def rows_of(rows: Sequence[Sequence[str]], kind: str) -> list[Sequence[str]]:
    """Give the rows of a kind, without it."""
    return [row[1:] for row in rows if row[0] == kind]


def _strings(path: Path) -> Iterator[bytes]:
    data, at = path.read_bytes(), 0
    while at < len(data):
        (size,) = struct.unpack_from("<I", data, at)
        yield data[at + 4 : at + 4 + size]
        at += 4 + size


@contextmanager
def screen(height: int = 1000) -> Iterator[str]:
    """Run an X server that nobody sees, and give its name."""
    read, write = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(write), "-screen", "0", f"1600x{height}x24", "-nolisten", "tcp"],
        pass_fds=[write],
        stderr=subprocess.DEVNULL,
    )
    os.close(write)
    try:
        with os.fdopen(read) as display:
            yield f":{display.readline().strip()}"
    finally:
        server.terminate()
        server.wait(PATIENCE)
