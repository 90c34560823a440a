"""A live class and a learning path of an organisation, with one of everything that an address can name."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from courses.models import Booking, Course, PathAssignment, PathMember, PathStep
from courses.services.assignments import Wish
from courses.services.live import booking, calendars, planning
from courses.services.live.planning import Details
from courses.services.paths import assigning, editing
from courses.services.paths.editing import PathSettings, StepSettings
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Person


def store(organisation: Any, owner: Person) -> dict[str, str]:
    """Ids by noun. The owner teaches the class, comes to it, and is on the path by a rule."""
    by, now = owner.actor, timezone.now()
    start = now + timedelta(minutes=10)
    details = Details(
        title=f"Class of {organisation.slug}",
        starts_at=start,
        ends_at=start + timedelta(hours=1),
        trainer_ids=[owner.user.pk],
        join_url=f"https://meet.example/{organisation.slug}",
    )
    with tenant(organisation):
        (live_class,) = planning.plan(details, by=by, now=now)
        booking.answer(live_class.pk, "yes", by=by, now=now)
        calendars.open_feed(by=by, now=now)
        path = editing.create(PathSettings(title=f"Path of {organisation.slug}"), by=by, now=now)
        course = Course.objects.order_by("pk")[0]
        editing.add_course(path.pk, course, StepSettings(days=9), by=by, now=now)
        editing.publish(path.pk, by=by, now=now)
        assigning.assign(path.pk, Wish(audience="everybody"), by=by, now=now)
        return {
            "live_class": live_class.public_id,
            "booking": Booking.objects.get().public_id,
            "path": path.public_id,
            "step": PathStep.objects.get().public_id,
            "path_member": PathMember.objects.get(user=owner.user).public_id,
            "path_assignment": PathAssignment.objects.get().public_id,
        }
