"""The organisation as a seller: what it says about itself, whether it may sell, its VAT on a day."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from billing import locks, permissions
from billing.engine import vat
from billing.engine.invoicing.shapes import Party
from billing.models import REGISTERED, Seller, SellerSeries
from billing.services.entities import address_of
from synthai.core import vat_numbers
from synthai.core.access import Actor, require
from synthai.core.audit import audit
from synthai.core.errors import Conflict, DomainError
from synthai.core.versions import check_version

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise


class SellerWrong(DomainError):
    """What was typed cannot be; the message says why."""

    code = "billing.seller.wrong"
    title = _("This cannot be saved")
    message = _("%(why)s")
    remedy = _("Correct what the detail names.")
    status = 422


class SellerNotReady(Conflict):
    """Selling before the law's particulars are there, or a way to pay."""

    code = "billing.seller.not_ready"
    title = _("Nothing can be sold yet")
    message = _("This is missing before anything can be sold: %(missing)s.")
    remedy = _("Fill in what is missing under “Who sells”.")


def present() -> Seller | None:
    """The active organisation as a seller, once it said who it is."""
    found: Seller | None = Seller.objects.order_by("pk").first()
    return found


@transaction.atomic
def change(values: Mapping[str, Any], *, by: Actor, expected: str | None = None) -> Seller:
    """Say who sells. Documents that were issued keep what they say. Raises NotAllowed, SellerWrong, PreconditionFailed."""
    require(by, permissions.SELLER_CHANGE)
    found = locks.lock_seller()
    seller = found or Seller(version=0)
    if found is not None:
        check_version(found, expected)
    given = {**values, "vat_number": vat_numbers.normalise(str(values.get("vat_number") or ""))}
    _refuse_wrong(given, seller)
    changes = {
        name: [getattr(seller, name), value]
        for name, value in given.items()
        if getattr(seller, name) != value
    }
    for name, value in given.items():
        setattr(seller, name, value)
    seller.version += 1
    seller.full_clean(exclude=["organisation"])
    seller.save()
    audit(seller, "billing.seller.changed", by=by, changes=changes)
    return seller


def missing(seller: Seller | None) -> list["_StrOrPromise"]:
    """What the law wants shown and is not there yet (ECT Act, section 43), in words."""
    if seller is None:
        return [_("who sells")]
    wanted: list[tuple[bool, _StrOrPromise]] = [
        (bool(seller.legal_name), _("the legal name")),
        (bool(seller.address.strip()), _("the street address")),
        (bool(seller.phone), _("a phone number")),
        (bool(seller.email), _("an e-mail address")),
        (
            seller.legal_form not in REGISTERED or bool(seller.registration_number),
            _("the registration number"),
        ),
        (seller.legal_form not in REGISTERED or bool(seller.office_bearers), _("directors or members")),
    ]
    return [words for is_there, words in wanted if not is_there]


def is_vendor(seller: Seller, on: date) -> bool:
    """Whether it is registered for VAT on that day; else it charges none."""
    begun = seller.vat_since is None or seller.vat_since <= on
    return bool(seller.vat_number) and begun and (seller.vat_until is None or on <= seller.vat_until)


def vat_in(seller: Seller, total: Decimal, on: date) -> Decimal:
    """The VAT within an amount that the seller charges on that day; 0 of no vendor."""
    if not is_vendor(seller, on):
        return Decimal(0)
    return vat.vat_within(total, vat.standard_rate(on))


def party(seller: Seller, on: date) -> Party:
    """The seller as it stands on a document of that day."""
    is_one = is_vendor(seller, on)
    return Party(
        name=seller.legal_name,
        trading_name=seller.trading_name,
        address=address_of(seller.address),
        is_vendor=is_one,
        vat_number=seller.vat_number if is_one else "",
        registration_number=seller.registration_number,
        email=seller.email,
        phone=seller.phone,
        website=seller.website,
    )


def _refuse_wrong(given: Mapping[str, Any], seller: Seller) -> None:
    number = given["vat_number"]
    if number and not vat_numbers.is_plausible(number):
        raise SellerWrong(
            why=_("A VAT number has 10 digits, starts with 4, and its last digit checks the others."),
            field="vat_number",
        )
    since, until = given.get("vat_since"), given.get("vat_until")
    if since and until and until < since:
        raise SellerWrong(why=_("The last day is before the first."), field="vat_until")
    prefix = str(given["number_prefix"])
    if not (prefix.isalnum() and prefix.isascii()):
        raise SellerWrong(why=_("Numbers begin with up to eight letters and digits."), field="number_prefix")
    if seller.pk and seller.number_prefix != prefix and _has_issued():
        raise SellerWrong(
            why=_("Documents were issued under %(prefix)s, so it stays.") % {"prefix": seller.number_prefix},
            field="number_prefix",
        )


def _has_issued() -> bool:
    return bool(SellerSeries.objects.filter(last__gt=0).exists())
