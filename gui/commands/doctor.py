"""Check what is installed and say how to mend what is missing."""

from __future__ import annotations

import argparse
import json
import os
import platform
import socket
from dataclasses import asdict, dataclass
from importlib.metadata import PackageNotFoundError, version

import presets
from daw_bridge.audio import devices
from daw_bridge.audio.devices import AudioError
from model import catalogue, engines, voices, weights
from model.kernels.library import library

PACKAGES: dict[str, str] = {
    "numpy": "to compute",
    "torch": "to speak",
    "soxr": "to change sample rates",
    "num2words": "to read numbers aloud",
    "PyQt6": "for the window",
    "sounddevice": "to audition",
    "mido": "for MIDI",
    "python-osc": "to talk to the DAW",
    "transformers": "for the IndexTTS-2 engine",
}
PORTS: dict[str, int] = {"REAPER": 8000, "Ableton Live": 11000, "Ardour": 3819}


@dataclass(frozen=True, slots=True)
class Check:
    """Hold one finding: what, whether it is well, what was found, and how to mend it."""

    name: str
    ok: bool
    found: str
    mend: str = ""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("--json", action="store_true", help="print the findings as JSON")


def run(args: argparse.Namespace) -> None:
    """Print every finding, and the command that mends what is missing."""
    checks = [_system(), *_packages(), _kernels(), _voice(), *_engines(), *_sound(), *_ports()]
    if args.json:
        print(json.dumps([asdict(check) for check in checks], indent=1))
        return
    for check in checks:
        print(f"{'ok     ' if check.ok else 'MISSING'} {check.name:14} {check.found}")
        if check.mend and not check.ok:
            print(f"        mend with: {check.mend}")


def _system() -> Check:
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return Check("system", True, f"{platform.platform()}, Python {platform.python_version()}, "
                 f"{cores} cores")  # fmt: skip


def _packages() -> list[Check]:
    found = []
    for name, purpose in PACKAGES.items():
        try:
            found.append(Check(name, True, f"{version(name)}, {purpose}"))
        except PackageNotFoundError:
            mend = f"pip install {name}"
            found.append(Check(name, False, f"not installed; needed {purpose}", mend))
    return found


def _kernels() -> Check:
    """Tell whether IndexTTS-2 decodes as fast as it can; being without is no fault."""
    found = library()
    if found is None:
        return Check(
            "kernels",
            True,
            "not compiled, so IndexTTS-2 takes longer; with a C compiler, install Takelane again",
        )
    return Check("kernels", True, f"compiled, used with {found.takelane_instructions().decode()}")


def _voice() -> Check:
    folder = presets.folder("voices") / "scratch"
    try:
        names = ", ".join(voices.installed(folder))
    except (OSError, ValueError) as error:
        return Check("scratch voice", False, str(error), "pip install --force-reinstall .")
    return Check("scratch voice", True, f"voices: {names}")


def _engines() -> list[Check]:
    """Tell which official weights are there; being without is no fault."""
    found = []
    for name in sorted({*catalogue.catalogue(), *engines.installed()} - {engines.SHIPPED}):
        if name in engines.installed() and (damage := weights.damage(name)):
            found.append(Check(name, False, damage, f"takelane weights remove {name}"))
        elif name in engines.installed():
            size = weights.describe(name).n_bytes
            found.append(Check(name, True, f"installed, {size / 1e9:.2f} GB"))
        else:
            found.append(Check(name, True, f"not installed; takelane weights get {name}"))
    return found


def _sound() -> list[Check]:
    """Name the devices that takes can be heard on; only auditioning needs one."""
    try:
        found = devices.scan()
    except AudioError as error:
        return [Check("sound", False, str(error))]
    if not found:
        return [Check("sound", True, devices.NO_DEVICE)]
    return [
        Check(
            "sound",
            True,
            f"{device.label}: {device.channels} channels, {device.sample_rate} Hz, "
            f"{1000 * device.latency:.0f} ms{', the default' if device.default else ''}",
        )
        for device in found
    ]


def _ports() -> list[Check]:
    """Tell which DAW ports something listens on; a free one is no fault."""
    found = []
    for daw, port in PORTS.items():
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                found.append(Check(daw, True, f"something listens on port {port}"))
            else:
                found.append(Check(daw, True, f"port {port} is quiet"))
    return found
