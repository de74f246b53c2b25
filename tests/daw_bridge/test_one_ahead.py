"""Results come in order, each computed while the one before is used, and not sooner."""

import threading
from functools import partial

import pytest

from daw_bridge.one_ahead import one_ahead
from tests.patience import PATIENCE


def test_results_come_in_order():
    assert list(one_ahead(partial(pow, n, 2) for n in range(5))) == [0, 1, 4, 9, 16]
    assert list(one_ahead([])) == []


def test_the_next_is_computed_while_one_is_used_and_no_further():
    begun = [threading.Event() for _ in range(3)]

    def call(n):
        begun[n].set()
        return n

    results = one_ahead(partial(call, n) for n in range(3))
    assert next(results) == 0
    assert begun[1].wait(PATIENCE)
    assert not begun[2].is_set()
    assert list(results) == [1, 2]


def test_an_error_comes_in_its_turn():
    results = one_ahead([lambda: 1, lambda: 1 // 0, lambda: 3])
    assert next(results) == 1
    with pytest.raises(ZeroDivisionError):
        next(results)


def test_stopping_early_leaves_no_thread():
    before = set(threading.enumerate())
    results = one_ahead(partial(int, n) for n in range(9))
    next(results)
    results.close()
    assert set(threading.enumerate()) <= before
