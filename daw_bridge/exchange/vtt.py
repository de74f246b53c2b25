"""Read and write WebVTT subtitles, `.vtt`: every cue is a line, its voice who speaks."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from daw_bridge.atomic_file import write_atomically
from daw_bridge.exchange.clock_text import clock
from daw_bridge.exchange.cue_list import Complaints, check_count, cue_timeline, region_texts
from daw_bridge.exchange.cue_text import region_name, spoken_text, text_without_character
from daw_bridge.exchange.srt import spoken_entries
from daw_bridge.exchange.subtitles import ARROW, SubtitleCue, joined, subtitle_cues
from daw_bridge.exchange.text_file import lines_of, read_text
from daw_bridge.region_text import is_speakable
from daw_bridge.timeline import ProjectError, Timeline

_HEADER = "WEBVTT"
_COMMENTS = re.compile(r"(?:NOTE|STYLE|REGION)(?:\s|$)")
"""Begins a block in which no cue is."""

_VOICE = re.compile(r"<v(?:\.[^\s<>]*)? ([^<>]*)>")
_TAGS = re.compile(r"</?[^<>]*>")
_INVISIBLE = re.compile("[\u200e\u200f\u2060\ufeff]")


def read_vtt(path: Path) -> Timeline:
    """Read subtitles; a cue that cannot be used is left out with a warning.

    Raises:
        ProjectError: the file cannot be read, is no WebVTT, or has no usable cue.
    """
    text = read_text(path)
    if not text.lstrip("\ufeff").startswith(_HEADER):
        raise ProjectError(f"{path.name} does not begin with {_HEADER}; save it again as WebVTT")
    cues = list(subtitle_cues("\n".join(_without_comments(lines_of(text)))))
    check_count(path, len(cues))
    complaints = Complaints(path)
    return cue_timeline(path, spoken_entries(_named(cues), complaints), complaints)


def write_vtt(timeline: Timeline, path: Path) -> None:
    """Write the lines of a timeline as subtitles, whole or not at all.

    Raises:
        ProjectError: the file cannot be written.
    """
    blocks = [f"{_HEADER}\n"]
    for region, text in region_texts(timeline):
        if is_speakable(text.line):
            timing = f"{clock(region.start)}{ARROW}{clock(region.end)}"
            voice = f"<v {_escaped(text.character)}>" if text.character else ""
            words = text_without_character(text) if voice else region_name(text)
            blocks.append(f"{len(blocks)}\n{timing}\n{voice}{_escaped(words)}\n")
    write_atomically(path, "\n".join(blocks))


def _without_comments(lines: Iterable[str]) -> Iterator[str]:
    """Empty the lines of comments and styles, so that all others keep their number."""
    before, inside = "", False
    for line in lines:
        inside = bool(line.strip()) and (
            inside or (not before.strip() and bool(_COMMENTS.match(line)))
        )
        yield "" if inside else line
        before = line


def _named(cues: Iterable[SubtitleCue]) -> Iterator[tuple[SubtitleCue, str, bool]]:
    for cue in cues:
        words, several = joined(cue.words)
        voices = [_plain(voice) for voice in _VOICE.findall(words)]
        character = voices[0] if voices else ""
        name = region_name(spoken_text(_plain(words), character))
        yield cue, name, several or len(set(voices)) > 1


def _plain(text: str) -> str:
    """Take markup off, and give what stands for other characters."""
    return " ".join(_INVISIBLE.sub("", html.unescape(_TAGS.sub("", text))).split())


def _escaped(text: str) -> str:
    return html.escape(text, quote=False)
