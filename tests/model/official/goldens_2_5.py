"""Write the goldens of a folder of the 2.5 layout, under the names of the recorded ones.

From the engine come what `goldens` takes from it, and the ids of the text: they depend on no size
but the number of byte pairs, from which the special ids are counted here.
"""

from __future__ import annotations

from pathlib import Path

import torch
from torch import Tensor

from model.text.multilingual import MultilingualFrontEnd
from tests.model.official import recorded
from tests.model.official.checkpoint import Arrays, Checkpoint, Heard
from tests.model.official.decoder import PENALTY, Decoder
from tests.model.official.formulas import flow, hearing
from tests.model.official.formulas.plain import linear
from tests.model.official.goldens import pick, prompts, save
from tests.model.official.layout import Sizes
from tests.model.official.lines import LIMIT, Voice
from tests.model.official.maker import MERGES, ROWS, SPECTRUM

TAG, LANGUAGE_ROW, WORDS = "<|de|>", 2, "wer ist da? the inner theme!"
SPECIALS = (0, 2, 3, 9, 5, 122, 172, 1672)
"""Places of those special tokens that are recorded, among all of them."""

STRETCHES = {"cond_f100": 1.0, "cond_f080": 0.8}
WEIGHTS = (0.1, 0.0, 0.0, 0.2, 0.0, 0.0, 0.1, 0.2)


def write(folder: Path, sizes: Sizes) -> None:
    """Write the file of goldens, and beside it what the prompt is heard as."""
    one = Checkpoint.load(folder, folder / "hf_cache", sizes, ROWS, SPECTRUM)
    given = prompts(folder)
    given["camp_in_short"] = torch.randn(1, 107, 80, dtype=torch.float64)
    front = recorded.front(one, given)
    waves = ("spk_22k", "spk_16k", "emo_16k", "fbank", "camp_in_short")
    save(folder / "goldens_front.npz", front | pick(given, *waves))
    own_mood = one.features(given["spk_16k_of_mood"])
    heard = Heard(front["spk_cond_emb"][0], own_mood, front["style"][0], front["ref_mel"][0].T)
    ids = _ids(folder)
    save(folder / "goldens_v25.npz", ids | _told(one, heard, ids) | _lines(one, heard, ids))


def _ids(folder: Path) -> Arrays:
    path = folder / "multilingual_zh_ja_yue_char_del.tiktoken"
    ids = MultilingualFrontEnd.load(path).encode(f"{TAG} {WORDS}")
    return {
        "tok_ids": torch.tensor(ids),
        "special_ids": torch.tensor(SPECIALS) + 256 + len(MERGES),
        "text_tokens": torch.tensor([[*ids, 1]]),
        "lang_id": torch.tensor([LANGUAGE_ROW]),
    }


def conditions(one: Checkpoint, style: Tensor, emotion: Tensor) -> Tensor:
    """Give the rows that say who speaks and how `(3, C)`."""
    who = linear(one.gpt, "spk_emb_proj", style) + emotion
    return torch.stack([who, torch.zeros_like(who), torch.zeros_like(who)])


def text_rows(one: Checkpoint, ids: Arrays) -> Tensor:
    """Embed the text that is left when ids 0 and 1 are taken out, in its language."""
    kept = [number for number in ids["text_tokens"][0].tolist() if number > 1]
    return recorded.text_rows(one, kept) + one.gpt["lang_embedding.weight"][LANGUAGE_ROW]


def decoded(one: Checkpoint, codes: Tensor) -> Tensor:
    """Bring codes `(S,)` to what is heard at twice their rate `(2S, n)`."""
    x = hearing.convnext(one.codec, "decoder", hearing.embedded(one.codec, codes))
    return _smoothed(one, "up", x.repeat_interleave(2, 0))


def _smoothed(one: Checkpoint, name: str, x: Tensor) -> Tensor:
    rows = torch.nn.functional.pad(x.T, (1, 1)).unfold(-1, 3, 1)
    mixed = torch.einsum("oik,ifk->fo", one.codec[f"{name}.weight"], rows)
    return mixed + one.codec[f"{name}.bias"]


def _told(one: Checkpoint, heard: Heard, ids: Arrays) -> Arrays:
    """Record prefix, decoding, tokenizer and regulator."""
    mood = one.mood(heard.features)["vector"]
    rows = conditions(one, heard.style, mood)
    before = torch.cat([rows, text_rows(one, ids)])
    n_pad = int((ids["text_tokens"] < 2).sum())
    padded = torch.cat([before.new_zeros(n_pad, before.shape[1]), before])
    fresh, logits = Decoder(one, before).greedy(PENALTY, 41)
    kept = torch.tensor([code for code in fresh if code != one.start + 1])
    halved = torch.nn.functional.gelu(_smoothed(one, "down", heard.features)[::2])
    said = decoded(one, kept)
    n_frames = len(said) * recorded.FRAMES_PER_CODE
    factors = (0.5, 0.9, 1.0, 1.7)
    return {
        "emovec_spk": mood[None],
        "prefix_conds": rows[None],
        "prefix_emb": padded[None],
        "prefix_mask": (torch.arange(len(padded) + 1) >= n_pad).long()[None],
        "greedy_rp10_codes": torch.tensor([fresh]),
        "greedy_rp10_logits": logits,
        "codes": kept[None],
        "codec_vq": hearing.embedded(one.codec, kept).T[None],
        "codec_decode": said[None],
        "codec_quantize_codes": hearing.codes(
            one.codec, hearing.convnext(one.codec, "encoder", halved)
        )[None],
        "target_lengths": torch.tensor([[f, int(n_frames * f)] for f in factors]).double(),
        "prompt_condition": flow.regulated(one.flow, heard.features, len(heard.mel))[None],
        **{
            name: flow.regulated(one.flow, said, int(n_frames * stretch))[None]
            for name, stretch in STRETCHES.items()
        },
    }


def _lines(one: Checkpoint, heard: Heard, ids: Arrays) -> Arrays:
    """Record whole lines: plain, faster, and with weights."""
    own = one.mood(heard.mood)["vector"]
    weights = torch.tensor(WEIGHTS).double()
    weighed = one.mixed(weights, heard.style) + (1 - weights.sum()) * own
    head = flow.regulated(one.flow, heard.features, len(heard.mel))
    voice = Voice(one, heard, head, torch.Generator().manual_seed(8))
    made: Arrays = {}
    for name, mood, stretch in (("plain", own, 1.0), ("fast", own, 0.8), ("vector", weighed, 1.0)):
        before = torch.cat([conditions(one, heard.style, mood), text_rows(one, ids)])
        codes, _ = Decoder(one, before).greedy(PENALTY, LIMIT)
        said = decoded(one, torch.tensor([code for code in codes if code != one.start + 1]))
        spoken = voice.sound(said, int(len(said) * recorded.FRAMES_PER_CODE * stretch))
        made |= {f"e2e_{name}_{part}": spoken[part] for part in ("z", "mel")}
        made[f"e2e_{name}_codes"] = torch.tensor([codes])
        made[f"e2e_{name}_wav"] = recorded.samples([spoken["wav"]], 0)
    return made
