"""Listen to a player on a fake device, and for clicks."""

from __future__ import annotations

import numpy as np

from daw_bridge.audio.fake import FakeStream
from daw_bridge.audio.player import Player
from daw_bridge.audio.voice import FADE
from tests.daw_bridge.audio.sounds import RATE, tone

SLOPE = np.pi / 2 / (FADE * RATE)
"""How much a fade changes from sample to sample at most."""

HUM = tone(-6.0, 4.0, hertz=50.0)
STEEPEST = float(np.abs(np.diff(HUM)).max()) + 0.5 * SLOPE
"""No two samples of the hum differ by more, faded or not: a click is what does."""


class Desk:
    """Hold a player on a fake device, and what was heard and told."""

    def __init__(self, *tracks, **device):
        self.stream = FakeStream(**device)
        self.events = []
        self.player = Player(self.stream, self.events.append, clock=lambda: self.stream.now)
        self.player.load(tracks, match=False)

    def hear(self, seconds):
        return self.stream.pump(round(seconds * self.stream.sample_rate))[:, 0]

    def lead(self):
        """Hear what was made before a change."""
        return self.hear(self.stream.lead + 0.01)


def steps(heard):
    return float(np.abs(np.diff(heard)).max())
