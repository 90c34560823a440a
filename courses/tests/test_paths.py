"""Learning paths: given, followed in order, done; courses that go away; new hires."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from courses import events, tasks
from courses.live_refusals import PathClosed, PathNotReady, StepTwice, TooManyElectives
from courses.models import Course, Enrolment, PathMember, PathStep
from courses.refusals import NobodyChosen
from courses.selectors import learning, paths
from courses.selectors.matrix import Filter, matrix
from courses.services import assignments, courses, enrolments, progress, publishing
from courses.services.assignments import Wish
from courses.services.happenings import Happened
from courses.services.paths import assigning, editing, following, joining
from courses.services.paths.editing import PathSettings, StepSettings
from courses.tests.meeting import courses_done, path_of, published
from courses.tests.writing import enrol, keys_of, published_course
from notifications.models import Notification
from synthai.core.errors import NotAllowed, NotFound
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Cast, Person
from synthai.core.testing.queries import assert_max_queries


@pytest.fixture
def _umoja(cast: Cast) -> Iterator[None]:
    with tenant(cast.umoja):
        yield


pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_umoja")]


def small(cast: Cast, *titles: str) -> list[Course]:
    return [published_course(cast.thandi, title=title, chapters=1, lessons=1) for title in titles]


def read(person: Person, course: Course) -> str:
    """Read the only lesson of a course; the verdict."""
    enrolment = Enrolment.objects.get(user=person.user, course=course)
    told = Happened(enrolment=enrolment.public_id, lesson=keys_of(course)[0], kind="viewed", event_id=uuid4())
    verdict: str = progress.take([told], by=person.actor, now=timezone.now()).verdicts[0]
    return verdict


def give(cast: Cast, path: Any, person: Person) -> joining.Joined:
    wish = Wish(audience="person", user_ids=[person.user.pk])
    return assigning.assign(path.pk, wish, by=cast.thandi.actor, now=timezone.now())


def where(person: Person, path: Any) -> paths.PathStudy:
    return paths.get_study(path.public_id, person.user.pk)


def test_each_course_has_its_day_by_its_order(cast: Cast) -> None:
    path = path_of(cast.thandi, *small(cast, "One", "Two", "Three"))
    give(cast, path, cast.bongani)
    today = timezone.localdate()
    days = list(Enrolment.objects.order_by("due_on").values_list("course__title", "due_on", "source"))
    assert days == [
        ("One", today + timedelta(days=7), "path"),
        ("Two", today + timedelta(days=14), "path"),
        ("Three", today + timedelta(days=21), "path"),
    ]
    assert PathMember.objects.get().due_on == today + timedelta(days=21)


def test_one_after_the_other_until_all_is_done(cast: Cast) -> None:
    one, two = small(cast, "One", "Two")
    path = path_of(cast.thandi, one, two)
    give(cast, path, cast.bongani)
    assert learning.get_study(two.public_id, cast.bongani.user.pk).missing_courses == ["One"]
    assert read(cast.bongani, two) == "closed"
    assert [line.state for line in where(cast.bongani, path).lines] == ["open", "closed"]
    assert read(cast.bongani, one) == "taken"
    study = where(cast.bongani, path)
    assert (study.journey.percent, study.next.step.course.title if study.next else "") == (50, "Two")
    assert read(cast.bongani, two) == "taken"
    for _ in range(2):
        courses_done(cast.umoja)
    assert PathMember.objects.get().state == "done"
    assert len(published(events.PathCompleted)) == 1
    following.tell_done(path.pk, cast.bongani.user.pk)
    assert Notification.objects.get(kind="courses.path_done").title == "Learning path done: First month"


def test_what_was_begun_before_stays_open_and_what_was_done_counts(cast: Cast) -> None:
    one, two, three = small(cast, "One", "Two", "Three")
    enrol(cast.bongani, three)
    read(cast.bongani, three)
    begun = enrol(cast.bongani, two)
    told = Happened(enrolment=begun.public_id, lesson=keys_of(two)[0], kind="opened")
    progress.take([told], by=cast.bongani.actor, now=timezone.now())
    path = path_of(cast.thandi, one, two, three)
    give(cast, path, cast.bongani)
    assert [line.state for line in where(cast.bongani, path).lines] == ["open", "started", "done"]
    assert read(cast.bongani, two) == "taken"
    assert where(cast.bongani, path).journey.done == 2


def test_who_has_done_everything_before_is_done_at_once(cast: Cast) -> None:
    (one,) = small(cast, "One")
    enrol(cast.bongani, one)
    read(cast.bongani, one)
    path = path_of(cast.thandi, one)
    give(cast, path, cast.bongani)
    assert PathMember.objects.get().state == "done"


def test_two_of_three_electives_are_enough_and_are_chosen(cast: Cast) -> None:
    rows = small(cast, "Must", "A", "B", "C")
    path = path_of(cast.thandi, *rows, electives=("A", "B", "C"), electives_needed=2, is_ordered=False)
    give(cast, path, cast.bongani)
    assert list(Enrolment.objects.values_list("course__title", flat=True)) == ["Must"]
    steps = {step.course.title: step for step in paths.steps_of(path)}
    for title in ("A", "C"):
        joining.take_elective(path.pk, steps[title], by=cast.bongani.actor, now=timezone.now())
    for course in (rows[0], rows[1], rows[3]):
        read(cast.bongani, course)
    courses_done(cast.umoja)
    study = where(cast.bongani, path)
    assert (study.journey.done, study.journey.total, study.journey.is_complete) == (3, 3, True)
    wish = PathSettings(title="First month", electives_needed=4)
    with pytest.raises(TooManyElectives):
        editing.change(path.pk, wish, by=cast.thandi.actor, now=timezone.now())


def test_a_course_that_is_unpublished_mid_way_holds_nobody_up(cast: Cast) -> None:
    one, two = small(cast, "One", "Two")
    path = path_of(cast.thandi, one, two)
    publishing.unpublish(one.pk, by=cast.thandi.actor)
    give(cast, path, cast.bongani)
    study = where(cast.bongani, path)
    assert [line.state for line in study.lines] == ["away", "open"]
    read(cast.bongani, two)
    courses_done(cast.umoja)
    assert PathMember.objects.get().state == "done"


def test_who_is_in_an_unpublished_course_finishes_it_and_one_put_away_is_not_asked_for(cast: Cast) -> None:
    one, two = small(cast, "One", "Two")
    path = path_of(cast.thandi, one, two)
    give(cast, path, cast.bongani)
    publishing.unpublish(one.pk, by=cast.thandi.actor)
    assert [line.state for line in where(cast.bongani, path).lines] == ["open", "closed"]
    courses.put_away(one.pk, by=cast.thandi.actor, now=timezone.now())
    assert [line.state for line in where(cast.bongani, path).lines] == ["away", "open"]


def test_a_course_that_is_added_later_is_everybodys(cast: Cast) -> None:
    one, two = small(cast, "One", "Two")
    path = path_of(cast.thandi, one)
    give(cast, path, cast.bongani)
    editing.add_course(path.pk, two, StepSettings(days=5), by=cast.thandi.actor, now=timezone.now())
    told = published(events.PathChanged)[-1]
    for _ in range(2):
        tasks.path_recount(organisation_id=cast.umoja.pk, payload=told)
    assert Enrolment.objects.get(course=two).due_on == timezone.localdate() + timedelta(days=12)
    step = PathStep.objects.get(course=two)
    editing.remove_step(step, by=cast.thandi.actor, now=timezone.now())
    assert Enrolment.objects.filter(course=two, state="active").exists(), "who is in a course stays in it"
    with pytest.raises(StepTwice):
        editing.add_course(path.pk, one, StepSettings(), by=cast.thandi.actor, now=timezone.now())


def test_who_was_taken_out_of_a_course_does_not_come_back_by_a_change_of_the_path(cast: Cast) -> None:
    one, two = small(cast, "One", "Two")
    path = path_of(cast.thandi, one, two)
    give(cast, path, cast.bongani)
    enrolments.leave(Enrolment.objects.get(course=one).pk, by=cast.thandi.actor, now=timezone.now())
    following.course_changed(one.pk, now=timezone.now())
    assert Enrolment.objects.get(course=one).state == "ended"


def test_a_path_is_published_only_when_it_can_be_taken(cast: Cast) -> None:
    path = path_of(cast.thandi, publish=False)
    with pytest.raises(PathNotReady, match="at least one course"):
        editing.publish(path.pk, by=cast.thandi.actor, now=timezone.now())
    with pytest.raises(PathClosed):
        give(cast, path, cast.bongani)
    with pytest.raises(NotFound):
        paths.get_study(path.public_id, cast.bongani.user.pk)
    with pytest.raises(NotAllowed):
        editing.publish(path.pk, by=cast.bongani.actor, now=timezone.now())


def test_one_starts_and_leaves_by_oneself(cast: Cast) -> None:
    one, two = small(cast, "One", "Two")
    path = path_of(cast.thandi, one, two, is_ordered=False)
    member = joining.start(path.pk, by=cast.bongani.actor, now=timezone.now())
    assert joining.start(path.pk, by=cast.bongani.actor, now=timezone.now()).pk == member.pk
    assert set(Enrolment.objects.values_list("due_on", flat=True)) == {None}
    read(cast.bongani, one)
    joining.leave(member.pk, by=cast.bongani.actor, now=timezone.now())
    assert dict(Enrolment.objects.values_list("course__title", "state")) == {"One": "done", "Two": "ended"}


def test_one_bell_rings_for_a_path_and_none_for_its_courses(cast: Cast) -> None:
    path = path_of(cast.thandi, *small(cast, "One", "Two"))
    give(cast, path, cast.bongani)
    for told in published(events.LearnerEnrolled):
        tasks.learner_tell(organisation_id=cast.umoja.pk, payload=told)
    for told in published(events.PathJoined) * 2:
        tasks.path_tell(organisation_id=cast.umoja.pk, payload=told)
    (line,) = Notification.objects.filter(user=cast.bongani.user)
    assert (line.kind, line.title) == ("courses.path_assigned", "Your learning path: First month")


# New hires


def joins(cast: Cast, person: Person, **changed: str) -> None:
    payload = {"user_id": person.user.pk, "role": "member", **changed}
    tasks.member_follow(organisation_id=cast.umoja.pk, payload=payload)


def test_new_hires_alone_get_what_is_for_them_with_their_days(cast: Cast) -> None:
    (course,) = small(cast, "Welcome")
    path = path_of(cast.thandi, *small(cast, "One", "Two"))
    now = timezone.now()
    wish = Wish(audience="joiners", due_days=10)
    (rule,) = assignments.assign(course.pk, wish, by=cast.thandi.actor, now=now)
    joined = assigning.assign(path.pk, Wish(audience="joiners"), by=cast.thandi.actor, now=now)
    assert (joined.members, Enrolment.objects.count()) == ([], 0), "nobody who is here"
    joins(cast, cast.bongani)
    joins(cast, cast.bongani, new_role="manager")
    assert not Enrolment.objects.exists(), "he was here before, and only changed his role"
    jan = cast.hire("member", name="Jan")
    for _ in range(2):
        joins(cast, jan)
    today = timezone.localdate()
    assert set(Enrolment.objects.values_list("user_id", "course__title", "due_on")) == {
        (jan.user.pk, "Welcome", today + timedelta(days=10)),
        (jan.user.pk, "One", today + timedelta(days=7)),
        (jan.user.pk, "Two", today + timedelta(days=14)),
    }
    assignments.take_back(rule, by=cast.thandi.actor, now=timezone.now())
    lerato = cast.hire("member", name="Lerato")
    joins(cast, lerato)
    assert not Enrolment.objects.filter(user=lerato.user, course=course).exists()


def test_a_role_and_everybody_still_take_in_who_joins(cast: Cast) -> None:
    path = path_of(cast.thandi, *small(cast, "One"))
    wish = Wish(audience="role", role="viewer")
    with pytest.raises(NobodyChosen):
        assigning.assign(path.pk, wish, by=cast.thandi.actor, now=timezone.now())
    assigning.assign(path.pk, Wish(audience="everybody"), by=cast.thandi.actor, now=timezone.now())
    before = PathMember.objects.count()
    jan = cast.hire("member", name="Jan")
    joins(cast, jan)
    assert PathMember.objects.count() == before + 1
    tasks.member_leave(organisation_id=cast.umoja.pk, payload={"user_id": jan.user.pk})
    assert PathMember.objects.get(user=jan.user).state == "ended"


# What it costs, and the table of people


def test_the_table_of_people_shows_a_paths_courses_in_its_order(cast: Cast) -> None:
    one, two, other = small(cast, "Zebra", "Ant", "Other")
    enrol(cast.thandi, other)
    path = path_of(cast.thandi, one, two)
    give(cast, path, cast.bongani)
    found = matrix(cast.umoja.pk, today=timezone.localdate(), chosen=Filter(path=path.public_id))
    assert [course.title for course in found.courses] == ["Zebra", "Ant"]
    assert [row.user_id for row in found.rows] == [cast.bongani.user.pk]


def test_paths_cost_the_same_for_one_and_for_many(cast: Cast) -> None:
    def made(number: int) -> None:
        path = path_of(cast.thandi, *small(cast, f"A{number}", f"B{number}"))
        give(cast, path, cast.bongani)

    made(1)
    with assert_max_queries(3):
        assert len(paths.mine(cast.bongani.user.pk)) == 1
    for number in range(2, 5):
        made(number)
    with assert_max_queries(3):
        assert len(paths.mine(cast.bongani.user.pk)) == 4
    path = paths.mine(cast.bongani.user.pk)[0].path
    give(cast, path, cast.thandi)
    with assert_max_queries(3):
        lines = paths.members_with_journeys(path, list(paths.members_query(path)))
    assert len(lines) == 2
