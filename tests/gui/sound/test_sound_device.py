"""The device is opened, lost and found, and its absence is said and hurts nothing else."""

from __future__ import annotations

from daw_bridge.audio.devices import AudioError, OutputDevice
from gui.sound.device_menu import DeviceMenu, outputs
from gui.sound.heard import Heard
from gui.sound.sound_device import SoundDevice
from gui.sound.take_sound import TakeReader
from gui.sound.transport import Transport


def test_a_device_that_is_lost_and_found_is_told(device, stream, qtbot):
    device.warm_up()
    qtbot.waitUntil(lambda: device.label == stream.device)
    with qtbot.waitSignal(device.news) as news:
        stream.lose()
    assert "is gone" in news.args[0]
    assert device.label == ""
    with qtbot.waitSignal(device.news) as news:
        stream.find(44_100)
    assert "again" in news.args[0]
    assert device.label == stream.device
    assert "ms" in device.latency


def test_without_a_device_it_is_said_why(takes, qtbot):
    def none(*_):
        raise AudioError("no output device was found; plug in headphones")

    device = SoundDevice(none, scan=list)
    transport = Transport(device, TakeReader())
    with qtbot.waitSignal(device.news) as news:
        transport.hear(Heard("{1}", 0.0, takes))
    assert news.args[0] == "No sound: no output device was found; plug in headphones."
    assert device.reason.startswith("no output device")
    assert not transport.playing
    transport.stop()
    transport.set_gain(0.5)
    transport.close()
    device.close()


def test_devices_and_channels_stand_in_a_menu(device, stream, qtbot):
    device.warm_up()
    qtbot.waitUntil(lambda: bool(device.label))
    menu = DeviceMenu(device)
    menu.show_devices(
        [
            OutputDevice(0, "Fake", "no sound system", 2, 48_000, 0.01, default=True),
            OutputDevice(1, "Desk", "ALSA", 4, 48_000, 0.01, default=False),
        ]
    )
    first, desk = menu.actions()[:2]
    assert first.isChecked()
    assert [action.text() for action in desk.menu().actions()][:2] == [
        "Channels 1 and 2",
        "Channels 3 and 4",
    ]
    with qtbot.waitSignal(device.news) as news:
        desk.menu().actions()[1].trigger()
    assert "Desk" in news.args[0]
    assert device.label == stream.device
    menu.show_devices([])
    assert "No sound device was found" in menu.actions()[0].text()


def test_outputs_are_named():
    assert outputs(3)[0] == ("Channels 1 and 2", ())
    assert ("Channel 3", (3,)) in outputs(3)
