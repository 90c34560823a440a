"""What a machine answered, held against the passages it cites. A sentence stands only with a passage that says it.

Figures, days, names and addresses are read by the guard of the facts. Its other words must be those of the passage, or near to it in
meaning where the languages differ; and what the passage does not deny, the sentence may not deny either.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from synthai.core.answers import denials, scoring, stems
from synthai.core.answers import passages as texts
from synthai.core.answers.passages import Passage
from synthai.core.answers.questions import are_akin
from synthai.core.answers.stems import Stems
from synthai.core.facts import guard
from synthai.core.facts.base import Fact, Source, SourceKind
from synthai.core.facts.values import Words
from synthai.core.search import synonyms, words

LEAST_WORDS: Final = 0.6  # of a sentence's words, in the passages it cites
LEAST_NEAR: Final = 0.6  # where they are in another language, by scoring.scaled
NO_ANSWER: Final = "NO ANSWER"
MOST_SENTENCES: Final = 12
_CITED: Final = re.compile(r"\[\s*(\d{1,2}(?:\s*[,;]\s*\d{1,2})*)\s*\]")
_BEHIND: Final = re.compile(r"([.!?])[ \t]*((?:\[\s*\d{1,2}(?:\s*[,;]\s*\d{1,2})*\s*\][ \t]*)+)\.?")
_MARKS: Final = re.compile(r"^\s*(?:#{1,6}\s+|[-*•]\s+|\d{1,2}[.)]\s+)|[*_`]{1,3}|<[^>]*>", re.MULTILINE)
_SOURCE: Final = Source(SourceKind.DOCUMENT, "passage")


@dataclass(frozen=True)
class Sentence:
    """A sentence of an answer, with the numbers of the passages it is from; the first passage is 1."""

    text: str
    cites: tuple[int, ...]


def said(text: str) -> list[Sentence]:
    """The sentences of an answer as it came, each with what it cites."""
    plain = _BEHIND.sub(lambda found: f" {found[2].strip()}{found[1]} ", _MARKS.sub("", text))
    made = []
    for line in plain.split("\n"):
        for part in texts.split(line):
            cites = [int(each) for found in _CITED.findall(part) for each in re.findall(r"\d+", found)]
            bare = re.sub(r"\s+([.,;:!?])", r"\1", " ".join(_CITED.sub(" ", part).split()))
            if any(letter.isalnum() for letter in bare):
                made.append(Sentence(bare, tuple(dict.fromkeys(cites))))
    return made


def declines(text: str) -> bool:
    """Whether it says that nothing answers the question."""
    return text.strip().strip("*.\"' ").upper().startswith(NO_ANSWER)


def checked(sentences: Sequence[Sentence], passages: Sequence[Passage], *, language: str) -> list[Sentence]:
    """The sentences that the passages they cite bear out, with those of the cited that do. One statement."""
    whole = [f"{each.above}\n{each.text}" for each in passages]
    own = [list(dict.fromkeys(_content(each.text))) for each in sentences]
    flat = [word for each in own for word in each]
    found = stems.of([*whole, *flat])
    of_passages, of_words = found[: len(whole)], dict(zip(flat, found[len(whole) :], strict=True))
    made = []
    for sentence, content in zip(sentences[:MOST_SENTENCES], own, strict=False):
        cites = tuple(
            number
            for number in sentence.cites
            if 0 < number <= len(passages)
            and _bears_out(
                sentence.text,
                passages[number - 1],
                _share([of_words[word] for word in content], content, of_passages[number - 1]),
                language,
            )
        )
        if cites:
            made.append(Sentence(sentence.text, cites))
    return made


def _bears_out(text: str, passage: Passage, share: float, language: str) -> bool:
    if passage.language != language:
        is_said = not guard.check(text, _facts(passage, passage.text, language), language=language)
        return is_said and _nearest(text, passage) >= LEAST_NEAR
    about = denials.about_the_same(_content(text), {each: _content(each) for each in passage.sentences})
    if guard.check(text, _facts(passage, "\n".join(about), language), language=language):
        return False
    return share >= LEAST_WORDS and denials.agree(text, about)


def _facts(passage: Passage, said_there: str, language: str) -> list[Fact]:
    """What stands in the passage, as the guard takes it. Where the answer is in another language, what its words are there is no stranger's name."""
    facts = [Fact("passage.text", Words(f"{passage.above}\n{said_there}"), _SOURCE, date.min)]
    if passage.language != language:
        others = [other for found in synonyms.meaning_the_same(passage.text).values() for other in found]
        facts += [Fact("passage.words", Words(" ".join(others)), _SOURCE, date.min)] if others else []
    return facts


def _share(of_words: Sequence[Stems], content: Sequence[str], found: Stems) -> float:
    """Which part of the sentence's words the passage has, as they are or by another word for them."""
    if not content:
        return 1.0
    same = synonyms.meaning_the_same(" ".join(content))
    met = sum(
        bool(its & found)
        or any(are_akin(word, stem) for stem in found)
        or any(set(other.split()) <= found for other in same.get(word, ()))
        for word, its in zip(content, of_words, strict=True)
    )
    return met / len(content)


def _content(text: str) -> list[str]:
    return [word for word in words.terms(text) if word not in words.SAY_NOTHING and not word.isdigit()]


def _nearest(text: str, passage: Passage) -> float:
    """How near the sentence is to the passage in meaning; 0 where there are no vectors."""
    vectors = scoring.vectors_of([text, passage.text, *passage.sentences])
    if vectors is None:
        return 0.0
    return max(scoring.scaled(scoring.cosine(vectors[0], each)) for each in vectors[1:])
