"""Capture what comes out of our ports, from another process and through another library.

`python capture.py PORT... COUNT FILE` says "ready" when ports of these patterns are there, captures
until so many samples have come since the first that is not silence, and writes `(N, ports)` as
float32, beside the time at which every block came.
"""

from __future__ import annotations

import queue
import sys
import time

import jack
import numpy as np


def main(*arguments: str) -> None:
    *names, count, file = arguments
    client = jack.Client("capture")
    ports = [client.inports.register(f"in_{index}") for index in range(len(names))]
    blocks: queue.SimpleQueue = queue.SimpleQueue()

    @client.set_process_callback
    def process(_frames: int) -> None:
        blocks.put((time.monotonic(), np.stack([port.get_array() for port in ports], 1)))

    times, captured, missing = [], [], int(count)
    with client:
        for name, port in zip(names, ports, strict=True):
            while not (found := client.get_ports(f"^{name}$")):
                time.sleep(0.01)
            client.connect(found[0], port)
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        begun = False
        while missing > 0:
            at, block = blocks.get(timeout=60)
            times.append(at)
            captured.append(block)
            missing -= len(block) if begun else 0
            begun = begun or bool(block.any())
    np.savez(file, times=np.array(times), sound=np.concatenate(captured))


if __name__ == "__main__":
    main(*sys.argv[1:])
