"""Get the weights of an engine in a process of its own: torch stays out of the window's."""

from __future__ import annotations

import multiprocessing
import shutil
import signal
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TYPE_CHECKING, Any

import platformdirs

from model import catalogue, engines, weights
from model.extras import MissingExtraError
from model.hub import Hub, HuggingFace

if TYPE_CHECKING:
    from multiprocessing.sharedctypes import Synchronized

_PATIENCE = 5.0
"""Seconds that a job may take to notice that it is cancelled."""


@dataclass(frozen=True, slots=True)
class Coming:
    """Tell how much of a download is here."""

    place: str
    n_bytes: int
    total: int


@dataclass(frozen=True, slots=True)
class Doing:
    """Tell what is being done, in a few words."""

    what: str


@dataclass(frozen=True, slots=True)
class Got:
    """Tell that an engine is installed."""

    engine: str


@dataclass(frozen=True, slots=True)
class NotGot:
    """Tell why an engine is not installed; what has come of it is kept."""

    reason: str


WeightsEvent = Coming | Doing | Got | NotGot
OnWeightsEvent = Callable[[WeightsEvent], None]
Get = Callable[[str, OnWeightsEvent], None]


class Cancelled(Exception):
    """End a job where it tells how far it is."""


def download_folder(engine: str) -> Path:
    """Give where the makers' files are kept until an engine is made of them."""
    return Path(platformdirs.user_cache_dir("takelane")) / "downloads" / engine


def check_room(order: catalogue.Order, folder: Path) -> None:
    """Refuse to begin what disk or memory cannot hold.

    Raises:
        WeightsError: they cannot.
    """
    needed = round(weights.CONVERTED * order.n_bytes)
    weights.check_disks({folder: order.left(folder), engines.home(): needed})
    weights.check_memory()


def install_order(order: catalogue.Order, folder: Path, report: weights.Report) -> None:
    """Turn what has come of an order into an engine.

    Raises:
        WeightsError: the machine is too small.
        CheckpointError: something that came is broken.
    """
    licences = [f"{one.name}: {one.licence}, {one.page}" for one in order.engine.sources]
    weights.install(folder, order.engine.name, report, order.origin, licences)


def get(engine: str, tell: OnWeightsEvent, hub: Hub | None = None) -> None:
    """Download an engine and install it, telling how far it is.

    Raises:
        ValueError: it cannot be got here.
        HubError: the hub cannot be reached.
        MissingExtraError: a package that it needs is not installed.
    """
    hub = hub or HuggingFace()
    tell(Doing("Asking for the files"))
    order, folder = catalogue.order(engine, hub), download_folder(engine)
    check_room(order, folder)
    here = order.n_bytes - order.left(folder)

    def came(place: str, n_bytes: int) -> None:
        nonlocal here
        here += n_bytes
        tell(Coming(place, here, order.n_bytes))

    catalogue.download(order, folder, hub, came)
    install_order(order, folder, lambda what: tell(Doing(what.capitalize())))
    shutil.rmtree(folder)


class WeightsJob:
    """Hold the process that gets one engine.

    Args:
        on_event: is told on a thread of the job; `Got` or `NotGot` is the last event.
        get: does it, in the process.
    """

    def __init__(self, engine: str, on_event: OnWeightsEvent, get: Get = get) -> None:
        self._on_event = on_event
        # Forking a process that has threads and a window is not safe anywhere.
        context = multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe(duplex=False)
        self._cancelled = context.Value("b", 0)
        self._process: Any = context.Process(
            target=_serve, args=(engine, theirs, self._cancelled, get), daemon=True
        )
        self._process.start()
        theirs.close()
        listener = threading.Thread(target=self._listen, args=(ours,), daemon=True)
        listener.start()

    def cancel(self) -> None:
        """Stop; what has come is kept, and the next job goes on with it."""
        self._cancelled.value = 1
        killer = threading.Timer(_PATIENCE, self._process.kill)
        killer.daemon = True
        killer.start()

    def close(self) -> None:
        """Stop and wait."""
        self._cancelled.value = 1
        self._process.join(_PATIENCE)
        self._process.kill()
        self._process.join()

    def _listen(self, connection: Connection) -> None:
        last: WeightsEvent | None = None
        with suppress(EOFError, OSError):
            while True:
                last = connection.recv()
                self._on_event(last)
        if not isinstance(last, Got | NotGot):
            stopped = "stopped" if self._cancelled.value else "the download ended unexpectedly"
            self._on_event(NotGot(f"{stopped}; what has come is kept, and the next try goes on"))


def _serve(engine: str, connection: Connection, cancelled: Synchronized[int], get: Get) -> None:
    # Ctrl-C in a terminal reaches the whole group; whoever started us decides when we end.
    signal.signal(signal.SIGINT, signal.SIG_IGN)

    def tell(event: WeightsEvent) -> None:
        if cancelled.value:
            raise Cancelled
        connection.send(event)

    try:
        get(engine, tell)
    except Cancelled:
        connection.send(NotGot("stopped; what has come is kept, and the next try goes on"))
    except (ValueError, MissingExtraError, OSError) as error:
        connection.send(NotGot(str(error)))
    else:
        connection.send(Got(engine))
