"""Be a DAW with a MIDI port of its own: send what comes on standard input, print what is heard.

The first argument names the port. Each line is a message in hexadecimal.
"""

from __future__ import annotations

import sys
import threading

import rtmidi


def say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def main() -> None:
    name = sys.argv[1]
    heard = rtmidi.MidiIn(rtmidi.API_UNIX_JACK, name="Peer")
    heard.ignore_types(sysex=False, timing=False, active_sense=True)
    heard.open_virtual_port(name)
    sent = rtmidi.MidiOut(rtmidi.API_UNIX_JACK, name="Peer")
    sent.open_virtual_port(name)
    say("ready")
    ended = threading.Event()
    listener = threading.Thread(target=listen, args=(heard, ended))
    listener.start()
    for line in sys.stdin:
        sent.send_message(bytes.fromhex(line))
    ended.set()
    listener.join()
    heard.delete()
    sent.delete()


def listen(heard: rtmidi.MidiIn, ended: threading.Event) -> None:
    """Take what has come, as a callback would wait for Python while Python waits for JACK."""
    while not ended.wait(0.001):
        while received := heard.get_message():
            say(bytes(received[0]).hex())


if __name__ == "__main__":
    main()
