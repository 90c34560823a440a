"""Money back: the buyer's right by the law or the seller's promise, and the trainer's one press at any time."""

from datetime import datetime
from typing import TYPE_CHECKING, Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from billing.selectors import sales
from billing.services.selling import refunding
from courses import permissions
from courses.engine.selling.returns import Promise, Right, Standing, right_of
from courses.models import Certificate, Enrolment, LessonProgress, Purchase, PurchaseState
from courses.services.certificates import issuing
from courses.services.selling import purchases
from synthai.core.access import Actor, require, system_actor
from synthai.core.errors import Conflict

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

WHY_NOT: "Final[dict[str, _StrOrPromise]]" = {
    "done": gettext_lazy(
        "You have finished the course, so it cannot be given back. Write to the seller if something is wrong."
    ),
    "begun": gettext_lazy(
        "The course has begun: with your first lesson the seven days to cancel ended, as you agreed when you bought it."
    ),
    "share": gettext_lazy("More of the course is done than the seller’s promise allows."),
    "over": gettext_lazy("The days in which it could be given back are over."),
}


class NoRight(Conflict):
    """The buyer asks too late, or has had too much of it."""

    code = "courses.purchase.no_right"
    title = gettext_lazy("It cannot be given back")
    message = gettext_lazy("%(why)s")


def right(purchase: Purchase, *, now: datetime) -> Right:
    """Whether the buyer may give the course back now. At most one query."""
    if purchase.paid_at is None or purchase.state not in (PurchaseState.PAID, PurchaseState.ENROLLED):
        return Right(why_not="over")
    enrolment = purchase.enrolment
    begun = enrolment is not None and _has_begun(enrolment)
    standing = Standing(
        bought_on=timezone.localdate(purchase.paid_at),
        has_begun=begun,
        percent=enrolment.percent if enrolment else 0,
        is_done=enrolment is not None and enrolment.completed_at is not None,
    )
    return right_of(Promise.of(purchase.promise), standing, today=timezone.localdate(now))


def _has_begun(enrolment: Enrolment) -> bool:
    """Whether a lesson was opened, ever: who takes the course once more begins without rows, and has begun all the same."""
    if enrolment.begun_again_at is not None or enrolment.completed_at is not None:
        return True
    return bool(LessonProgress.objects.filter(enrolment_id=enrolment.pk).exists())


def by_buyer(purchase: Purchase, *, now: datetime) -> None:
    """The buyer wants the money back; who holds the order's address is the buyer. Raises NoRight, NothingToReturn."""
    found = right(purchase, now=now)
    if not found.is_given:
        raise NoRight(why=WHY_NOT[found.why_not])
    reason = _("Cancelled within seven days") if found.by == "law" else _("Given back as promised")
    by = system_actor(purchase.organisation_id)
    refunding.give_back(_sale_of(purchase), reason=reason, by=by, now=now)


def by_trainer(purchase: Purchase, reason: str, *, by: Actor, now: datetime) -> None:
    """Pay a buyer back whenever the seller wants to, finished or not. Raises NotAllowed, NothingToReturn."""
    require(by, permissions.SALE_RETURN)
    refunding.give_back(
        _sale_of(purchase), reason=reason.strip() or _("Paid back by the seller"), by=by, now=now
    )


def by_hand(purchase: Purchase, *, by: Actor, now: datetime) -> None:
    """The gateway could not, and the seller paid by EFT. Raises NotAllowed, NothingToReturn."""
    require(by, permissions.SALE_RETURN)
    refunding.by_hand(_sale_of(purchase), by=by, now=now)


@transaction.atomic
def follow(sale: str, reason: str, *, now: datetime) -> None:
    """An order was paid back: the learner leaves, a certificate of it is taken back. Idempotent. Needs the tenant."""
    purchase = purchases.end(sale, reason, now=now)
    if purchase is None or purchase.user_id is None or purchase.enrolment_id is None:
        return
    held = Certificate.objects.filter(
        course_id=purchase.course_id,
        user_id=purchase.user_id,
        revoked_at__isnull=True,
        renewed_at__isnull=True,
    )
    by = system_actor(purchase.organisation_id)
    for certificate_id in held.order_by("pk").values_list("pk", flat=True):
        issuing.revoke(certificate_id, _("The course was paid back."), by=by, now=now)


def _sale_of(purchase: Purchase) -> int:
    return sales.get_sale(purchase.sale).pk
