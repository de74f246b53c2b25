"""Keep together what lets takes be heard."""

from __future__ import annotations

from dataclasses import dataclass, field

from gui.sound.sound_device import SoundDevice
from gui.sound.take_sound import TakeReader
from gui.sound.transport import Transport


@dataclass(frozen=True)
class Sound:
    """Hold the device, what reads takes, and what plays them."""

    device: SoundDevice
    reader: TakeReader = field(default_factory=TakeReader)
    transport: Transport = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "transport", Transport(self.device, self.reader))

    def close(self) -> None:
        """Hear nothing more, and let go of the device."""
        self.transport.close()
        self.device.close()
