"""Sentences in a text that give orders to a machine. They are taken out before one reads it: they answer no person's question.

That is a hedge and no wall. What a machine may do is bounded by having no tools; what it says is held against the passages it cites.
"""

import re
from typing import Final

_ORDERS: Final = re.compile(
    r"\b(?:ignore|disregard|forget|override|bypass)\b.{0,40}\b(?:instructions?|rules?|prompts?|above|previous|everything)\b"
    r"|\b(?:system|developer) (?:prompt|message|instructions?)\b|\bas an? (?:ai|language model|assistant)\b"
    r"|\byou are (?:now )?(?:an? )?(?:ai|assistant|chatbot|language model|in \w+ mode)\b|\b(?:new|your) (?:task|role|instructions?) (?:is|are)\b"
    r"|\b(?:reveal|repeat|print|show)\b.{0,30}\b(?:prompt|instructions)\b|\bend of (?:the )?(?:passages?|context|data)\b"
    r"|\b(?:ignoreer|vergeet)\b.{0,40}\b(?:instruksies?|reëls|opdragte)\b|</?(?:system|user|assistant|data)\b|\b(?:assistant|system)\s*:",
    re.IGNORECASE | re.DOTALL,
)


def without(sentences: tuple[str, ...]) -> list[str]:
    """The sentences that speak to people."""
    return [sentence for sentence in sentences if not _ORDERS.search(sentence)]


def line(text: str) -> str:
    """A title or heading; nothing of one that gives orders."""
    return "" if _ORDERS.search(text) else text
