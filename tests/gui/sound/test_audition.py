"""A take is heard from its start, in the place of what is heard."""

from __future__ import annotations

import numpy as np
import soundfile

from daw_bridge.audio.fake import FakeStream
from gui.sound.audition import Audition


def test_the_device_is_opened_with_the_first_take_and_closed_at_the_end(tmp_path):
    take = tmp_path / "take.wav"
    soundfile.write(take, np.full(4800, 0.25, np.float32), 48_000)
    opened: list[FakeStream] = []

    def open_stream(*_) -> FakeStream:
        opened.append(FakeStream())
        return opened[-1]

    audition = Audition(open_stream)
    assert opened == []
    audition.play(take)
    audition.play(take)
    [stream] = opened
    assert np.max(stream.pump(4800)) > 0.2
    audition.close()
