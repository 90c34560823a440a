"""The link that is mailed to a buyer: who opens it reads the buyer's mail, so the place is theirs to take."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from accounts import selectors as people
from accounts.services import guests
from billing.selectors import sales
from courses.models import Enrolment, Purchase
from courses.services.selling import purchases
from synthai.core.errors import NotFound
from synthai.core.sealing import BrokenSeal, seal, unseal
from synthai.core.tenancy import tenant

_PURPOSE: Final = "courses.claim"


@dataclass(frozen=True, kw_only=True)
class Claim:
    """What the link opens."""

    purchase: Purchase
    email: str
    name: str
    owner: str
    slug: str


def address_of(purchase: Purchase) -> str:
    """The link, to be mailed and shown nowhere."""
    owner = people.public_id_of(purchase.organisation_id or 0)
    token = seal(f"{owner}:{purchase.public_id}".encode(), purpose=_PURPOSE)
    return settings.SITE_URL.rstrip("/") + reverse("courses-public:claim", args=[token])


@contextmanager
def opened(token: str) -> Iterator[Claim]:
    """What a link opens, its organisation's tenant active inside the block. Raises NotFound."""
    try:
        owner, _colon, public_id = unseal(token, purpose=_PURPOSE).decode().partition(":")
    except (BrokenSeal, UnicodeDecodeError) as error:
        raise NotFound from error
    organisation = people.organisation_by_public_id(owner)
    with tenant(organisation.pk):
        rows = Purchase.objects.select_related("course", "enrolment").filter(public_id=public_id)
        found = rows.order_by("pk").first()
        if found is None:
            raise NotFound
        sale = sales.get_sale(found.sale)
        yield Claim(
            purchase=found,
            email=sale.buyer_email,
            name=sale.buyer_name,
            owner=organisation.name,
            slug=organisation.slug,
        )


@transaction.atomic
def as_new(found: Claim, *, name: str, password: str, now: datetime) -> Any:
    """Make the account and take the place in one step; the link confirms the address. Returns the person.

    Raises AccountExists, NotClaimable. Assumes a validated password.
    """
    user = guests.confirmed_account(found.email, name=name, password=password, now=now)
    purchases.claim(found.purchase.pk, user.pk, now=now)
    return user


def as_person(found: Claim, user_id: int, *, now: datetime) -> Enrolment:
    """Take the place with the account one is signed in to: whoever has the link may, it was mailed to the buyer. Raises NotClaimable."""
    return purchases.claim(found.purchase.pk, user_id, now=now)
