"""Give semantic tokens their sound: flow to mel frames, then the waveform."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import torch
from torch import Tensor

from model.decoding import Decoded
from model.networks import Networks
from model.persona import Persona
from model.phrase import Sampling, Waveform


@dataclass(frozen=True, slots=True)
class Performance:
    """Hold what all segments of a phrase share."""

    persona: Persona
    sampling: Sampling
    drawing: torch.Generator
    noise: torch.Generator


class Voicing:
    """Turn tokens into mel frames of an exact count and these into waveform."""

    def __init__(self, networks: Networks) -> None:
        self._networks = networks

    @torch.inference_mode()
    def flow(
        self, decoded: Decoded, n_frames: int, performance: Performance, noise: Tensor | None = None
    ) -> Tensor:
        """Flow to the log-mel `(1, n_frames, n_mels)`, from `noise` over prompt and target."""
        nets, heard = self._networks, performance.persona.conditioning
        stage = nets.semantic_to_mel
        n_prompt = heard.prompt_mel.shape[1]
        latents = decoded.latents[None] if len(decoded.latents) else None
        front = stage.content(heard.prompt_content, None, n_prompt)
        body = stage.content(nets.listener.content(decoded.tokens[None]), latents, n_frames)
        if noise is None:
            shape = (1, n_prompt + n_frames, nets.config.mel.n_mels)
            # Drawn on the CPU, so that a seed means the same on every device.
            noise = torch.randn(shape, generator=performance.noise).to(heard.prompt_mel.device)
        return stage.sample(
            torch.cat([front, body], dim=1),
            heard.prompt_mel,
            heard.speaker_embedding,
            noise,
            performance.sampling,
        )

    def chunks(
        self, decoded: Decoded, n_samples: int | None, performance: Performance
    ) -> Iterator[Waveform]:
        """Flow and vocode, chunk by chunk; what the last frame has too much is cut.

        Without `n_samples` they are as long as the tokens naturally are.
        """
        hop = self._networks.config.mel.hop_length
        left = n_samples or self.natural_frames(decoded) * hop
        mel = self.flow(decoded, -(-left // hop), performance)
        for piece in self._networks.vocoder.stream(mel.transpose(1, 2)):
            yield piece[0, :left].cpu().numpy()
            left -= piece.shape[1]

    def natural_frames(self, decoded: Decoded, stretch: float = 1.0) -> int:
        """Count the mel frames that tokens make when they are stretched so."""
        rate = self._networks.config.semantic_to_mel.frames_per_token
        return max(int(len(decoded.tokens) * rate * stretch), 1)

    @torch.inference_mode()
    def vocode(self, mel: Tensor) -> Tensor:
        """Turn mel `(1, n_mels, F)` into the waveform `(N,)`, chunk by chunk."""
        nothing = mel.new_empty(1, 0)
        return torch.cat([nothing, *self._networks.vocoder.stream(mel)], dim=1)[0]
