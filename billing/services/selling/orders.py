"""Sales: begun by who sells (courses), held for a while, paid or dropped."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from billing import events, locks
from billing.engine.invoicing.shapes import Tier
from billing.engine.invoicing.tiers import tier_for
from billing.engine.periods import local_date
from billing.models import Sale, SaleState
from billing.selectors import sales
from billing.services import references
from billing.services.selling import accounts, coupons, links, sellers
from synthai.core import vat_numbers
from synthai.core.access import system_actor
from synthai.core.audit import audit
from synthai.core.errors import DomainError
from synthai.core.events import publish

HELD_FOR: Final = timedelta(minutes=30)
SALE_PLACE: Final = "the-sale"  # in a path that leads back: where the order's token comes


class AddressMissing(DomainError):
    """A full tax invoice names the buyer's address."""

    code = "billing.sale.address"
    title = _("The invoice needs an address")
    message = _("A tax invoice of this amount must show your address. Fill it in.")
    remedy = _("Send the buyer's address.")
    field = "address"
    status = 422


class VatNumberWrong(DomainError):
    """A number that no vendor has: on the invoice it would cost the buyer their input tax."""

    code = "billing.sale.vat_number"
    title = _("This is no VAT number")
    message = _("A VAT number has 10 digits and starts with 4. Look once more, or leave it empty.")
    remedy = _("Send the number as it stands on the buyer’s own invoices, or none.")
    field = "vat_number"
    status = 422


@dataclass(frozen=True, kw_only=True)
class Buyer:
    """Who buys, as typed."""

    name: str
    email: str
    phone: str = ""
    address: str = ""
    vat_number: str = ""


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What is sold. `key` makes the sale once; `continue_path` leads back to who sells, SALE_PLACE stands for the sale's token."""

    key: str
    kind: str
    item: str
    title: str
    price: Decimal
    continue_path: str
    coupon: str = ""


@transaction.atomic
def open_sale(wanted: Wanted, buyer: Buyer, *, owner: str, now: datetime) -> Sale:
    """Begin a sale of the active organisation, once for its key; with nothing to pay it is paid at once.

    `owner` is the organisation's public id. The caller holds the lock of what is sold. Raises SellerNotReady, CouponRefused,
    AddressMissing, VatNumberWrong.
    """
    known: Sale | None = Sale.objects.filter(key=wanted.key).order_by("pk").first()
    if known is not None:
        return known
    number = vat_numbers.normalise(buyer.vat_number)
    if number and not vat_numbers.has_form(number):
        raise VatNumberWrong
    coupon = coupons.use(wanted.coupon, wanted.item, now=now) if wanted.coupon.strip() else None
    discount = coupon.off(wanted.price) if coupon else Decimal(0)
    total = wanted.price - discount
    seller = sellers.present()
    if total:
        require_ready()
    vat = sellers.vat_in(seller, total, local_date(now)) if seller else Decimal(0)
    if vat and needs_address(total, on=local_date(now)) and not buyer.address.strip():
        raise AddressMissing
    sale = Sale(
        reference=references.new(),
        key=wanted.key,
        kind=wanted.kind,
        item=wanted.item,
        title=wanted.title[:160],
        price=wanted.price,
        discount=discount,
        total=total,
        vat=vat,
        coupon=coupon,
        coupon_code=coupon.code if coupon else "",
        **_buyer(buyer),
        created_at=now,
        held_until=now + HELD_FOR,
    )
    sale.continue_path = wanted.continue_path.replace(SALE_PLACE, links.make(owner, sale.public_id))
    sale.save()
    by = system_actor(sale.organisation_id)
    audit(sale, "billing.sale.begun", by=by, changes={"amount": [None, total], "item": [None, sale.title]})
    if not total:
        paid(sale, now=now)
    return sale


def get(public_id: str) -> Sale:
    """A sale of the active organisation. Raises NotFound."""
    return sales.get_sale(public_id)


def known(key: str) -> str:
    """The public id of the sale of this key; empty when there is none."""
    found: str | None = Sale.objects.filter(key=key).values_list("public_id", flat=True).first()
    return found or ""


def needs_address(total: Decimal, *, on: date) -> bool:
    """Whether a vendor's invoice of that amount is a full one, which shows the buyer's address (VAT Act, section 20(4))."""
    return tier_for(total, on=on) is Tier.FULL


def require_ready() -> None:
    """Raise SellerNotReady unless the law's particulars are there and a way to be paid."""
    lacking = [str(words) for words in sellers.missing(sellers.present())]
    if not accounts.present():
        lacking.append(str(_("an account where the money goes")))
    if lacking:
        raise sellers.SellerNotReady(missing=", ".join(lacking))


def is_ready() -> bool:
    """Whether something can be sold for money."""
    return not sellers.missing(sellers.present()) and bool(accounts.present())


def paid(sale: Sale, *, now: datetime) -> None:
    """The whole amount is there, in time or late. The sale is locked or new."""
    if sale.state == SaleState.VOID and sale.coupon_code:
        coupons.take_again(sale.coupon_code)
    sale.state, sale.paid_at = SaleState.PAID, now
    seller = sellers.present()
    if seller is not None and sale.total:  # as on its invoice: the seller's standing on the day of supply
        sale.vat = sellers.vat_in(seller, sale.total, local_date(now))
    sale.version += 1
    sale.save(update_fields=["state", "paid_at", "vat", "version"])
    audit(
        sale,
        "billing.sale.paid",
        by=system_actor(sale.organisation_id),
        changes={"amount": [None, sale.total]},
    )
    publish(events.SalePaid(sale=sale.public_id, kind=sale.kind, item=sale.item, total=str(sale.total)))


@transaction.atomic
def drop(sale_id: int, *, now: datetime) -> bool:
    """What was not paid in time is held no longer; whether it was dropped now. Needs the tenant."""
    sale = locks.lock_sale(sale_id)
    if sale.state != SaleState.OPEN or sale.held_until > now:
        return False
    _drop(sale)
    return True


@transaction.atomic
def withdraw(sale_id: int, *, now: datetime) -> bool:
    """The buyer wants it no more and has not paid (ECT Act, section 43(2)). Money that comes all the same is told as paid."""
    sale = locks.lock_sale(sale_id)
    if sale.state != SaleState.OPEN:
        return False
    sale.held_until = now
    sale.save(update_fields=["held_until"])
    _drop(sale)
    return True


def outdated(*, now: datetime) -> list[int]:
    """The active organisation's sales to be dropped."""
    return list(Sale.objects.outdated(now=now).order_by("pk").values_list("pk", flat=True)[:500])


@transaction.atomic
def forget_unpaid(*, now: datetime) -> int:
    """Empty name and addresses of orders that came to nothing 30 days ago (POPIA, section 14). Needs the tenant."""
    emptied: dict[str, Any] = dict.fromkeys(
        ("buyer_name", "buyer_email", "buyer_phone", "buyer_address", "buyer_vat_number"), ""
    )
    return int(Sale.objects.to_forget(now=now).update(**emptied))


def _drop(sale: Sale) -> None:
    sale.state = SaleState.VOID
    sale.version += 1
    sale.save(update_fields=["state", "version"])
    if sale.coupon_code:
        coupons.give_back(sale.coupon_code)
    audit(sale, "billing.sale.dropped", by=system_actor(sale.organisation_id))
    publish(events.SaleDropped(sale=sale.public_id, kind=sale.kind, item=sale.item))


def _buyer(buyer: Buyer) -> dict[str, str]:
    return {
        "buyer_name": " ".join(buyer.name.split())[:160],
        "buyer_email": buyer.email.strip().lower(),
        "buyer_phone": buyer.phone.strip(),
        "buyer_address": buyer.address.strip(),
        "buyer_vat_number": vat_numbers.normalise(buyer.vat_number),
    }
