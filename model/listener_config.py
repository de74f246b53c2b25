"""Size what listens: mel features, and the networks that hear prompts and know the tokens."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class MelConfig:
    """Size a log-mel spectrogram; 'same' padding, so `N` samples give `N / hop_length` frames.

    Args:
        power_floor: added to every power before its root is taken.
        win_length: samples of the window; None: as many as `n_fft`.
        lowest, highest: hertz between which the filters lie; None: half the sample rate.
    """

    sample_rate: int
    n_fft: int
    hop_length: int
    n_mels: int
    power_floor: float = 0.0
    win_length: int | None = None
    lowest: float = 0.0
    highest: float | None = None

    @property
    def frame_rate(self) -> float:
        """Give mel frames per second."""
        return self.sample_rate / self.hop_length


@dataclass(frozen=True, slots=True)
class ConvNextConfig:
    """Size a stack of ConvNeXt blocks between two linear maps."""

    dim: int
    hidden_dim: int
    n_blocks: int


@dataclass(frozen=True, slots=True)
class CodecConfig:
    """Size the supervised semantic tokenizer.

    Args:
        encoder: over log-mel features at the token rate.
        phones: that a token can name.
        pitch_steps: semitones over the speaker's mean, evenly spaced.
        effort_steps: of vocal effort, evenly spaced.
        embed_dim: width of a token's embedding.
    """

    encoder: ConvNextConfig
    phones: tuple[str, ...]
    pitch_steps: tuple[float, ...]
    effort_steps: tuple[float, ...]
    embed_dim: int

    @property
    def n_tokens(self) -> int:
        """Count the semantic tokens."""
        return len(self.phones) * len(self.pitch_steps) * len(self.effort_steps)


@dataclass(frozen=True, slots=True)
class SpeakerConfig:
    """Size the speaker encoder: dilated convolutions, statistics pooling, a unit vector."""

    dim: int
    embed_dim: int


@dataclass(frozen=True, slots=True)
class ListenerConfig:
    """Size the listener of the scratch engine.

    Args:
        features: log-mel at the semantic token rate; what tokenizer, prompts and speaker see.
    """

    features: MelConfig
    codec: CodecConfig
    speaker: SpeakerConfig

    @property
    def n_features(self) -> int:
        """Give the width of what the conditioners read."""
        return self.features.n_mels

    @property
    def speaker_dim(self) -> int:
        """Give the width of a speaker embedding."""
        return self.speaker.embed_dim

    @property
    def content_dim(self) -> int:
        """Give the width of an embedded semantic token."""
        return self.codec.embed_dim

    @property
    def n_tokens(self) -> int:
        """Count the semantic tokens."""
        return self.codec.n_tokens


@dataclass(frozen=True, slots=True)
class SpeechEncoderConfig:
    """Size the part of w2v-bert that is used.

    Args:
        n_features: of a filter-bank frame.
        n_layers: up to the one whose states are used.
        kernel: of the causal convolutions.
        left, right: frames back and ahead whose distance attention tells apart.
        norm_floor: epsilon of its layer norms.
    """

    n_features: int
    dim: int
    hidden_dim: int
    n_layers: int
    n_heads: int
    kernel: int
    left: int
    right: int
    norm_floor: float


@dataclass(frozen=True, slots=True)
class CampPlusConfig:
    """Size CAMPPlus.

    Args:
        head_dim: channels of the two-dimensional part.
        dim: channels where the dense layers begin.
        growth: channels that each dense layer adds.
        bottleneck_dim: inside a dense layer.
        context_dim: inside the mask.
        depths: dense layers of the three blocks.
    """

    n_mels: int
    head_dim: int
    dim: int
    growth: int
    bottleneck_dim: int
    context_dim: int
    depths: tuple[int, ...]
    embed_dim: int


@dataclass(frozen=True, slots=True)
class RepCodecConfig:
    """Size the official semantic tokenizer.

    Args:
        dim: of the features.
        code_dim: of the space where codes are told apart.
        halves_rate: whether a token stands for two frames of features.
    """

    dim: int
    n_tokens: int
    code_dim: int
    encoder: ConvNextConfig
    halves_rate: bool


@dataclass(frozen=True, slots=True)
class PromptListenerConfig:
    """Size the listener of the official engines."""

    speech_encoder: SpeechEncoderConfig
    speaker: CampPlusConfig
    codec: RepCodecConfig

    @property
    def n_features(self) -> int:
        """Give the width of what the conditioners read."""
        return self.speech_encoder.dim

    @property
    def speaker_dim(self) -> int:
        """Give the width of a speaker embedding."""
        return self.speaker.embed_dim

    @property
    def content_dim(self) -> int:
        """Give the width of an embedded semantic token."""
        return self.codec.dim

    @property
    def n_tokens(self) -> int:
        """Count the semantic tokens."""
        return self.codec.n_tokens
