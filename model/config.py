"""Size every network: one tree of frozen dataclasses for the compact and the full-size engine."""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass
from typing import Any

from model.listener_config import ConvNextConfig, ListenerConfig, MelConfig, PromptListenerConfig
from model.strict_data import filled


@dataclass(frozen=True, slots=True)
class ConditionerConfig:
    """Size a conformer-perceiver that turns a prompt into a few latents.

    Args:
        dim: width of the conformer.
        hidden_dim: of its feed-forward parts.
        n_heads: of its attention.
        n_blocks: of the conformer.
        latent_dim: width of the perceiver and its latents.
        n_latents: that come out.
        n_latent_heads: of the perceiver's attention.
        latent_hidden_dim: of its gated feed-forward parts.
        latent_head_dim: width of each of its heads.
        n_latent_layers: of the perceiver.
        kernel: of the conformer's convolutions over time.
    """

    dim: int
    hidden_dim: int
    n_heads: int
    n_blocks: int
    latent_dim: int
    n_latents: int
    n_latent_heads: int
    latent_hidden_dim: int
    latent_head_dim: int = 64
    n_latent_layers: int = 2
    kernel: int = 15


@dataclass(frozen=True, slots=True)
class TextToSemanticConfig:
    """Size the autoregressive transformer and its tables.

    Start and stop tokens of the semantic vocabulary follow the codec's own tokens.

    Args:
        speaker: of the conditioner that hears the voice; None: its speaker embedding says it all.
        emotion_rows: how many embeddings each of the eight emotions has to choose from.
        n_languages: that a text can be said to be in; 0 where it is not said.
        passes_latents: whether semantic-to-mel receives the latents beside the tokens.
        first_place: position row of the first token while decoding (the start token has row 0);
            the latents always come from rows without a gap.
        always_penalised: ids that the repetition penalty takes for said from the beginning.
        may_draw_start: whether the start token stays among what can be drawn.
    """

    dim: int
    n_layers: int
    n_heads: int
    n_text_symbols: int
    n_semantic_tokens: int
    max_text_tokens: int
    max_semantic_tokens: int
    speaker: ConditionerConfig | None
    emotion: ConditionerConfig
    emotion_rows: tuple[int, ...]
    n_languages: int
    passes_latents: bool
    first_place: int = 1
    always_penalised: tuple[int, ...] = ()
    may_draw_start: bool = False

    @property
    def start_token(self) -> int:
        """Give the id that opens the semantic sequence."""
        return self.n_semantic_tokens

    @property
    def stop_token(self) -> int:
        """Give the id that ends the semantic sequence."""
        return self.n_semantic_tokens + 1


@dataclass(frozen=True, slots=True)
class SemanticToMelConfig:
    """Size the length regulator, the diffusion transformer and its WaveNet tail.

    Args:
        frames_per_token: mel frames that a semantic token lasts when nothing is stretched.
        content_dim: of what the length regulator gives.
        projected_dim: of that as the transformer takes it in.
        wavenet_dilation: of a layer, times that of the one before.
        n_frequencies: that the flow's time is told in.
    """

    frames_per_token: float
    dim: int
    hidden_dim: int
    n_heads: int
    n_blocks: int
    content_dim: int
    projected_dim: int
    wavenet_dim: int
    wavenet_layers: int
    wavenet_kernel: int = 5
    wavenet_dilation: int = 1
    regulator_layers: int = 4
    n_frequencies: int = 128


@dataclass(frozen=True, slots=True)
class VocoderConfig:
    """Size the source-filter vocoder.

    Args:
        pitch: the network that reads the pitch off the mel.
        envelopes: the network that reads the envelopes of voice and breath.
        n_fft: of the frames that are filtered.
        frames_per_mel_frame: how many of them a mel frame shapes.
    """

    pitch: ConvNextConfig
    envelopes: ConvNextConfig
    n_fft: int
    frames_per_mel_frame: int


@dataclass(frozen=True, slots=True)
class BigVganConfig:
    """Size the BigVGAN vocoder: a stage per upsampling, each halving the width, then residuals.

    Args:
        initial_dim: width before the first stage.
        upsample_rates: of the stages, in order; their product is the hop.
        upsample_kernels: of the stages, in order.
        residual_kernels: of the parallel blocks in every stage.
        residual_dilations: of the layers in each of those blocks.
    """

    initial_dim: int
    upsample_rates: tuple[int, ...]
    upsample_kernels: tuple[int, ...]
    residual_kernels: tuple[int, ...]
    residual_dilations: tuple[tuple[int, ...], ...]

    def __post_init__(self) -> None:
        dilations = tuple(tuple(block) for block in self.residual_dilations)
        object.__setattr__(self, "residual_dilations", dilations)  # JSON gives lists
        if len(self.upsample_rates) != len(self.upsample_kernels):
            raise ValueError("every stage of the vocoder needs one upsample rate and one kernel")
        if len(self.residual_kernels) != len(self.residual_dilations):
            raise ValueError("every residual kernel of the vocoder needs its dilations")
        stages = zip(self.upsample_rates, self.upsample_kernels, strict=True)
        if any(rate < 1 or kernel < rate or (kernel - rate) % 2 for rate, kernel in stages):
            raise ValueError("an upsample kernel must exceed its rate by an even number")
        if any(kernel % 2 == 0 for kernel in self.residual_kernels):
            raise ValueError("the vocoder's residual kernels must be odd")
        if self.initial_dim % (1 << len(self.upsample_rates)):
            raise ValueError("the vocoder's width cannot be halved at every stage")

    @property
    def hop_length(self) -> int:
        """Count the samples that a mel frame becomes."""
        return math.prod(self.upsample_rates)


@dataclass(frozen=True, slots=True)
class ModelConfig:
    """Describe one engine completely; `config.json` of a checkpoint holds exactly this.

    Args:
        text: how text becomes ids; a key of `model.front_end.FRONT_ENDS`.
        mel: log-mel between the flow and the vocoder.
        listener: what hears voice prompts and knows the semantic tokens.
    """

    name: str
    text: str
    mel: MelConfig
    listener: ListenerConfig | PromptListenerConfig
    text_to_semantic: TextToSemanticConfig
    semantic_to_mel: SemanticToMelConfig
    vocoder: VocoderConfig | BigVganConfig

    def __post_init__(self) -> None:
        if self.text_to_semantic.n_semantic_tokens != self.listener.n_tokens:
            raise ValueError("the transformer's semantic vocabulary is not the listener's")

    @property
    def sample_rate(self) -> int:
        """Give the sample rate of the engine in hertz."""
        return self.mel.sample_rate

    @property
    def own_listener(self) -> ListenerConfig:
        """Give the listener of an engine whose tokens name phones: the scratch engine's kind.

        Raises:
            ValueError: this engine is of another kind.
        """
        if not isinstance(self.listener, ListenerConfig):
            raise ValueError(f"the tokens of {self.name} do not name phones")
        return self.listener

    @property
    def token_rate(self) -> float:
        """Give semantic tokens per second."""
        return self.mel.frame_rate / self.semantic_to_mel.frames_per_token

    def to_dict(self) -> dict[str, Any]:
        """Give plain data for JSON."""
        return asdict(self)

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> ModelConfig:
        """Build from plain data; a missing or unknown key is an error that names it.

        Raises:
            ValueError: a key is missing or unknown.
        """
        config: ModelConfig = filled(cls, data, "config")
        return config
