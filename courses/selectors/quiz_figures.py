"""What attempts say about a quiz and its questions."""

from collections import Counter
from dataclasses import dataclass

from django.db.models import Avg, Count, F, Q

from courses.engine.quiz import questions as q
from courses.engine.quiz.advice import ENOUGH, Advice, advise
from courses.engine.quiz.responses import Chosen, is_empty
from courses.engine.quiz.statistics import QuestionFigures, Sat, figures
from courses.models import Attempt, AttemptQuestion, Question, QuestionVersion, Quiz

MOST_ATTEMPTS = 5000  # the newest ones say enough


@dataclass(frozen=True, kw_only=True)
class OptionFigures:
    """One option, and how many chose it."""

    text: str
    is_right: bool
    count: int
    percent: int


@dataclass(frozen=True, kw_only=True)
class QuestionReport:
    """A question with its figures and advice, of the version that is asked now."""

    question: Question
    figures: QuestionFigures
    options: list[OptionFigures]
    advice: list[Advice]

    @property
    def is_enough(self) -> bool:
        """Whether there are attempts enough to advise."""
        return self.figures.attempts >= ENOUGH


@dataclass(frozen=True, kw_only=True)
class QuizReport:
    """A quiz's figures. Questions with advice come first, then the hardest."""

    attempts: int
    people: int
    passed: int
    mean_percent: float | None
    reports: list[QuestionReport]
    enough: int = ENOUGH


def report(quiz: Quiz) -> QuizReport:
    """Figures of a quiz from each person's first attempt, over the newest version of each question. Four queries."""
    ended = Attempt.objects.ended().filter(quiz_id=quiz.pk)
    sums = ended.aggregate(
        attempts=Count("pk"),
        people=Count("user_id", distinct=True),
        passed=Count("user_id", distinct=True, filter=Q(is_passed=True)),
        mean=Avg("percent", filter=Q(number=1)),
    )
    rows = _first_answers(quiz)
    newest = _newest({row.question_id for row in rows})
    found = figures(_attempts(rows, newest).values())
    reports = [_report(newest[int(key)], one) for key, one in found.items() if int(key) in newest]
    reports.sort(key=lambda one: (not one.advice, one.figures.difficulty))
    return QuizReport(
        attempts=sums["attempts"],
        people=sums["people"],
        passed=sums["passed"],
        mean_percent=None if sums["mean"] is None else float(sums["mean"]),
        reports=reports,
    )


def _first_answers(quiz: Quiz) -> list[AttemptQuestion]:
    """Marked answers of first attempts: those after it have seen the answers."""
    firsts = Attempt.objects.ended().filter(quiz_id=quiz.pk, number=1).order_by("-finished_at")
    keys = list(firsts.values_list("pk", flat=True)[:MOST_ATTEMPTS])
    rows = AttemptQuestion.objects.filter(attempt_id__in=keys).exclude(verdict__in=["", "waiting"])
    return list(rows.defer("layout", "comment").order_by("attempt_id", "position"))


def _newest(question_ids: set[int]) -> dict[int, QuestionVersion]:
    rows = QuestionVersion.objects.filter(question_id__in=question_ids, number=F("question__number"))
    return {row.question_id: row for row in rows.select_related("question")}


def _attempts(rows: list[AttemptQuestion], newest: dict[int, QuestionVersion]) -> dict[int, list[Sat]]:
    """Answers by attempt. An older version counts for the rest of its attempt, under a name of its own."""
    found: dict[int, list[Sat]] = {}
    for row in rows:
        is_newest = row.question_id in newest and newest[row.question_id].pk == row.version_id
        answer = row.answer
        found.setdefault(row.attempt_id, []).append(
            Sat(
                question=str(row.question_id) if is_newest else f"-{row.version_id}",
                share=float(row.marked.share),
                points=float(row.points),
                picked=answer.keys if isinstance(answer, Chosen) else (),
                is_answered=not is_empty(answer),
            )
        )
    return found


def _report(version: QuestionVersion, found: QuestionFigures) -> QuestionReport:
    asked = version.asked
    return QuestionReport(
        question=version.question,
        figures=found,
        options=_options(asked, found),
        advice=advise(asked, found),
    )


def _options(asked: q.Question, found: QuestionFigures) -> list[OptionFigures]:
    if not isinstance(asked, q.Choice | q.Several):
        return []
    counts = Counter({pick.key: pick.count for pick in found.picks})
    return [
        OptionFigures(
            text=option.text,
            is_right=option.is_right,
            count=counts[option.key],
            percent=round(100 * counts[option.key] / found.attempts),
        )
        for option in asked.options
    ]
