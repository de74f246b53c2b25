"""Run every check that a folder has goldens for."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import torch

from model.checkpoint import CheckpointError
from model.engines import EMOTION_MODEL
from model.official.folder import cache_folder, convert_folder
from model.parity import flow, prompt, telling, text, version_2_5, whole
from model.parity.comparison import Comparison, Goldens
from model.qwen_emotion import QwenEmotion
from model.synthesizer import Synthesizer
from model.text.front_end import BYTE_PAIRS_NAME, PIECES_NAME, MultilingualReading, PieceReading
from model.text.multilingual import MultilingualFrontEnd
from model.text.pieces import PieceFrontEnd

NEWER = "goldens_v25.npz"
OFFICIAL = "official"
"""The delivery that is neither narrowed nor damped."""


def run(folder: Path, manner: str = OFFICIAL) -> Iterator[Comparison]:
    """Convert a folder, load it as any voice is loaded, and compare.

    Args:
        folder: in the official layout.
        manner: the delivery whose precision it is loaded in.

    Raises:
        CheckpointError: the folder is no checkpoint in the official layout, or has no goldens.
    """
    if not any(folder.glob("goldens_*")):
        raise CheckpointError(f"{folder} holds no goldens_*.npz to compare with")
    with tempfile.TemporaryDirectory() as name, torch.inference_mode():
        ours = Path(name) / "engine"
        convert_folder(folder, ours, lambda _: None)
        synthesizer = Synthesizer.from_folder(ours, manner)
        if (folder / NEWER).is_file():
            yield from _run_2_5(folder, ours, synthesizer)
        else:
            yield from _run_2(folder, ours, synthesizer)


def _run_2(folder: Path, ours: Path, synthesizer: Synthesizer) -> Iterator[Comparison]:
    networks = synthesizer.networks
    front = _goldens(folder, "front")
    conditioning, told = _goldens(folder, "cond"), _goldens(folder, "gpt")
    mel, drawing = _goldens(folder, "s2mel"), _goldens(folder, "sampling")
    vocoder, emotion = _goldens(folder, "bigvgan"), _goldens(folder, "qwen")
    lines = _goldens(folder, "e2e")
    if front.arrays:
        yield from prompt.check_front(networks, folder, front)
    if conditioning.arrays:
        yield from telling.check_conditioning(networks, conditioning, front)
    if told.arrays:
        yield from telling.check_rows(networks, told, conditioning["cond_latent"])
        yield from telling.check_decoding(networks, told)
    if drawing.arrays:
        yield from telling.check_sampling(drawing)
    if mel.arrays:
        yield from prompt.check_codec(networks, mel, told["latent_codes"])
        yield from flow.check_flow(networks, mel, front, told["latent"])
    if vocoder.arrays:
        yield from flow.check_vocoder(networks, vocoder, front)
    front_end = PieceFrontEnd.load(ours / PIECES_NAME)
    yield from text.check_pieces(front_end, folder)
    if emotion.arrays:
        yield from text.check_emotion(QwenEmotion.load(ours / EMOTION_MODEL), folder, emotion)
    yield from text.check_replies(folder)
    for line in whole.LINES_2 if lines.arrays else ():
        segments = PieceReading(front_end, line.limit).segments(_line(folder))
        yield from whole.check_line(synthesizer, segments, folder, line, lines)


def _run_2_5(folder: Path, ours: Path, synthesizer: Synthesizer) -> Iterator[Comparison]:
    networks = synthesizer.networks
    front, newer = _goldens(_shared(folder), "front"), Goldens.load(folder / NEWER, "2.5")
    front_end = MultilingualFrontEnd.load(ours / BYTE_PAIRS_NAME)
    yield from text.check_byte_pairs(front_end, newer, version_2_5.LINE, version_2_5.SPECIALS)
    if front.arrays:
        yield from version_2_5.check_rows(networks, newer, front)
        yield from version_2_5.check_codec(networks, newer, front)
    words = version_2_5.LINE.partition(" ")[2]
    for line in whole.LINES_2_5:
        reading = MultilingualReading(front_end, line.limit)
        yield from whole.check_line(synthesizer, reading.segments(words), folder, line, newer)


def _shared(folder: Path) -> Path:
    """Find the goldens of what both versions hear alike: here, or beside the same prompt."""
    heard = (folder / prompt.SPEAKER).read_bytes()
    linked = cache_folder(folder).resolve().parent
    for place in (folder, linked, *sorted(folder.absolute().parent.iterdir())):
        files = [place / name for name in ("goldens_front.npz", prompt.SPEAKER)]
        if all(file.is_file() for file in files) and files[1].read_bytes() == heard:
            return place
    return folder


def _goldens(folder: Path, stage: str) -> Goldens:
    return Goldens.load(folder / f"goldens_{stage}.npz", stage)


def _line(folder: Path) -> str:
    words: str = text.read_json(folder / text.LINE)["text"]
    return words
