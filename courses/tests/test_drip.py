"""Lessons open on their day: on pages, over the API, for progress, for one learner alone, and the bell rings once."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from django.utils.formats import date_format

from courses import social_tasks
from courses.models import Enrolment, ReleaseOverride, Reminder
from courses.refusals import DueInThePast
from courses.selectors import learning
from courses.services import openings, releasing
from courses.social_refusals import OpensInThePast
from courses.tests.social import dripping_course, morning, started, view, with_chapter_day
from courses.tests.writing import enrol, keys_of, published_course
from notifications.models import Notification
from synthai.core.errors import NotAllowed, NotFound
from synthai.core.fan_out import organisations_with_abandoned
from synthai.core.models import AuditEntry
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Cast
from synthai.core.testing.queries import assert_max_queries

pytestmark = pytest.mark.django_db
BASE = "/o/umoja-foods/courses/"
API = "/api/v1/o/umoja-foods/courses/"


def body(reply: Any) -> str:
    return str(reply.content, "utf-8")


def test_page_api_and_progress_refuse_what_is_still_closed_and_say_when_it_opens(cast: Cast) -> None:
    course = dripping_course(cast, opens_after=5)
    enrolment = enrol(cast.bongani, course)
    _first, second, *_rest = keys_of(course)
    day = date_format(timezone.localdate() + timedelta(days=5), "j F Y")
    words = f"Opens on {day}, 5 days after you started."
    client = cast.bongani.client()
    assert words in body(client.get(f"{BASE}{course.public_id}/"))
    assert words in body(client.get(f"{BASE}{course.public_id}/lessons/{second}/", follow=True))
    told = client.get(f"{API}{course.public_id}/").json()
    line = told["chapters"][0]["lessons"][1]
    assert (line["state"], line["why_closed"]) == ("closed", words)
    assert line["opens_on"] == (timezone.localdate() + timedelta(days=5)).isoformat()
    refused = client.get(f"{API}{course.public_id}/lessons/{second}/")
    assert refused.status_code == 409
    assert words in refused.json()["detail"]
    assert view(cast.bongani, enrolment, second) == ["closed"]
    later = started(enrolment, 5)
    assert view(cast.bongani, later, second) == ["taken"]
    assert client.get(f"{BASE}{course.public_id}/lessons/{second}/").status_code == 200


def test_who_has_not_started_reads_when_it_would_be(cast: Cast) -> None:
    course = dripping_course(cast, opens_after=5)
    page = body(cast.bongani.client().get(f"{BASE}{course.public_id}/"))
    assert "Opens 5 days after you start." in page


def test_days_are_counted_in_south_africa_and_frozen_with_the_version(cast: Cast) -> None:
    course = dripping_course(cast, opens_after=1)
    enrolment = enrol(cast.bongani, course)
    second = keys_of(course)[1]
    today = timezone.localdate(enrolment.enrolled_at)
    before_midnight = morning(today, 23).replace(minute=59)
    assert view(cast.bongani, enrolment, second, now=before_midnight) == ["closed"]
    assert view(cast.bongani, enrolment, second, now=before_midnight + timedelta(minutes=2)) == ["taken"]


def test_a_chapters_day_comes_with_the_next_version_and_costs_no_query(cast: Cast) -> None:
    course = dripping_course(cast)
    enrol(cast.bongani, course)
    client = cast.bongani.client()
    client.get(f"{BASE}{course.public_id}/")
    course = with_chapter_day(cast, course, opens_on=timezone.localdate() + timedelta(days=3))
    with tenant(cast.umoja):
        study = learning.get_study(course.public_id, cast.bongani.user.pk)
    assert set(study.closed) == set(keys_of(course)[2:])
    with assert_max_queries(8):
        client.get(f"{BASE}{course.public_id}/")


def test_a_trainer_opens_a_lesson_for_one_learner_now_or_on_another_day(cast: Cast) -> None:
    course = dripping_course(cast, opens_after=30)
    bongani, jan = enrol(cast.bongani, course), enrol(cast.hire("viewer", name="Jan"), course)
    second, by, now = keys_of(course)[1], cast.thandi.actor, timezone.now()
    day = timezone.localdate() + timedelta(days=2)
    with tenant(cast.umoja):
        releasing.set_opening(bongani.pk, second, opens_on=day, by=by, now=now)
        study = learning.get_study(course.public_id, cast.bongani.user.pk)
        assert learning.in_words(study.closed[second]) == (
            f"Opens on {date_format(day, 'j F Y')}, as it was set for you."
        )
        releasing.set_opening(bongani.pk, second, opens_on=None, by=by, now=now)
        assert learning.get_study(course.public_id, cast.bongani.user.pk).closed == {}
        assert set(learning.get_study(course.public_id, jan.user_id).closed) == {second}
        releasing.forget_opening(bongani.pk, second, by=by)
        releasing.forget_opening(bongani.pk, second, by=by)
        assert set(learning.get_study(course.public_id, cast.bongani.user.pk).closed) == {second}
        codes = list(AuditEntry.objects.order_by("pk").values_list("code", flat=True))
        assert codes.count("courses.enrolment.opening_set") == 2
        assert codes.count("courses.enrolment.opening_forgotten") == 1
        with pytest.raises(OpensInThePast):
            releasing.set_opening(
                bongani.pk, second, opens_on=timezone.localdate() - timedelta(days=1), by=by, now=now
            )
        with pytest.raises(NotFound):
            releasing.set_opening(bongani.pk, "a" * 16, opens_on=None, by=by, now=now)
        with pytest.raises(NotAllowed):
            releasing.set_opening(bongani.pk, second, opens_on=None, by=cast.bongani.actor, now=now)
        assert not ReleaseOverride.objects.exists()


def test_more_time_is_another_day_that_the_learner_hears_of(cast: Cast) -> None:
    enrolment = enrol(cast.bongani, published_course(cast.thandi))
    now, day = timezone.now(), timezone.localdate() + timedelta(days=20)
    with tenant(cast.umoja):
        for _ in range(2):
            releasing.set_due(enrolment.pk, due_on=day, by=cast.thandi.actor, now=now)
        with pytest.raises(DueInThePast):
            releasing.set_due(enrolment.pk, due_on=day - timedelta(days=60), by=cast.thandi.actor, now=now)
        assert Enrolment.objects.get().due_on == day
        assert AuditEntry.objects.filter(code="courses.enrolment.due_moved").count() == 1
        for _ in range(2):
            social_tasks.due_tell(organisation_id=cast.umoja.pk, payload={"enrolment_id": enrolment.pk})
    (line,) = Notification.objects.filter(kind="courses.assigned")
    assert line.title == "Another day for “Till basics”"
    assert date_format(day, "j F Y") in line.body


def test_the_bell_rings_once_a_course_and_day_when_lessons_open(cast: Cast) -> None:
    course = dripping_course(cast, opens_after=3)
    course = with_chapter_day(cast, course, opens_after=3)
    enrolment = started(enrol(cast.bongani, course), 3)
    now = morning(timezone.localdate())
    with tenant(cast.umoja):
        assert openings.tell_opened(cast.umoja.pk, now=now) == 1
        assert openings.tell_opened(cast.umoja.pk, now=now + timedelta(hours=2)) == 0
        assert Reminder.objects.get().kind == "opened"
    (line,) = Notification.objects.filter(kind="courses.opened")
    assert line.title == "3 new lessons: Lesson 1.2 and more"
    assert line.url == f"/o/umoja-foods/courses/{course.public_id}/"
    with tenant(cast.umoja):
        releasing.set_opening(enrolment.pk, keys_of(course)[1], opens_on=None, by=cast.thandi.actor, now=now)
        payload = {"enrolment_id": enrolment.pk, "lesson": keys_of(course)[1], "opens_on": ""}
        social_tasks.release_tell(organisation_id=cast.umoja.pk, payload=payload)
    assert Notification.objects.filter(kind="courses.opened").count() == 1


def test_what_waits_for_another_lesson_too_is_not_told_of(cast: Cast) -> None:
    course = dripping_course(cast, opens_after=2)
    with tenant(cast.umoja):
        course.lock = "lesson"
        course.save(update_fields=["lock"])
    course = with_chapter_day(cast, course)
    started(enrol(cast.bongani, course), 2)
    with tenant(cast.umoja):
        assert openings.tell_opened(cast.umoja.pk, now=morning(timezone.localdate())) == 0


def test_the_sweep_goes_where_lessons_open_and_not_at_night(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    enrol(cast.bongani, published_course(cast.thandi))
    today = timezone.localdate() + timedelta(days=1)
    monkeypatch.setattr("synthai.core.fan_out.timezone.now", lambda: morning(today, 9))
    assert organisations_with_abandoned("courses.Enrolment", "dripping") == []
    enrol(cast.bongani, dripping_course(cast, opens_after=1))
    assert organisations_with_abandoned("courses.Enrolment", "dripping") == [cast.umoja.pk]
    monkeypatch.setattr("synthai.core.fan_out.timezone.now", lambda: morning(today, 5))
    assert organisations_with_abandoned("courses.Enrolment", "dripping") == []


def test_days_of_lessons_and_chapters_by_form(cast: Cast) -> None:
    course = published_course(cast.thandi)
    client = cast.thandi.client()
    chapter = course.live_version.outline["chapters"][0]  # type: ignore[union-attr]
    base = f"{BASE}{course.public_id}/"
    day = {"opens_on": "2027-01-15", "opens_after": ""}
    saved = client.post(f"{base}chapters/{chapter['key']}/opening/", day, follow=True)
    assert "It counts from the next version." in body(saved)
    form = {"title": "Lesson 1.1", "minutes": "5", "rule": "viewed", "opens_on": "", "opens_after": "4"}
    client.post(f"{base}lessons/{chapter['lessons'][0]['key']}/settings/", form)
    page = body(client.get(f"{base}edit/")).replace("\xa0", " ")
    assert "When it opens: 15 January 2027" in page
    assert "day 4" in page
    client.post(f"{base}publish/", {})
    with tenant(cast.umoja):
        course.refresh_from_db()
        version = course.live_version
        assert version is not None
        assert version.is_drip
        (first, *_rest) = version.outline["chapters"]
    assert (first["opens_on"], first["lessons"][0]["opens_after"]) == ("2027-01-15", 4)


def test_a_trainer_sees_one_learner_and_decides_by_form(cast: Cast) -> None:
    course = dripping_course(cast, opens_after=9)
    enrolment, second = enrol(cast.bongani, course), keys_of(course)[1]
    client = cast.thandi.client()
    page = f"{BASE}{course.public_id}/people/{enrolment.public_id}/"
    assert "9 days after" in body(client.get(page))
    opened = client.post(f"{page}opening/", {"lesson": second, "way": "now"}, follow=True)
    assert "set for this person" in body(opened)
    undated = client.post(f"{page}opening/", {"lesson": second, "way": "day"}, follow=True)
    assert "Choose the day first." in body(undated)
    client.post(f"{page}opening/", {"lesson": second, "way": "course"})
    day = timezone.localdate() + timedelta(days=40)
    assert "Saved." in body(client.post(page, {"due_on": day.isoformat()}, follow=True))
    with tenant(cast.umoja):
        assert not ReleaseOverride.objects.exists()
        assert Enrolment.objects.get().due_on == day


def test_days_travel_with_copies_and_archives(cast: Cast) -> None:
    import io  # noqa: PLC0415

    from courses.models import Chapter, Lesson  # noqa: PLC0415
    from courses.services import copying, exporting, folders  # noqa: PLC0415

    course = with_chapter_day(cast, dripping_course(cast, opens_after=7), opens_on="2027-02-01")
    now, by = timezone.now(), cast.thandi.actor
    with tenant(cast.umoja):
        with exporting.export(course, by=by) as file:
            brought = folders.bring_in(io.BytesIO(file.read()), by=by, now=now).course
        for made in (copying.duplicate(course.pk, by=by, now=now), brought):
            lesson = Lesson.objects.get(course=made, title="Lesson 1.2")
            chapter = Chapter.objects.get(course=made, title="Chapter 2")
            assert (lesson.opens_after, str(chapter.opens_on)) == (7, "2027-02-01")
