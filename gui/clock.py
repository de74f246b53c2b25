"""Write times as the user reads them: minutes and seconds, or time code.

>>> Clock().text(83.5), Clock().text(3600.0)
('1:23.500', '1:00:00.000')
>>> Clock("25").text(83.5), Clock("29.97df").text(60.06)
('00:01:23:12', '00:01:00;02')
"""

from __future__ import annotations

from dataclasses import dataclass

from daw_bridge.exchange.clock_text import RATES
from daw_bridge.midi.time_code import FrameRate, TimeCode


def _title(name: str, rate: FrameRate) -> str:
    counted = "drop" if rate.drops else "fps"
    return f"Time code, {name.removesuffix('df')} {counted}"


TIMES: dict[str, str] = {
    "": "Minutes and seconds",
    **{name: _title(name, rate) for name, rate in RATES.items()},
}
"""What a clock may show, by the name of its rate."""


@dataclass(frozen=True, slots=True)
class Clock:
    """Write times.

    Args:
        rate_name: one of `TIMES`.
    """

    rate_name: str = ""

    def text(self, seconds: float) -> str:
        """Write a time; time code names the frame that it is in."""
        sign = "-" if seconds < 0 else ""
        if self.rate_name:
            return f"{sign}{TimeCode.from_time(abs(seconds), RATES[self.rate_name])}"
        return f"{sign}{_minutes(abs(seconds))}"


def _minutes(seconds: float) -> str:
    ms = round(seconds * 1000)
    hours, ms = divmod(ms, 3_600_000)
    minutes, ms = divmod(ms, 60_000)
    front = f"{hours}:{minutes:02d}" if hours else f"{minutes}"
    return f"{front}:{ms // 1000:02d}.{ms % 1000:03d}"
