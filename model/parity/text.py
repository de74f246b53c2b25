"""Check what is made of text: pieces and ids, and the text-to-emotion model."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import torch

from model.emotion_reply import parse_reply
from model.parity.comparison import SAME, Comparison, GoldenError, Goldens
from model.parity.recording import Recording
from model.qwen_emotion import QwenEmotion
from model.text.multilingual import MultilingualFrontEnd
from model.text.pieces import PieceFrontEnd, spaced
from model.text.segments import cut

PIECES, REPLIES, PROMPT = "goldens_text.json", "goldens_t2e_parse.json", "goldens_qwen_prompt.txt"
LINE = "goldens_e2e_text.json"
SEGMENTS = "segments_"
STAND_IN = "\N{OBJECT REPLACEMENT CHARACTER}"


def check_pieces(front_end: PieceFrontEnd, recording: Recording) -> Iterator[Comparison]:
    """Check normalising, pieces, ids and segments, case by case."""
    data, golden = recording.table(PIECES), Goldens("text", PIECES)
    for number, case in enumerate(data.get("cases", ())):
        found = _read(front_end, case["text"], case.get("normalized", ""))
        for key in (key for key in case if key.startswith(SEGMENTS)):
            limit, quick = map(int, key.removeprefix(SEGMENTS).split("_"))
            found[key] = cut(found["pieces"], limit, quick)
        for key in (key for key in found if key in case):
            yield golden.same(f"case {number} {key}", found[key], case[key])
    for number, case in enumerate(data.get("segment_cases", ())):
        made = cut(case["pieces"], case["max"], case["quick"])
        yield golden.same(f"segment case {number}", made, case["segments"])
    line = recording.table(LINE)
    if "text" in line:
        found = _read(front_end, line["text"], "")
        for key in (key for key in ("pieces", "ids") if key in line):
            yield golden.same(f"line {key}", found[key], line[key])


def _read(front_end: PieceFrontEnd, text: str, normalised: str) -> dict[str, Any]:
    """Read a text step by step; a single sign is not normalised."""
    pieces = front_end.pieces(text)
    found = {"cjk": spaced(normalised), "pieces": pieces, "ids": front_end.to_ids(pieces)}
    if len(text.strip()) > 1:
        found["normalized"] = front_end.normaliser.normalise(text)
    return found


def spoken_line(recording: Recording) -> str:
    """Give the text that the whole lines of 2.0 speak.

    Raises:
        GoldenError: nobody wrote it down.
    """
    words = recording.table(LINE).get("text")
    if not isinstance(words, str):
        raise GoldenError(f"{LINE} does not say the text that goldens_e2e.npz speaks")
    return words


def check_byte_pairs(
    front_end: MultilingualFrontEnd, golden: Goldens, line: str, specials: list[str]
) -> Iterator[Comparison]:
    """Check the ids of 2.5."""
    ids = torch.tensor(front_end.encode(line))
    yield from golden.check("tok_ids", ids, SAME)
    found = torch.tensor([front_end.encode(special)[0] for special in specials])
    yield from golden.check("special_ids", found, SAME)


def check_emotion(model: QwenEmotion, folder: Path, golden: Goldens) -> Iterator[Comparison]:
    """Check the question, the logits and the greedy reply, as long as it was."""
    asked, path = golden["qwen_prompt_ids"], folder / PROMPT
    written = path.read_text(encoding="utf-8") if path.is_file() else None
    question = _asked(model, model.tokenizer.decode(asked[0]) if written is None else written)
    if written is not None:
        yield golden.same("qwen_prompt", model.prompt(question), written)
    yield from golden.check("qwen_prompt_ids", model.prompt_ids(question), SAME)
    yield from golden.check("qwen_logits", model.network(asked).logits[0])
    if "qwen_greedy" in golden:
        n_tokens = max(golden["qwen_greedy"].shape[1] - asked.shape[1], 1)
        yield from golden.check("qwen_greedy", model.generate(asked, n_tokens), SAME)


def _asked(model: QwenEmotion, prompt: str) -> str:
    """Take the text that was asked about out of the prompt around it."""
    before, _, after = model.prompt(STAND_IN).partition(STAND_IN)
    return prompt.removeprefix(before).removesuffix(after)


def check_replies(recording: Recording) -> Iterator[Comparison]:
    """Check how replies are read; where the official reader crashes, ours only must not."""
    golden = Goldens("text-to-emotion", REPLIES)
    for number, case in enumerate(recording.table(REPLIES).get("cases", ())):
        found: object = parse_reply(case["reply"], case["user"])
        expected = found if "__error__" in case["result"] else case["result"]
        yield golden.same(f"reply {number}", found, expected)
