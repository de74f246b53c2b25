"""Let a player of a reel go along with the DAW's transport."""

from __future__ import annotations

from daw_bridge.audio.player import Player
from daw_bridge.transport import Located, Playing, Stopped, TransportEvent

RATES = (0.9, 1.1)
"""Multiples of real time at which takes are played; none is sped up, so they keep their words."""


def follow(player: Player, event: TransportEvent, at: float) -> None:
    """Do what the DAW does, which was true at `at` by the player's clock."""
    position = event.position
    match event:
        case Playing(rate=rate) if RATES[0] <= rate <= RATES[1]:
            player.play(position, at)
        case Located() if player.playing:
            player.play(position, at)
        case Playing() | Stopped() | Located():
            player.stop()
            player.seek(position)
