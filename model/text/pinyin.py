"""Find Mandarin syllables that say their tone, as "chong2", and spell them as IndexTTS-2 does."""

from __future__ import annotations

import re

_INITIALS = "zh ch sh b p m f d t n l g k h j q x r z c s y w".split()
_FINALS = """
    iang iong uang ueng
    ang eng ing ong iao ian uai uan ian van üan
    ai ei ao ou an en in un vn ün er ia ie iu ua uo ui ue ve üe
    a o e i u v ü
""".split()

SYLLABLE = (
    rf"(?<![A-Za-z])(?:(?:{'|'.join(_INITIALS)})(?:{'|'.join(_FINALS)})"
    r"|ang|eng|ai|ei|ao|ou|an|en|er)[1-5](?!\d)"
)
"""Match a syllable with its tone; lone vowels are left out: A4 is paper, not 啊."""

_ROUNDED = re.compile(r"^([jqx])u", re.IGNORECASE)


def respelled(syllable: str) -> str:
    """Write the ü of ju, qu and xu as the V of the vocabulary; leave the others as they are.

    >>> respelled("xuan4"), respelled("zhong4")
    ('XVAN4', 'zhong4')
    """
    spelled = _ROUNDED.sub(r"\1v", syllable)
    return spelled if spelled == syllable else spelled.upper()
