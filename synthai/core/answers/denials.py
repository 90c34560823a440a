"""What a sentence denies, and whether another denies the same.

A denial reaches over the next few words that say something, to the end of its clause; two of them in one place say yes.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from synthai.core.search import words

_REACH: Final = 3  # words
_ALIKE: Final = 0.6  # of the words that the sentence about the same has
_NOT: Final = frozenset({
    "not", "no", "never", "none", "nobody", "nothing", "without", "cannot", "neither", "nor", "nie", "geen", "nooit", "niks", "niemand", "sonder",
})  # fmt: skip
_TOKEN: Final = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?|[.,;:!?()–]")


def about_the_same(content: Sequence[str], sentences: Mapping[str, Sequence[str]]) -> list[str]:
    """Of sentences, given with their words, those that share most words with `content`. All of them when none does."""
    wanted = set(content)
    shares = {each: len(wanted & set(its)) for each, its in sentences.items()}
    most = max(shares.values(), default=0)
    return [each for each, share in shares.items() if not most or share >= _ALIKE * most]


def agree(text: str, others: Sequence[str]) -> bool:
    """Whether the text denies something only where one of the others does, and affirms nothing that all of them deny."""
    if not others:
        return True
    own, denied = _denied(text), [_denied(each) for each in others]
    said = set(words.terms(text))
    invented = [each for each in own if not any(each & met for some in denied for met in some)]
    dropped = [any(met & said and not any(met & each for each in own) for met in some) for some in denied]
    return not invented and not all(dropped)


def _denied(text: str) -> list[set[str]]:
    """The words that each denial reaches."""
    found: list[set[str]] = []
    reach: set[str] | None = None
    for token in _tokens(text):
        if token in _NOT or token.endswith("n't"):
            if reach == set():  # not not
                found.pop()
                reach = None
                continue
            reach = set()
            found.append(reach)
        elif not token[0].isalpha():
            reach = None
        elif reach is not None and token not in words.SAY_NOTHING:
            reach.add(token)
            reach = reach if len(reach) < _REACH else None
    return [each for each in found if each]


def _tokens(text: str) -> Iterable[str]:
    return (each.group() for each in _TOKEN.finditer(words.plain(text)))
