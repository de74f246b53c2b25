import ctypes
import os
import sys

import pytest

from daw_bridge.audio import devices
from daw_bridge.audio.card import columns
from daw_bridge.audio.devices import AudioError, OutputDevice, choose, output_devices, scan


def device(index, name, host_api="ALSA", default=False):
    return OutputDevice(index, name, host_api, 2, 48_000, 0.03, default)


DEVICES = [
    device(4, "HDA Intel PCH: ALC295 Analog (hw:0,0)"),
    device(5, "Scarlett 2i2 USB: Audio (hw:1,0)"),
    device(7, "default", default=True),
    device(9, "Speakers", "MME"),
    device(12, "Speakers", "Windows WASAPI"),
]


@pytest.mark.parametrize(
    ("wanted", "index"),
    [
        ("", 7),
        ("Scarlett 2i2 USB: Audio, ALSA", 5),
        ("Scarlett 2i2 USB: Audio (hw:3,0), ALSA", 5),
        ("scarlett", 5),
        ("Speakers, MME", 9),
        ("wasapi", 12),
        ("default", 7),
    ],
)
def test_devices_are_chosen_by_names_that_last(wanted, index):
    assert choose(DEVICES, wanted).index == index


def test_every_label_chooses_its_device():
    assert [choose(DEVICES, device.label) for device in DEVICES] == DEVICES


@pytest.mark.parametrize("wanted", ["Focusrite", "Speakers", "a"])
def test_a_name_of_none_or_many_is_said_with_the_choices(wanted):
    with pytest.raises(AudioError, match=f'"{wanted}"; there are: .*Scarlett 2i2 USB: Audio, ALSA'):
        choose(DEVICES, wanted)


def test_without_devices_it_is_said_what_to_do():
    with pytest.raises(AudioError, match=r"plug in headphones .* or start PipeWire or JACK"):
        choose([])


def test_channels_are_those_there_are():
    headset = OutputDevice(0, "Headset", "ALSA", 1, 16_000, 0.03, False)
    assert columns(headset) == [0]
    assert columns(DEVICES[0]) == [0, 1]
    assert columns(DEVICES[0], [2]) == [1]
    with pytest.raises(AudioError, match="Headset, ALSA has 1 channels, none with number 2"):
        columns(headset, [1, 2])


class Library:
    """Be sounddevice on a computer with one interface that also records."""

    class PortAudioError(Exception):
        pass

    def __init__(self, *found):
        self.found = found

    def query_hostapis(self):
        return [{"name": "ALSA"}, {"name": "JACK"}]

    def query_devices(self, kind=None):
        if kind and not self.found:
            raise self.PortAudioError
        return self.found[-1] if kind else self.found


def found(index, name, outputs):
    return {
        "index": index,
        "name": name,
        "hostapi": index % 2,
        "max_output_channels": outputs,
        "default_samplerate": 44_100.0,
        "default_high_output_latency": 0.035,
    }


def test_only_what_plays_is_listed(monkeypatch):
    library = Library(found(0, "Microphone", 0), found(1, "Interface", 8))
    monkeypatch.setitem(sys.modules, "sounddevice", library)
    assert output_devices() == [OutputDevice(1, "Interface", "JACK", 8, 44_100, 0.035, True)]


def test_a_computer_without_devices_has_none(monkeypatch):
    monkeypatch.setitem(sys.modules, "sounddevice", Library())
    assert output_devices() == []


def test_a_missing_library_is_said(monkeypatch):
    monkeypatch.setitem(sys.modules, "sounddevice", None)
    with pytest.raises(AudioError, match="install libportaudio2"):
        output_devices()


@pytest.mark.skipif(
    ctypes.util.find_library("portaudio") is None, reason="PortAudio is not installed"
)
def test_a_scan_leaves_portaudio_out_of_this_process(monkeypatch):
    monkeypatch.setitem(os.environ, "JACK_NO_START_SERVER", "1")
    monkeypatch.setitem(os.environ, "JACK_DEFAULT_SERVER", "takelane-test-none")
    before = "sounddevice" in sys.modules
    assert all(isinstance(device, OutputDevice) for device in scan())
    assert ("sounddevice" in sys.modules) == before


def test_a_scan_that_hangs_is_given_up():
    with pytest.raises(AudioError, match="does not answer"):
        scan(timeout=0.0)


def test_a_scan_that_ends_without_a_word_is_said(monkeypatch):
    monkeypatch.setattr(devices, "_tell_devices", id)
    with pytest.raises(AudioError, match="does not answer"):
        scan()
