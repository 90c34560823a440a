"""Places in courses that people outside buy: held while they pay, claimed by who reads the buyer's mail, ended when paid back."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.services import guests
from billing.services.selling import orders
from courses import events, locks
from courses.engine.selling.returns import Promise
from courses.models import Course, Enrolment, Offer, Purchase, PurchaseState
from courses.refusals import CourseClosed
from courses.services import enrolments
from courses.services.selling import offers, places
from courses.terms import EnrolmentState, Source
from synthai.core.access import system_actor
from synthai.core.audit import audit
from synthai.core.errors import Conflict, DomainError
from synthai.core.events import publish

KIND = "course"  # what billing calls these sales


class NotOnSale(Conflict):
    """Not offered, or no more."""

    code = "courses.purchase.not_on_sale"
    title = _("The course is not on sale")
    message = _("This course cannot be bought at the moment. Ask who offers it.")


class NotAgreed(DomainError):
    """The law wants the consent said."""

    code = "courses.purchase.not_agreed"
    title = _("You have to agree first")
    message = _("Say that you agree: without it the course cannot begin when you open it.")
    field = "agrees"
    status = 422


class HasCourse(Conflict):
    """Buying what one has."""

    code = "courses.purchase.has_course"
    title = _("You have this course")
    message = _("You are in this course already. Open it under “My courses”.")


class NotClaimable(Conflict):
    """Not paid, or given to somebody."""

    code = "courses.purchase.not_claimable"
    title = _("There is no place to take")
    message = _("This order is not paid, was paid back, or its place is taken already.")


class TooManyOrders(DomainError):
    """Orders without end from one place."""

    code = "courses.purchase.too_many_orders"
    title = _("Too many orders were begun")
    message = _("Too many orders came from your connection. Pay one of them, or wait an hour.")
    status = 429
    retry_after = 3600


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What a buyer typed. `key` is the form's own: sent twice it buys once. `user_id`: who is signed in with that address."""

    key: str
    name: str
    email: str
    phone: str = ""
    address: str = ""
    vat_number: str = ""
    coupon: str = ""
    agrees: bool = False
    user_id: int | None = None


@transaction.atomic
def begin(course_id: int, wish: Wish, *, owner: str, now: datetime) -> Purchase:
    """Hold a place and open the order; with nothing to pay it is paid at once. `owner` is the organisation's public id.

    Raises NotOnSale, CourseFull, NotAgreed, HasCourse, CouponRefused, SellerNotReady, AddressMissing, VatNumberWrong.
    """
    course = locks.lock_course(course_id)
    offer = offers.present(course)
    if not offer.is_on_sale or not course.is_live:
        raise NotOnSale
    if not wish.agrees:
        raise NotAgreed
    known: Purchase | None = _known(course, wish.key)
    if known is not None:
        return known
    if wish.user_id is not None and _is_in(course, wish.user_id):
        raise HasCourse
    places.refuse_full(course, 1, now=now)
    return _opened(course, offer, wish, owner=owner, now=now)


@transaction.atomic
def take_paid(sale: str, *, now: datetime) -> Purchase | None:
    """The order is paid: the place is the buyer's. None when it came too late and no place is left: the caller pays back.

    Idempotent. Needs the tenant.
    """
    purchase = _lock_of(sale)
    if purchase is None or purchase.state not in (PurchaseState.HELD, PurchaseState.DROPPED):
        return purchase
    is_late = purchase.state == PurchaseState.DROPPED or purchase.held_until <= now
    if is_late and places.left(purchase.course, now=now) == 0:
        return None
    purchase.state, purchase.paid_at = PurchaseState.PAID, now
    purchase.save(update_fields=["state", "paid_at"])
    audit(purchase, "courses.purchase.paid", by=system_actor(purchase.organisation_id))
    publish(
        events.CourseBought(
            course_id=purchase.course_id, purchase=purchase.public_id, sale=sale, user_id=purchase.user_id
        )
    )
    if purchase.user_id is not None and not _is_in(purchase.course, purchase.user_id):
        _enrol(purchase, purchase.user_id, now=now)
    return purchase  # who is in it by another order has a place to give to somebody, or to give back


@transaction.atomic
def claim(purchase_id: int, user_id: int, *, now: datetime) -> Enrolment:
    """The person takes the place that was bought; the caller has seen that they read the buyer's mail. Idempotent for them.

    Who is in the course already keeps that place, and this one for somebody else. Raises NotClaimable, HasCourse.
    """
    course_id = Purchase.objects.filter(pk=purchase_id).values_list("course_id", flat=True).first()
    locks.lock_course(course_id or 0)  # before the purchase, as whoever pays it back does
    purchase = locks.lock_purchase(purchase_id)
    if (
        purchase.enrolment is not None
        and purchase.user_id == user_id
        and purchase.state == PurchaseState.ENROLLED
    ):
        return purchase.enrolment
    if purchase.state != PurchaseState.PAID:
        raise NotClaimable
    if _is_in(purchase.course, user_id):
        raise HasCourse
    return _enrol(purchase, user_id, now=now)


@transaction.atomic
def drop(sale: str) -> None:
    """The order was not paid in time: the place is free. Idempotent. Needs the tenant."""
    purchase = _lock_of(sale)
    if purchase is not None and purchase.state == PurchaseState.HELD:
        purchase.state = PurchaseState.DROPPED
        purchase.save(update_fields=["state"])


@transaction.atomic
def end(sale: str, reason: str, *, now: datetime) -> Purchase | None:
    """The order is paid back: the buyer leaves the course. Idempotent. Needs the tenant. The certificate is `returning`'s."""
    purchase = _lock_of(sale)
    if purchase is None or purchase.state == PurchaseState.RETURNED:
        return purchase
    purchase.state, purchase.returned_at, purchase.reason = PurchaseState.RETURNED, now, reason[:255]
    purchase.save(update_fields=["state", "returned_at", "reason"])
    if purchase.enrolment_id is not None:
        enrolments.end_bought(purchase.enrolment_id, now=now)
    if purchase.user_id is not None and not _is_guest_still(purchase.user_id):
        guests.part(purchase.user_id, purchase.organisation_id or 0)
    audit(
        purchase,
        "courses.purchase.returned",
        by=system_actor(purchase.organisation_id),
        changes={"reason": [None, reason]},
    )
    publish(
        events.PurchaseReturned(
            course_id=purchase.course_id, purchase=purchase.public_id, sale=sale, user_id=purchase.user_id
        )
    )
    return purchase


@transaction.atomic
def keep_of_member(user_id: int, organisation_id: int, *, now: datetime) -> bool:
    """Who is no longer of the team keeps what they bought, as a guest; whether that is something. Idempotent. Needs the tenant."""
    mine = Purchase.objects.of_person(user_id).filter(state__in=(PurchaseState.PAID, PurchaseState.ENROLLED))
    if not mine.exists():
        return False
    guests.welcome(user_id, organisation_id, now=now)
    return True


def _opened(course: Course, offer: Offer, wish: Wish, *, owner: str, now: datetime) -> Purchase:
    purchase = Purchase(
        course=course,
        user_id=wish.user_id,
        promise=Promise(days=offer.promise_days, share=offer.promise_share).as_json(),
        agreed_at=now,
        created_at=now,
    )
    wanted = orders.Wanted(
        key=_key(course, wish.key),
        kind=KIND,
        item=course.public_id,
        title=course.title,
        price=offer.price_on(timezone.localdate(now)),
        coupon=wish.coupon,
        continue_path=reverse("courses-public:order", args=[orders.SALE_PLACE]),
    )
    buyer = orders.Buyer(
        name=wish.name,
        email=wish.email,
        phone=wish.phone,
        address=wish.address,
        vat_number=wish.vat_number,
    )
    sale = orders.open_sale(wanted, buyer, owner=owner, now=now)
    purchase.sale, purchase.held_until = sale.public_id, sale.held_until
    purchase.save()
    audit(
        purchase,
        "courses.purchase.begun",
        by=system_actor(purchase.organisation_id),
        changes={"course": [None, course.title]},
    )
    return purchase


def _key(course: Course, key: str) -> str:
    return f"{KIND}:{course.public_id}:{key}"


def _known(course: Course, key: str) -> Purchase | None:
    sale = orders.known(_key(course, key))
    rows = Purchase.objects.filter(sale=sale) if sale else Purchase.objects.none()
    found: Purchase | None = rows.order_by("pk").first()
    return found


def _is_in(course: Course, user_id: int) -> bool:
    return Enrolment.objects.current().filter(course_id=course.pk, user_id=user_id).exists()


def _lock_of(sale: str) -> Purchase | None:
    unlocked = Purchase.objects.filter(sale=sale).order_by("pk").first()
    if unlocked is None:
        return None
    locks.lock_course(unlocked.course_id)
    return locks.lock_purchase(unlocked.pk)


def _enrol(purchase: Purchase, user_id: int, *, now: datetime) -> Enrolment:
    """The place becomes theirs. It was held, so nobody is refused; an unpublished course is theirs all the same."""
    course = locks.lock_course(purchase.course_id)
    if course.live_version is None:
        raise CourseClosed
    purchase.state, purchase.user_id, purchase.claimed_at = PurchaseState.ENROLLED, user_id, now
    purchase.save(update_fields=["state", "user", "claimed_at"])
    guests.welcome(user_id, purchase.organisation_id or 0, now=now)
    enrolments.enrol(course, [user_id], enrolments.Way(source=Source.BOUGHT), now=now)
    enrolment: Enrolment = Enrolment.objects.get(course_id=course.pk, user_id=user_id)
    purchase.enrolment = enrolment
    purchase.save(update_fields=["enrolment"])
    audit(
        enrolment,
        "courses.purchase.claimed",
        by=system_actor(purchase.organisation_id),
        changes={"course": [None, course.title]},
    )
    return enrolment


def _is_guest_still(user_id: int) -> bool:
    rows = Enrolment.objects.filter(user_id=user_id).exclude(state=EnrolmentState.ENDED)
    return rows.exists() or Purchase.objects.of_person(user_id).filter(state=PurchaseState.PAID).exists()
