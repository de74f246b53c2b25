"""Words become eight weights: shades, bounds, the corpus and its split, and training."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.emotion import EMOTIONS, NEUTRAL, EmotionVector
from model.text_to_emotion import BUCKETS, TextToEmotion, features, tokens
from model.train.emotion import compose, corpus, report
from model.train.emotion.fit import Fit, train


@pytest.fixture(scope="module")
def text_to_emotion() -> TextToEmotion:
    return TextToEmotion.from_presets()


@pytest.fixture(scope="module")
def splits() -> dict[str, list[corpus.Entry]]:
    return corpus.split(corpus.read())


def strongest(emotion: EmotionVector) -> str:
    return EMOTIONS[int(np.argmax(emotion.values))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("quiet, furious", "angry"),
        ("through gritted teeth", "angry"),
        ("Get out of my house!", "angry"),
        ("barely holding back tears", "sad"),
        ("smiling through tears", "sad"),
        ("whispering, terrified", "afraid"),
        ("whispering fear", "afraid"),
        ("hysterical", "afraid"),
        ("deadpan, unimpressed", "calm"),
        ("quietly confident", "calm"),
        ("sarcastic", "disgusted"),
        ("dripping with contempt", "disgusted"),
        ("forced cheer", "happy"),
        ("overjoyed", "happy"),
        ("wistful, remembering", "melancholic"),
        ("exhausted", "melancholic"),
        ("in awe", "surprised"),
        ("What? No way!", "surprised"),
    ],
)
def test_shades(text_to_emotion, text, expected):
    assert strongest(text_to_emotion.emotion(text)) == expected


@pytest.mark.parametrize("text", ["", "   ", "neutral", "plainly", "The meeting is at nine."])
def test_text_without_a_mood_stays_quiet(text_to_emotion, text):
    emotion = text_to_emotion.emotion(text)
    assert emotion.total < 0.5
    assert max(emotion.values) < 0.25


def test_degrees_scale_the_weight(text_to_emotion):
    slight = text_to_emotion.emotion("slightly annoyed").angry
    plain = text_to_emotion.emotion("annoyed").angry
    utter = text_to_emotion.emotion("utterly furious").angry
    assert slight < plain < utter


def test_what_is_denied_does_not_count(text_to_emotion):
    denied = text_to_emotion.emotion("not angry, just tired")
    assert denied.angry < 0.3 < text_to_emotion.emotion("angry").angry


def test_case_and_typographic_apostrophes_do_not_matter(text_to_emotion):
    assert text_to_emotion.emotion("DON’T GO") == text_to_emotion.emotion("don't go")


@given(st.text(st.characters(), max_size=80))
def test_any_text_gives_shares_of_one(text_to_emotion, text):
    emotion = text_to_emotion.emotion(text)
    assert emotion.total <= 1.0 + 1e-5
    assert math.isclose(text_to_emotion.probabilities(text).sum(), 1.0, abs_tol=1e-5)


@pytest.mark.parametrize("text", ["\ud800 angry", "a" * 100_000, "\0", "🙂🙂", "...!?!"])
def test_odd_text_is_read(text_to_emotion, text):
    assert all(0.0 <= weight <= 1.0 for weight in text_to_emotion.emotion(text).values)


def test_the_same_text_gives_the_same_weights(text_to_emotion):
    other = TextToEmotion.from_presets()
    assert other.version == text_to_emotion.version
    assert other.emotion("bitter, tired") == text_to_emotion.emotion("bitter, tired")


def test_tokens_mark_what_a_negation_undoes():
    assert tokens("Not angry, just sooooo tired!!") == "not ~angry , just soo tired !!".split()


def test_features_fall_into_the_buckets():
    buckets, values = features("quiet, furious")
    assert buckets.shape == values.shape
    assert buckets.min() >= 0
    assert buckets.max() < BUCKETS


def test_the_corpus_is_large_and_covers_every_emotion():
    entries = corpus.read()
    assert len({entry.text for entry in entries if entry.kind == "direction"}) > 1200
    assert len({entry.text for entry in entries if entry.kind == "line"}) > 1200
    assert {report.top(entry.emotion) for entry in entries} == {*EMOTIONS, "neutral"}
    assert all(entry.emotion.total <= 1.0 for entry in entries)


def test_no_held_out_text_stands_in_what_is_trained(splits):
    held_out = [entry for name in corpus.HELD_OUT for entry in splits[name]]
    composed = compose.compose(splits["train"] + splits["dev"], seed=Fit().seed)
    trained = compose.without(composed, held_out)
    assert len(trained) > 0.99 * len(composed)
    joined = "\n".join(f" {corpus.plain(text)} " for text, _ in trained)
    assert len(held_out) > 900
    assert not [e.text for e in held_out if f" {corpus.plain(e.text)} " in joined]


def test_near_copies_are_one_family():
    texts = ["Voice cracking.", "with a cracking voice", "the ship sails", "A lark"]
    entries = [corpus.Entry(text, NEUTRAL, "direction") for text in texts]
    one, other, *rest = corpus.families(entries)
    assert one == other
    assert len({one, *rest}) == 3


def test_near_copies_of_tested_texts_are_not_trained(splits):
    trained = {corpus.stems(entry.text) for entry in splits["train"] + splits["dev"]}
    held_out = [entry for name in corpus.HELD_OUT for entry in splits[name]]
    assert not any(corpus.stems(entry.text) in trained for entry in held_out)


def test_other_hands_leave_the_splits_of_the_first_as_they_are(splits):
    first = [entry for entry in corpus.read() if entry.hand == "first"]
    assert corpus.split(first)["test"] == splits["test"]
    assert {entry.hand for entry in splits["test"]} == {"first"}
    assert {entry.hand for entry in splits["other hands"]} == {"other"}


def test_what_other_hands_wrote_near_a_tested_text_is_left_out():
    # The hash of "willow" and "copper" is one of the test split.
    first = [corpus.Entry(text, NEUTRAL, "line") for text in ("willow", "copper", "pepper")]
    others = [
        corpus.Entry(text, NEUTRAL, "line", hand="other")
        for text in ("the willow!", "some copper kettles boil over", "to the pepper", "a lantern")
    ]
    splits = corpus.split(first + others)
    assert splits["test"] == first[:2]
    assert {e.text for e in splits["train"]} == {"pepper", "to the pepper", "a lantern"}


def test_composed_texts_keep_the_label_of_what_they_say():
    entries = [
        corpus.Entry("livid", EmotionVector(angry=0.9), "lexicon", "adjective"),
        corpus.Entry("the shelf", NEUTRAL, "lexicon", "topic"),
    ]
    samples = compose.compose(entries, seed=1, copies=60)
    kept = {text for text, _ in samples}
    assert {"livid", "the shelf", "lividly", "in a livid tone"} <= kept
    for text, emotion in samples:
        assert emotion.total <= 1.0
        assert emotion.angry == max(emotion.values) or emotion in (NEUTRAL, compose.DENIED), text


@pytest.mark.parametrize(
    ("frame", "word", "expected"),
    [
        ("{:ly}", "happy", "happily"),
        ("{:ly}", "sarcastic", "sarcastically"),
        ("{:ly}", "gentle", "gently"),
        ("{:ing}", "sobs", "sobbing"),
        ("{:ing}", "hisses", "hissing"),
        ("{:ing}", "cries out", "crying out"),
        ("{:ing}", "breathes", "breathing"),
        ("he {}", "sighs", "he sighs"),
    ],
)
def test_words_inflect(frame, word, expected):
    assert frame.format(compose.Word(word)) == expected


def test_training_is_reproducible_and_learns(splits, tmp_path):
    entries = [entry for entry in splits["train"] if entry.part == "adjective"][::20]
    samples = compose.bare(entries)
    fit = Fit(2, 6, 8, epochs=9, batch=32, learning_rate=0.05, dropout=0.0)
    one, other = train(samples, fit), train(samples, fit)
    assert one.version == other.version
    accuracy = report.top_1(one, entries).value
    assert accuracy > 0.8
    one.save(tmp_path / "weights.npz")
    loaded = TextToEmotion.load(tmp_path / "weights.npz")
    assert loaded.emotion("furious") == one.emotion("furious")


def test_wilson_interval():
    low, high = report.Rate(right=90, total=100).interval
    assert (round(low, 3), round(high, 3)) == (0.826, 0.945)


def test_held_out_accuracy(text_to_emotion, splits):
    rates = report.table(text_to_emotion, splits["test"])
    assert rates["directions"].value >= 0.85
    assert rates["lines"].value >= 0.8
    assert report.table(text_to_emotion, splits["other hands"])["all"].value >= 0.75
