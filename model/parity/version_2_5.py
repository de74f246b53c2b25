"""Check what is different in 2.5: the rows before the first token, the codec, the regulator."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import torch
from torch.nn import functional

from model.decoding import decode
from model.networks import Networks
from model.parity.comparison import SAME, Comparison, GoldenError, Goldens
from model.parity.telling import PENALTY, ended_like, logits_along
from model.phrase import Sampling
from model.text.front_end import EDGE_IDS
from model.text.languages import language_row
from model.text.multilingual import MultilingualFrontEnd

TAGGED = re.compile(r"<\|(?P<language>[a-z]+)\|> ?(?P<words>.*)", re.DOTALL)
SPECIALS = [
    *("<|endoftext|>", "<|en|>", "<|zh|>", "<|ja|>", "<|es|>"),
    *("<|SPECIAL_TOKEN_1|>", "<|0.00|>", "<|30.00|>"),
]
STRETCHES = {"cond_f100": 1.0, "cond_f080": 0.8}


def tagged_line(front_end: MultilingualFrontEnd, golden: Goldens) -> str:
    """Give the line that was recorded: its ids tell all of it, being bytes.

    Raises:
        GoldenError: an id is not of this vocabulary.
    """
    given = "text_tokens" if "text_tokens" in golden else "tok_ids"
    ids = golden[given].flatten().tolist()
    try:
        line: str = front_end.vocabulary.decode(ids if given == "tok_ids" else ids[:-1])
    except (KeyError, OverflowError) as error:
        raise GoldenError(f"{given} of {golden.file} holds an unknown id: {error}") from error
    return line


def untagged(line: str) -> tuple[str, str]:
    """Tell the language that a line is tagged with, and its words.

    Raises:
        GoldenError: it has no tag.
    """
    found = TAGGED.fullmatch(line)
    if found is None:
        raise GoldenError(f"the recorded line {line!r} does not begin with its language")
    return found["language"], found["words"]


def hear(networks: Networks, speaker: Path) -> Goldens:
    """Hear the prompt ourselves, where nobody recorded what it is heard as."""
    heard = networks.official_listener.hear(speaker)
    found = {
        "spk_cond_emb": heard.features,
        "style": heard.speaker_embedding,
        "ref_mel": heard.mel.transpose(1, 2),
    }
    return Goldens("front", speaker.name, {name: t.numpy() for name, t in found.items()})


def check_rows(
    networks: Networks, golden: Goldens, front: Goldens, language: str
) -> Iterator[Comparison]:
    """Check conditioning and text rows; upstream pads on the left for the ids it leaves out."""
    told = networks.text_to_semantic
    mood = told.emotion_of_prompt(front["spk_cond_emb"])
    yield from golden.check("emovec_spk", mood)
    latents = told.speaker_latents(front["spk_cond_emb"], front["style"])
    rows = told.conditioning_rows(latents, mood, None)
    yield from golden.check("prefix_conds", rows)
    row = language_row(language)
    yield from golden.check("lang_id", torch.tensor([row]), SAME)
    given = golden["text_tokens"][0]
    ids = given[[int(number) not in EDGE_IDS for number in given]]
    before = torch.cat([rows, told.text_rows(ids, row)[None]], dim=1)
    n_pad = len(given) - len(ids)
    padded = functional.pad(before, (0, 0, n_pad, 0))
    yield from golden.check("prefix_emb", padded)
    mask = torch.ones(1, padded.shape[1] + 1, dtype=torch.long)
    mask[:, :n_pad] = 0
    yield from golden.check("prefix_mask", mask, SAME)
    codes = golden["greedy_rp10_codes"]
    sampling = Sampling(temperature=0.0, repetition_penalty=PENALTY, max_tokens=codes.shape[1])
    made = decode(told, before, None, sampling, torch.Generator())
    yield from golden.check("codes", made.tokens[None], SAME)
    ended = ended_like(made.tokens, codes, told.config.stop_token)
    yield from golden.check("greedy_rp10_codes", ended, SAME)
    yield from golden.check("greedy_rp10_logits", logits_along(told, before, codes[0]))


def check_codec(networks: Networks, golden: Goldens, front: Goldens) -> Iterator[Comparison]:
    """Check the tokenizer of half the rate, and how its features are regulated."""
    codec, stage, codes = (
        networks.official_listener.codec,
        networks.semantic_to_mel,
        golden["codes"],
    )
    heard = front["spk_cond_emb"]
    decoded = codec.embed(codes)
    yield from golden.check("codec_vq", codec.table(codes).transpose(1, 2))
    yield from golden.check("codec_decode", decoded)
    yield from golden.check("codec_quantize_codes", codec.encode(heard), SAME)
    n_prompt = front["ref_mel"].shape[2]
    yield from golden.check("prompt_condition", stage.regulator(heard, n_prompt))
    rate = networks.config.semantic_to_mel.frames_per_token
    n_frames = codes.shape[1] * rate
    for name, stretch in STRETCHES.items():
        yield from golden.check(name, stage.regulator(decoded, int(n_frames * stretch)))
    if "target_lengths" in golden:
        factors = golden["target_lengths"][:, 0].tolist()
        lengths = torch.tensor([[f, int(n_frames * f)] for f in factors])
        yield from golden.check("target_lengths", lengths)
