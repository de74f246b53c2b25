"""Be a DAW with a MIDI port of its own: send what comes on standard input, print what is heard.

The first argument names the port. Each line is a message in hexadecimal.
"""

from __future__ import annotations

import sys

import rtmidi


def say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def main() -> None:
    name = sys.argv[1]
    heard = rtmidi.MidiIn(rtmidi.API_UNIX_JACK, name="Peer")
    heard.ignore_types(sysex=False, timing=False, active_sense=True)
    heard.set_callback(lambda event, _: say(bytes(event[0]).hex()))
    heard.open_virtual_port(name)
    sent = rtmidi.MidiOut(rtmidi.API_UNIX_JACK, name="Peer")
    sent.open_virtual_port(name)
    say("ready")
    for line in sys.stdin:
        sent.send_message(bytes.fromhex(line))
    heard.delete()
    sent.delete()


if __name__ == "__main__":
    main()
