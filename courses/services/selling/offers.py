"""How a course is offered outside: visibility, price, promise; the secret link."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from billing.services.selling import orders
from courses import events, locks, permissions
from courses.models import Course, Offer, Visibility
from courses.models.selling import new_link
from synthai.core.access import Actor, require
from synthai.core.audit import audit
from synthai.core.errors import DomainError
from synthai.core.events import publish
from synthai.core.versions import check_version


class OfferWrong(DomainError):
    """What was chosen does not go together; the message says why."""

    code = "courses.offer.wrong"
    title = _("The course cannot be offered like this")
    message = _("%(why)s")
    remedy = _("Change what the detail names.")
    status = 422


def present(course: Course) -> Offer:
    """The offer of a course; one that is not saved, for the organisation alone, when nobody decided yet."""
    found: Offer | None = Offer.objects.filter(course_id=course.pk).order_by("pk").first()
    return found or Offer(course=course, version=0)


@transaction.atomic
def change(
    course_id: int, values: Mapping[str, Any], *, by: Actor, now: datetime, expected: str | None = None
) -> Offer:
    """Offer a course. Who bought keeps what was promised then. Raises NotAllowed, OfferWrong, SellerNotReady, PreconditionFailed."""
    course = locks.lock_course(course_id)
    require(by, permissions.OFFER_CHANGE)
    offer = present(course)
    if offer.pk:
        check_version(offer, expected)
    _refuse_wrong(values)
    changes = {
        name: [getattr(offer, name), value] for name, value in values.items() if getattr(offer, name) != value
    }
    for name, value in values.items():
        setattr(offer, name, value)
    if offer.is_on_sale and _costs(offer):
        orders.require_ready()
    offer.version += 1
    offer.full_clean(exclude=["course", "organisation"])
    offer.save()
    audit(course, "courses.offer.changed", by=by, changes=changes)
    publish(events.OfferChanged(course_id=course.pk, public_id=course.public_id, visibility=offer.visibility))
    return offer


@transaction.atomic
def renew_link(course_id: int, *, by: Actor) -> Offer:
    """Another secret link; the old one opens nothing any more. Raises NotAllowed, OfferWrong."""
    course = locks.lock_course(course_id)
    require(by, permissions.OFFER_CHANGE)
    offer = present(course)
    if not offer.pk:
        raise OfferWrong(why=_("Say first who sees the course, and save."))
    offer.link_key = new_link()
    offer.version += 1
    offer.save(update_fields=["link_key", "version"])
    audit(course, "courses.offer.link_renewed", by=by)
    return offer


def _costs(offer: Offer) -> bool:
    return max(offer.price, offer.early_price or Decimal(0)) > 0


def _refuse_wrong(values: Mapping[str, Any]) -> None:
    early, until, price = values.get("early_price"), values.get("early_until"), values["price"]
    if early is not None and until is None:
        raise OfferWrong(why=_("An early price needs its last day."), field="early_until")
    if early is not None and early >= price:
        raise OfferWrong(why=_("The early price is lower than the price."), field="early_price")
    if values["is_on_sale"] and values["visibility"] == Visibility.ORGANISATION:
        raise OfferWrong(
            why=_("Nobody outside sees this course, so nobody can buy it. Choose the link or everybody."),
            field="visibility",
        )
