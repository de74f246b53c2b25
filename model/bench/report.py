"""Put the times of the stages beside what the machine could do at best."""

from __future__ import annotations

import sys
from dataclasses import asdict, dataclass
from typing import Any

from model.bench.errors import Errors
from model.bench.machine import Machine
from model.bench.stages import PHRASE_SECONDS, Clock
from model.delivery import Delivery
from model.kernels.stack import Stack
from model.networks import Networks
from model.precision import weight_bytes

NARROWED = frozenset({"listening", "conditioning", "prefill", "latents", "semantic-to-mel"})
"""Stages whose matrices may be multiplied in bfloat16."""

PER_PROMPT = frozenset({"listening", "conditioning"})
"""Stages that run once for a voice, not for every phrase."""


@dataclass(frozen=True, slots=True)
class Row:
    """Hold one stage: its time, and the least that this machine could need for it."""

    stage: str
    seconds: float
    floor: float


@dataclass(frozen=True, slots=True)
class Official:
    """Hold the seconds that the same engine takes in 32 bits with the makers' settings.

    It still does without what their own code wastes, so theirs takes longer.

    Args:
        seconds: of every stage, decoding with their three beams.
        greedy: of decoding with one beam that always takes the likeliest token.
    """

    seconds: dict[str, float]
    greedy: float

    @property
    def total(self) -> float:
        """Add up the stages."""
        return sum(self.seconds.values())

    @property
    def total_greedy(self) -> float:
        """Add up the stages, had decoding been greedy."""
        return self.total - self.seconds["decode"] + self.greedy


@dataclass(frozen=True, slots=True)
class Report:
    """Hold a whole measurement; memory in bytes, the peak of the process so far."""

    size: str
    delivery: str
    machine: Machine
    rows: tuple[Row, ...]
    n_tokens: int
    peak_memory: int
    errors: Errors | None = None
    official: Official | None = None

    @property
    def total(self) -> float:
        """Add up the stages, in seconds."""
        return sum(row.seconds for row in self.rows)

    def as_dict(self) -> dict[str, Any]:
        """Give plain data for JSON."""
        phrase = sum(row.seconds for row in self.rows if row.stage not in PER_PROMPT)
        return asdict(self) | {
            "total": self.total,
            "decode_ms_per_token": 1000 * self._seconds("decode") / self.n_tokens,
            "real_time_factor": self.total / PHRASE_SECONDS,
            "real_time_factor_of_later_phrases": phrase / PHRASE_SECONDS,
        }

    def _seconds(self, stage: str) -> float:
        return next(row.seconds for row in self.rows if row.stage == stage)

    def table(self) -> str:
        """Lay it out for reading."""
        data, machine = self.as_dict(), self.machine
        rates = ", ".join(f"{k} {v / 1e9:.0f} GFLOP/s" for k, v in machine.flops.items())
        lines = [
            f"{self.size}, {self.delivery}, {machine.threads} threads of {machine.name}",
            f"it reads {machine.bytes_per_second / 1e9:.1f} GB/s of weights and computes {rates}",
            f"{'stage':18}{'seconds':>9}{'floor':>9}{'times':>7}",
            *(
                f"{row.stage:18}{row.seconds:9.2f}{row.floor:9.2f}{row.seconds / row.floor:7.1f}"
                for row in self.rows
            ),
            f"{'total':18}{self.total:9.2f}{sum(row.floor for row in self.rows):9.2f}",
            *([] if self.official is None else _compared(self.official, self.total)),
            f"decoding takes {data['decode_ms_per_token']:.1f} ms a token",
            f"real-time factor {data['real_time_factor']:.2f}; "
            f"{data['real_time_factor_of_later_phrases']:.2f} once the voice is known",
            f"peak memory {self.peak_memory / 1e9:.2f} GB",
            *([] if self.errors is None else _told(self.errors)),
        ]
        return "\n".join(lines)


def _compared(official: Official, total: float) -> list[str]:
    ways = (
        ("three beams", official.seconds["decode"], official.total),
        ("greedy", official.greedy, official.total_greedy),
    )
    return [
        "the makers' settings in 32 bits: "
        + ", ".join(f"{stage} {seconds:.2f}" for stage, seconds in official.seconds.items()),
        *(
            f"with {name}, decoding takes {decode:.2f} s and all {whole:.2f} s: "
            f"{whole / total:.1f} times as long"
            for name, decode, whole in ways
        ),
    ]


def _told(errors: Errors) -> list[str]:
    return [
        f"logits are {100 * errors.logits:.2f} % off, {errors.divergence:.1e} nats; "
        f"the likeliest token is the same in {100 * errors.same_first:.1f} %",
        f"log-mel is {errors.mel:.4f} off the flow's end; 25 even steps in 32 bits are "
        f"{errors.mel_of_25:.4f}",
    ]


def floors(clock: Clock, networks: Networks, chosen: Delivery, machine: Machine) -> list[Row]:
    """Give the least time of every stage: its products, or the weights that decoding reads."""
    half = chosen.precision != "float32"
    rows = []
    for stage, seconds in clock.seconds.items():
        kinds = {"float32", "bfloat16"} if half and stage in NARROWED else {"float32"}
        integers = clock.integer_flops.get(stage, 0)
        others = clock.flops.get(stage, 0) - integers
        # What is not done in 8 bits there is done in 32; else in whichever is faster.
        rate = max(machine.flops[kind] for kind in ({"float32"} if integers else kinds))
        floor = others / rate + (integers / machine.flops["int8"] if integers else 0.0)
        if stage == "decode":
            floor = clock.n_tokens * decoding_bytes(networks) / machine.bytes_per_second
        rows.append(Row(stage, seconds, max(floor, 1e-9)))
    return rows


def decoding_bytes(networks: Networks) -> int:
    """Count the bytes that one token reads: every weight of the transformer and its head."""
    told = networks.text_to_semantic
    blocks = (
        told.few_rows.n_bytes if isinstance(told.few_rows, Stack) else weight_bytes(told.blocks)
    )
    return blocks + weight_bytes(told.head)


def peak_memory() -> int:
    """Give the most memory that this process has held, in bytes; 0 where nobody counts."""
    try:
        import resource
    except ImportError:  # Windows
        return 0
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit
