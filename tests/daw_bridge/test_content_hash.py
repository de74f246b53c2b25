"""A hash follows what is heard, and stays what it was."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from pathlib import Path

from daw_bridge.content_hash import Performance, content_hash
from model.voices import Voice


def test_the_hash_follows_the_sound_and_not_the_place(make_timeline, plan):
    def digest(name: str, start: float, end: float, **changes: object) -> str:
        (line,) = plan(make_timeline((name, start, end)))
        given = {"seed": 0, "sample_rate": 48_000, "samples": 48_000, "version": "1"} | changes
        return content_hash(line, **given)

    base = digest("Go. Stop.", 0.0, 2.0)
    assert digest("Go. Stop. id=q3;", 123.4567, 125.4567) == base
    others = [
        digest("Go. Stay.", 0.0, 2.0),
        digest("Go. Stop.", 0.0, 2.5),
        digest("(low) Go. Stop.", 0.0, 2.0),
        digest("Go. Stop. voice=cy;", 0.0, 2.0),
        digest("Go. Stop.", 0.0, 2.0, seed=1),
        digest("Go. Stop.", 0.0, 2.0, sample_rate=44_100),
        digest("Go. Stop.", 0.0, 2.0, samples=48_001),
        digest("Go. Stop.", 0.0, 2.0, version="2"),
    ]
    assert len({base, *others}) == 1 + len(others)


def test_the_hash_follows_the_recording_of_a_voice_and_not_its_name(make_timeline, plan):
    (line,) = plan(make_timeline(("Go.", 0.0, 1.0)))

    def digest(name: str, sign: str) -> str:
        own = Voice(name, "", Path(f"{name}.wav"), sign)
        return content_hash(replace(line, voice=name, own=own), 0, 48_000, 48_000, "1")

    assert digest("nora", "a1b2") == digest("vera", "a1b2")
    assert len({digest("nora", "a1b2"), digest("nora", "c3d4"), digest(line.voice, "e5f6")}) == 3


def test_the_hash_is_the_same_in_every_version_of_takelane(make_timeline, plan):
    (line,) = plan(make_timeline(("(low) Go “on”. Stop.", 1.0, 3.0)))
    phrases = [
        [p.text, round(p.start - 1.0, 4), round(p.end - 1.0, 4),
         [round(weight, 4) for weight in p.emotion.values]]
        for p in line.phrases
    ]  # fmt: skip
    content = json.dumps([phrases, line.voice, 3, 48_000, 96_000, 'sc"ratch'])
    assert len(phrases) == 2
    expected = hashlib.sha256(content.encode()).hexdigest()
    assert content_hash(line, 3, 48_000, 96_000, 'sc"ratch') == expected
    assert Performance.of(line).digest(3, 48_000, 96_000, 'sc"ratch') == expected
