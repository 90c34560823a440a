"""Quizzes and certificates in a course's archive: out and in again, and archives that are wrong."""

import random
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from courses.engine.quiz.formats import sheets as formats
from courses.models import Block, CertificateTerms, Course, Lesson, MediaFile, Question, Quiz, QuizSection
from courses.refusals import FolderRefused, NotReady
from courses.services import blocks, exporting, folders, publishing
from courses.services.blocks import Content
from courses.services.certificates import issuing
from courses.services.quizzes import editing, sheets
from courses.tests import quizzing
from courses.tests.quizzing import EVERY_KIND, FRIDGE, SPOILS
from courses.tests.test_folders import bring_in, packed
from courses.tests.writing import png, write_course
from synthai.core.errors import NotAllowed
from synthai.core.models import AuditEntry
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Cast

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("files_in_tmp")]
QUIZ = "kind: true_false\nquestion: It is so.\nanswers: true\nwhy: Because.\ntags: law, till\n"
LESSON = '# One\n\nText\n\n::: quiz src="quizzes/a.txt"\nTry it.\n:::\n'


def many(count: int) -> str:
    return "---\n".join(QUIZ.replace("It is", f"It is {count}/{number}") for number in range(count))


def said(cast: Cast, quiz: Quiz) -> Any:
    """Everything that a quiz says, without its keys."""
    sheet = sheets.sheet_of(quiz, by=cast.thandi.actor)
    sections = [
        (part.title, part.draws, [(one.tags, one.question) for one in part.questions])
        for part in sheet.sections
    ]
    return sheet.title, sheet.intro, sheet.rules, sections


def a_course_with_quizzes(cast: Cast) -> tuple[Course, Quiz, Quiz]:
    """One quiz stands in two lessons; the other has a pool, and draws from the bank by a tag."""
    course = write_course(cast.thandi, chapters=1)
    by, now = cast.thandi.actor, timezone.now()
    with tenant(cast.umoja):
        first = quizzing.quiz(
            by, *EVERY_KIND, intro="Nine kinds.\n\nNo hurry.", minutes=12, attempts_allowed=2
        )
        second = quizzing.quiz(by, FRIDGE, title="Pools", pass_percent=Decimal("66.5"), shows="verdicts")
        quizzing.questions(by, replace(SPOILS, text="What spoils overnight?"), tags=("spoils",))
        editing.add_section(second.pk, {"title": "By tag", "tag": "spoils", "draws": 1}, by=by, now=now)
        section = QuizSection.objects.filter(quiz=second).order_by("position")[0]
        editing.change_section(section.pk, {"title": "Fixed", "draws": 1}, by=by, now=now)
        for title, quiz in (("Lesson 1.1", first), ("Lesson 1.2", first), ("Lesson 1.2", second)):
            content = Content(text="Now you.", data={"ref": quiz.public_id})
            blocks.add(Lesson.objects.get(title=title), kind="quiz", by=by, now=now, content=content)
        terms = {"is_on": True, "months": 24, "text": "Knows it all.", "signed_by": "Thandi"}
        issuing.set_terms(course, terms, by=by)
    return course, first, second


def test_quizzes_and_certificate_come_back_as_they_went_out(cast: Cast) -> None:
    course, first, second = a_course_with_quizzes(cast)
    with tenant(cast.umoja):
        with exporting.export(course, by=cast.thandi.actor) as file:
            found = folders.bring_in(file, by=cast.thandi.actor, now=timezone.now())
        assert found.findings == []
        made = Block.objects.filter(lesson__course=found.course, kind="quiz").order_by(
            "lesson__position", "position"
        )
        refs = [block.data["ref"] for block in made]
        assert [block.text for block in made] == ["Now you."] * 3
        assert [quiz.public_id for quiz in found.quizzes] == [refs[0], refs[2]]
        assert refs[0] == refs[1]
        assert first.public_id not in refs
        new_first, new_second = found.quizzes
        assert (new_first.state, new_second.state) == ("draft", "draft")
        assert said(cast, new_first) == said(cast, first)
        # What a tag draws from is taken along, and asked as a pool of the quiz's own.
        assert said(cast, new_second) == said(cast, second)
        assert not QuizSection.objects.filter(quiz=new_second).exclude(tag="").exists()
        terms = CertificateTerms.objects.get(course=found.course)
        assert (terms.is_on, terms.months, terms.text, terms.signed_by) == (
            True,
            24,
            "Knows it all.",
            "Thandi",
        )


def test_a_question_that_the_bank_has_is_not_added_again(cast: Cast) -> None:
    course, _first, second = a_course_with_quizzes(cast)
    with tenant(cast.umoja):
        before = Question.objects.count()
        with exporting.export(course, by=cast.thandi.actor) as file:
            folders.bring_in(file, by=cast.thandi.actor, now=timezone.now())
        assert Question.objects.count() == before
        changed = quizzing.questions(cast.thandi.actor, replace(FRIDGE, points=Decimal(3)))
        sheet = sheets.sheet_of(second, by=cast.thandi.actor)
        same = sheets.bring_in(sheet, title="Again", by=cast.thandi.actor, now=timezone.now())
        assert Question.objects.count() == before + len(changed)
        assert said(cast, same)[3] == said(cast, second)[3]


def test_the_same_question_twice_in_a_file_is_asked_once(cast: Cast) -> None:
    found = bring_in(cast, {"01-a/01-b.md": LESSON, "quizzes/a.txt": f"{QUIZ}---\n{QUIZ}"})
    with tenant(cast.umoja):
        assert len(said(cast, found.quizzes[0])[3][0][2]) == 1
        assert Question.objects.get().text == "It is so."


def test_a_quiz_that_was_put_away_is_not_taken_along(cast: Cast) -> None:
    course, first, second = a_course_with_quizzes(cast)
    with tenant(cast.umoja):
        editing.remove(first.pk, by=cast.thandi.actor, now=timezone.now())
        with exporting.export(course, by=cast.thandi.actor) as file:
            found = folders.bring_in(file, by=cast.thandi.actor, now=timezone.now())
        assert [quiz.title for quiz in found.quizzes] == ["Pools"]
        assert found.findings == []


def test_a_course_waits_for_its_quizzes_to_be_published(cast: Cast) -> None:
    found = bring_in(cast, {"01-a/01-b.md": LESSON, "quizzes/a.txt": QUIZ})
    with tenant(cast.umoja):
        by, now = cast.thandi.actor, timezone.now()
        with pytest.raises(NotReady, match="the quiz “A” of “One”, which is a draft: publish it first"):
            publishing.publish(found.course.pk, by=by, now=now)
        editing.publish_quiz(found.quizzes[0].pk, by=by, now=now)
        assert publishing.publish(found.course.pk, by=by, now=now).number == 1


def test_what_cannot_be_used_of_a_quiz_is_told_with_file_and_line(cast: Cast) -> None:
    text = f"---\ntitle: Mine\npass: much\n---\n{QUIZ}---\nkind: choice\nquestion: Which?\nanswers: one\n"
    found = bring_in(
        cast,
        {
            "01-a/01-b.md": LESSON
            + '\n::: quiz src="quizzes/gone.txt"\n:::\n\n::: quiz src="quizzes/empty.txt"\n:::\n',
            "quizzes/a.txt": text,
            "quizzes/empty.txt": "nothing here",
        },
    )
    assert found.findings == [
        "quizzes/a.txt: “pass: much” was left out; write a number of per cent from 0 to 100, like 70.",
        "quizzes/a.txt, line 11: Write two to 26 answers, one a line. This question was left out.",
        "The file “quizzes/gone.txt” of “01-a/01-b.md” is not in the archive.",
        "quizzes/empty.txt, line 1: The kind “” is not known. Use one of: choice, several, true_false, match, order, "
        "numeric, short, cloze, essay. This question was left out.",
        "The quiz “quizzes/empty.txt” has no question, so it was left out.",
    ]
    with tenant(cast.umoja):
        (quiz,) = Quiz.objects.all()
        assert (quiz.title, int(quiz.pass_percent)) == ("Mine", 70)
        assert Block.objects.filter(kind="quiz").count() == 1


@pytest.mark.parametrize(
    ("files", "words"),
    [
        ({"quizzes/a.txt": b"\xff\xfe\x00bad"}, "“quizzes/a.txt” is not written in UTF-8"),
        (
            {"quizzes/a.txt": random.Random(1).randbytes(600_000).hex()},
            "larger than a lesson or a quiz may be",
        ),
        ({"quizzes/a.txt": QUIZ.replace("law, till", "t" * 41)}, "tags of at most 40 letters"),
        ({"quizzes/a.txt": QUIZ + "points: 1.234\n"}, "decimal places"),
        ({"quizzes/a.txt": many(301)}, "300 questions"),
        ({"quizzes/a.txt": "".join(f"section: {n}\n---\n{QUIZ}---\n" for n in range(51))}, "50 sections"),
    ],
    ids=[
        "not UTF-8",
        "too large",
        "a long tag",
        "odd points",
        "too many questions",
        "sections",
    ],
)
def test_nothing_stays_of_a_course_whose_quiz_cannot_be(
    cast: Cast, files: dict[str, bytes | str], words: str, files_in_tmp: Path
) -> None:
    picture: dict[str, bytes | str] = {
        "01-a/01-b.md": LESSON + "\n![x](media/x.png)\n",
        "media/x.png": png().read(),
    }
    with pytest.raises(Exception, match=words) as refused:
        bring_in(cast, {**picture, **files})
    assert hasattr(refused.value, "code")
    with tenant(cast.umoja):
        for model in (Course, Quiz, QuizSection, Question, MediaFile):
            assert not model.objects.exists()
    assert [path for path in files_in_tmp.rglob("*") if path.is_file()] == []


def test_a_course_brings_no_more_quizzes_than_it_may(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folders, "MOST_QUIZZES", 2)
    lesson = "# One\n\n" + "".join(f'::: quiz src="quizzes/{name}.txt"\n:::\n\n' for name in "abc")
    with pytest.raises(FolderRefused, match="at most 2 quizzes"):
        bring_in(cast, {"01-a/01-b.md": lesson, **{f"quizzes/{name}.txt": QUIZ for name in "abc"}})
    with tenant(cast.umoja):
        assert not Course.objects.exists()


def test_months_that_cannot_be_are_told_of(cast: Cast) -> None:
    head = "---\ntitle: A\ncertificate: yes\ncertificate_months: forever\n---\n"
    found = bring_in(cast, {"course.md": head, "01-a/01-b.md": "# One\n\nText\n"})
    assert found.findings == ["“certificate_months: forever” was left out; write whole months from 1 to 240."]
    with tenant(cast.umoja):
        assert CertificateTerms.objects.get().months is None


def test_who_may_not_write_quizzes_neither_brings_nor_takes_any(cast: Cast) -> None:
    course, _first, _second = a_course_with_quizzes(cast)
    author = replace(cast.thandi.actor, capabilities=cast.thandi.actor.capabilities - {"courses.quiz.change"})
    with tenant(cast.umoja):
        with pytest.raises(NotAllowed):
            exporting.export(course, by=author)
        with exporting.export(course, by=cast.thandi.actor) as file, pytest.raises(NotAllowed):
            folders.bring_in(file, by=author, now=timezone.now())
        assert list(Course.objects.all()) == [course]


def test_a_long_quiz_takes_no_more_queries_than_a_short_one(cast: Cast) -> None:
    def queries(count: int) -> int:
        sheet = formats.read(many(count))
        with tenant(cast.umoja), CaptureQueriesContext(connection) as seen:
            sheets.bring_in(sheet, title="A", by=cast.thandi.actor, now=timezone.now())
        return len(seen)

    assert queries(200) == queries(2)


def test_the_trail_says_what_came_and_the_page_what_to_do_next(cast: Cast) -> None:
    file = packed({"01-a/01-b.md": LESSON, "quizzes/a.txt": QUIZ})
    file.name = "course.zip"
    page = cast.thandi.client().get("/o/umoja-foods/courses/write/upload/").content.decode()
    assert "Choose a zip archive first" not in page
    reply = cast.thandi.client().post("/o/umoja-foods/courses/write/upload/", {"file": file}, follow=True)
    assert "Its quizzes are drafts: publish them before the course. They are “A”." in reply.content.decode()
    with tenant(cast.umoja):
        entry = AuditEntry.objects.get(code="courses.course.imported")
        assert entry.changes == {"lessons": [None, 1], "quizzes": [None, 1]}
