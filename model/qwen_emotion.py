"""Weigh the emotions of a text with the small Qwen3 that comes with IndexTTS-2."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any, Self

import torch
from safetensors import SafetensorError
from torch import Tensor

from model.emotion import EmotionVector
from model.emotion_reply import parse_reply
from model.extras import extra

INSTRUCTION = "文本情感分类"
"""Asks for the emotions of a text; the model was taught under these words alone."""

THINKING_ENDS = "</think>"
MAX_REPLY_TOKENS = 512
"""Eight scores take about a hundred tokens; a reply that goes on has lost its way."""


class BadEmotionModelError(ValueError):
    """Say which folder holds no text-to-emotion model."""


@dataclass(frozen=True, slots=True)
class QwenEmotion:
    """Ask the model for eight scores and read its reply.

    Args:
        network: a causal language model of `transformers`.
        tokenizer: its tokenizer, with the chat template of the folder.
    """

    network: Any
    tokenizer: Any

    @classmethod
    def load(
        cls, folder: Path, device: str = "cpu", precision: torch.dtype = torch.float32
    ) -> Self:
        """Read `qwen0.6bemo4-merge`.

        Args:
            folder: config, tokenizer, chat template and weights, as `transformers` saves them.
            device: where to compute.
            precision: float32 takes 2.4 GB and is quickest on most CPUs; the release computes
                in float16 on its GPU.

        Raises:
            BadEmotionModelError: a file is missing or broken.
            MissingExtraError: transformers is not installed.
        """
        transformers = extra("transformers")
        try:
            network, tokenizer = _read(transformers, folder)
        except (OSError, ValueError, KeyError, RuntimeError, SafetensorError) as error:
            reason = str(error).partition("\n")[0]
            raise BadEmotionModelError(
                f"{folder} holds no text-to-emotion model that can be read ({reason}); "
                "copy or download the folder again"
            ) from error
        return cls(network.to(device=device, dtype=precision).eval(), tokenizer)

    def emotion(self, text: str) -> EmotionVector:
        """Weigh a text; the official scores reach 1.2, what is over 1 is cut off."""
        return EmotionVector.from_values(self.scores(text).values())

    def scores(self, text: str) -> dict[str, float]:
        """Give the official scores of a text by emotion, from 0 to 1.2; empty text is calm."""
        if not text.strip():
            return parse_reply("", text)
        return parse_reply(self.reply(text), text)

    def prompt(self, text: str) -> str:
        """Write the question as a chat that the model has to go on with, without thinking aloud."""
        said = {"system": INSTRUCTION, "user": text}
        chat = [{"role": role, "content": content} for role, content in said.items()]
        prompt: str = self.tokenizer.apply_chat_template(
            chat, tokenize=False, add_generation_prompt=True, enable_thinking=False
        )
        return prompt

    def prompt_ids(self, text: str) -> Tensor:
        """Give the ids of the prompt, shape `(1, T)`."""
        ids: Tensor = self.tokenizer([self.prompt(text)], return_tensors="pt").input_ids
        return ids.to(self.network.device)

    @torch.inference_mode()
    def generate(self, ids: Tensor, max_tokens: int = MAX_REPLY_TOKENS) -> Tensor:
        """Go on with ids, greedily; shape `(1, T)` to `(1, T + new)`."""
        ended = self.tokenizer.eos_token_id
        continued: Tensor = self.network.generate(
            input_ids=ids,
            attention_mask=torch.ones_like(ids),
            max_new_tokens=max_tokens,
            do_sample=False,
            pad_token_id=ended,
        )
        return continued

    def reply(self, text: str) -> str:
        """Give what the model replies, without the thoughts that it may think aloud after all."""
        ids = self.prompt_ids(text)
        return self.answer(self.generate(ids)[0, ids.shape[1] :].tolist())

    def answer(self, ids: list[int]) -> str:
        """Read the ids of a reply, from after the last end of thinking."""
        ends = self.tokenizer.convert_tokens_to_ids(THINKING_ENDS)
        place = max((place for place, token in enumerate(ids, start=1) if token == ends), default=0)
        answer: str = self.tokenizer.decode(ids[place:], skip_special_tokens=True)
        return answer.strip("\n")


def _read(transformers: ModuleType, folder: Path) -> tuple[Any, Any]:
    """Read network and tokenizer; refuse the gaps that transformers would fill by chance."""
    for name, key in (("config.json", "model_type"), ("tokenizer.json", "model")):
        if key not in json.loads((folder / name).read_text(encoding="utf-8")):
            raise ValueError(f"{name} has no {key!r}")
    tokenizer = transformers.AutoTokenizer.from_pretrained(folder, local_files_only=True)
    if not tokenizer.chat_template:
        raise ValueError("no chat template")
    transformers.utils.logging.disable_progress_bar()  # a second's work needs none
    network, report = transformers.AutoModelForCausalLM.from_pretrained(
        folder, local_files_only=True, output_loading_info=True
    )
    if report["missing_keys"]:
        raise ValueError(f"no weights for {', '.join(sorted(report['missing_keys']))}")
    return network, tokenizer
