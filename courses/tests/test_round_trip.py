"""A course with everything out as an archive and in again, here and in another organisation, and duplicated."""

import io
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from courses.engine.quiz import inlays
from courses.engine.quiz.formats.files import Filed
from courses.engine.quiz.formats.parsing import Written, parse
from courses.models import (
    Block,
    Caption,
    CertificateTerms,
    Chapter,
    Course,
    Lesson,
    MediaFile,
    Offer,
    Prerequisite,
    Question,
    QuestionMedia,
    Quiz,
)
from courses.refusals import FolderRefused
from courses.services import blocks, captions, copying, courses, exporting, folders, media
from courses.services.blocks import Content
from courses.services.certificates import issuing
from courses.services.quizzes import bank, pictures, sheets
from courses.services.quizzes.bank import QuestionRefused
from courses.tests import quizzing, writing
from courses.tests.handing import RUBRIC
from courses.tests.quizzing import BEEP
from courses.tests.test_folders import bring_in, packed, told
from courses.tests.writing import png
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Cast
from synthai.core.testing.filming import film

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("files_in_tmp", "pictures_in_process")]
VTT = b"WEBVTT\n\n00:00.200 --> 00:01.000\nWash your hands\n"
TERMS = {
    "is_on": True,
    "months": 24,
    "text": "Knows it.",
    "signed_by": "T",
    "look": "band",
    "colour": "#123456",
}


def _with_everything(cast: Cast) -> Course:
    by, now = cast.thandi.actor, timezone.now()
    course = writing.write_course(cast.thandi, chapters=1, lock="lesson", seats=12)
    with tenant(cast.umoja):
        shown = pictures.notation_of(pictures.add(png(), name="a.png", by=by, now=now), "A fridge")
        other = pictures.notation_of(pictures.add(png(50, 20), name="b.png", by=by, now=now), "A shelf")
        heard = pictures.notation_of(pictures.add(io.BytesIO(BEEP), name="b.mp3", by=by, now=now), "Beep")
        asked = Written(kind="choice", text=f"Where? {shown}", answers=f"* {other} # {heard}\n- Nowhere")
        quiz = quizzing.quiz(by, asked, quizzing.FRIDGE, title="Cold")
        chapter = Chapter.objects.get(course=course)
        Chapter.objects.filter(pk=chapter.pk).update(opens_on=date(2026, 12, 1))
        first, second = Lesson.objects.filter(course=course).order_by("position")[:2]
        Lesson.objects.filter(pk=first.pk).update(opens_after=3, rule="submitted")
        Lesson.objects.filter(pk=second.pk).update(rule="quiz")
        task = {
            "takes": ["text", "files"],
            "kinds": ["picture"],
            "criteria": RUBRIC,
            "due_days": 5,
            "pass_points": "5",
        }
        filmed = media.take(io.BytesIO(film()), name="hands.mp4", course=course, by=by, now=now)
        captions.put(io.BytesIO(VTT), media=filmed, language="en", by=by, now=now)
        for lesson, kind, content in (
            (first, "assignment", Content(text="Photograph it.", data={"task": task})),
            (first, "video", Content(media=filmed)),
            (second, "quiz", Content(text="Now you.", data={"ref": quiz.public_id})),
        ):
            blocks.add(lesson, kind=kind, by=by, now=now, content=content)
        issuing.set_terms(course, TERMS, by=by)
    meeting = writing.write_lesson(
        cast.thandi, chapter, title="The class", text="Bring a knife", rule="attended"
    )
    assert meeting.rule == "attended"
    return course


def _said(course: Course) -> list[Any]:
    """Everything a course says; quizzes and files by what they are, not by their keys."""
    rows = []
    for title, lessons in told(course):
        for settings, pieces in lessons:
            rows.append(
                (
                    title,
                    settings,
                    [(k, t, {n: v for n, v in data.items() if n != "ref"}) for k, t, data in pieces],
                )
            )
    days = [(row.title, row.opens_on, row.opens_after) for row in Chapter.objects.filter(course=course)]
    return [rows, days]


def _sheet(cast: Cast, course: Course, by: Any) -> Any:
    ref = Block.objects.get(lesson__course=course, kind="quiz").data["ref"]
    return sheets.sheet_of(Quiz.objects.get(public_id=ref), by=by)


def _questions(cast: Cast, course: Course, by: Any) -> list[str]:
    """What the quiz of a course asks, with the files it names by their content."""
    (section,) = _sheet(cast, course, by).sections
    found = {row.public_id: row.sha256 for row in QuestionMedia.objects.all()}
    return [
        " ".join(
            [
                inlays.plain(one.question.text),
                *(found[each.key] for each in inlays.of_question(one.question) if each.kind == "sound"),
            ]
        )
        for one in section.questions
    ]


def test_comes_back_as_it_went_out(cast: Cast) -> None:
    course, by = _with_everything(cast), cast.thandi.actor
    with tenant(cast.umoja):
        with exporting.export(course, by=by) as file:
            names = zipfile.ZipFile(file).namelist()
            file.seek(0)
            found = folders.bring_in(file, by=by, now=timezone.now())
        assert found.findings == []
        assert {name for name in names if "question-" in name} == {
            "media/question-01.webp",
            "media/question-02.webp",
            "media/question-03.mp3",
        }
        assert _said(found.course) == _said(course)
        assert _questions(cast, found.course, by) == _questions(cast, course, by)
        assert Question.objects.count() == 2, "what the bank has word for word is not added again"
        assert QuestionMedia.objects.count() == 3, "nor a file that it has byte by byte"
        assert Caption.objects.filter(media__course=found.course).count() == 1
        terms = CertificateTerms.objects.get(course=found.course)
        assert {name: getattr(terms, name) for name in TERMS} == TERMS


def test_takes_pictures_and_sounds_of_questions_to_another_organisation(cast: Cast) -> None:
    course = _with_everything(cast)
    with tenant(cast.umoja), exporting.export(course, by=cast.thandi.actor) as file:
        content = file.read()
    by = cast.charlize.actor
    with tenant(cast.karoo):
        found = folders.bring_in(io.BytesIO(content), by=by, now=timezone.now())
        assert found.findings == []
        assert QuestionMedia.objects.count() == 3
        known = set(QuestionMedia.objects.values_list("public_id", flat=True))
        (section,) = _sheet(cast, found.course, by).sections
        named = {each.key for one in section.questions for each in inlays.of_question(one.question)}
        assert named == known, "every picture and sound that is asked is in this bank"


def test_a_question_without_its_picture_is_left_out_with_a_sentence(cast: Cast) -> None:
    text = (
        "kind: short\nquestion: What? ![A light](picture:media/gone.webp)\nanswers: A\n---\n"
        "kind: short\nquestion: And this? ![Bad](picture:media/bad.png)\nanswers: B\n---\n"
        "kind: short\nquestion: And that?\nanswers: C\n"
    )
    lesson = '# One\n\nText\n\n::: quiz src="quizzes/a.txt"\n:::\n\n::: quiz src="quizzes/b.txt"\n:::\n'
    found = bring_in(
        cast,
        {
            "01-a/01-b.md": lesson,
            "quizzes/a.txt": text,
            "quizzes/b.txt": text.partition("---")[0],
            "media/bad.png": "<svg/>",
        },
    )
    with tenant(cast.umoja):
        assert [row.text for row in Question.objects.all()] == ["And that?"]
        assert Block.objects.filter(kind="quiz").count() == 1
        assert not QuestionMedia.objects.exists()
    said = "\n".join(found.findings)
    assert "“What? [A light]” was left out." in said
    assert "“And this? [Bad]” was left out." in said
    assert "The quiz “quizzes/b.txt” has no question, so it was left out." in said


def test_a_bank_stores_no_name_of_a_file_it_has_not(cast: Cast) -> None:
    stray = parse(Written(kind="short", text="What? ![A light](picture:abcdefgh23456722)", answers="A"))
    with tenant(cast.umoja):
        with pytest.raises(QuestionRefused, match="not in this bank"):
            bank.add_many([Filed(at=0, tags=(), question=stray)], by=cast.thandi.actor, now=timezone.now())
        assert not Question.objects.exists()


def test_no_file_stays_of_an_archive_that_is_refused(cast: Cast, files_in_tmp: Path) -> None:
    quiz = "kind: short\nquestion: What? ![A light](picture:media/q.png)\nanswers: A\n"
    files: dict[str, bytes | str] = {
        "01-a/01-b.md": '# One\n\n::: quiz src="quizzes/a.txt"\n:::\n',
        "01-a/02-c.md": "# Two\n\n" + "x" * 70_000,
        "quizzes/a.txt": quiz,
        "media/q.png": png().read(),
    }
    with tenant(cast.umoja):
        with pytest.raises(FolderRefused):
            folders.bring_in(packed(files), by=cast.thandi.actor, now=timezone.now())
        assert not QuestionMedia.objects.exists()
        assert not MediaFile.objects.exists()
    assert [path for path in files_in_tmp.rglob("*") if path.is_file()] == []


def test_a_copy_has_everything_but_the_offer(cast: Cast) -> None:
    course, by, now = _with_everything(cast), cast.thandi.actor, timezone.now()
    first = writing.published_course(cast.thandi, title="First")
    with tenant(cast.umoja):
        wish = courses.Settings(title=course.title, lock="lesson", seats=12, needs=[first.pk])
        courses.change(course.pk, wish, by=by, now=now)
        Offer.objects.create(course=course, visibility="public", is_on_sale=True, price=100)
        made = copying.duplicate(course.pk, by=by, now=now)
        assert _said(made) == _said(course)
        assert Prerequisite.objects.get(course=made).needs_id == first.pk
        terms = CertificateTerms.objects.get(course=made)
        assert {name: getattr(terms, name) for name in TERMS} == TERMS
        assert not Offer.objects.filter(course=made).exists()
        assert (
            Block.objects.get(lesson__course=made, kind="quiz").data
            == Block.objects.get(lesson__course=course, kind="quiz").data
        ), "the quiz is shared"
