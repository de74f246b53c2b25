"""OSC as DAWs send it, and as nobody should."""

from __future__ import annotations

import random
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pythonosc.osc_bundle_builder import IMMEDIATELY, OscBundleBuilder
from pythonosc.osc_message_builder import OscMessageBuilder

from daw_bridge.osc_codec import OscError, OscMessage, decode, encode

_ARGS = st.one_of(
    st.integers(-(2**31), 2**31 - 1),
    st.floats(width=32, allow_nan=False),
    st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"])),
    st.booleans(),
    st.none(),
    st.binary(min_size=1, max_size=40),
)


def _datagram(address: str, tags: str, rest: bytes) -> bytes:
    def padded(text: str) -> bytes:
        data = text.encode() + b"\0"
        return data + b"\0" * (-len(data) % 4)

    return padded(address) + padded("," + tags) + rest


@given(st.lists(_ARGS, max_size=8).map(tuple))
def test_what_is_written_is_read(args: tuple[object, ...]) -> None:
    message = OscMessage("/live/test", args)  # type: ignore[arg-type]
    assert decode(encode(message)) == [message]


def test_addresses_without_a_slash_and_wide_numbers_are_read() -> None:
    data = _datagram("#reply", "shd", b"end\0" + struct.pack(">qd", 2**40, 0.1))
    assert decode(data) == [OscMessage("#reply", ("end", 2**40, 0.1))]


def test_a_message_without_arguments_needs_no_types() -> None:
    assert decode(b"/play\0\0\0") == [OscMessage("/play")]


def test_bundles_are_read_at_once_whatever_their_time() -> None:
    inner = OscBundleBuilder(IMMEDIATELY)
    for number in (1, 2):
        builder = OscMessageBuilder("/a")
        builder.add_arg(number)
        inner.add_content(builder.build())
    outer = OscBundleBuilder(2_000_000_000)
    outer.add_content(inner.build())
    assert decode(outer.build().dgram) == [OscMessage("/a", (1,)), OscMessage("/a", (2,))]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\0\0\0\0",
        b"/a",
        b"/a\0\0i\0\0\0",
        _datagram("/a", "i", b"\0"),
        _datagram("/a", "s", b"never ends"),
        _datagram("/a", "b", b"\x7f\xff\xff\xff"),
        _datagram("/a", "[i]", b"\0\0\0\1"),
        b"#bundle\0" + b"\0" * 8 + b"\x00\x00\x00\x10/a\0\0",
        b"#bundle\0" + b"\0" * 8 + b"\xff\xff\xff\xff/a\0\0",
        b"/\xff\xff\xff,\0\0\0",
    ],
)
def test_what_is_not_osc_is_refused(data: bytes) -> None:
    with pytest.raises(OscError, match=r"\S"):
        decode(data)


def test_bundles_in_bundles_end() -> None:
    data = encode(OscMessage("/a"))
    for _ in range(10):
        data = b"#bundle\0" + b"\0" * 8 + struct.pack(">i", len(data)) + data
    with pytest.raises(OscError, match="deep"):
        decode(data)


def test_no_datagram_raises_anything_else() -> None:
    source = random.Random(7)
    whole = encode(OscMessage("/region/1/name", ("MARA: Run!", 1, 2.5, b"xyz", True)))
    for _ in range(20_000):
        data = bytearray(whole if source.random() < 0.5 else source.randbytes(64))
        for _ in range(source.randrange(1, 6)):
            data[source.randrange(len(data))] = source.randrange(256)
        try:
            messages = decode(bytes(data[: source.randrange(len(data) + 1)]))
        except OscError:
            continue
        assert all(isinstance(message, OscMessage) for message in messages)


@pytest.mark.parametrize("arg", [2**70, object(), b""])
def test_what_osc_cannot_say_is_refused(arg: object) -> None:
    with pytest.raises(OscError, match="/a"):
        encode(OscMessage("/a", (arg,)))  # type: ignore[arg-type]
