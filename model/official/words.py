"""Take over what reads words: the vocabulary, and the text-to-emotion model."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from safetensors import SafetensorError, safe_open

from model.checkpoint import CheckpointError
from model.official.faults import present
from model.text.front_end import BYTE_PAIRS_NAME, PIECES_NAME
from model.text.multilingual import MultilingualFrontEnd
from model.text.pieces import PieceFrontEnd

NEEDED = ("config.json", "tokenizer.json", "model.safetensors")
"""Files without which the text-to-emotion model cannot be loaded."""


def copy_pieces(vocabulary: Path, ours: Path, n_rows: int) -> None:
    """Copy `bpe.model`.

    Args:
        vocabulary: the file.
        ours: the folder of the engine.
        n_rows: of the table that the transformer looks pieces up in.

    Raises:
        CheckpointError: the file is missing, or has more pieces than the table.
        ValueError: it is no vocabulary.
    """
    _copy(vocabulary, ours / PIECES_NAME)
    n_pieces = PieceFrontEnd.load(vocabulary).vocabulary.GetPieceSize()
    if n_pieces > n_rows:
        raise CheckpointError(
            f"{vocabulary} has {n_pieces} pieces, and the transformer knows {n_rows}; "
            "they are not of one release"
        )


def copy_byte_pairs(vocabulary: Path, ours: Path) -> None:
    """Copy the byte pairs of 2.5.

    Raises:
        CheckpointError: the file is missing.
        ValueError: it is no vocabulary.
    """
    _copy(vocabulary, ours / BYTE_PAIRS_NAME)
    MultilingualFrontEnd.load(vocabulary)


def copy_emotion_model(official: Path, ours: Path) -> None:
    """Copy the text-to-emotion model; only its frame is looked at, because loading takes long.

    Raises:
        CheckpointError: a file is missing, cut off, or not of its kind.
    """
    for name in NEEDED:
        path = present(official / name)
        try:
            if path.suffix == ".json":
                json.loads(path.read_text(encoding="utf-8"))
            else:
                with safe_open(path, framework="pt"):
                    pass
        except (OSError, ValueError, SafetensorError) as error:
            raise CheckpointError(
                f"{path} cannot be read ({error}); copy or download it again"
            ) from error
    shutil.copytree(official, ours)


def _copy(file: Path, ours: Path) -> None:
    shutil.copyfile(present(file), ours)
