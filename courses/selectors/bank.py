"""Reads of the question bank."""

from dataclasses import dataclass, field

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from courses.models import AttemptQuestion, Question, QuestionTag, QuestionVersion, QuizEntry
from courses.models.bank import QuestionQuerySet
from synthai.core.errors import NotFound


@dataclass(frozen=True, kw_only=True)
class BankFilter:
    """What the list shows. Empty means all."""

    words: str = ""
    tag: str = ""
    kind: str = ""
    away: bool = False


@dataclass(frozen=True, kw_only=True)
class Used:
    """Where a question is asked, and what was written before."""

    quizzes: list[str] = field(default_factory=list)
    asked_count: int = 0
    versions: list[QuestionVersion] = field(default_factory=list)


def get_question(public_id: str) -> Question:
    """A question of the active organisation. Raises NotFound."""
    found: Question | None = Question.objects.filter(public_id=public_id).order_by("pk").first()
    if found is None:
        raise NotFound
    return found


def newest_version(question: Question) -> QuestionVersion:
    """The version that is asked from now on."""
    found: QuestionVersion = QuestionVersion.objects.get(question_id=question.pk, number=question.number)
    return found


def questions(chosen: BankFilter) -> QuestionQuerySet:
    """Questions with `quiz_count`, how many quizzes ask them, and `asked_count`, how often they were asked."""
    rows = Question.objects.filter(removed_at__isnull=not chosen.away)
    return _counted(_chosen(rows, chosen))


def with_tags(rows: QuestionQuerySet) -> QuestionQuerySet:
    """Questions with `tags`, sorted: one query, however many."""
    named = QuestionTag.objects.filter(question_id=OuterRef("pk")).order_by("name").values("name")
    return rows.annotate(tags=ArraySubquery(named))


def get_detail(public_id: str) -> Question:
    """A question with its counts and tags, put away or not. Raises NotFound."""
    found = with_tags(_counted(Question.objects.filter(public_id=public_id))).order_by("pk").first()
    if found is None:
        raise NotFound
    return found


def _chosen(rows: QuestionQuerySet, chosen: BankFilter) -> QuestionQuerySet:
    if chosen.words:
        rows = rows.filter(text__icontains=chosen.words)
    if chosen.kind:
        rows = rows.filter(kind=chosen.kind)
    if chosen.tag:
        rows = rows.tagged(chosen.tag)
    return rows


def _counted(rows: QuestionQuerySet) -> QuestionQuerySet:
    return rows.annotate(
        quiz_count=_count(QuizEntry.objects.all(), "section__quiz_id"),
        asked_count=_count(AttemptQuestion.objects.all(), "pk"),
    )


def tags_of(question_ids: list[int]) -> dict[int, list[str]]:
    """The tags of questions, sorted, by the question's key."""
    found: dict[int, list[str]] = {}
    rows = QuestionTag.objects.filter(question_id__in=question_ids).order_by("name")
    for question_id, name in rows.values_list("question_id", "name"):
        found.setdefault(question_id, []).append(name)
    return found


def tag_names() -> list[str]:
    """Every tag of questions that are not put away."""
    rows = QuestionTag.objects.filter(question__removed_at__isnull=True)
    return list(rows.order_by("name").values_list("name", flat=True).distinct())


def used(question: Question) -> Used:
    """Where a question is used, and its versions, newest first."""
    entries = QuizEntry.objects.filter(question_id=question.pk, section__quiz__removed_at__isnull=True)
    titles = entries.order_by("section__quiz__title").values_list("section__quiz__title", flat=True)
    versions = QuestionVersion.objects.filter(question_id=question.pk).select_related("created_by")
    return Used(
        quizzes=list(titles.distinct()),
        asked_count=AttemptQuestion.objects.filter(question_id=question.pk).count(),
        versions=list(versions.order_by("-number")),
    )


def for_export(chosen: BankFilter) -> list[tuple[QuestionVersion, list[str]]]:
    """The newest versions of the questions a filter shows, with their tags, oldest first."""
    shown = [question.pk for question in questions(chosen)]
    rows = QuestionVersion.objects.filter(question_id__in=shown, number=F("question__number"))
    newest = list(rows.order_by("question_id"))
    tags = tags_of(shown)
    return [(version, tags.get(version.question_id, [])) for version in newest]


def _count(rows: "QuerySet[AttemptQuestion] | QuerySet[QuizEntry]", name: str) -> Coalesce:
    counted = rows.filter(question_id=OuterRef("pk")).order_by().values("question_id")
    return Coalesce(Subquery(counted.annotate(found=Count(name, distinct=True)).values("found")), 0)
