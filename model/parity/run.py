"""Run every check that a folder has goldens for."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from filecmp import cmp
from pathlib import Path

import torch

from model import weights
from model.engines import EMOTION_MODEL
from model.official.folder import cache_folder, convert_folder
from model.parity import flow, prompt, telling, text, version_2_5, whole
from model.parity.comparison import Comparison, GoldenError, Goldens
from model.parity.recording import Recording
from model.qwen_emotion import QwenEmotion
from model.synthesizer import Synthesizer
from model.text.front_end import BYTE_PAIRS_NAME, PIECES_NAME, MultilingualReading, PieceReading
from model.text.multilingual import MultilingualFrontEnd
from model.text.pieces import PieceFrontEnd

NEWER = "v25"
OFFICIAL = "official"
"""The delivery that is neither narrowed nor damped."""


def run(recording: Recording, manner: str = OFFICIAL) -> Iterator[Comparison]:
    """Convert the folder of a recording, load it as any voice is loaded, and compare.

    Args:
        recording: of a folder in the official layout.
        manner: the delivery whose precision it is loaded in.

    Raises:
        CheckpointError: the folder is no checkpoint in the official layout.
        GoldenError: what was recorded is incomplete, or is of another checkpoint.
        WeightsError: the disk is too small for it.
    """
    with tempfile.TemporaryDirectory() as name, torch.inference_mode():
        ours = Path(name) / "engine"
        weights.check_disk(recording.folder, ours)
        convert_folder(recording.folder, ours, lambda _: None)
        synthesizer = Synthesizer.from_folder(ours, manner)
        yield from compare(recording, ours, synthesizer)


def compare(recording: Recording, ours: Path, synthesizer: Synthesizer) -> Iterator[Comparison]:
    """Compare an engine that is loaded already with what was recorded of it.

    Args:
        recording: of the folder that it was made of.
        ours: its own folder.
        synthesizer: that speaks with it.

    Raises:
        GoldenError: what was recorded is incomplete, or is of another checkpoint.
    """
    try:
        yield from _shared(recording, ours, synthesizer)
        own = _run_2_5 if NEWER in recording.stages else _run_2
        yield from own(recording, ours, synthesizer)
    except (RuntimeError, IndexError) as error:
        told = str(error).partition("\n")[0]
        raise GoldenError(
            f"the goldens of {recording.folder} are of another checkpoint: {told}"
        ) from error


def _shared(recording: Recording, ours: Path, synthesizer: Synthesizer) -> Iterator[Comparison]:
    """Check what both versions do alike."""
    networks, front = synthesizer.networks, recording.stage("front")
    if front.arrays:
        yield from prompt.check_front(networks, recording.folder, front)
    if (vocoder := recording.stage("bigvgan")).arrays:
        yield from flow.check_vocoder(networks, vocoder, front)
    if (drawing := recording.stage("sampling")).arrays:
        yield from telling.check_sampling(drawing)
    if (emotion := recording.stage("qwen")).arrays:
        model = QwenEmotion.load(ours / EMOTION_MODEL)
        yield from text.check_emotion(model, recording.folder, emotion)
    yield from text.check_replies(recording)


def _run_2(recording: Recording, ours: Path, synthesizer: Synthesizer) -> Iterator[Comparison]:
    networks, front = synthesizer.networks, recording.stage("front")
    conditioning, told = recording.stage("cond"), recording.stage("gpt")
    if conditioning.arrays:
        yield from telling.check_conditioning(networks, conditioning, front)
    if told.arrays:
        yield from telling.check_rows(networks, told, conditioning["cond_latent"])
        yield from telling.check_decoding(networks, told)
    if (mel := recording.stage("s2mel")).arrays:
        yield from prompt.check_codec(networks, mel, told["latent_codes"])
        yield from flow.check_flow(networks, mel, front, told["latent"])
    front_end = PieceFrontEnd.load(ours / PIECES_NAME)
    yield from text.check_pieces(front_end, recording)
    if (lines := recording.stage("e2e")).arrays:
        words = text.spoken_line(recording)
        for line in whole.LINES_2:
            segments = PieceReading(front_end, line.limit).segments(words)
            yield from whole.check_line(synthesizer, segments, recording.folder, line, lines)


def _run_2_5(recording: Recording, ours: Path, synthesizer: Synthesizer) -> Iterator[Comparison]:
    networks, newer = synthesizer.networks, recording.stage(NEWER)
    front = _heard(recording, synthesizer)
    front_end = MultilingualFrontEnd.load(ours / BYTE_PAIRS_NAME)
    tagged = version_2_5.tagged_line(front_end, newer)
    yield from text.check_byte_pairs(front_end, newer, tagged, version_2_5.SPECIALS)
    language, words = version_2_5.untagged(tagged)
    yield from version_2_5.check_rows(networks, newer, front, language)
    yield from version_2_5.check_codec(networks, newer, front)
    for line in whole.LINES_2_5:
        segments = MultilingualReading(front_end, line.limit, language).segments(words)
        yield from whole.check_line(synthesizer, segments, recording.folder, line, newer)


def _heard(recording: Recording, synthesizer: Synthesizer) -> Goldens:
    """Give what the prompt is heard as: recorded here, where the links lead, or heard by us."""
    speaker = recording.folder / prompt.SPEAKER
    linked = cache_folder(recording.folder).resolve().parent
    for place in (recording.folder, linked):
        files = [place / name for name in ("goldens_front.npz", prompt.SPEAKER)]
        if all(file.is_file() for file in (*files, speaker)) and cmp(files[1], speaker, False):
            return Goldens.load(files[0], "front")
    return version_2_5.hear(synthesizer.networks, speaker)
