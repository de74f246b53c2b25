"""Real datagrams on the loop-back: questions, answers, silence, and the port of somebody else."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from queue import Queue

import pytest

from daw_bridge.daw import DawError
from daw_bridge.osc import LOOPBACK, OscTimeoutError, UdpLink
from daw_bridge.osc_codec import OscMessage
from tests.patience import PATIENCE

Answer = Callable[[UdpLink, OscMessage], None]


class Peer:
    """Answer on a port as a script says."""

    def __init__(self, answer: Answer) -> None:
        self._answer = answer
        self.link = UdpLink(self._take, send_port=1)

    def _take(self, message: OscMessage) -> None:
        self._answer(self.link, message)


@pytest.fixture
def linked() -> Iterator[Callable[[Answer], tuple[UdpLink, Queue[OscMessage]]]]:
    links: list[UdpLink] = []

    def make(answer: Answer) -> tuple[UdpLink, Queue[OscMessage]]:
        peer, heard = Peer(answer), Queue[OscMessage]()
        link = UdpLink(heard.put, send_port=peer.link.port, timeout=PATIENCE)
        peer.link.send_port = link.port
        links.extend((peer.link, link))
        return link, heard

    yield make
    for link in links:
        link.close()


Linked = Callable[[Answer], tuple[UdpLink, Queue[OscMessage]]]


def test_a_question_is_answered(linked: Linked) -> None:
    link, heard = linked(lambda peer, message: peer.send(message.address, *message.args, 120.5))
    assert link.ask("/live/song/get/tempo", 1) == OscMessage("/live/song/get/tempo", (1, 120.5))
    assert heard.empty()


def test_what_answers_no_question_is_told(linked: Linked) -> None:
    def answer(peer: UdpLink, message: OscMessage) -> None:
        peer.send("/live/song/get/beat", 3)
        peer.send(message.address)

    link, heard = linked(answer)
    link.ask("/live/test")
    assert heard.get(timeout=PATIENCE) == OscMessage("/live/song/get/beat", (3,))


def test_silence_is_an_error_that_names_the_question() -> None:
    link = UdpLink(lambda _: None, send_port=1, timeout=0.05)
    with pytest.raises(OscTimeoutError, match="/live/nothing"):
        link.ask("/live/nothing")
    link.close()


def test_many_who_ask_at_once_each_get_their_answer(linked: Linked) -> None:
    link, _ = linked(lambda peer, message: peer.send(message.address, *message.args))
    answers: dict[int, OscMessage] = {}

    def ask(number: int) -> None:
        answers[number] = link.ask("/live/echo", number)

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {number: answer.args for number, answer in answers.items()} == {
        number: (number,) for number in range(16)
    }


def test_junk_disturbs_nobody(linked: Linked) -> None:
    link, _ = linked(lambda peer, message: peer.send(message.address))
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as stranger:
        for junk in (b"", b"\xff" * 40, b"#bundle", b"/a\0\0,i\0\0"):
            stranger.sendto(junk, (LOOPBACK, link.port))
    assert link.ask("/live/test").address == "/live/test"


def test_a_port_that_is_taken_is_said_to_be() -> None:
    first = UdpLink(lambda _: None, send_port=1)
    with pytest.raises(DawError, match=str(first.port)):
        UdpLink(lambda _: None, send_port=1, listen_port=first.port)
    first.close()
