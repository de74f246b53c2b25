"""Compute a step ahead of where its result is used."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")


def one_ahead(calls: Iterable[Callable[[], T]]) -> Iterator[T]:
    """Yield what the calls return, in order, each made while the one before is being used.

    What a call raises comes out in its turn. Who stops early waits for the call that is under way.
    """
    with ThreadPoolExecutor(1) as pool:
        waiting: Future[T] | None = None
        for call in calls:
            next_one = pool.submit(call)
            if waiting is not None:
                yield waiting.result()
            waiting = next_one
        if waiting is not None:
            yield waiting.result()
