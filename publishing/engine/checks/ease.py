"""How easily a text is read.

English: the school grade of Flesch and Kincaid (1975), with our count of syllables (synthai.core.reading.knowledge.readability).
Afrikaans: LIX (Björnsson, Läsbarhet, 1968), words a sentence and the share of words longer than six letters: it counts no
syllables and was made for a Germanic language that writes compounds as one word, as Afrikaans does. It was not fitted to
Afrikaans, so only texts far up its scale are named. For other languages there is the length of sentences alone.
"""

from collections.abc import Iterator
from typing import Final

from publishing.check_terms import FindingKind
from publishing.engine.checks.finding import Found, cut
from publishing.engine.checks.subject import Subject
from synthai.core.reading.knowledge import readability
from synthai.core.reading.knowledge.sentences import Sentence, joined, split, words_of

LEAST_WORDS: Final = 100
MOST_GRADE: Final = 11.0  # of school; a newspaper has about nine
MOST_LIX: Final = 55.0  # Björnsson: from 50 on "difficult", from 60 on "very difficult"
MOST_IN_SENTENCE: Final = 45  # words
_LONG_WORD: Final = 6  # letters; longer ones are long
_NAMED: Final = 3  # sentences of a piece that are named


def of(subject: Subject) -> Iterator[Found]:
    """The text as a whole, and its longest sentences."""
    said = [
        (text.part, Sentence(text=each, page=1))
        for text in subject.texts
        for paragraph in text.paragraphs
        for each in split(joined(paragraph))
    ]
    sentences = [each for _part, each in said]
    yield from _whole(subject, sentences)
    long = [(part, each, _breath(each)) for part, each in said if len(each.words) > MOST_IN_SENTENCE]
    long = [each for each in long if each[2] > MOST_IN_SENTENCE]
    for part, each, count in sorted(long, key=lambda told: -told[2])[:_NAMED]:
        told = {"count": str(count)}
        yield Found(
            kind=FindingKind.LONG_SENTENCE, part=part, place=each.text, words=cut(each.text), told=told
        )


def _breath(sentence: Sentence) -> int:
    """Its words between two semicolons at most: who reads a list of questions may rest at each."""
    return max(len(words_of(each)) for each in sentence.text.split(";"))


def _whole(subject: Subject, sentences: list[Sentence]) -> Iterator[Found]:
    words = [word for each in sentences for word in each.words]
    if len(words) < LEAST_WORDS:
        return
    place = " ".join(words)
    if subject.language == "en":
        figures = readability.of(sentences)
        if figures is not None and figures["grade"] > MOST_GRADE:
            yield _hard(place, "grade", figures["grade"])
    elif subject.language == "af":
        score = lix(sentences)
        if score > MOST_LIX:
            yield _hard(place, "lix", score)


def lix(sentences: list[Sentence]) -> float:
    """LIX of a text: words a sentence, and of a hundred words how many have more than six letters."""
    words = [word for each in sentences for word in each.words]
    said = sum(1 for each in sentences if each.words) or 1
    long = sum(1 for word in words if len(word) > _LONG_WORD)
    return round(len(words) / said + 100 * long / (len(words) or 1), 1)


def _hard(place: str, measure: str, value: float) -> Found:
    told = {"measure": measure, "value": f"{value:.0f}"}
    return Found(kind=FindingKind.HARD_TO_READ, part="text", place=place, told=told)
