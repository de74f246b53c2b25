"""Name who performs, and how carefully."""

from __future__ import annotations

from dataclasses import dataclass

from model import delivery, engines


@dataclass(frozen=True, slots=True)
class Manner:
    """Hold the name of an engine and that of one of its deliveries."""

    engine: str = engines.SHIPPED
    delivery: str = delivery.USUAL

    def __str__(self) -> str:
        """Give both names."""
        return f"{self.engine} {self.delivery}"
