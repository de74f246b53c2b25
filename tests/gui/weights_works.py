"""Stand in for the download of weights; the process that runs them imports this module."""

from __future__ import annotations

import os
import time

from gui.weights_job import Coming, Doing
from model.hub import HubError


def brings_everything(engine, tell):
    tell(Doing("Asking for the files"))
    for n_bytes in (500_000_000, 1_000_000_000):
        tell(Coming("gpt.pth", n_bytes, 1_000_000_000))


def loses_the_line(engine, tell):
    raise HubError("the hub did not answer; look at the network")


def dies(engine, tell):
    os.abort()


def never_ends(engine, tell):
    for n_bytes in range(10**9):
        tell(Coming("gpt.pth", n_bytes, 10**9))
        time.sleep(0.01)
