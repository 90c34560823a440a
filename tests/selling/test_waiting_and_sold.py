"""A place that frees itself while somebody waits for it and somebody else buys it."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from courses import locks
from courses.models import Enrolment, WaitingPlace
from courses.services import enrolments, waiting
from courses.services.enrolments import Way
from courses.tests import writing
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Cast
from tests.selling import shop

pytestmark = pytest.mark.django_db


@pytest.mark.usefixtures("payfast")
def test_a_place_held_for_a_buyer_is_not_given_to_who_waits(cast: Cast) -> None:
    shop.opens_shop(cast)
    course = shop.on_sale(cast, seats=1)
    first = writing.enrol(cast.bongani, course)
    jan, now = cast.hire("member", name="Jan"), timezone.now()
    with tenant(cast.umoja):
        held = locks.lock_course(course.pk)
        assert waiting.enrol_or_wait(held, jan.user.pk, Way(source="rule"), now=now) == 0
        enrolments.leave(first.pk, by=cast.thandi.actor, now=now)
    assert shop.buys(Client(), course).status_code == 302
    with tenant(cast.umoja):
        assert waiting.fill(course.pk, now=timezone.now()) == 0, "the buyer's place is held while they pay"
        assert WaitingPlace.objects.open().get().user_id == jan.user.pk
        assert waiting.fill(course.pk, now=timezone.now() + timedelta(minutes=31)) == 1, "they did not pay"
        assert Enrolment.objects.current().get(course=course).user_id == jan.user.pk
