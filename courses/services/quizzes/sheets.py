"""Whole quizzes out of files and into them. What a file looks like: engine.quiz.formats.sheets."""

from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from courses import permissions
from courses.engine.quiz import inlays
from courses.engine.quiz.formats.files import Filed
from courses.engine.quiz.formats.sheets import Sheet, SheetSection
from courses.models import Quiz, QuizEntry, QuizSection
from courses.selectors import asking, question_media
from courses.selectors import bank as questions_of
from courses.services.quizzes import bank
from courses.services.quizzes.editing import MOST_ENTRIES, MOST_SECTIONS, RULES, QuizFull
from courses.terms import TITLE_LENGTH
from synthai.core.access import Actor, require
from synthai.core.audit import audit


@transaction.atomic
def bring_in(sheet: Sheet, *, title: str, by: Actor, now: datetime) -> Quiz:
    """A quiz, not published, and its questions in the bank. A handful of queries for each section, however long it is.

    Raises NotAllowed, QuizFull, QuestionRefused, ValidationError: then nothing was written.
    """
    require(by, permissions.QUIZ_CHANGE)
    if len(sheet.sections) > MOST_SECTIONS or any(
        len(section.questions) > MOST_ENTRIES for section in sheet.sections
    ):
        raise QuizFull
    quiz = Quiz(
        organisation_id=by.organisation_id,
        title=(sheet.title or title)[:TITLE_LENGTH],
        intro=sheet.intro,
        created_by_id=by.user_id,
        created_at=now,
        changed_at=now,
        **sheet.rules,
    )
    quiz.full_clean()
    quiz.save()
    for place, section in enumerate(sheet.sections or (SheetSection(),)):
        _put_section(quiz, section, place, by=by, now=now)
    told = {"title": [None, quiz.title], "questions": [None, sheet.count]}
    audit(quiz, "courses.quiz.created", by=by, changes=told)
    return quiz


def sheet_of(quiz: Quiz, *, by: Actor) -> Sheet:
    """The quiz as a file has it: rules, and its questions with their keys as they are now. When it closes stays behind.

    A section that draws from the bank by a tag takes along what it would draw from. Raises NotAllowed.
    """
    require(by, permissions.QUIZ_CHANGE)
    pool = asking.pool_of(quiz)
    tags = questions_of.tags_of([version.question_id for version in pool.versions.values()])
    sections = [
        SheetSection(
            title=pool.titles[section.key],
            draws=section.draws,
            questions=tuple(
                Filed(at=0, tags=tuple(tags.get(version.question_id, ())), question=version.asked)
                for key in section.questions
                if (version := pool.versions.get(key)) is not None
            ),
        )
        for section in pool.sections
    ]
    rules = {name: getattr(quiz, name) for name in RULES if name not in {"title", "intro", "closes_at"}}
    return Sheet(title=quiz.title, intro=quiz.intro, rules=rules, sections=tuple(sections))


def without_unknown(sheet: Sheet) -> tuple[Sheet, list[str]]:
    """A sheet without the questions that name pictures or sounds which are not in this bank, and a sentence for each. At most one query."""
    asked = [one.question for section in sheet.sections for one in section.questions]
    known = question_media.known(bank.keys_of(asked))
    findings: list[str] = []
    sections = []
    for section in sheet.sections:
        kept = []
        for one in section.questions:
            try:
                bank.refuse_unknown(one.question, known)
                kept.append(one)
            except bank.QuestionRefused as refusal:
                words = inlays.plain(one.question.text)[:80]
                findings.append(
                    _("“%(question)s” was left out. %(why)s") % {"question": words, "why": refusal}
                )
        sections.append(replace(section, questions=tuple(kept)))
    return replace(sheet, sections=tuple(sections)), findings


def _put_section(quiz: Quiz, part: SheetSection, place: int, *, by: Actor, now: datetime) -> None:
    section = QuizSection(
        organisation_id=quiz.organisation_id,
        quiz=quiz,
        title=part.title,
        draws=part.draws,
        position=place,
    )
    section.clean_fields()
    section.save()
    found = bank.add_many(part.questions, by=by, now=now)
    QuizEntry.objects.bulk_create(
        QuizEntry(organisation_id=quiz.organisation_id, section=section, question=question, position=number)
        for number, question in enumerate(found)
    )
