"""Let a player go along with the DAW's transport."""

from __future__ import annotations

from daw_bridge.audio.player import Player
from daw_bridge.transport import Located, Playing, Stopped, TransportEvent

RATES = (0.9, 1.1)
"""Multiples of real time at which a take is played; it is not sped up, so it keeps its words."""


def follow(player: Player, event: TransportEvent, start: float, at: float) -> None:
    """Do with a take what the DAW does with its timeline.

    The take starts at `start` on the timeline, with silence before it; the event was true at `at`
    by the player's clock.
    """
    position = event.position - start
    match event:
        case Playing(rate=rate) if RATES[0] <= rate <= RATES[1]:
            player.play(position, at)
        case Located() if player.playing:
            player.play(position, at)
        case Playing() | Stopped() | Located():
            player.stop()
            player.seek(position)
