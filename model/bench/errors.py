"""Say how far a delivery is from 32-bit weights and the flow's true end, on the same input."""

from __future__ import annotations

from dataclasses import dataclass, replace

import torch
from torch import Tensor
from torch.nn import functional

from model.networks import Networks
from model.phrase import Sampling

N_ROWS, N_TOKENS, N_FRAMES = 60, 100, 200
FINE_STEPS = 200
"""Steps of the flow that count as its true end."""

MAKERS_STEPS = 25


@dataclass(frozen=True, slots=True)
class Errors:
    """Hold what the approximations of a delivery do.

    Args:
        logits: of text-to-semantic, root mean square relative to the exact ones.
        divergence: mean Kullback-Leibler divergence of the tokens' distributions, in nats.
        same_first: share of places where the likeliest token is the same.
        mel: root mean square of the log-mel, against the flow's true end in 32 bits.
        mel_of_25: the same of 25 even steps in 32 bits, which the makers use.
    """

    logits: float
    divergence: float
    same_first: float
    mel: float
    mel_of_25: float


@torch.inference_mode()
def errors(exact: Networks, chosen: Networks, sampling: Sampling) -> Errors:
    """Compare two sets of networks that hold the same weights, one of them narrowed."""
    drawn = torch.Generator().manual_seed(0)
    told = exact.text_to_semantic.config
    text = torch.randint(2, told.n_text_symbols, (N_ROWS,), generator=drawn)
    tokens = torch.randint(0, told.n_semantic_tokens, (N_TOKENS,), generator=drawn)
    true, near = _logits(exact, text, tokens), _logits(chosen, text, tokens)
    divergence = functional.kl_div(
        near.log_softmax(-1), true.log_softmax(-1), log_target=True, reduction="batchmean"
    )
    fine = replace(sampling, n_steps=FINE_STEPS, solver="adams")
    makers = replace(sampling, n_steps=MAKERS_STEPS, solver="euler")
    end = _mel(exact, tokens, fine)
    return Errors(
        float((near - true).norm() / true.norm()),
        float(divergence),
        float((near.argmax(-1) == true.argmax(-1)).float().mean()),
        _rms(_mel(chosen, tokens, sampling) - end),
        _rms(_mel(exact, tokens, makers) - end),
    )


def _logits(networks: Networks, text: Tensor, tokens: Tensor) -> Tensor:
    """Give the logits `(S, n)` at every place of given tokens, one by one as decoding does."""
    network = networks.text_to_semantic
    tokens = tokens.to(network.slots.device)
    rows = network.text_rows(text)[None]
    prefix = network.prefill(rows)
    cache = network.room(prefix, 1, len(tokens) + 1)
    said = torch.cat([tokens.new_tensor([network.config.start_token]), tokens])
    states = [network.step(said[i : i + 1], i, cache, len(prefix)) for i in range(len(tokens))]
    return torch.cat([network.head(state) for state in states])


def _mel(networks: Networks, tokens: Tensor, sampling: Sampling) -> Tensor:
    """Flow from the same noise, in the voice of a silent prompt."""
    stage = networks.semantic_to_mel
    device = stage.mel_mean.device
    noise = torch.randn(1, N_FRAMES, stage.n_mels, generator=torch.Generator().manual_seed(1))
    noise, tokens = noise.to(device), tokens.to(device)
    content = stage.content(networks.listener.content(tokens[None]), None, N_FRAMES)
    speaker = torch.zeros(1, networks.config.listener.speaker_dim, device=device)
    return stage.sample(content, noise[:, :0], speaker, noise, sampling)


def _rms(values: Tensor) -> float:
    return float(values.square().mean().sqrt())
