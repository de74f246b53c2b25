import json

import pytest

import presets
from model.config import ModelConfig
from model.text.front_end import FRONT_ENDS, SHORTEST_UTTERANCE, PieceReading
from model.text.pieces import PieceFrontEnd
from model.text.tempo import natural_seconds
from tests.model.official.layout import PARITY

LONG = (
    "I think it came from the cellar, and I do not want to go down there alone, because the last "
    "time somebody went down there alone they never came back up again."
)


@pytest.fixture(scope="module")
def reading():
    folder = presets.folder("voices") / "scratch"
    config = ModelConfig.from_dict(json.loads((folder / "config.json").read_text()))
    return FRONT_ENDS[config.text](folder, config)


def seconds(reading, text):
    (segment,) = reading.segments(text)
    return segment.seconds


def test_a_word_alone_takes_its_time(reading):
    assert seconds(reading, "I.") == SHORTEST_UTTERANCE
    assert seconds(reading, "They are inside the wall.") > 1.0


def test_drawn_out_words_take_longer(reading):
    plain, drawn, long = (seconds(reading, text) for text in ("No!", "Nooo!", "Noooooooooooo!"))
    assert drawn == pytest.approx(plain + 0.2)
    assert long == pytest.approx(plain + 0.6)
    assert seconds(reading, "See off all cool 1000000") < seconds(
        reading, "See off all coool 1000000"
    )


def test_what_cannot_be_spoken_is_refused(reading):
    with pytest.raises(ValueError, match=r"nothing to speak in '你好'.*English"):
        reading.segments("你好")
    with pytest.raises(ValueError, match="too long to speak in one breath"):
        reading.segments("9" * 900)


def test_segments_take_no_longer_than_an_engine_can_speak():
    pytest.importorskip("sentencepiece", reason="comes with the extra indextts")
    pieces = PieceReading(PieceFrontEnd.load(PARITY / "tiny" / "bpe.model"))
    whole = pieces.segments(LONG)
    most = max(segment.seconds for segment in whole)
    for longest in (most, most / 2, most / 5):
        cut = pieces.segments(LONG, longest)
        assert max(segment.seconds for segment in cut) <= longest
        assert sum(segment.seconds for segment in cut) == pytest.approx(natural_seconds(LONG))
    assert pieces.segments(LONG, most) == whole
