"""What is done away from the window comes back to it, errors that nobody foresaw included."""

import pytest

from daw_bridge.timeline import ProjectError
from gui.background import Background


@pytest.fixture
def background(qtbot):
    made = Background()
    yield made
    made.close()


class Heard:
    def __init__(self):
        self.results, self.failures = [], []

    def run(self, background, work):
        background.run(work, self.results.append, self.failures.append)


def failing(error):
    def work():
        raise error

    return work


def test_a_result_comes_back(background, qtbot):
    heard = Heard()
    heard.run(background, lambda: 7)
    qtbot.waitUntil(lambda: not background.busy)
    assert (heard.results, heard.failures) == ([7], [])


def test_what_is_wrong_is_told(background, qtbot):
    heard = Heard()
    heard.run(background, failing(ProjectError("no project")))
    qtbot.waitUntil(lambda: not background.busy)
    assert (heard.results, heard.failures) == ([], ["no project"])


def test_what_nobody_foresaw_is_raised_and_the_next_work_is_done(background, qtbot):
    heard = Heard()
    with qtbot.captureExceptions() as raised:
        heard.run(background, failing(KeyError("odd")))
        qtbot.waitUntil(lambda: bool(raised))
        heard.run(background, lambda: 8)
        qtbot.waitUntil(lambda: bool(heard.results))
    assert [kind for kind, _, _ in raised] == [KeyError]
    assert (heard.results, heard.failures) == ([8], [])


def test_work_that_waited_is_done_after_what_nobody_foresaw(background, qtbot):
    heard = Heard()
    with qtbot.captureExceptions() as raised:
        heard.run(background, failing(KeyError("odd")))
        heard.run(background, lambda: 9)
        qtbot.waitUntil(lambda: bool(heard.results))
    assert len(raised) == 1
    assert heard.results == [9]
