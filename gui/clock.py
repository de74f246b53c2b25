"""Write times as the user reads them: minutes and seconds, or time code.

>>> Clock().text(83.5), Clock().text(3600.0)
('1:23.500', '1:00:00.000')
>>> Clock(TimeBase(RATES["25"], start=3600.0)).text(83.5)
'01:01:23:12'
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Self

from daw_bridge.time_code import RATES, UNSAID, TimeBase, TimeCode

AS_THE_PROJECT, MINUTES = "", "minutes"

TIMES: dict[str, str] = {
    AS_THE_PROJECT: "As the project",
    MINUTES: "Minutes and seconds",
    **{name: f"Time code, {rate}" for name, rate in RATES.items()},
}
"""What a clock may show: what the project says, no time code, or that of a rate by its name."""


@dataclass(frozen=True, slots=True)
class Clock:
    """Write times on the timeline, as they count in the project.

    Args:
        base: at which frame rate, or in minutes and seconds; and from where.
    """

    base: TimeBase = UNSAID

    @classmethod
    def of(cls, times: str, project: TimeBase) -> Self:
        """Write as one of `TIMES` wants it; a project always counts from its own start."""
        if times == AS_THE_PROJECT:
            return cls(project)
        return cls(replace(project, rate=RATES.get(times)))

    @property
    def title(self) -> str:
        """Say in what times are written."""
        return f"Time code, {self.base.rate}" if self.base.rate else TIMES[MINUTES]

    def text(self, seconds: float) -> str:
        """Write a time; time code names the frame that it is in."""
        shown = self.base.start + seconds
        sign = "-" if shown < 0 else ""
        if self.base.rate is None:
            return f"{sign}{_minutes(abs(shown))}"
        return f"{sign}{TimeCode.from_time(abs(shown), self.base.rate)}"


def _minutes(seconds: float) -> str:
    ms = round(seconds * 1000)
    hours, ms = divmod(ms, 3_600_000)
    minutes, ms = divmod(ms, 60_000)
    front = f"{hours}:{minutes:02d}" if hours else f"{minutes}"
    return f"{front}:{ms // 1000:02d}.{ms % 1000:03d}"
