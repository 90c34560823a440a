"""The courses of our own writing: whole, true to their quizzes, and at work in the demo organisation."""

import io
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import transaction
from django.test import override_settings
from django.utils import timezone
from django.utils.html import escape
from pytest_django import DjangoDbBlocker

from accounts import selectors as people
from accounts.services import organisations
from courses.engine.certificates.standing import last_day
from courses.engine.quiz.reading import Sent
from courses.models import (
    Assignment,
    Attempt,
    AttemptQuestion,
    Block,
    Certificate,
    CertificateTerms,
    Course,
    Enrolment,
    Quiz,
)
from courses.selectors import asking, drafts
from courses.services import demo, demo_answers, demo_learners, folders, publishing
from courses.services.certificates import issuing
from courses.services.demo_learners import Steps
from courses.tests.quizzing import asked
from courses.tests.test_quiz_pages import _fields as fields
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Cast, build_cast

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("files_in_tmp", "pictures_in_process")]
BASE = "/o/umoja-foods/courses"
MONTHS = {"money-and-vat-basics": 12, "popia-in-an-hour": 12, "pricing-for-small-shops": 24}


@pytest.fixture(scope="class")
def world(
    django_db_setup: None,
    pictures_in_process: None,
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[tuple[Cast, list[Course]]]:
    """The cast and all courses, for the tests of a class."""
    folder = {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": str(tmp_path_factory.mktemp("courses"))},
    }
    storages = {**settings.STORAGES, "default": folder}
    with django_db_blocker.unblock(), override_settings(STORAGES=storages), transaction.atomic():
        cast = build_cast()
        with tenant(cast.umoja):
            demo.load(by=cast.thandi.actor, now=timezone.now())
            courses = list(Course.objects.select_related("live_version").order_by("title"))
        yield cast, courses
        transaction.set_rollback(True)


class TestLoaded:
    """With all courses: they are loaded once, and each test works in a savepoint above them and is undone."""

    @pytest.fixture
    def cast(self, world: tuple[Cast, list[Course]]) -> Cast:
        return world[0]

    @pytest.fixture
    def loaded(self, world: tuple[Cast, list[Course]]) -> list[Course]:
        return world[1]

    def test_the_courses_are_whole_and_come_once(self, cast: Cast, loaded: list[Course]) -> None:
        with tenant(cast.umoja):
            assert demo.load(by=cast.thandi.actor, now=timezone.now()) == []
            assert [course.title for course in loaded] == [
                "Money and VAT basics",
                "POPIA in an hour",
                "Pricing for small shops",
            ]
            for course, months in zip(loaded, MONTHS.values(), strict=True):
                assert course.live_version is not None
                rules = [lesson.rule for chapter in drafts.chapters_of(course) for lesson in chapter.lessons]  # type: ignore[attr-defined]
                assert rules.count("viewed") >= 8
                assert rules.count("quiz") >= 3
                assert CertificateTerms.objects.get(course=course).months == months
                blocks = Block.objects.filter(lesson__course=course)
                pictures = list(blocks.filter(kind="image").select_related("media"))
                assert 1 <= len(pictures) <= 2
                assert all(len(block.data["alt"]) > 60 for block in pictures)
                assert all(block.media and block.media.size < 60_000 for block in pictures)
            assert loaded[1].live_version.minutes <= 60  # type: ignore[union-attr]

    def test_every_question_teaches_why(self, cast: Cast, loaded: list[Course]) -> None:
        with tenant(cast.umoja):
            for quiz in Quiz.objects.all():
                pool = asking.pool_of(quiz)
                questions = [version.asked for version in pool.versions.values()]
                assert 4 <= sum(part.draws or len(part.questions) for part in pool.sections) <= 8
                assert len({question.kind for question in questions}) >= 4
                for question in questions:
                    assert len(question.explanation) > 10, question.text
                    for option in getattr(question, "options", ()):
                        assert option.feedback, (question.text, option.text)
                assert quiz.pass_percent == (70 if quiz.title.startswith("Final test") else 60)

    def test_a_learner_passes_with_right_answers_and_learns_from_wrong_ones(
        self, cast: Cast, loaded: list[Course]
    ) -> None:
        with tenant(cast.umoja):
            quizzes = list(Quiz.objects.order_by("pk"))
        assert len(quizzes) == 10
        for quiz in quizzes:
            for answer, is_passed in ((demo_answers.wrong, False), (demo_answers.right, True)):
                attempt, page = taken(cast, quiz, answer)
                assert attempt.is_passed is is_passed, quiz.title
                assert attempt.percent == (100 if is_passed else 0), quiz.title
                with tenant(cast.umoja):
                    why = asked(attempt)[0].version.asked.explanation
                shows = is_passed or quiz.answers_after == "attempt"
                assert (escape(why)[:60] in page) is shows, quiz.title

    def test_who_does_everything_gets_each_certificate(self, cast: Cast, loaded: list[Course]) -> None:
        with tenant(cast.umoja):
            for course in loaded:
                demo_learners.walk(
                    course, Steps(course="", lessons=99), by=cast.bongani.actor, now=timezone.now()
                )
            found = Certificate.objects.order_by("title")
            assert [each.title for each in found] == [course.title for course in loaded]
            for each, months in zip(found, MONTHS.values(), strict=True):
                assert each.last_on == last_day(timezone.localdate(each.issued_at), months)


def test_nothing_of_a_folder_is_left_out(cast: Cast) -> None:
    with tenant(cast.umoja):
        for folder in sorted(path for path in demo.FOLDERS.iterdir() if path.is_dir()):
            brought = folders.bring_in(demo._packed(folder), by=cast.thandi.actor, now=timezone.now())
            assert brought.findings == []
            assert len(brought.quizzes) == len(list(folder.glob("quizzes/*.txt"))) >= 3


def taken(cast: Cast, quiz: Quiz, answer: Callable[[AttemptQuestion], Sent]) -> tuple[Attempt, str]:
    """A whole attempt over the pages, and what its page says afterwards."""
    client = cast.bongani.client()
    client.post(f"{BASE}/quizzes/{quiz.public_id}/begin/")
    with tenant(cast.umoja):
        attempt = Attempt.objects.get(quiz=quiz, state="open")
        sent = [(row.position, fields(answer(row), row)) for row in asked(attempt)]
    address = f"{BASE}/attempts/{attempt.public_id}/"
    for position, posted in sent:
        assert client.post(f"{address}{position}/", {**posted, "to": "end"}).status_code == 302
    client.post(f"{address}finish/")
    with tenant(cast.umoja):
        attempt.refresh_from_db()
    return attempt, client.get(address).content.decode()


def test_the_command_loads_them_for_an_organisation_that_is_there(cast: Cast) -> None:
    out = io.StringIO()
    call_command("seed_courses", "--organisation", "umoja-foods", stdout=out)
    assert out.getvalue() == "3 courses were loaded into Umoja Foods.\n"
    with tenant(cast.umoja):
        assert not Enrolment.objects.exists()
        assert len(people.members(cast.umoja.pk)) == 2
    with pytest.raises(CommandError, match="no organisation"):
        call_command("seed_courses", "--organisation", "nobody")


def test_the_demo_organisation_shows_the_courses_at_work_and_stays_so_on_the_next_run(cast: Cast) -> None:
    today = timezone.localdate()
    made = organisations.create(name="Umoja Foods (demo)", by=cast.thandi.actor, now=timezone.now())
    call_command("seed_courses", stdout=io.StringIO())
    models = (Course, Quiz, Enrolment, Attempt, Certificate, Assignment)
    with tenant(made):
        assert len(people.members(made.pk)) == 5
        assert sorted(Certificate.objects.values_list("title", "name")) == [
            ("POPIA in an hour", "Ayanda Zulu"),
            ("POPIA in an hour", "Lerato Khumalo"),
            ("POPIA in an hour", "Thandi Mokoena"),
            ("Pricing for small shops", "Lerato Khumalo"),
        ]
        late = Enrolment.objects.filter(state="active", due_on__lt=today)
        assert sorted(late.values_list("user__name", flat=True)) == ["Bongani Dube", "Pieter Botha"]
        assert Enrolment.objects.filter(state="active", done_count__gt=0).count() == 3
        assert AttemptQuestion.objects.filter(verdict="wrong").exists()
        assert Attempt.objects.filter(is_passed=True).count() >= 9
        assert not Enrolment.objects.filter(completed_at__gt=timezone.now()).exists()
        assert not Certificate.objects.filter(issued_at__gt=timezone.now()).exists()
        before = [model.objects.count() for model in models]
        call_command("seed_courses", stdout=io.StringIO())
        assert [model.objects.count() for model in models] == before
        assert len(people.members(made.pk)) == 5


def test_an_interrupted_run_leaves_nothing_half(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    made = organisations.create(name="Umoja Foods (demo)", by=cast.thandi.actor, now=timezone.now())

    def interrupted(*_: Any, **__: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(issuing, "issue_for", interrupted)
        with pytest.raises(KeyboardInterrupt):
            call_command("seed_courses", stdout=io.StringIO())
    with tenant(made):
        assert Course.objects.count() == 3
        assert not Enrolment.objects.exists()
    call_command("seed_courses", stdout=io.StringIO())
    with tenant(made):
        assert Certificate.objects.count() == 4


def test_a_course_comes_with_its_quizzes_or_not_at_all(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: Any, **__: Any) -> None:
        raise KeyboardInterrupt

    with tenant(cast.umoja), monkeypatch.context() as patched:
        patched.setattr(publishing, "publish", interrupted)
        with pytest.raises(KeyboardInterrupt):
            demo.load(by=cast.thandi.actor, now=timezone.now())
        assert not Course.objects.exists()
        assert not Quiz.objects.exists()
