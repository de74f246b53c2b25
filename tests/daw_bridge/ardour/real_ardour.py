"""Run real Ardour without a screen or a sound card."""

from __future__ import annotations

import base64
import os
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from pythonosc.udp_client import SimpleUDPClient

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


class Ardour:
    """Keep the settings of one Ardour, with our plug-in among its scripts."""

    def __init__(self, home: Path) -> None:
        self.settings = home / ".config" / "ardour7"
        self.variables = {"HOME": str(home), "XDG_CONFIG_HOME": str(home / ".config")}
        scripts = self.settings / "scripts"
        scripts.mkdir(parents=True)
        shutil.copy(SCRIPTS / "takelane_emotion.lua", scripts)

    def lua(self, script: str, session: Path, **variables: str) -> list[list[str]]:
        """Run a script of this folder on a session and give the rows that it prints."""
        names = {**self.variables, "DIR": str(session.parent), "NAME": session.stem}
        done = subprocess.run(
            ["ardour7-lua", str(HERE / script)],
            env={**os.environ, **names, **variables},
            capture_output=True,
            text=True,
            timeout=120,
            check=False,  # it may stumble on its way out, when all is done
        )
        rows = [line.split("\t") for line in done.stdout.splitlines()]
        assert ["done"] in rows, done.stdout + done.stderr
        return rows

    def session(self, folder: Path) -> Path:
        """Make a session with ranges, marks and lanes that Ardour itself has saved."""
        path = folder / "harbour.ardour"
        self.lua("make_session.lua", path)
        text = re.sub(r"  </Locations>\n", MORE_LOCATIONS, path.read_text())
        path.write_text(text)
        self.lua("probe_session.lua", path, SAVE="1")
        return path

    @contextmanager
    def window(self, session: Path) -> Iterator[Callable[..., None]]:
        """Open a session in Ardour's window, and give a way to send it OSC messages."""
        self._settle(session)
        with _screen() as display:
            running = subprocess.Popen(
                ["ardour", "-n", "-a", "-d", str(session)],
                env={**os.environ, **self.variables, "DISPLAY": display},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
            try:
                yield self._send
            finally:
                running.terminate()
                running.wait(30)

    def _send(self, address: str, *arguments: str) -> None:
        """Send a message to where Ardour says it listens; before it does, nothing."""
        port = re.search(r":(\d+)/", (self.settings / "osc_url").read_text())
        if port:
            SimpleUDPClient("127.0.0.1", int(port[1])).send_message(address, arguments)

    def _settle(self, session: Path) -> None:
        """Answer all that Ardour asks when it is first started, and install our action."""
        for name, text in SETTINGS.items():
            (self.settings / name).write_text(text)
        script = (SCRIPTS / "takelane_place.lua").read_text()
        factory = f"local function ardour () end {script}\nreturn factory (...)"
        fields = {"n": "place", "s": script, "f": factory, "c": ""}
        stored = "".join(f'scripts[1]["{key}"] = {_quoted(text)} ' for key, text in fields.items())
        stored = f'scripts = {{}} scripts[1] = {{}} {stored}scripts[1]["a"] = {{}} '
        encoded = base64.b64encode(stored.encode()).decode()
        (self.settings / "ui_scripts").write_text(
            f'<UIScripts><ActionScript lua="Lua 5.3">{encoded}</ActionScript><ActionHooks/>'
            "</UIScripts>\n"
        )
        text = re.sub(r'(Sound Control \(OSC\)" active=)"0"', r'\1"1"', session.read_text())
        session.write_text(re.sub(r"<EngineHints[^>]*/>", "", text))


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


@contextmanager
def _screen() -> Iterator[str]:
    """Run an X server that nobody sees, and give its name."""
    read, write = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(write), "-screen", "0", "1600x1000x24", "-nolisten", "tcp"],
        pass_fds=[write],
        stderr=subprocess.DEVNULL,
    )
    os.close(write)
    try:
        with os.fdopen(read) as display:
            yield f":{display.readline().strip()}"
    finally:
        server.terminate()
        server.wait(30)
