"""Be a control surface without knobs: Live calls it several times a second."""

from __future__ import annotations

import logging
from typing import Any

import Live
from ableton.v2.control_surface import ControlSurface

from .desk import PORT, Desk

logger = logging.getLogger("takelane")


class Takelane(ControlSurface):  # type: ignore[misc]
    """Look at the desk on every tick; nothing that goes wrong there reaches Live."""

    def __init__(self, c_instance: Any) -> None:
        super().__init__(c_instance)
        application = Live.Application.get_application()
        self._desk = Desk(self.song, application, self.show_message, PORT)
        self._wrong = ""
        self.schedule_message(1, self._tick)

    def disconnect(self) -> None:
        """Let go of everything: Live ends, opens another set, or has lost its choice of us."""
        self._desk.close()
        super().disconnect()

    def _tick(self) -> None:
        try:
            self._desk.tick()
        except Exception as error:
            # Each new mishap goes to Live's log once, not ten times a second.
            if str(error) != self._wrong:
                self._wrong = str(error)
                logger.exception("Takelane: %s", error)
        self.schedule_message(1, self._tick)
