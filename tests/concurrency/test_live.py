"""Many people at one live class at the same moment, on real parallel transactions."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from courses.models import Booking
from courses.services.live import booking, telling
from courses.tests.meeting import plan
from notifications.models import Mail
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Person, build_cast
from synthai.core.testing.parallel import errors, run_together

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.concurrency]


def test_the_last_place_goes_once_and_one_that_is_given_back_goes_on() -> None:
    cast = build_cast()
    made = plan(cast.thandi, seats=1)
    people = [cast.bongani, *(cast.hire("member", name=f"Person {number}") for number in range(3))]

    def say(person: Person, answer: str) -> Any:
        with tenant(cast.umoja):
            return booking.answer(made.pk, answer, by=person.actor, now=timezone.now()).has_place

    assert errors(run_together(*((lambda person=person: say(person, "yes")) for person in people))) == []
    with tenant(cast.umoja):
        assert Booking.objects.placed().count() == 1
        assert Booking.objects.waiting().count() == 3
        first = Booking.objects.placed().get()
    holder = next(person for person in people if person.user.pk == first.user_id)
    others = [person for person in people if person is not holder]
    told = run_together(
        lambda: say(holder, "no"), *((lambda person=person: say(person, "maybe")) for person in others[:2])
    )
    assert errors(told) == []
    with tenant(cast.umoja):
        assert Booking.objects.placed().get().user_id == others[2].user.pk
        assert not Booking.objects.waiting().exists()


def test_four_workers_tell_each_person_once(settings: Any, tmp_path: Path) -> None:
    store = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": str(tmp_path)}}
    settings.STORAGES = {**settings.STORAGES, "default": store}
    cast = build_cast()
    made = plan(cast.thandi, starts_in=timedelta(days=2))
    people = [cast.bongani, *(cast.hire("member", name=f"Person {number}") for number in range(4))]
    with tenant(cast.umoja):
        booking.ask(made.pk, [each.user.pk for each in people], by=cast.thandi.actor, now=timezone.now())

    def tell() -> Any:
        with tenant(cast.umoja):
            return telling.tell(made.pk, now=timezone.now())

    assert errors(run_together(*[tell] * 4)) == []
    with tenant(cast.umoja):
        assert sorted(Mail.objects.values_list("recipient", flat=True)) == sorted(
            each.user.email for each in people
        )
