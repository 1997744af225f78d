"""A check on the words of a guide: can somebody who is tired and worried read them at once.

The reading ease after Flesch, with the weights for Dutch of Douma WH (1960), De leesbaarheid van landbouwbladen,
Landbouwhogeschool Wageningen, Bulletin 17: ``206.84 - 0.77 x syllables per 100 words - 0.93 x words per sentence``.
It looks at length only and knows nothing of meaning, so it warns and never refuses. Names of organisations and
laws are long whatever one does: a text is told about only when it is far below what people read with ease.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ketenzicht.chain.checks.registry import Problem, Subject, check
from ketenzicht.chain.model.base import TextNode
from ketenzicht.chain.references import nodes

LONGEST = 25
"""Words of a sentence; what is easy to read has some ten to fifteen."""
EASE = 20.0
"""Texts below this are very hard: law texts are here."""
WORDS = 12
"""A shorter text says too little about itself."""

_SENTENCE = re.compile(r"[.!?:;]+(?:\s+|$)")
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_VOWELS = re.compile(r"ij|[aeiouyáàäâéèëêíìïîóòöôúùüû]+", re.IGNORECASE)
_PARTS = ("onderwerpen", "feiten", "voorwaarden", "opties", "contacten", "brieven")


@check(
    "moeilijk-te-lezen",
    "Een korte zin met gewone woorden leest iedereen; wie moe of bezorgd is heeft die nodig.",
    severity="warning",
)
def hard_to_read(subject: Subject) -> Iterator[Problem]:
    """Dutch texts of a guide with a very long sentence, or with a very low reading ease."""
    for path, node in nodes(subject.chain):
        if not isinstance(node, TextNode) or path[0] not in _PARTS or path[-1] == "toelichting":
            continue
        longest = max((len(words(sentence)) for sentence in sentences(node.nl)), default=0)
        if longest > LONGEST:
            yield Problem(path, f"Een zin heeft {longest} woorden.", "Maak er twee of drie zinnen van.")
        elif len(words(node.nl)) >= WORDS and (ease := reading_ease(node.nl)) < EASE:
            yield Problem(
                path,
                f"De leesbaarheid is {ease:.0f} op een schaal van 0 tot 100.",
                "Kies kortere woorden en kortere zinnen.",
            )


def reading_ease(text: str) -> float:
    """The reading ease of a Dutch text: about 0 (very hard) to 100 (very easy)."""
    found = words(text)
    syllables = sum(len(_VOWELS.findall(word)) or 1 for word in found)
    number = max(len(found), 1)
    return 206.84 - 0.77 * 100 * syllables / number - 0.93 * number / max(len(sentences(text)), 1)


def sentences(text: str) -> list[str]:
    """The sentences of a text; a colon or semicolon ends one as well, as a reader may rest there."""
    return [part for part in _SENTENCE.split(text) if words(part)]


def words(text: str) -> list[str]:
    """The words of a text, without numbers and signs."""
    return _WORD.findall(text)
