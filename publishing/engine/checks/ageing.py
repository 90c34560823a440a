"""What is out of date: a day to check again that is past, an old year told as if it were now, a figure of the law that changed.

Careful on purpose: a year alone says nothing ("the Act of 1991"), so a sentence is named only when words of its own say that it
means the present, and none says that it means the past.
"""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from publishing.check_terms import FindingKind
from publishing.engine.checks.finding import Found, cut
from publishing.engine.checks.subject import Subject
from synthai.core.law_figures import Dated, LawFigure
from synthai.core.reading.knowledge.sentences import joined, split

_YEAR: Final = re.compile(r"(?<![\d.,/R-])\b((?:19|20)\d{2})\b(?![\d.,]?\d|%)")
_PRESENT: Final = {
    "en": r"\b(currently|at present|at the moment|nowadays|right now|as of|this year|today|now)\b",
    "af": r"\b(tans|op die oomblik|deesdae|soos op|hierdie jaar|vanjaar|vandag|nou)\b",
}
_PAST: Final = {
    "en": r"\b(was|were|had|until|till|before|since|from|between|after|used to|former|formerly|earlier|old|announced|withdrawn|founded|Act|section|Gazette)\b",
    "af": r"\b(was|het|tot|voor|sedert|sinds|vanaf|tussen|ná|voorheen|vroeër|ou|aangekondig|teruggetrek|Wet|artikel|Staatskoerant)\b",
}
_PERCENT: Final = re.compile(
    r"(\d{1,2}(?:[.,]\d{1,2})?)[\s\u00a0]?(?:%|per ?cent\b|persent\b)", re.IGNORECASE
)
_RAND: Final = re.compile(r"(?<!\w)R[\s\u00a0]?(\d{1,3}(?:[\s\u00a0,]\d{3})+|\d+)(?:[.,](\d{2}))?(?!\d)")
_TOLD: Final = timedelta(days=365)


def of(subject: Subject) -> Iterator[Found]:
    """Everything of this kind, in the order of the text."""
    if subject.check_on is not None and subject.check_on <= subject.today:
        day = subject.check_on.isoformat()
        yield Found(kind=FindingKind.CHECK_DUE, part="settings", place=day, told={"day": day})
    if subject.is_stale:
        yield Found(kind=FindingKind.TRANSLATION_STALE, part="settings", place="stale")
    for text in subject.texts:
        for paragraph in text.paragraphs:
            for sentence in split(joined(paragraph)):
                yield from _of_sentence(subject, text.part, sentence)


def _of_sentence(subject: Subject, part: str, sentence: str) -> Iterator[Found]:
    language = subject.language
    if language not in _PRESENT or re.search(_PAST[language], sentence, re.IGNORECASE):
        return
    year = next((int(each) for each in _YEAR.findall(sentence) if _is_old(int(each), subject.today)), None)
    if year is not None and re.search(_PRESENT[language], sentence, re.IGNORECASE):
        yield Found(
            kind=FindingKind.OLD_DATE,
            part=part,
            place=sentence,
            words=cut(sentence),
            told={"year": str(year)},
        )
    if not _YEAR.search(sentence):
        for figure in subject.figures:
            former = _former(figure, sentence, language, subject.today)
            if former is not None:
                yield _law(figure, former, part, sentence, subject.today)


def _is_old(year: int, today: date) -> bool:
    """Whether it ended a year ago or longer."""
    return date(year, 12, 31) + _TOLD < today


def _former(figure: LawFigure, sentence: str, language: str, today: date) -> Dated | None:
    """The value of earlier that a sentence about this figure names, when it names today's nowhere."""
    if not any(re.search(each, sentence, re.IGNORECASE) for each in figure.words.get(language, ())):
        return None
    said = set(_percents(sentence) if figure.unit == "percent" else _rands(sentence))
    now = figure.in_force(today)
    if now is None or now.value in said:
        return None
    return next((each for each in reversed(figure.former(today)) if each.value in said), None)


def _percents(sentence: str) -> Iterator[Decimal]:
    for each in _PERCENT.findall(sentence):
        yield Decimal(each.replace(",", "."))


def _rands(sentence: str) -> Iterator[Decimal]:
    for whole, cents in _RAND.findall(sentence):
        yield Decimal(re.sub(r"\D", "", whole) + (f".{cents}" if cents else ""))


def _law(figure: LawFigure, former: Dated, part: str, sentence: str, today: date) -> Found:
    now = figure.in_force(today)
    told = {
        "figure": figure.name,
        "unit": figure.unit,
        "was": str(former.value),
        "until": former.effective_to.isoformat() if former.effective_to else "",
        "now": str(now.value) if now else "",
    }
    return Found(
        kind=FindingKind.LAW_CHANGED,
        part=part,
        place=f"{figure.name} {sentence}",
        words=cut(sentence),
        told=told,
    )
