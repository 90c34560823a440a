"""People by course with certificates that end: on the page, in files, over the API, and in Monday's summary with what waits."""

import csv
import io
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from python_calamine import CalamineWorkbook

from courses.models import Certificate, Course, Enrolment
from courses.selectors import matrix
from courses.selectors.matrix import Filter
from courses.services import compliance, digests
from courses.services.certificates import issuing
from courses.tests import social, writing
from courses.tests.handing import assigned, handed_in
from courses.tests.writing import enrol, published_course
from notifications.models import Notification
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Cast, Person

pytestmark = pytest.mark.django_db
BASE = "/o/umoja-foods/courses"


def _done(cast: Cast, person: Person, course: Course, *, ends_in: int | None) -> Certificate:
    """The person is done, with a certificate of so many days."""
    now = timezone.now()
    enrolment = enrol(person, course)
    with tenant(cast.umoja):
        issuing.set_terms(
            course, {"is_on": True, "months": 24 if ends_in is None else 12}, by=cast.thandi.actor
        )
        Enrolment.objects.filter(pk=enrolment.pk).update(state="done", completed_at=now)
        made = issuing.issue_for(enrolment.pk, now=now)
        assert made is not None
        if ends_in is not None:
            made.last_on = timezone.localdate() + timedelta(days=ends_in)
            Certificate.objects.filter(pk=made.pk).update(last_on=made.last_on)
        return made


def _state(cast: Cast, person: Person, **chosen: Any) -> list[str]:
    with tenant(cast.umoja):
        found = matrix.matrix(cast.umoja.pk, today=timezone.localdate(), chosen=Filter(**chosen))
    return [cell.state for row in found.rows if row.user_id == person.user.pk for cell in row.cells.values()]


@pytest.mark.parametrize(
    ("ends_in", "state"), [(None, "done"), (61, "done"), (60, "expiring"), (0, "expiring"), (-1, "expired")]
)
def test_what_is_done_says_when_its_certificate_ends(cast: Cast, ends_in: int | None, state: str) -> None:
    course = published_course(cast.thandi)
    _done(cast, cast.bongani, course, ends_in=ends_in)
    assert _state(cast, cast.bongani) == [state]
    with tenant(cast.umoja):
        sums = matrix.totals(cast.umoja.pk, today=timezone.localdate())
    assert {key for key, count in sums.items() if count} == {state}
    for each in ("done", "expiring", "expired", "due", "overdue", "going"):
        assert _state(cast, cast.bongani, state=each) == ([state] if each == state else []), each
    (line,) = cast.thandi.client().get(f"/api/v1{BASE}/people/").json()["results"]
    assert (line["state"], line["course"]) == (state, course.public_id)


def test_page_and_files_tell_of_it(cast: Cast) -> None:
    course = published_course(cast.thandi)
    held = _done(cast, cast.bongani, course, ends_in=20)
    page = cast.thandi.client().get(f"{BASE}/people/").content.decode()
    assert "state is-expiring" in page
    assert "Certificate ends soon" in page
    assert 'value="expiring"' in page, "one can look for them"
    assert "data-remind" not in page
    with tenant(cast.umoja):
        today = timezone.localdate()
        with compliance.as_file("csv", by=cast.thandi.actor, today=today) as file:
            lines = list(csv.reader(io.StringIO(file.read().decode("utf-8-sig"))))
        with compliance.as_file("xlsx", by=cast.thandi.actor, today=today) as file:
            book = CalamineWorkbook.from_filelike(io.BytesIO(file.read()))
    row = dict(zip(lines[0], lines[1], strict=True))
    assert held.last_on is not None
    assert (row["State"], row["Certificate ends on"]) == ("Certificate ends soon", held.last_on.isoformat())
    assert row["Done on"] == today.isoformat()
    assert row["Due on"] == ""
    assert any(
        "Certificate ends soon" in each for each in book.get_sheet_by_name("People by course").to_python()
    )


def test_who_takes_it_again_stands_as_they_stand_in_it(cast: Cast) -> None:
    course = published_course(cast.thandi)
    held = _done(cast, cast.bongani, course, ends_in=5)
    with tenant(cast.umoja):
        Enrolment.objects.update(state="active", due_on=held.last_on)
    assert _state(cast, cast.bongani) == ["due"]
    with tenant(cast.umoja):
        issuing.revoke(held.pk, "Wrong person.", by=cast.thandi.actor, now=timezone.now())
        Enrolment.objects.update(state="done")
    assert _state(cast, cast.bongani) == ["done"], "a certificate that was taken back does not end"


def test_the_api_gives_managers_alone_a_constant_number_of_queries(
    cast: Cast, django_assert_max_num_queries: Any
) -> None:
    for number in range(3):
        _done(
            cast, cast.bongani, published_course(cast.thandi, title=f"Course {number}"), ends_in=number * 50
        )
    client = cast.thandi.client()
    client.get(f"/api/v1{BASE}/people/")
    with django_assert_max_num_queries(9):
        found = client.get(f"/api/v1{BASE}/people/").json()["results"]
    assert sorted(line["state"] for line in found) == ["done", "expiring", "expiring"]
    assert cast.bongani.client().get(f"/api/v1{BASE}/people/").status_code == 403


def test_monday_tells_of_work_and_questions_that_wait(cast: Cast) -> None:
    enrolment, place = assigned(cast.thandi, cast.bongani)
    handed_in(cast.bongani, place)
    course = published_course(cast.thandi, title="Tills")
    enrol(cast.bongani, course)
    social.ask(cast.bongani, course, writing.keys_of(course)[0])
    today = timezone.localdate()
    with tenant(cast.umoja):
        assert digests.tell(cast.umoja.pk, now=social.morning(today)) == 1
    line = Notification.objects.get(kind="courses.digest")
    assert "Hand-ins that wait to be marked:\n- Bongani Dlamini, Food safety" in line.body
    assert "Questions that wait for an answer:\n- Bongani Dlamini, Tills" in line.body
    assert enrolment.course.title == "Food safety"
