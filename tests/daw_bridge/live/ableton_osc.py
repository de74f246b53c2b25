"""Answer as AbletonOSC does: on one port of the asker's host, once a tick, indices first.

What it does not know it passes over in silence, and of what goes wrong it tells on `/live/error`.
"""

from __future__ import annotations

import socket

from daw_bridge.osc import LOOPBACK
from daw_bridge.osc_codec import OscError, OscMessage, decode, encode

_SONG = ("tempo", "current_song_time", "is_playing", "loop", "loop_start", "loop_length")


class AbletonOsc:
    """Serve one song; `tick` is called ten times a second in Live, and oftener in a test."""

    def __init__(self, song, port, answer_port):
        self._song = song
        self._asker = (LOOPBACK, answer_port)
        self._answer_port = answer_port
        self._listeners = {}
        self._plan = None
        self._heard = 0
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind((LOOPBACK, port))
        self._socket.setblocking(False)
        self.port = self._socket.getsockname()[1]
        self._handlers = dict(self._song_handlers()) | dict(self._track_handlers())
        self._tell("/live/startup", ())

    def tick(self):
        while True:
            try:
                datagram, (host, _port) = self._socket.recvfrom(65_536)
            except BlockingIOError:
                return
            self._asker = (host, self._answer_port)
            try:
                for message in decode(datagram):
                    self._handle(message)
            except OscError:
                continue

    def before(self, n, act):
        """Do something in Live once n messages were heard, from the next look at the tracks on."""
        self._plan, self._heard = (n, act), 0

    def close(self):
        self._socket.close()

    def _handle(self, message):
        if self._plan and (self._heard or message.address == "/live/song/get/track_names"):
            if self._heard == self._plan[0]:
                self._plan[1]()
            self._heard += 1
        handler = self._handlers.get(message.address)
        if handler is None:
            return
        try:
            answer = handler(*message.args)
        except Exception as error:
            self._tell("/live/error", (f"Error handling message: {error}",))
            return
        if answer is not None:
            self._tell(message.address, answer)

    def _tell(self, address, args):
        self._socket.sendto(encode(OscMessage(address, tuple(args))), self._asker)

    def _song_handlers(self):
        song = self._song
        yield "/live/application/get/version", lambda: (12, 2)
        yield "/live/song/get/track_names", lambda: tuple(track.name for track in song.tracks)
        yield "/live/song/get/track_data", self._of_tracks
        yield (
            "/live/song/get/cue_points",
            lambda: tuple(part for cue in song.cue_points for part in (cue.name, float(cue.time))),
        )
        yield "/live/song/continue_playing", lambda: song.continue_playing()
        yield "/live/song/stop_playing", lambda: song.stop_playing()
        for name in _SONG:
            yield from self._property("song", name, lambda: self._song, 0)

    def _track_handlers(self):
        yield from self._property("track", "arm", self._track, 1)
        for what in ("name", "length", "start_time"):
            yield f"/live/track/get/arrangement_clips/{what}", self._of_clips(what)
        yield (
            "/live/track/get/devices/class_name",
            lambda t: (t, *(device.class_name for device in self._track(t).devices)),
        )
        yield (
            "/live/device/get/parameters/name",
            lambda t, d: (t, d, *(p.name for p in self._track(t).devices[d].parameters)),
        )
        yield "/live/device/start_listen/parameter/value", self._listen_to_parameter

    def _track(self, number):
        return self._song.tracks[int(number)]

    def _of_tracks(self, first, end, *properties):
        names = [name.removeprefix("track.") for name in properties]
        return tuple(getattr(self._track(n), name) for n in range(first, end) for name in names)

    def _of_clips(self, what):
        def answer(track):
            clips = self._track(track).arrangement_clips
            values = (getattr(clip, what) for clip in clips)
            return (track, *(value if what == "name" else float(value) for value in values))

        return answer

    def _property(self, kind, name, target, n_indices):
        address = f"/live/{kind}/get/{name}"

        def get(*indices):
            return (*indices, getattr(target(*indices), name))

        def put(*args):
            found = target(*args[:n_indices])
            setattr(found, name, type(getattr(found, name))(args[-1]))

        def listen(*indices):
            found = target(*indices)
            self._add((address, indices), found, name, lambda: (*indices, getattr(found, name)))

        def unlisten(*indices):
            listener = self._listeners.pop((address, indices), None)
            if listener in target(*indices)._listeners[name]:
                target(*indices)._listeners[name].remove(listener)

        yield address, get
        yield address.replace("/get/", "/set/"), put
        yield address.replace("/get/", "/start_listen/"), listen
        yield address.replace("/get/", "/stop_listen/"), unlisten

    def _listen_to_parameter(self, track, device, number):
        parameter = self._track(track).devices[device].parameters[number]
        key = ("/live/device/get/parameter/value", (track, device, number))
        self._add(key, parameter, "value", lambda: (track, device, number, parameter.value))

    def _add(self, key, target, name, value):
        def listener():
            self._tell(key[0], value())

        self._listeners[key] = listener
        target._listeners[name].append(listener)
        listener()
