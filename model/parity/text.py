"""Check what is made of text: pieces and ids, and the text-to-emotion model."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import torch

from model.emotion_reply import parse_reply
from model.parity.comparison import SAME, Comparison, Goldens
from model.qwen_emotion import QwenEmotion
from model.text.multilingual import MultilingualFrontEnd
from model.text.pieces import PieceFrontEnd, spaced
from model.text.segments import cut

PIECES, REPLIES, PROMPT = "goldens_text.json", "goldens_t2e_parse.json", "goldens_qwen_prompt.txt"
LINE = "goldens_e2e_text.json"
QUESTION = "今天真开心 great!"
REPLY_TOKENS = 24


def check_pieces(front_end: PieceFrontEnd, folder: Path) -> Iterator[Comparison]:
    """Check normalising, pieces, ids and segments, case by case."""
    data = read_json(folder / PIECES)
    golden = Goldens("text", {})
    for number, case in enumerate(data.get("cases", ())):
        text = case["text"]
        pieces = front_end.pieces(text)
        name = f"case {number}"
        if len(text.strip()) > 1:  # a single sign is not normalised
            normalised = front_end.normaliser.normalise(text)
            yield golden.same(f"{name} normalized", normalised, case["normalized"])
        yield golden.same(f"{name} cjk", spaced(case["normalized"]), case["cjk"])
        yield golden.same(f"{name} pieces", pieces, case["pieces"])
        yield golden.same(f"{name} ids", front_end.to_ids(pieces), case["ids"])
        for key in (key for key in case if key.startswith("segments_")):
            limit, quick = map(int, key.removeprefix("segments_").split("_"))
            yield golden.same(f"{name} {key}", cut(pieces, limit, quick), case[key])
    for number, case in enumerate(data.get("segment_cases", ())):
        found = cut(case["pieces"], case["max"], case["quick"])
        yield golden.same(f"segment case {number}", found, case["segments"])
    line = read_json(folder / LINE)
    if line:
        yield golden.same("line pieces", front_end.pieces(line["text"]), line["pieces"])
        yield golden.same("line ids", front_end.text_to_ids(line["text"]), line["ids"])


def check_byte_pairs(
    front_end: MultilingualFrontEnd, golden: Goldens, line: str, specials: list[str]
) -> Iterator[Comparison]:
    """Check the ids of 2.5."""
    ids = torch.tensor(front_end.encode(line))
    yield golden.check("tok_ids", ids, SAME)
    found = torch.tensor([front_end.encode(special)[0] for special in specials])
    yield golden.check("special_ids", found, SAME)


def check_emotion(model: QwenEmotion, folder: Path, golden: Goldens) -> Iterator[Comparison]:
    """Check the question, the logits and the greedy reply."""
    prompt = folder / PROMPT
    if prompt.is_file():
        asked = model.prompt(QUESTION)
        yield golden.same("qwen_prompt", asked, prompt.read_text(encoding="utf-8"))
    ids = model.prompt_ids(QUESTION)
    yield golden.check("qwen_prompt_ids", ids, SAME)
    yield golden.check("qwen_logits", model.network(golden["qwen_prompt_ids"]).logits[0])
    reply = model.generate(golden["qwen_prompt_ids"], REPLY_TOKENS)
    yield golden.check("qwen_greedy", reply, SAME)


def check_replies(folder: Path) -> Iterator[Comparison]:
    """Check how replies are read; where the official reader crashes, ours only must not."""
    golden = Goldens("text-to-emotion", {})
    for number, case in enumerate(read_json(folder / REPLIES).get("cases", ())):
        found: object = parse_reply(case["reply"], case["user"])
        expected = found if "__error__" in case["result"] else case["result"]
        yield golden.same(f"reply {number}", found, expected)


def read_json(path: Path) -> dict[str, Any]:
    """Read a table; a missing file holds nothing."""
    if not path.is_file():
        return {}
    data: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return data
