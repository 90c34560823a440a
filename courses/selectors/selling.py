"""Courses on sale as strangers see them, purchases as their buyers see them, sales as the trainer sees them."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils import timezone

from accounts import selectors as people
from billing.selectors import sales
from billing.services.selling import sellers
from courses.engine.outline import Outline, OutlineLesson, outline_from
from courses.models import (
    Course,
    Enrolment,
    MediaFile,
    Offer,
    PublishedLesson,
    Purchase,
    PurchaseState,
    Visibility,
)
from courses.terms import BlockKind
from synthai.core.errors import NotFound
from synthai.core.tenancy import tenant

MOST_LISTED = 200


@dataclass(frozen=True, kw_only=True)
class Shop:
    """The organisation whose catalogue is looked at."""

    pk: int
    public_id: str
    slug: str
    name: str
    seller: Any


@dataclass(frozen=True, kw_only=True)
class Priced:
    """What a course costs on a day, as it may be advertised: VAT in it, and said so (VAT Act, section 65)."""

    now: Decimal
    usual: Decimal
    is_early: bool
    early_until: date | None
    has_vat: bool

    @property
    def is_free(self) -> bool:
        """Nothing to pay."""
        return self.now == 0


@dataclass(frozen=True, kw_only=True)
class Listed:
    """A course in the catalogue."""

    course: Course
    offer: Offer
    price: Priced


@dataclass(frozen=True, kw_only=True)
class Shown:
    """A course's public page. `left`: its free places, for whoever counts them."""

    course: Course
    offer: Offer
    price: Priced
    outline: Outline
    title: str
    summary: str
    minutes: int
    lesson_count: int
    left: int | None = None

    @property
    def is_indexed(self) -> bool:
        """Whether search engines may list it."""
        return bool(self.offer.visibility == Visibility.PUBLIC)


@contextmanager
def opened(slug: str) -> Iterator[Shop]:
    """The shop of an address, its tenant active inside the block. Raises NotFound."""
    organisation = people.organisation_by_slug(slug)
    if organisation.is_being_deleted:
        raise NotFound
    with tenant(organisation.pk):
        yield Shop(
            pk=organisation.pk,
            public_id=organisation.public_id,
            slug=organisation.slug,
            name=organisation.name,
            seller=sellers.present(),
        )


def priced(offer: Offer, seller: Any, today: date) -> Priced:
    """What it costs on that day."""
    return Priced(
        now=offer.price_on(today),
        usual=offer.price,
        is_early=offer.is_early(today),
        early_until=offer.early_until,
        has_vat=seller is not None and sellers.is_vendor(seller, today),
    )


def catalogue(shop: Shop, *, today: date) -> list[Listed]:
    """What everybody may see, by title. One query."""
    rows = (
        Offer.objects.in_catalogue()
        .select_related("course__live_version")
        .defer("course__live_version__outline")
    )
    found = rows.order_by("course__title", "pk")[:MOST_LISTED]
    return [Listed(course=row.course, offer=row, price=priced(row, shop.seller, today)) for row in found]


def get_shown(shop: Shop, course: str, *, key: str = "", today: date) -> Shown:
    """A course's public page: public, or by its link. Raises NotFound for private ones, unpublished ones and old links."""
    rows = Offer.objects.select_related("course__live_version").filter(course__public_id=course)
    offer = rows.filter(course__state="live", course__removed_at__isnull=True).order_by("pk").first()
    if offer is None or not _may_see(offer, key):
        raise NotFound
    version = offer.course.live_version
    if version is None:
        raise NotFound
    return Shown(
        course=offer.course,
        offer=offer,
        price=priced(offer, shop.seller, today),
        outline=outline_from(version.outline),
        title=version.title,
        summary=version.summary,
        minutes=version.minutes,
        lesson_count=version.lesson_count,
    )


def preview(shown: Shown, lesson: str) -> tuple[OutlineLesson, list[dict[str, Any]]]:
    """A lesson that its author opened to everybody, with its blocks. Raises NotFound for every other."""
    row = shown.outline.lesson(lesson)
    if row is None or not row.is_open:
        raise NotFound
    texts = PublishedLesson.objects.filter(course_id=shown.course.pk, key=row.key, digest=row.text)
    found = texts.order_by("pk").first()
    if found is None:
        raise NotFound
    return row, list(found.blocks)


def open_picture(shown: Shown, media: str) -> MediaFile:
    """A picture that stands in a lesson that is open to everybody. Raises NotFound."""
    texts_open = [row.text for row in shown.outline.lessons() if row.is_open]  # as they stand in this version
    holds = [{"kind": BlockKind.IMAGE.value, "media": {"id": media}}]
    texts = PublishedLesson.objects.filter(
        course_id=shown.course.pk, digest__in=texts_open, blocks__contains=holds
    )
    row: MediaFile | None = (
        MediaFile.objects.filter(public_id=media, course_id=shown.course.pk).order_by("pk").first()
    )
    if row is None or not texts.exists():
        raise NotFound
    return row


def purchases_of(user_id: int) -> Any:
    """A person's purchases with their courses, for lists that page by key."""
    rows = Purchase.objects.of_person(user_id).filter(paid_at__isnull=False)
    return rows.select_related("course", "enrolment")


def bought(user_id: int) -> Any:
    """A person's places in courses that they bought and that were not paid back."""
    paid = Purchase.objects.of_person(user_id).filter(state=PurchaseState.ENROLLED)
    return Enrolment.objects.current().filter(user_id=user_id, course_id__in=paid.values("course_id"))


def only_bought(rows: Iterable[Enrolment], user_id: int) -> list[Enrolment]:
    """Those of a person's courses that they bought: all that is a guest's. One query."""
    keys = set(bought(user_id).values_list("pk", flat=True))
    return [row for row in rows if row.pk in keys]


def purchase_of_sale(sale: str) -> Purchase:
    """The purchase of an order, with its course. Raises NotFound."""
    rows = Purchase.objects.select_related("course", "enrolment").filter(sale=sale)
    found: Purchase | None = rows.order_by("pk").first()
    if found is None:
        raise NotFound
    return found


def month_began(now: datetime) -> datetime:
    """When the month of a moment began, in South Africa."""
    local = timezone.localtime(now)
    return local.replace(day=1, hour=0, minute=0, second=0, microsecond=0)


def rows_of_sales(*, course: str = "") -> Any:
    """Sales of courses, for the trainer's list and its download."""
    return sales.sales_of("course", item=course)


def _may_see(offer: Offer, key: str) -> bool:
    if offer.visibility == Visibility.PUBLIC:
        return True
    return offer.visibility == Visibility.LINK and bool(key) and key == offer.link_key


def seller() -> Any:
    """The active organisation as a seller, once it said who it is."""
    return sellers.present()
