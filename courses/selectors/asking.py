"""What a quiz may ask: its sections with the newest version of each question."""

from dataclasses import dataclass

from django.db.models import F

from courses.engine.quiz.drawing import Section
from courses.models import QuestionTag, QuestionVersion, Quiz, QuizEntry, QuizSection


@dataclass(frozen=True, kw_only=True)
class Pool:
    """Sections as the engine draws from them; versions by the question's public id, titles by the section's."""

    sections: tuple[Section, ...]
    versions: dict[str, QuestionVersion]
    titles: dict[str, str]


def pool_of(quiz: Quiz) -> Pool:
    """What the quiz may ask now. Four queries, however long it is; questions put away are left out."""
    sections = list(QuizSection.objects.filter(quiz_id=quiz.pk).order_by("position", "pk"))
    entries = QuizEntry.objects.filter(section__quiz_id=quiz.pk, question__removed_at__isnull=True)
    offered: dict[int, list[str]] = {}
    for section_id, key in entries.order_by("position", "pk").values_list(
        "section_id", "question__public_id"
    ):
        offered.setdefault(section_id, []).append(key)
    by_tag = _tagged({section.tag for section in sections if section.tag})
    asked = tuple(
        Section(
            key=section.public_id,
            questions=tuple(by_tag.get(section.tag, ()) if section.tag else offered.get(section.pk, ())),
            draws=section.draws,
        )
        for section in sections
    )
    return Pool(
        sections=asked,
        versions=_newest({key for section in asked for key in section.questions}),
        titles={section.public_id: section.title for section in sections},
    )


def _tagged(tags: set[str]) -> dict[str, list[str]]:
    if not tags:
        return {}
    found: dict[str, list[str]] = {}
    rows = QuestionTag.objects.filter(name__in=tags, question__removed_at__isnull=True)
    for name, key in rows.order_by("question_id").values_list("name", "question__public_id"):
        found.setdefault(name, []).append(key)
    return found


def _newest(keys: set[str]) -> dict[str, QuestionVersion]:
    rows = QuestionVersion.objects.filter(question__public_id__in=keys, number=F("question__number"))
    return {version.question.public_id: version for version in rows.select_related("question")}
