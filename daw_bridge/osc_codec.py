"""Turn datagrams into OSC messages, whoever sent them, and back.

python-osc reads the arguments. It refuses addresses that do not begin with a slash, which Ardour
sends (`#reply`), and lets a bundle from the future wait; so the frame around them is read here.
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from dataclasses import dataclass

from pythonosc.osc_message_builder import BuildError, OscMessageBuilder
from pythonosc.parsing import osc_types
from pythonosc.parsing.osc_types import ParseError

OscArg = int | float | str | bytes | bool | None

_BUNDLE = b"#bundle\0"
_TIME_TAG_BYTES = 8
_DEEPEST_BUNDLE = 4
"""Bundles may lie in each other; no DAW sends them deeper."""

_READ: dict[str, Callable[[bytes, int], tuple[OscArg, int]]] = {
    "i": osc_types.get_int,
    "h": osc_types.get_int64,
    "f": osc_types.get_float,
    "d": osc_types.get_double,
    "s": osc_types.get_string,
    "S": osc_types.get_string,
    "b": osc_types.get_blob,
    "T": lambda data, at: (True, at),
    "F": lambda data, at: (False, at),
    "N": lambda data, at: (None, at),
}
"""How an argument is read, by its type tag; each gives the value and where the next one begins."""


@dataclass(frozen=True, slots=True)
class OscMessage:
    """Say something to an address."""

    address: str
    args: tuple[OscArg, ...] = ()


class OscError(ValueError):
    """Say that a datagram is not OSC, or that a message cannot be sent as OSC."""


def decode(datagram: bytes) -> list[OscMessage]:
    """Read the messages of a datagram, those of bundles in order and at once.

    Raises:
        OscError: it is damaged, or not OSC at all.
    """
    try:
        return _packet(datagram, _DEEPEST_BUNDLE)
    except (ParseError, struct.error, UnicodeDecodeError, IndexError, ValueError) as error:
        raise OscError(f"a datagram of {len(datagram)} bytes is not OSC: {error}") from error


def encode(message: OscMessage) -> bytes:
    """Write a message as a datagram.

    Raises:
        OscError: an argument is of no type that OSC has, or too large for it.
    """
    builder = OscMessageBuilder(address=message.address)
    try:
        for arg in message.args:
            builder.add_arg(arg)
        return builder.build().dgram
    except (BuildError, ParseError, ValueError, struct.error, OverflowError) as error:
        raise OscError(f"{message.address} cannot be sent: {error}") from error


def _packet(data: bytes, depth: int) -> list[OscMessage]:
    if not data.startswith(_BUNDLE):
        return [_message(data)]
    if depth == 0:
        raise OscError("bundles lie too deep in each other")
    messages, at = [], len(_BUNDLE) + _TIME_TAG_BYTES
    while at < len(data):
        size, at = osc_types.get_int(data, at)
        if not 0 < size <= len(data) - at:
            raise OscError("a bundle is cut short")
        messages += _packet(data[at : at + size], depth - 1)
        at += size
    return messages


def _message(data: bytes) -> OscMessage:
    address, at = osc_types.get_string(data, 0)
    if not address:
        raise OscError("a message has no address")
    if at >= len(data):
        return OscMessage(address)
    tags, at = osc_types.get_string(data, at)
    if not tags.startswith(","):
        raise OscError("a message does not say what its arguments are")
    args: list[OscArg] = []
    for tag in tags[1:]:
        if tag not in _READ:
            raise OscError(f"arguments of type {tag!r} are not known")
        value, at = _READ[tag](data, at)
        args.append(value)
    return OscMessage(address, tuple(args))
