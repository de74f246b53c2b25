"""List the text symbols in the order the weights know them: phones, word boundary, punctuation."""

from __future__ import annotations

CONSONANTS: tuple[str, ...] = tuple(
    "B CH D DH F G HH JH K L M N NG P R S SH T TH V W Y Z ZH".split()
)
VOWELS: tuple[str, ...] = tuple("AA AE AH AO AW AY EH ER EY IH IY OW OY UH UW".split())
WORD_BOUNDARY = "_"
FULL_STOP = "."
PUNCTUATION: tuple[str, ...] = (",", FULL_STOP, "?", "!", ";", ":", "…", "—")

START, STOP = "<start>", "<stop>"
TEXT_SYMBOLS: tuple[str, ...] = (
    START,
    STOP,
    WORD_BOUNDARY,
    *PUNCTUATION,
    *CONSONANTS,
    *(vowel + stress for vowel in VOWELS for stress in "012"),
)
"""A symbol's place is its id; start and stop stand where the release has them."""
