"""Write the goldens of a folder of the 2.0 layout, under the names of the recorded ones.

The networks are computed by the formulas. Taken from the engine is only what does not depend on
any size and is checked on the recorded checkpoints: resampling, the filter bank of CAMPPlus, and
where a line is cut.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import sentencepiece
import torch
import transformers
from torch import Tensor

from model import audio, fbank
from model.parity.telling import BEAM_LIMIT
from model.prompt_listener import resampled
from model.text.segments import cut
from tests.model.official import recorded
from tests.model.official.checkpoint import Arrays, Checkpoint, Heard
from tests.model.official.formulas import flow, hearing
from tests.model.official.layout import Sizes
from tests.model.official.lines import Voice, lines
from tests.model.official.maker import ROWS, SOURCE, SPECTRUM

CASE = 0
"""Of the recorded texts, the one that whole lines speak."""

QUESTION = "你怎么又来了? so late..."
REPLY_TOKENS = 17
SEGMENT_TOKENS = 14


def texts() -> list[dict[str, Any]]:
    """Give recorded texts with what the makers' normaliser made of them."""
    data = json.loads((SOURCE / "goldens_text.json").read_text())
    return [case for case in data["cases"] if len(case["text"].strip()) > 1]


def write(folder: Path, sizes: Sizes) -> None:
    """Write every file of goldens."""
    one = Checkpoint.load(folder, folder / "hf_cache", sizes, ROWS, SPECTRUM)
    given = _given(folder, one)
    front = recorded.front(one, given)
    heard = Heard(
        front["spk_cond_emb"][0],
        front["emo_cond_emb"][0],
        front["style"][0],
        front["ref_mel"][0].T,
    )
    cond = recorded.conditioning(one, heard, given)
    latents = cond["cond_latent"][0]
    told_given = given | {"emo_vec": cond["emovec_merged_a06"]}
    told = recorded.telling_of(one, latents, told_given)
    n_frames = len(heard.mel) + int(told["latent_codes"].shape[1] * recorded.FRAMES_PER_CODE)
    noise = {"cfm_noise": given["noise"][..., :n_frames]}
    mel = recorded.mel(one, heard, told, noise)
    kept = {
        "front": front | pick(given, "spk_22k", "spk_16k", "emo_16k", "fbank", "camp_in_short"),
        "cond": cond | pick(given, "emo_vector", "normvec_in"),
        "gpt": told | pick(told_given, "emo_vec", "text_ids", "tf_codes"),
        "s2mel": mel | noise,
        "bigvgan": recorded.wave(one, heard, mel["vc_target"]),
        "sampling": recorded.drawing(given) | pick(given, "proc_ids", "proc_logits"),
        "qwen": _emotion(folder),
        "e2e": _lines(folder, one, heard, latents, given["spk_16k_of_mood"]),
    }
    for stage, arrays in kept.items():
        save(folder / f"goldens_{stage}.npz", arrays)


def pick(given: Arrays, *names: str) -> Arrays:
    """Take some arrays."""
    return {name: given[name] for name in names}


def save(path: Path, arrays: Arrays) -> None:
    """Write arrays, real numbers in 32 bits."""
    np.savez(
        path,
        **{
            name: (array.float() if array.is_floating_point() else array).numpy()
            for name, array in arrays.items()
        },
    )


def prompts(folder: Path) -> Arrays:
    """Give both prompts at the rates they are heard at, and the filter bank of the speaker's."""
    speaker = audio.load_prompt(folder / "spk.wav", SPECTRUM.rate, 15.0)[None]
    at_16k = resampled(speaker, SPECTRUM.rate, fbank.SAMPLE_RATE)
    bank = fbank.mel_bank(torch.float32)
    return {
        "spk_22k": speaker.double(),
        "spk_16k": at_16k.double(),
        "emo_16k": audio.load_prompt(folder / "emo.wav", fbank.SAMPLE_RATE, 15.0)[None].double(),
        "spk_16k_of_mood": audio.load_prompt(folder / "spk.wav", fbank.SAMPLE_RATE, 15.0).double(),
        "fbank": fbank.fbank(at_16k[0], bank, fbank.SPEAKER_FLOOR).double(),
    }


def _given(folder: Path, one: Checkpoint) -> Arrays:
    """Draw what the networks are given, in other lengths than the recorded ones."""
    draw = torch.Generator().manual_seed(5)
    told, mels = one.sizes.gpt, one.sizes.mels
    codes = torch.randint(0, told.codes, (1, 19), generator=draw)
    said = torch.randint(0, told.codes, (2, 7), generator=draw)
    fake = [[*[1] * 11, one.start]] * len(said)
    return prompts(folder) | {
        "camp_in_short": torch.randn(1, 131, 80, generator=draw).double(),
        "n_masked": torch.tensor(21),
        "emo_vector": torch.tensor([0.1, 0.0, 0.25, 0.0, 0.05, 0.0, 0.1, 0.2]).double(),
        "normvec_in": torch.rand(4, 8, generator=draw).double() * 0.4,
        "text_ids": torch.randint(2, told.text, (1, 23), generator=draw),
        "tf_codes": codes,
        "limit": torch.tensor(29),
        "long_limit": torch.tensor(47),
        "beam_limit": torch.tensor(BEAM_LIMIT),
        "noise": torch.randn(1, mels, 400, generator=draw).double(),
        "proc_ids": torch.cat([torch.tensor(fake), said], 1),
        "proc_logits": torch.randn(2, told.codes + 2, generator=draw).double() * 3,
    }


def _emotion(folder: Path) -> Arrays:
    """Record what the language model replies, and write the question it was asked."""
    place = folder / "qwen0.6bemo4-merge"
    tokenizer = transformers.AutoTokenizer.from_pretrained(place)
    network = transformers.AutoModelForCausalLM.from_pretrained(place).float().eval()
    asked = (
        f"<|im_start|>system\n文本情感分类<|im_end|>\n<|im_start|>user\n{QUESTION}<|im_end|>\n"
        "<|im_start|>assistant\n<think>\n\n</think>\n\n"
    )
    (folder / "goldens_qwen_prompt.txt").write_text(asked)
    ids = tokenizer(asked, return_tensors="pt").input_ids
    whole = ids
    for _ in range(REPLY_TOKENS):
        whole = torch.cat([whole, network(whole).logits[:, -1:].argmax(-1)], 1)
    return {"qwen_prompt_ids": ids, "qwen_logits": network(ids).logits[0], "qwen_greedy": whole}


def _lines(
    folder: Path, one: Checkpoint, heard: Heard, latents: Tensor, own_mood: Tensor
) -> Arrays:
    """Record whole lines, and write the text beside them."""
    pieces = sentencepiece.SentencePieceProcessor()
    pieces.Load(str(folder / "bpe.model"))
    cases = [_read(case, pieces) for case in texts()]
    told = {"cases": cases}
    (folder / "goldens_text.json").write_text(json.dumps(told))
    line = {name: cases[CASE][name] for name in ("text", "normalized", "pieces", "ids")}
    (folder / "goldens_e2e_text.json").write_text(json.dumps(line))
    segments = [pieces.PieceToId(run) for run in cut(line["pieces"], SEGMENT_TOKENS)]
    head = flow.regulated(
        one.flow,
        hearing.embedded(
            one.codec,
            hearing.codes(one.codec, hearing.convnext(one.codec, "encoder", heard.features)),
        ),
        len(heard.mel),
    )
    speaks = Heard(heard.features, one.features(own_mood), heard.style, heard.mel)
    voice = Voice(one, speaks, head, torch.Generator().manual_seed(6))
    return lines(voice, latents, heard.mood, [line["ids"]], segments)


def _read(case: dict[str, Any], pieces: Any) -> dict[str, Any]:
    """Read a recorded text with another vocabulary."""
    found: Sequence[str] = pieces.EncodeAsPieces(case["cjk"])
    told = {name: case[name] for name in ("text", "normalized", "cjk")}
    return told | {"pieces": found, "ids": [pieces.PieceToId(piece) for piece in found]}
