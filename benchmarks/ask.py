"""Asking the library of our own writing: is the right piece cited, and is what nothing answers refused?

Extracts, over benchmarks/data/ask_questions.txt, as `publishing.services.answering` makes them of a question. "held" are the questions that
were left alone until the bounds of refusing stood. What a language model would write is not measured here: a played one says what it is told to.
That its unsupported sentences are left out is measured with planted ones.
"""

import statistics
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from benchmarks import _ask_questions as questions
from benchmarks.ground import django_on_servers
from benchmarks.report import Options, Table, percent

NAME = "Ask: answers by extracts"
_PLANTED: Final = (
    ("1", "2"), ("3", "4"), ("5", "7"), ("9", "8"), (" not ", " "), (" is ", " is not "), (" may ", " may not "), ("January", "March"), ("%", "5%"),
)  # fmt: skip


@dataclass(frozen=True)
class Answered:
    """What became of one question."""

    asked: questions.Question
    cited: tuple[str, ...]  # folders, those of the first sentence first
    milliseconds: float

    @property
    def is_right(self) -> bool:
        """Whether the first passage cited is of a piece that answers it."""
        return bool(self.cited) and self.cited[0] in self.asked.answered_by

    @property
    def has_right(self) -> bool:
        """Whether any cited passage is."""
        return bool(set(self.cited) & set(self.asked.answered_by))


def run(options: Options) -> list[Table]:
    """The library in a test database."""
    django_on_servers()
    from synthai.core.testing.database import prepared_database

    asked = questions.asked()
    with prepared_database(recreate=True):
        by = questions.library()
        found = _answered(by, asked[::8] if options.quick else asked)
        return [_right(found), _refused(found), _times(found), _held_against(by)]


def _answered(by: Any, asked: Sequence[questions.Question]) -> list[Answered]:
    from django.utils import timezone

    from publishing.selectors import sources
    from synthai.core.answers import extracts, scoring
    from synthai.core.answers.languages import language_of
    from synthai.core.tenancy import tenant

    folders, made = questions.folders(), []
    for one in asked:
        began = time.perf_counter()
        with tenant(by.organisation_id):
            language = language_of(one.text)
            material = sources.gathered(one.text, by=by, now=timezone.now(), language=language)
            ranked = scoring.ranked(material.held, material.passages)
            some = extracts.chosen(material.held, ranked) if extracts.answers(ranked) else []
        took = (time.perf_counter() - began) * 1000
        of = {
            each.source: folders.get((each.piece.slug, each.piece.language), "") for each in material.pieces
        }
        best = sorted(some, key=lambda each: -each.score)
        made.append(Answered(one, tuple(dict.fromkeys(of[each.passage.source] for each in best)), took))
    return made


def _right(found: Sequence[Answered]) -> Table:
    lines = []
    for name, is_held in (("tune", False), ("held", True)):
        for language in ("en", "af", "bad", ""):
            some = [
                each
                for each in found
                if each.asked.is_held == is_held
                and each.asked.answered_by
                and language in {"", each.asked.language}
            ]
            told = [each for each in some if each.cited]
            if some:
                lines.append(
                    (
                        name,
                        {"en": "English", "af": "Afrikaans", "bad": "misspelt", "": "all"}[language],
                        len(some),
                        percent(len(told) / len(some)),
                        percent(sum(each.is_right for each in told) / len(told)) if told else None,
                        percent(sum(each.has_right for each in told) / len(told)) if told else None,
                        percent(sum(each.has_right for each in some) / len(some)),
                    )
                )
    return Table(
        title="Questions that the library answers",
        columns=(
            "set",
            "language",
            "questions",
            "answered",
            "of these: best sentence from a right piece",
            "of these: a right piece cited",
            "of all: a right piece cited",
        ),
        rows=lines,
        note="Forty pieces, thirty in English and ten in Afrikaans. A third of the Afrikaans questions are answered by English pieces alone.",
    )


def _refused(found: Sequence[Answered]) -> Table:
    lines = []
    for name, is_held in (("tune", False), ("held", True)):
        some = [each for each in found if each.asked.is_held == is_held]
        refused = [each for each in some if not each.cited]
        nothing = [each for each in some if not each.asked.answered_by]
        rightly = sum(not each.asked.answered_by for each in refused)
        lines.append(
            (
                name,
                len(some),
                len(nothing),
                len(refused),
                percent(rightly / len(refused)) if refused else None,
                percent(rightly / len(nothing)) if nothing else None,
            )
        )
    return Table(
        title="Refusing",
        columns=("set", "questions", "that nothing answers", "refused", "precision", "recall"),
        rows=lines,
        note="Precision: of what was refused, nothing answers it. Recall: of what nothing answers, it was refused.",
    )


def _times(found: Sequence[Answered]) -> Table:
    times = sorted(each.milliseconds for each in found)
    return Table(
        title="How long it takes, ms",
        columns=("questions", "p50", "p95"),
        rows=[(len(times), statistics.median(times), times[int(len(times) * 0.95)])],
        note="With search and vectors, in the worker; vectors of passages that were met before are kept. Taken beside other work on the machine.",
        digits=0,
    )


def _held_against(by: Any) -> Table:
    """Sentences of the pieces as a model would cite them, right, and with something planted."""
    from publishing.engine import passages
    from publishing.services import library
    from synthai.core.answers import checking
    from synthai.core.answers.checking import Sentence
    from synthai.core.tenancy import tenant

    right = planted = stands = slips = 0
    with tenant(by.organisation_id):
        for each in library.written():
            if each.language != "en":
                continue
            blocks = each.blocks(dict.fromkeys(each.names, "a" * 16))
            some = passages.of("x", title=each.title, summary="", language="en", blocks=blocks)[1:9:2]
            for passage in some:
                true = [one for one in passage.sentences if len(one.split()) > 5][:3]  # noqa: PLR2004
                false = [one.replace(old, new, 1) for one in true for old, new in _PLANTED if old in one]
                right, planted = right + len(true), planted + len(false)
                stands += len(
                    checking.checked([Sentence(one, (1,)) for one in true], [passage], language="en")
                )
                for one in false:
                    slips += len(checking.checked([Sentence(one, (1,))], [passage], language="en"))
    return Table(
        title="Sentences held against the passage they cite",
        columns=(
            "right sentences",
            "that stand",
            "with a figure, day or denial planted",
            "that slip through",
        ),
        rows=[(right, percent(stands / right), planted, percent(slips / planted))],
        note="Sentences of our pieces, cited word for word; one letter of a figure changed, a denial put in or taken out. "
        "The rules about denials were mended with these, so expect more to slip through of others.",
    )
