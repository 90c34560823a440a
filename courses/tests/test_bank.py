"""The question bank: versions, tags, files."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

import pytest

from courses.models import Question, QuestionTag, QuestionVersion, QuizEntry
from courses.selectors import quizzes as selectors
from courses.services.quizzes import bank, editing
from courses.tests import quizzing
from courses.tests.quizzing import FRIDGE, NOON, SPOILS, WASH
from synthai.core.errors import NotAllowed, PreconditionFailed
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Cast
from synthai.core.versions import version_of


@pytest.fixture
def _umoja(cast: Cast) -> Iterator[None]:
    with tenant(cast.umoja):
        yield


pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_umoja")]


def _tags(question: Question) -> set[str]:
    return set(QuestionTag.objects.filter(question=question).values_list("name", flat=True))


def test_a_change_makes_a_version_and_tags_alone_do_not(cast: Cast) -> None:
    question = bank.create(FRIDGE, tags=["Fridge ", "fridge", "HACCP"], by=cast.thandi.actor, now=NOON)
    assert _tags(question) == {"fridge", "haccp"}
    same = bank.change(question.pk, FRIDGE, tags=["fridge"], by=cast.thandi.actor, now=NOON)
    assert (same.number, same.version, _tags(same)) == (1, 2, {"fridge"})
    newer = replace(FRIDGE, points=Decimal(3))
    changed = bank.change(question.pk, newer, tags=["fridge"], by=cast.thandi.actor, now=NOON)
    assert (changed.number, changed.points) == (2, Decimal(3))
    kept = QuestionVersion.objects.filter(question=question).order_by("number")
    assert [version.asked.points for version in kept] == [1, 3]


def test_an_edit_of_something_older_is_refused(cast: Cast) -> None:
    question = bank.create(FRIDGE, tags=(), by=cast.thandi.actor, now=NOON)
    seen = version_of(question)
    bank.change(question.pk, SPOILS, tags=(), by=cast.thandi.actor, now=NOON)
    with pytest.raises(PreconditionFailed):
        bank.change(question.pk, WASH, tags=(), by=cast.thandi.actor, now=NOON, expected=seen)


def test_an_unclear_question_is_refused_with_its_line(cast: Cast) -> None:
    with pytest.raises(bank.QuestionRefused) as refused:
        bank.create(replace(FRIDGE, answers="* 4\n*"), tags=(), by=cast.thandi.actor, now=NOON)
    assert "Line 2: An answer is empty" in str(refused.value)
    assert refused.value.field == "answers"
    with pytest.raises(bank.QuestionRefused, match="100%"):
        bank.create(
            replace(FRIDGE, answers="* 100% sure\n* 100% sure"), tags=(), by=cast.thandi.actor, now=NOON
        )


def test_learners_write_nothing(cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        bank.create(FRIDGE, tags=(), by=cast.bongani.actor, now=NOON)
    with pytest.raises(NotAllowed):
        editing.create({"title": "Mine"}, by=cast.bongani.actor, now=NOON)


def test_a_question_put_away_leaves_quizzes_and_comes_back(cast: Cast) -> None:
    made = quizzing.quiz(cast.thandi.actor, FRIDGE, SPOILS)
    question = Question.objects.get(text=FRIDGE.text)
    bank.remove(question.pk, by=cast.thandi.actor, now=NOON)
    assert [section.has for section in selectors.sections_of(made)] == [1]
    bank.restore(question.pk, by=cast.thandi.actor, now=NOON)
    assert [section.has for section in selectors.sections_of(made)] == [2]


def test_a_file_comes_in_and_what_is_unclear_is_named(cast: Cast) -> None:
    text = "kind: choice\nquestion: Ok?\nanswers:\n* yes\n- no\ntags: a, b\n---\nkind: choice\nquestion: Bad?\nanswers: * only\n"
    added, refused = bank.import_text(text, by=cast.thandi.actor, now=NOON)
    assert [question.text for question in added] == ["Ok?"]
    assert [(refusal.at, refusal.title) for refusal in refused] == [(8, "Bad?")]
    assert _tags(added[0]) == {"a", "b"}


def test_files_of_windows_are_read_and_pictures_are_not() -> None:
    assert bank.decoded("Môre".encode("cp1252")) == "Môre"
    assert bank.decoded("\ufeffMôre".encode()) == "Môre"
    with pytest.raises(bank.FileRefused):
        bank.decoded(b"\x89PNG\x00\x00")


def test_questions_move_and_leave_a_section(cast: Cast) -> None:
    made = quizzing.quiz(cast.thandi.actor, FRIDGE, SPOILS, WASH)
    entries = list(QuizEntry.objects.order_by("position"))
    editing.move_entry(entries[2].pk, down=False, by=cast.thandi.actor, now=NOON)
    editing.move_entry(entries[2].pk, down=False, by=cast.thandi.actor, now=NOON)
    editing.move_entry(entries[2].pk, down=False, by=cast.thandi.actor, now=NOON)
    [section] = selectors.sections_of(made)
    assert [entry.question.text for entry in section.entries] == [WASH.text, FRIDGE.text, SPOILS.text]
    editing.remove_entry(entries[0].pk, by=cast.thandi.actor, now=NOON)
    [section] = selectors.sections_of(made)
    assert (section.has, Question.objects.count()) == (2, 3)
    keys = list(Question.objects.values_list("pk", flat=True))
    assert editing.add_questions(section.pk, keys, by=cast.thandi.actor, now=NOON) == 1
