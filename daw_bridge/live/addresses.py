"""Name what AbletonOSC understands and says; nobody else spells its addresses.

Times are beats. A question is answered on its own address, its indices first; a listener speaks
on the address of the question for the same thing. An unknown address is answered by silence.
"""

from __future__ import annotations

SEND_PORT, LISTEN_PORT = 11_000, 11_001
"""Where AbletonOSC listens, and where its answers go, whoever has asked."""

STARTUP, ERROR = "/live/startup", "/live/error"
VERSION = "/live/application/get/version"

TRACK_NAMES = "/live/song/get/track_names"
TRACK_DATA = "/live/song/get/track_data"
"""Asks for properties of the tracks from one number up to another; no indices are in its answer."""

CUE_POINTS = "/live/song/get/cue_points"
CLIP_NAMES, CLIP_LENGTHS, CLIP_STARTS = (
    f"/live/track/get/arrangement_clips/{what}" for what in ("name", "length", "start_time")
)
DEVICE_CLASSES = "/live/track/get/devices/class_name"
PARAMETER_NAMES = "/live/device/get/parameters/name"

TEMPO, SONG_TIME, IS_PLAYING, LOOP, LOOP_START, LOOP_LENGTH = SONG = tuple(
    f"/live/song/get/{what}"
    for what in ("tempo", "current_song_time", "is_playing", "loop", "loop_start", "loop_length")
)
"""What is listened to in every song."""

ARM = "/live/track/get/arm"
PARAMETER = "/live/device/get/parameter/value"

CONTINUE, STOP = "/live/song/continue_playing", "/live/song/stop_playing"


def start_listen(address: str) -> str:
    """Give the address that begins to listen to what a question asks."""
    return address.replace("/get/", "/start_listen/")


def stop_listen(address: str) -> str:
    """Give the address that ends it."""
    return address.replace("/get/", "/stop_listen/")


def setter(address: str) -> str:
    """Give the address that sets what a question asks."""
    return address.replace("/get/", "/set/")
