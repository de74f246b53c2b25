"""Record whole lines, from text and prompt to 16-bit samples, as the pipelines speak them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from tests.model.official import recorded
from tests.model.official.checkpoint import Arrays, Checkpoint, Heard
from tests.model.official.decoder import PENALTY, Decoder
from tests.model.official.formulas import flow

LIMIT = 33
"""Most codes of a segment; upstream's own goldens stop at 60."""

WEIGHTS = (0.0, 0.2, 0.0, 0.1, 0.0, 0.3, 0.0, 0.1)
INTENSITY, MERGED = 0.75, 0.6
FRACTIONS = 10_000
PAUSE, SHORT_PAUSE = 0.2, 0.12


@dataclass(frozen=True, slots=True)
class Voice:
    """Hold who speaks a line: rows of conditioning `(L, C)`, and the prompt's mel content."""

    one: Checkpoint
    heard: Heard
    head: Tensor
    noise: torch.Generator

    def segment(self, rows: Tensor, ids: Sequence[int]) -> Arrays:
        """Speak one segment of 2.0."""
        one = self.one
        decoder = Decoder(one, torch.cat([rows, recorded.text_rows(one, ids)]))
        codes, _ = decoder.greedy(PENALTY, LIMIT)
        kept = [code for code in codes if code != one.start + 1]
        latents = decoder.latents(kept)
        joined = recorded.content(one, kept, latents)
        made = self.sound(joined, int(len(kept) * recorded.FRAMES_PER_CODE))
        return made | {"codes": torch.tensor([codes]), "latent": latents[None]}

    def sound(self, joined: Tensor, n_frames: int) -> Arrays:
        """Give content its sound, from noise that is drawn."""
        one, heard = self.one, self.heard
        body = flow.regulated(one.flow, joined, n_frames)
        shape = (len(heard.mel) + n_frames, one.sizes.mels)
        noise = torch.randn(shape, generator=self.noise).double()
        how = (recorded.STEPS, recorded.GUIDANCE, one.sizes.flow.heads, one.sizes.flow.dilation)
        content = torch.cat([self.head, body])
        whole = flow.flowed(one.flow, noise, heard.mel, content, heard.style, *how)
        mel = whole[len(heard.mel) :].T[None]
        return {"z": noise.T[None], "mel": mel, "wav": recorded.voiced(one, mel)[0, 0]}


def lines(
    voice: Voice,
    latents: Tensor,
    emo_prompt: Tensor,
    whole: Sequence[Sequence[int]],
    cut: Sequence[Sequence[int]],
) -> Arrays:
    """Record the four lines of 2.0: plain, with an emotion prompt, with weights, in segments.

    Args:
        latents: of the speaker `(L, C)`.
        emo_prompt: features of the emotion prompt `(S, n)`.
        whole: ids of the line as one segment.
        cut: ids of its segments.
    """
    one, heard = voice.one, voice.heard
    own = one.mood(heard.mood)["vector"]
    base = one.mood(heard.features)["vector"]
    felt = one.mood(emo_prompt)["vector"]
    scaled = (torch.tensor(WEIGHTS).double() * INTENSITY * FRACTIONS).trunc() / FRACTIONS
    moods = {
        "plain": own,
        "emoaudio": base + MERGED * (felt - base),
        "vector": one.mixed(scaled, heard.style) + (1 - scaled.sum()) * own,
        "segments": own,
    }
    made: Arrays = {}
    for name, mood in moods.items():
        rows = recorded.conditions(one, latents, mood)
        segments = cut if name == "segments" else whole
        spoken = [voice.segment(rows, ids) for ids in segments]
        pause = SHORT_PAUSE if name == "segments" else PAUSE
        silence = int(one.spectrum.rate * pause)
        made[f"e2e_{name}_emovec"] = mood[None]
        made[f"e2e_{name}_wav"] = recorded.samples([part["wav"] for part in spoken], silence)
        made |= dict(_named(f"e2e_{name}", spoken))
    return made


def _named(line: str, spoken: Sequence[Arrays]) -> Iterator[tuple[str, Tensor]]:
    for number, part in enumerate(spoken):
        yield from (
            (f"{line}_seg{number}_{name}", part[name]) for name in ("codes", "z", "mel", "latent")
        )
