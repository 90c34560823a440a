"""Reads of quizzes for those who write and those who take them."""

from dataclasses import dataclass

from django.db.models import Count, F, OuterRef, QuerySet, Subquery

from courses.models import Attempt, Question, QuestionTag, Quiz, QuizEntry, QuizSection
from courses.models.attempts import AttemptQuerySet
from courses.models.quizzes import QuizQuerySet
from synthai.core.errors import NotFound


@dataclass(frozen=True, kw_only=True)
class SectionView:
    """A section as its editor sees it. `has` is how many questions it may ask from."""

    pk: int
    public_id: str
    title: str
    tag: str
    draws: int | None
    has: int
    entries: tuple[QuizEntry, ...]

    @property
    def name(self) -> str:
        """What it is called: its title, or the tag it draws from."""
        return self.title or self.tag or "–"

    @property
    def asks(self) -> int:
        """How many questions an attempt gets of it."""
        return self.has if self.draws is None else min(self.draws, self.has)


def get_quiz(public_id: str) -> Quiz:
    """A quiz of the active organisation, put away or not. Raises NotFound."""
    found = Quiz.objects.filter(public_id=public_id).order_by("pk").first()
    if found is None:
        raise NotFound
    return found


def get_quiz_to_take(public_id: str) -> Quiz:
    """A quiz that learners may see: published, or closed with its results. Raises NotFound."""
    found = Quiz.objects.kept().exclude(state="draft").filter(public_id=public_id).order_by("pk").first()
    if found is None:
        raise NotFound
    return found


def get_section(public_id: str) -> QuizSection:
    """A section. Raises NotFound."""
    found: QuizSection | None = (
        QuizSection.objects.filter(public_id=public_id).select_related("quiz").order_by("pk").first()
    )
    if found is None:
        raise NotFound
    return found


def get_entry(public_id: str) -> QuizEntry:
    """A question in a section. Raises NotFound."""
    rows = QuizEntry.objects.select_related("section__quiz", "question")
    found: QuizEntry | None = rows.filter(public_id=public_id).order_by("pk").first()
    if found is None:
        raise NotFound
    return found


def quizzes(*, only_live: bool) -> QuizQuerySet:
    """Quizzes with `attempt_count`, those not put away; only published ones for learners."""
    rows = Quiz.objects.live() if only_live else Quiz.objects.kept()
    attempts = (
        Attempt.objects.ended()
        .filter(quiz_id=OuterRef("pk"))
        .order_by()
        .values("quiz_id")
        .annotate(found=Count("pk"))
        .values("found")
    )
    return rows.annotate(attempt_count=Subquery(attempts))


def choices() -> list[tuple[str, str]]:
    """Public id and title of every quiz that is not put away, by title: what a lesson may ask."""
    return list(Quiz.objects.kept().order_by("title", "pk").values_list("public_id", "title"))


def results_of(user_id: int, quizzes_shown: list[Quiz]) -> dict[int, Attempt]:
    """A person's best attempt at each of these quizzes, by the quiz's key: passed first, then most points, then newest."""
    rows = Attempt.objects.filter(user_id=user_id, quiz_id__in=[quiz.pk for quiz in quizzes_shown])
    order = (F("is_passed").desc(nulls_last=True), F("percent").desc(nulls_last=True), "-number")
    found: dict[int, Attempt] = {}
    for attempt in rows.order_by(*order):
        found.setdefault(attempt.quiz_id, attempt)
    return found


def sections_of(quiz: Quiz) -> list[SectionView]:
    """The sections in their order, with their questions. Three queries, however long the quiz is."""
    sections = list(QuizSection.objects.filter(quiz_id=quiz.pk).order_by("position", "pk"))
    entries: dict[int, list[QuizEntry]] = {}
    rows = QuizEntry.objects.filter(section__quiz_id=quiz.pk, question__removed_at__isnull=True)
    for entry in rows.select_related("question").order_by("position", "pk"):
        entries.setdefault(entry.section_id, []).append(entry)
    tagged = _tag_counts({section.tag for section in sections if section.tag})
    return [
        SectionView(
            pk=section.pk,
            public_id=section.public_id,
            title=section.title,
            tag=section.tag,
            draws=section.draws,
            has=tagged.get(section.tag, 0) if section.tag else len(entries.get(section.pk, ())),
            entries=() if section.tag else tuple(entries.get(section.pk, ())),
        )
        for section in sections
    ]


def _tag_counts(tags: set[str]) -> dict[str, int]:
    if not tags:
        return {}
    rows = QuestionTag.objects.filter(name__in=tags, question__removed_at__isnull=True)
    return dict(rows.values("name").annotate(found=Count("pk")).values_list("name", "found"))


def addable(quiz: Quiz, *, words: str, tag: str) -> "QuerySet[Question]":
    """Questions of the bank that are in no section of the quiz yet, newest first."""
    held = QuizEntry.objects.filter(section__quiz_id=quiz.pk).values("question_id")
    rows = Question.objects.kept().exclude(pk__in=held)
    if words:
        rows = rows.filter(text__icontains=words)
    if tag:
        rows = rows.tagged(tag)
    return rows.order_by("-changed_at", "-id")


def attempts_query(quiz: Quiz, user_id: int) -> AttemptQuerySet:
    """A person's attempts at a quiz, with the quiz."""
    return Attempt.objects.filter(quiz_id=quiz.pk, user_id=user_id).select_related("quiz")


def attempts_of(quiz: Quiz, user_id: int) -> list[Attempt]:
    """A person's attempts at a quiz, the newest hundred first."""
    return list(attempts_query(quiz, user_id).order_by("-number")[:100])
