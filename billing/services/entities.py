"""Who sells: the entity that charges belong to, and whether it is a VAT vendor on a day.

The first one is made from the settings (BILLING_ENTITY_…) once, at the first charge; from then on staff keep it in the admin.
"""

import time
from datetime import date

from django.conf import settings
from django.db import IntegrityError, transaction

from billing.engine.invoicing.shapes import Address, BankAccount, Party
from billing.models import BillingEntity, VendorPeriod

KNOWN_FOR_SECONDS = 10.0  # prices are worked out all day, and an entity changes once in years
_known: dict[str, tuple[float, BillingEntity | None]] = {}


def selling() -> BillingEntity:
    """The entity that sells by default; made from the settings when there is none yet."""
    return _default() or _from_settings()


def is_vendor(on: date) -> bool:
    """Whether we charge VAT on that day: the default entity is registered then."""
    entity = _default()
    return bool(settings.BILLING_ENTITY["vat_number"]) if entity is None else bool(vat_number(entity, on))


def vat_number(entity: BillingEntity, on: date) -> str:
    """The number it is registered under on that day; empty when it is no vendor."""
    held = [period for period in entity.vendor_periods.all() if period.holds(on)]
    return held[0].vat_number if held else ""


def seller(entity: BillingEntity, on: date) -> Party:
    """The entity as it stands on a document of that day."""
    number = vat_number(entity, on)
    return Party(
        name=entity.legal_name,
        trading_name=entity.trading_name,
        address=address_of(entity.address),
        is_vendor=bool(number),
        vat_number=number,
        registration_number=entity.registration_number,
        email=entity.email,
        phone=entity.phone,
        website=entity.website,
    )


def shown(on: date) -> Party:
    """Who sells, for a page: also before the first charge."""
    entity = _default()
    if entity is not None:
        return seller(entity, on)
    number = settings.BILLING_ENTITY["vat_number"]
    return Party(name=settings.BILLING_ENTITY["name"], is_vendor=bool(number), vat_number=number)


def bank_of(entity: BillingEntity) -> BankAccount | None:
    """Where an EFT goes; None while it is not filled in."""
    if not entity.bank_account_number:
        return None
    return BankAccount(
        holder=entity.bank_holder or entity.legal_name,
        bank=entity.bank_name,
        account_number=entity.bank_account_number,
        branch_code=entity.bank_branch_code,
        account_type=entity.bank_account_type,
    )


def address_of(text: str) -> Address:
    """An address as it was typed: one row a line."""
    return Address(lines=tuple(row.strip() for row in text.splitlines() if row.strip()))


def forget() -> None:
    """Ask the database again: an entity was changed, or a test begins."""
    _known.clear()


def _default() -> BillingEntity | None:
    held = _known.get("default")
    if held is not None and held[0] > time.monotonic():
        return held[1]
    rows = BillingEntity.objects.filter(is_default=True).prefetch_related("vendor_periods")
    found = rows.order_by("pk").first()
    _known["default"] = (time.monotonic() + KNOWN_FOR_SECONDS, found)
    return found


def _from_settings() -> BillingEntity:
    forget()
    entity, number = _in_settings(), settings.BILLING_ENTITY["vat_number"]
    try:
        with transaction.atomic():
            entity.save()
            if number:
                VendorPeriod.objects.create(entity=entity, vat_number=number)
    except IntegrityError:  # somebody else was first
        return BillingEntity.objects.get(is_default=True)
    return entity


def _in_settings() -> BillingEntity:
    """Not saved yet."""
    given, bank = settings.BILLING_ENTITY, settings.EFT
    return BillingEntity(
        legal_name=given["name"],
        address=given.get("address", "").replace(";", "\n"),
        registration_number=given.get("registration_number", ""),
        email=given.get("email", ""),
        bank_holder=bank["account_name"],
        bank_name=bank["bank"],
        bank_account_number=bank["account_number"],
        bank_branch_code=bank["branch_code"],
        bank_account_type=bank["account_type"],
        number_prefix="SY",
        is_default=True,
    )
