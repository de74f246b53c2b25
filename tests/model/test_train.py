"""Make a little corpus from nothing and take a few steps of every stage on it."""

import itertools
from dataclasses import replace

import numpy as np
import pytest
import torch

from model.emotion import EMOTIONS, EmotionVector
from model.text.symbols import TEXT_SYMBOLS
from model.train import codec, grammar, prepare, semantic_to_mel, text_to_semantic, vocoder
from model.train.acting import MANNERS, analyse, manner, paced_ends, perform
from model.train.alignment import align, frames
from model.train.cast import SPEAKERS
from model.train.corpus import LABEL_RATE, Recipe, build, draw_emotion
from model.train.data import Corpus, batches
from model.train.export import measure_pace
from model.train.loop import Stage, run
from model.train.teacher import PHONES, speak
from model.vocoder import Vocoder

CPU = torch.device("cpu")
SAID = {
    "Bad dog.": "B AE1 D _ D AO1 G .",
    "See the sea.": "S IY1 _ DH AH0 _ S IY1 .",
    "Go home, Anna.": "G OW1 _ HH OW1 M , _ AE1 N AH0 .",
}


def phonemize(text):
    return tuple(SAID[text].split())


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    place = tmp_path_factory.mktemp("corpus")
    build(SAID, Recipe(len(SAID), n_variants=3), place)
    return place


@pytest.fixture
def learner(config):
    wide = replace(config.listener.codec, phones=PHONES)
    network = replace(config.text_to_semantic, n_semantic_tokens=wide.n_tokens)
    heard = replace(config.listener, codec=wide)
    return replace(config, listener=heard, text_to_semantic=network)


@pytest.fixture
def corpus(folder, learner):
    return Corpus(folder, learner)


def test_the_corpus_knows_what_it_holds(corpus):
    assert {entry.text for entry in corpus.entries} == set(SAID)
    for entry in corpus.entries:
        assert len(corpus.waveform(entry)) == entry.n_samples
        assert entry.n_labels == round(entry.n_samples / 16_000 * LABEL_RATE)
        assert corpus.waveform(entry).abs().max() <= 1.0


def test_acting_moves_what_the_literature_says():
    analysis = analyse(speak("They are coming.", "rms"))
    rng = np.random.default_rng(0)
    level = {}
    for name in ("angry", "sad"):
        how = manner(EmotionVector.from_mapping({name: 1.0}))
        made = perform(analysis, SPEAKERS[0], how, 1.0, rng)
        level[name] = np.sqrt(np.mean(made.waveform**2)), made.prosody[:, 0].mean()
    assert level["angry"][0] > 2 * level["sad"][0]
    assert level["angry"][1] > level["sad"][1] + 4
    assert set(MANNERS) == set(EMOTIONS)


def test_pace_stretches_vowels_more_than_stops_and_keeps_the_sum():
    ends = paced_ends(("t", "aa", "s"), (0.1, 0.2, 0.3), 1.5)
    lengths = np.diff(ends, prepend=0.0)
    assert ends[-1] == pytest.approx(0.45)
    assert lengths[1] > lengths[2] > lengths[0]


def test_emotions_are_drawn_of_every_kind():
    rng = np.random.default_rng(0)
    drawn = [draw_emotion(Recipe(), rng) for _ in range(300)]
    counts = [sum(weight > 0 for weight in vector.values) for vector in drawn]
    assert {0, 1, 2} == set(counts)
    assert all(vector.total <= 1.0 + 1e-9 for vector in drawn)


def test_sentences_are_many_and_repeatable():
    words = ["stone", "river", "lamp", "copper", "seven", "north", "quiet"]
    drawn = grammar.texts(300, 3, words)
    assert drawn == grammar.texts(300, 3, words)
    assert len(set(drawn)) == len(drawn) > 200
    assert not any("{" in text for text in drawn)


def test_alignment_follows_the_teacher():
    symbols = tuple("S IY1 _ DH AH0 _ S IY1 .".split())
    phones = ("s", "iy", "dh", "ax", "s", "iy")
    places = align(symbols, phones)
    assert places.tolist() == [0, 1, 3, 4, 6, 7]
    labels = np.array([PHONES.index(p) for p in ("s", "s", "iy", "dh", "ax", "s", "iy", "iy")])
    assert frames(labels, phones, places).tolist() == [0, 0, 1, 3, 4, 6, 7, 7]
    assert align(symbols, ("k", "ao", "m", "f")) is None


def test_batches_hold_everything_once_an_epoch():
    lengths = [5, 9, 3, 7, 20, 4]
    drawn = batches(lengths, 20, np.random.default_rng(0))
    seen = []
    while len(seen) < len(lengths):
        batch = next(drawn)
        assert len(batch) * max(lengths[i] for i in batch) <= 20
        seen += batch
    assert sorted(seen) == list(range(len(lengths)))


def known(corpus, learner):
    tokens = prepare.tokenize(corpus, codec.CodecTrainer(learner).codec)
    return tokens, prepare.examples(corpus, tokens, phonemize)


def test_every_stage_learns_and_resumes(corpus, learner, tmp_path):
    torch.manual_seed(0)
    rng = np.random.default_rng(0)
    heard = codec.CodecTrainer(learner)
    tokens, examples = known(corpus, learner)
    told = text_to_semantic.TextToSemanticTrainer(learner)
    told.start_stage("emotion")
    flow = semantic_to_mel.SemanticToMelTrainer(learner, heard.codec, heard.speaker)
    prepare.measure_mels(corpus, flow.network)
    latents = prepare.latents_of(corpus, told.network, examples, rng)
    voice = Vocoder(learner.vocoder, learner.mel)
    stages = {
        "codec": (heard, codec.draw(corpus, 30, 4, rng), heard.losses),
        "t2s": (told, text_to_semantic.draw(corpus, examples, 400, rng), told.losses),
        "s2m": (flow, semantic_to_mel.draw(corpus, tokens, 900, rng, latents), flow.losses),
        "vocoder": (voice, vocoder.draw(corpus, 20, 2, rng), lambda b: vocoder.losses(voice, b)),
    }
    for name, (network, drawn, losses) in stages.items():
        totals, one = [], itertools.repeat(next(drawn))

        def watched(batch, losses=losses, totals=totals):
            found = losses(batch)
            totals.append(sum(value.item() for value in found.values()))
            return found

        run(Stage(name, 16, 3e-3, warmup=2), network, one, watched, tmp_path, CPU)
        assert np.mean(totals[-4:]) < np.mean(totals[:2]), name
        run(Stage(name, 18, 3e-3, warmup=2), network, one, watched, tmp_path, CPU)
        assert len(totals) == 18, name


def test_freezing_follows_the_paper(learner):
    trainer = text_to_semantic.TextToSemanticTrainer(learner)
    free = {}
    for stage in ("base", "emotion", "robust"):
        trainer.start_stage(stage)
        network = trainer.network
        free[stage] = [
            any(p.requires_grad for p in part.parameters())
            for part in (network.speaker, network.emotion, network.blocks)
        ]
    assert free == {
        "base": [True, False, True],
        "emotion": [False, True, True],
        "robust": [False, False, True],
    }


def test_pace_adds_up_to_the_corpus(corpus, learner):
    _, examples = known(corpus, learner)
    pace = measure_pace(corpus, examples)
    assert set(pace.seconds) <= set(TEXT_SYMBOLS)
    assert all(0 <= seconds < 1 for seconds in pace.seconds.values())
    vowels = list(itertools.filterfalse(lambda s: s[-1] not in "012", pace.seconds))
    assert not vowels or max(pace.seconds[v] for v in vowels) > 0.04
