"""Make up sentences from templates and word lists, and word salads for rare sounds."""

from __future__ import annotations

import re
from collections.abc import Callable

import numpy as np

WORDS: dict[str, str] = {
    "person": "captain sailor doctor teacher stranger brother sister mother father uncle cousin "
    "soldier guard farmer hunter baker painter lawyer judge nurse pilot driver singer thief king "
    "queen prince priest child woman man boy girl neighbor merchant engineer officer witness "
    "detective widow giant wizard witch knight servant butcher miner fisherman shepherd monk",
    "name": "Anna Thomas Martha George Helen Victor Julia Oscar Daniel Rachel Simon Maria Peter "
    "Joyce Ivan Clara Felix Diana Hugo Ruth Walter Edith Jacob Nora Arthur Emma Henry Alice Max",
    "thing": "lantern bridge hammer letter mirror blanket kettle basket candle ladder bottle "
    "wagon engine anchor rope sword shield map key ring coin box crate barrel drum violin piano "
    "window door table chair cup plate knife fork spoon book page pencil jacket glove shoe boot "
    "hat scarf bell clock watch camera radio telephone machine wheel pipe wire pump oven stove "
    "torch flag stone brick glass feather apple orange cheese bread butter honey soup fish goose "
    "horse dog cat mouse wolf bear fox owl crow snake spider dragon beetle judge treasure poison",
    "place": "harbor village castle tower garden kitchen cellar attic station market church "
    "school hospital library museum theater prison palace temple cave forest valley mountain "
    "river lake island beach desert bridge road field farm barn stable mill mine shore cliff city",
    "quality": "old young cold warm heavy light narrow wide broken empty hollow quiet loud bright "
    "dark strange familiar gentle rough smooth sharp blunt hungry thirsty tired angry happy lonely "
    "clever foolish brave careful lazy patient proud humble rich poor sick healthy dangerous safe "
    "yellow purple green silver golden crimson wooden frozen rusty dusty muddy thin thick huge",
    "past": "found lost carried followed watched opened closed painted repaired stole borrowed "
    "returned remembered forgot noticed ignored touched pushed pulled dropped lifted buried "
    "burned sold bought hid broke cleaned measured examined described wanted needed feared loved",
    "verb": "find lose carry follow watch open close paint repair steal borrow return remember "
    "forget notice ignore touch push pull drop lift bury burn sell buy hide break clean measure "
    "examine describe bring take leave throw catch hold keep choose join share move check fix",
    "moved": "walked ran climbed crawled jumped slept waited laughed cried whispered shouted "
    "smiled listened danced vanished returned stumbled worked played sang knocked paused arrived",
    "adverb": "slowly quickly quietly carefully suddenly again together alone always never often "
    "almost badly gently proudly eagerly easily finally hardly secretly usually twice early late",
    "time": "today tonight tomorrow yesterday now soon later before dawn|after midnight|at noon|in "
    "the evening|this morning|last week|every winter|during the storm|for three days|since Monday",
    "where": "near|behind|under|above|beside|inside|outside|across|beyond|against|below|past",
    "number": "two three four five six seven eight nine ten eleven twelve thirteen fifteen twenty "
    "thirty forty fifty sixty ninety hundred thousand",
}
TEMPLATES: tuple[str, ...] = (
    "The {quality} {person} {past} the {thing} {where} the {place}.",
    "{name} {moved} {adverb} {where} the {quality} {place}.",
    "Did the {person} {verb} the {quality} {thing}, or was it {name}?",
    "Please {verb} the {thing} and {verb} the {thing}.",
    "I {past} a {quality} {thing} {time}.",
    "There are {number} {quality} boxes {where} the {place}.",
    "Why would anyone {verb} a {thing} like that?",
    "We have to {verb} the {thing} {time}, {name}.",
    "Nobody {past} the {person} {where} the {place}, and nobody {moved}.",
    "{name}! {verb} the {thing}, now!",
    "If you {verb} the {thing}, the {person} will {verb} you.",
    "She said that the {person} {moved} {adverb}, but I never {past} him.",
    "Where is the {thing} that {name} {past} {time}?",
    "He was {quality}, {quality} and very {quality}.",
    "Don't {verb} it. Just {verb} the {quality} {thing}.",
    "My {person} {past} {number} of them {time}.",
    "It is too {quality} to {verb} the {thing} {time}.",
    "The {place} was {quality}, and the {place} was {quality}.",
    "Can you {verb} me a {thing} {time}?",
    "They {moved} {where} the {place} {time}.",
    "Listen, {name}, the {person} is {where} the {place}.",
    "What a {quality} {thing} you have!",
    "Not the {quality} one, the {quality} one.",
    "Tell {name} that the {person} {past} her {thing}.",
    "{number} of us {moved}; the others {moved} {where} the {place}.",
    "You should never {verb} a {quality} {person}.",
    "How many {person}s does it take to {verb} one {thing}?",
    "The {thing}, the {thing} and the {thing} are mine.",
    "I know what you did {time}.",
    "Let me {verb} it, please.",
)
SHORT: tuple[str, ...] = (
    "No!", "Yes.", "Stop right there!", "Over here!", "Wait, what?", "Who is it?", "Help me!",
    "Get down!", "I see.", "Of course.", "Not again.", "Come on!", "Run!", "Thank you.", "Good.",
    "Look at me.", "Hold on.", "Leave me alone.", "Are you sure?", "It's over.", "Go away!",
    "I'm sorry.", "Don't move.", "We made it!", "Hush now.", "Never mind.", "Fire!", "Tell me.",
    "What happened?", "How dare you!", "That's enough.", "Be quiet.", "Goodbye, old friend.",
    "Where are you?", "I told you so.", "Excuse me?", "Just breathe.", "As you wish.", "Watch out!",
)  # fmt: skip
SALAD_SHARE = 0.3
SHORT_SHARE = 0.06
JOINED_SHARE = 0.08


def _choices(kind: str) -> list[str]:
    text = WORDS[kind]
    return [w.strip() for w in text.split("|")] if kind == "where" else _mixed(text)


def _mixed(text: str) -> list[str]:
    """Split a list whose phrases of several words stand between bars."""
    if "|" not in text:
        return text.split()
    head, *phrases = text.split("|")
    words = head.split()
    return [*words[:-2], " ".join(words[-2:]), *phrases]


def sentence(rng: np.random.Generator) -> str:
    """Fill one template."""

    def fill(match: re.Match[str]) -> str:
        return str(rng.choice(_choices(match.group(1))))

    text = re.sub(r"\{(\w+)\}", fill, str(rng.choice(TEMPLATES)))
    text = re.sub(r"\ba (?=[aeiou])", "an ", text)
    return text[0].upper() + text[1:]


def salad(rng: np.random.Generator, words: list[str]) -> str:
    """String five to nine words together, for sounds that plain sentences rarely join."""
    picked = [str(word) for word in rng.choice(words, rng.integers(5, 10))]
    if rng.random() < 0.5:
        picked[len(picked) // 2] += ","
    text = " ".join(picked)
    return text[0].upper() + text[1:] + str(rng.choice([".", ".", "?", "!"]))


def draw(n: int, seed: int, words: list[str]) -> list[str]:
    """Draw `n` sentences: templates, salads of `words`, short cries."""
    rng = np.random.default_rng(seed)
    makers: list[tuple[float, Callable[[], str]]] = [
        (SALAD_SHARE, lambda: salad(rng, words)),
        (SHORT_SHARE, lambda: str(rng.choice(SHORT))),
        (1.0 - SALAD_SHARE - SHORT_SHARE, lambda: sentence(rng)),
    ]
    shares = [share for share, _ in makers]
    return [makers[rng.choice(len(makers), p=shares)][1]() for _ in range(n)]


def texts(n: int, seed: int, words: list[str]) -> list[str]:
    """Draw the corpus' texts from about `n` sentences, some joined to long ones, none twice."""
    drawn, rng, joined = iter(draw(n, seed, words)), np.random.default_rng(seed + 4), []
    for text in drawn:
        other = next(drawn, None) if rng.random() < JOINED_SHARE else None
        joined.append(text if other is None else f"{text[:-1]}, and {other[0].lower()}{other[1:]}")
    return list(dict.fromkeys(joined))
