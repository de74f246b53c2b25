"""Deliveries are read strictly, and every one that ships is whole."""

import pytest

import presets
from model import delivery as module
from model.delivery import USUAL, delivery


def test_every_delivery_that_ships_can_be_read():
    for engine in presets.names("delivery"):
        for name in presets.load("delivery", engine):
            assert delivery(engine, name).sampling.n_steps > 0


def test_the_makers_way_is_exact():
    official = delivery("IndexTTS-2", "official")
    assert (official.precision, official.sampling.solver) == ("float32", "euler")
    assert (official.sampling.n_steps, official.sampling.n_beams) == (25, 3)


def test_another_delivery_has_another_fingerprint():
    assert delivery("scratch", USUAL).fingerprint != delivery("scratch", "draft").fingerprint


@pytest.mark.parametrize(
    ("values", "word"),
    [
        ({"n_stepz": 3}, "n_stepz"),
        ({"precision": "int3"}, "int3"),
        ({"n_steps": 0}, "0 steps"),
        ({"solver": "runge"}, "runge"),
        ({"top_k": 0}, "top_k"),
    ],
)
def test_what_is_no_setting_is_named(monkeypatch, values, word):
    monkeypatch.setattr(module.presets, "load", lambda kind, name: {"final": values})
    with pytest.raises(ValueError, match=word):
        delivery("scratch")


def test_an_unknown_delivery_is_answered_with_those_there_are():
    with pytest.raises(ValueError, match="final, draft"):
        delivery("scratch", "louder")
