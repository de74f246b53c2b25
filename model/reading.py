"""Read a text aloud without losing a word: where the reading is, and when it goes on.

For engines whose semantic tokens name phones. The model says at every token how likely the present
sound goes on and how likely the next one begins; the reader holds that against a plan that shares
the asked tokens out to the sounds by their natural lengths. So the model keeps the say on rhythm,
but no sound is skipped or said twice, and the last one ends with the last token.
"""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor

from model.text.script import Script

FIRMNESS = 4.0
"""Logits by which a sound as late as its own length is pushed on, or held when it is early."""


class Reader:
    """Follow a script through `n_tokens` tokens, or at its natural pace."""

    def __init__(self, script: Script, token_rate: float, n_tokens: int | None) -> None:
        self._script = script
        self.n_phones = script.n_phones
        seconds = np.array(script.seconds)
        natural = max(round(float(seconds.sum()) * token_rate), len(script.sounds))
        self.n_tokens = natural if n_tokens is None else n_tokens
        self._lengths = seconds / seconds.sum() * self.n_tokens
        self._ends = np.cumsum(self._lengths)
        self._sound = 0

    @torch.inference_mode()
    def phones(self, logits: Tensor, place: int) -> tuple[int, ...]:
        """Decide which phones may speak the token at `place`, given logits `(P,)` by phone."""
        sounds = self._script.sounds
        if place == 0 or self._sound == len(sounds) - 1:
            return sounds[self._sound]
        tokens_left, sounds_left = self.n_tokens - place, len(sounds) - 1 - self._sound
        if tokens_left <= sounds_left:  # from here on every token must begin a sound
            self._sound += max(sounds_left - tokens_left + 1, 1)
        elif self._wants_on(logits) + FIRMNESS * self._lateness(place) > 0:
            self._sound += 1
        return sounds[self._sound]

    def _wants_on(self, logits: Tensor) -> float:
        """Give how much more the model wants the next sound than sounds end on average, in logits.

        A sound of n tokens ends with a chance of one in n at each of them.
        """
        here, there = (self._script.sounds[self._sound + step] for step in (0, 1))
        if here == there:  # the model cannot say; the plan decides
            return 0.0
        stay, leave = (torch.logsumexp(logits[list(sound)], 0) for sound in (here, there))
        usual = np.log(max(self._lengths[self._sound], 2.0) - 1.0)
        return float(leave - stay + usual)

    def _lateness(self, place: int) -> float:
        """Give how far the present sound is past its planned end, in its own lengths."""
        late = place - self._ends[self._sound]
        return float(late / max(self._lengths[self._sound], 1.0))
