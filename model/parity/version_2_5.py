"""Check what is different in 2.5: the rows before the first token, the codec, the regulator."""

from __future__ import annotations

from collections.abc import Iterator

import torch

from model.decoding import decode
from model.networks import Networks
from model.parity.comparison import SAME, Comparison, Goldens
from model.parity.telling import PENALTY, ended_like, logits_along
from model.phrase import Sampling
from model.text.front_end import EDGE_IDS
from model.text.languages import language_row

LANGUAGE = "ZH"
LINE = "<|zh|> 你好! this is a test, 好的。"
SPECIALS = [
    *("<|endoftext|>", "<|en|>", "<|zh|>", "<|ja|>", "<|es|>"),
    *("<|SPECIAL_TOKEN_1|>", "<|0.00|>", "<|30.00|>"),
]
STRETCHES = {"cond_f100": 1.0, "cond_f080": 0.8}


def check_rows(networks: Networks, golden: Goldens, front: Goldens) -> Iterator[Comparison]:
    """Check conditioning and text rows; upstream pads on the left for the ids it leaves out."""
    told = networks.text_to_semantic
    mood = told.emotion_of_prompt(front["spk_cond_emb"])
    yield golden.check("emovec_spk", mood)
    latents = told.speaker_latents(front["spk_cond_emb"], front["style"])
    rows = told.conditioning_rows(latents, mood, None)
    yield golden.check("prefix_conds", rows)
    language = language_row(LANGUAGE)
    yield golden.check("lang_id", torch.tensor([language]), SAME)
    given = golden["text_tokens"][0]
    ids = given[[int(number) not in EDGE_IDS for number in given]]
    before = torch.cat([rows, told.text_rows(ids, language)[None]], dim=1)
    whole = golden["prefix_emb"]
    n_pad = whole.shape[1] - before.shape[1]
    padded = torch.cat([whole.new_zeros(1, n_pad, whole.shape[2]), before], dim=1)
    yield golden.check("prefix_emb", padded)
    mask = torch.ones_like(golden["prefix_mask"])
    mask[:, :n_pad] = 0
    yield golden.check("prefix_mask", mask, SAME)
    codes = golden["greedy_rp10_codes"]
    sampling = Sampling(temperature=0.0, repetition_penalty=PENALTY, max_tokens=codes.shape[1])
    made = decode(told, before, None, sampling, torch.Generator())
    yield golden.check("codes", made.tokens[None], SAME)
    ended = ended_like(made.tokens, codes, told.config.stop_token)
    yield golden.check("greedy_rp10_codes", ended, SAME)
    yield golden.check("greedy_rp10_logits", logits_along(told, before, codes[0]))


def check_codec(networks: Networks, golden: Goldens, front: Goldens) -> Iterator[Comparison]:
    """Check the tokenizer of half the rate, and how its features are regulated."""
    codec, stage, codes = (
        networks.official_listener.codec,
        networks.semantic_to_mel,
        golden["codes"],
    )
    heard = front["spk_cond_emb"]
    decoded = codec.embed(codes)
    yield golden.check("codec_vq", codec.table(codes).transpose(1, 2))
    yield golden.check("codec_decode", decoded)
    yield golden.check("codec_quantize_codes", codec.encode(heard), SAME)
    n_prompt = front["ref_mel"].shape[2]
    yield golden.check("prompt_condition", stage.regulator(heard, n_prompt))
    rate = networks.config.semantic_to_mel.frames_per_token
    n_frames = codes.shape[1] * rate
    for name, stretch in STRETCHES.items():
        yield golden.check(name, stage.regulator(decoded, int(n_frames * stretch)))
    factors = golden["target_lengths"][:, 0].tolist()
    lengths = torch.tensor([[f, int(n_frames * f)] for f in factors])
    yield golden.check("target_lengths", lengths)
