"""Prepare what steers the stages: who speaks and in what mood, each kept for the next phrase."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import torch
from torch import Tensor

from model.emotion import EmotionVector
from model.key_values import Prefilled
from model.networks import Networks
from model.phrase import Phrase
from model.voices import Voice

KEPT = 32
"""Voices, and moods of voices, that are kept."""


@dataclass(frozen=True, slots=True)
class Conditioning:
    """Hold what a voice and a mood come to; made once per voice, shared by its phrases.

    Args:
        features: `(1, S, n)` of the voice prompt.
        speaker_latents: `(1, L, C)`, for text-to-semantic.
        speaker_embedding: `(1, C)`, for semantic-to-mel.
        prompt_content: `(1, S, C)`, the sounds of the voice prompt.
        prompt_mel: `(1, F, n_mels)` of the voice prompt.
        neutral: `(1, C)` emotion embedding of the voice prompt.
        prototypes: `(8, C)`, an embedding per emotion for this voice.
    """

    features: Tensor
    speaker_latents: Tensor
    speaker_embedding: Tensor
    prompt_content: Tensor
    prompt_mel: Tensor
    neutral: Tensor
    prototypes: Tensor


@dataclass(frozen=True, slots=True)
class Mood:
    """Name what is performed, by whom: conditioning is kept by it.

    Args:
        voice: prompt of the voice.
        prompt: of the emotion, if there is one.
    """

    voice: Path
    weights: EmotionVector
    prompt: Path | None
    intensity: float


@dataclass(frozen=True, slots=True)
class Persona:
    """Hold what all segments of a phrase share.

    Args:
        emotion: embedding `(1, C)`.
        before: the conditioning rows up to the duration slot, run through text-to-semantic.
    """

    conditioning: Conditioning
    emotion: Tensor
    before: Prefilled


class Personas:
    """Turn voice, emotion weights and prompts into tensors."""

    def __init__(self, networks: Networks, voices: Mapping[str, Voice], damped: bool) -> None:
        self._networks = networks
        self._damped = damped
        self._voices = voices
        self._conditioning = lru_cache(KEPT)(self._condition)
        self._heard_mood = lru_cache(KEPT)(self._hear_mood)
        self._before = lru_cache(KEPT)(self._prefill)

    @torch.inference_mode()
    def of(self, phrase: Phrase) -> Persona:
        """Gather what the phrase's segments share, as much of it as can be from last time.

        Raises:
            ValueError: an unknown voice, or a prompt that is no speech.
        """
        voice = self.prompt_of(phrase)
        weights = phrase.emotion.as_released() if self._damped else phrase.emotion
        mood = Mood(voice, weights, phrase.emotion_prompt, phrase.intensity)
        return Persona(self._conditioning(voice), self._emotion(mood), self._before(mood))

    def prompt_of(self, phrase: Phrase) -> Path:
        """Find the recording of who speaks.

        Raises:
            ValueError: an unknown voice.
        """
        if phrase.voice_prompt is not None:
            return phrase.voice_prompt
        if phrase.voice not in self._voices:
            known = ", ".join(self._voices)
            raise ValueError(f"there is no voice {phrase.voice!r}; the installed ones are {known}")
        return self._voices[phrase.voice].prompt

    @torch.inference_mode()
    def _condition(self, prompt: Path) -> Conditioning:
        listener, network = self._networks.listener, self._networks.text_to_semantic
        heard = listener.hear(prompt)
        return Conditioning(
            features=heard.features,
            speaker_latents=network.speaker_latents(heard.features, heard.speaker_embedding),
            speaker_embedding=heard.speaker_embedding,
            prompt_content=heard.content,
            prompt_mel=heard.mel,
            neutral=network.emotion_of_prompt(heard.mood),
            prototypes=network.emotion_prototypes(heard.speaker_embedding),
        )

    @torch.inference_mode()
    def _hear_mood(self, prompt: Path) -> Tensor:
        features = self._networks.listener.hear_mood(prompt)
        return self._networks.text_to_semantic.emotion_of_prompt(features)

    def _emotion(self, mood: Mood) -> Tensor:
        """Mix the eight weights with the emotion prompt, or with the voice's own neutral mood."""
        network, conditioning = self._networks.text_to_semantic, self._conditioning(mood.voice)
        base = conditioning.neutral
        if mood.prompt is not None:
            base = self._heard_mood(mood.prompt)
            if mood.intensity < 1.0:
                voice = network.emotion_of_prompt(conditioning.features)
                base = voice + mood.intensity * (base - voice)
        weights = torch.tensor([_within_one(mood.weights.scaled(mood.intensity)).values])
        return network.emotion_of_weights(weights.to(base.device), base, conditioning.prototypes)

    @torch.inference_mode()
    def _prefill(self, mood: Mood) -> Prefilled:
        """Run the rows through T2S that all segments of a voice and mood begin with."""
        network = self._networks.text_to_semantic
        latents = self._conditioning(mood.voice).speaker_latents
        rows = network.conditioning_rows(latents, self._emotion(mood), None)
        return network.prefill(rows[:, :-1])


def _within_one(emotion: EmotionVector) -> EmotionVector:
    """Scale weights whose sum exceeds one, so that the mix stays inside what was trained."""
    return emotion if emotion.total <= 1 else emotion.scaled(1 / emotion.total)
