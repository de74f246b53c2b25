"""The sizes of the checkpoints that are known, and of two that nobody ever recorded."""

from __future__ import annotations

from dataclasses import replace

from tests.model.official.layout import (
    BigVgan,
    CampPlus,
    Codec,
    Conformer,
    Flow,
    Gpt,
    Sizes,
    SpeechEncoder,
)

TINY = Sizes(
    features=40,
    style=32,
    mels=80,
    w2v=SpeechEncoder(32, 4, 19, 31, 64, 8),
    gpt=Gpt(
        dim=64, heads=4, layers=2, text=360, codes=128, max_text=80, max_codes=150,
        speaker=Conformer(32, 48, 2, 2, latents=32, width=64),
        emotion=Conformer(24, 40, 2, 1, latents=1, width=48),
    ),
    codec=Codec(8, 24, 40, 2),
    camp_plus=CampPlus(32, 16, 4, 8, (12, 24, 16)),
    flow=Flow(
        dim=48, heads=3, depth=3, hidden=256, content=48, regulator=4, wavenet_layers=3, kernel=5,
        dilation=1, latent_chain=(40, 24), codes=16, codebook=8,
    ),
    bigvgan=BigVgan(64, (4, 4, 4, 4), (8, 8, 8, 8), (3, 7, 11), ((1, 3, 5),) * 3),
)  # fmt: skip

FULL = Sizes(
    features=1024,
    style=192,
    mels=80,
    w2v=SpeechEncoder(4096, 16, 24, 31, 64, 8),
    gpt=Gpt(
        dim=1280, heads=20, layers=24, text=12_000, codes=8192, max_text=600, max_codes=1815,
        speaker=Conformer(512, 2048, 8, 6, latents=32, width=1280),
        emotion=Conformer(512, 1024, 4, 4, latents=1, width=1024),
    ),
    codec=Codec(8, 384, 2048, 12),
    camp_plus=CampPlus(32, 128, 32, 128, (12, 24, 16)),
    flow=Flow(
        dim=512, heads=8, depth=13, hidden=1536, content=512, regulator=4, wavenet_layers=8,
        kernel=5, dilation=1, latent_chain=(256, 128), codes=2048, codebook=1024,
    ),
    bigvgan=BigVgan(
        1536, (4, 4, 2, 2, 2, 2), (8, 8, 4, 4, 4, 4), (3, 7, 11), ((1, 3, 5),) * 3
    ),
)  # fmt: skip


def of_2_5(sizes: Sizes, text: int) -> Sizes:
    """Give the sizes of the newer release: another vocabulary, all else alike."""
    return replace(sizes, gpt=replace(sizes.gpt, text=text))


ODD = Sizes(
    features=45,
    style=26,
    mels=72,
    w2v=SpeechEncoder(37, 5, 18, 9, 11, 3),
    gpt=Gpt(
        dim=66, heads=6, layers=3, text=0, codes=101, max_text=70, max_codes=130,
        speaker=Conformer(36, 50, 3, 3, latents=5, width=66, mult=3),
        emotion=Conformer(28, 46, 4, 1, latents=1, width=54, mult=5),
    ),
    codec=Codec(7, 30, 58, 3),
    camp_plus=CampPlus(6, 18, 5, 14, (3, 5, 2)),
    flow=Flow(
        dim=60, heads=5, depth=5, hidden=88, content=34, regulator=3, wavenet_layers=4, kernel=3,
        dilation=2, latent_chain=(39, 23), codes=19, codebook=9,
    ),
    bigvgan=BigVgan(96, (8, 4, 2, 2, 2), (16, 10, 4, 6, 2), (5, 3), ((1, 2), (3, 1, 4))),
)  # fmt: skip
"""No number is that of a known checkpoint, and hardly two are alike: a mixed-up axis shows."""

NEWER = replace(
    ODD,
    features=49,
    mels=76,
    w2v=SpeechEncoder(41, 7, 17, 5, 6, 13),
    flow=replace(ODD.flow, depth=4, regulator=5, wavenet_layers=2, kernel=7, dilation=1),
    bigvgan=BigVgan(56, (2, 16, 8), (4, 20, 12), (3, 7, 5, 9), ((2,), (1, 3), (5,), (1, 1, 2))),
)
"""The same in the newer layout, with another vocoder and an even number of layers in the flow."""
