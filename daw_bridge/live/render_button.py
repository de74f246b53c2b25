"""Take the arm button of a track with lines for what it looks like: record this, Takelane.

It stays lit until the request is served; so it shows that Takelane is at work, and a request
outlives whoever is closed in the meantime. It is on every track, in every version of Live, can be
mapped to a key or a pad, and AbletonOSC tells of it.
"""

from __future__ import annotations

import uuid


class RenderButton:
    """Give every press an id, from the press until the button goes out."""

    def __init__(self) -> None:
        self._requests: dict[str, str] = {}
        self._served: set[str] = set()

    def set(self, track: str, on: bool) -> str | None:
        """Take how the button of a track stands; give the id of a request that is new."""
        if not on:
            self._requests.pop(track, None)
            self._served.discard(track)
            return None
        if track in self._requests:
            return None
        request_id = f"live-{uuid.uuid4().hex}"
        self._requests[track] = request_id
        return request_id

    def serve(self, request_id: str) -> None:
        """Take that a request is done with."""
        self._served |= {track for track, own in self._requests.items() if own == request_id}

    @property
    def served(self) -> frozenset[str]:
        """Name the tracks whose button is still lit though nobody is at work."""
        return frozenset(self._served)
